"""The centre that watches the ledger, seen from the workstation: its wire format, client and stepping."""
