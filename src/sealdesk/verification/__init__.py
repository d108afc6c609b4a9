"""The recipient's verdict: who sealed a PDF, and is it what was sealed. No network, no Qt, no ledger."""
