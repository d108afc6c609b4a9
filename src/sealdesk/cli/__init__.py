"""The command line: a contract with other programs. Keep it stable, add to it."""
