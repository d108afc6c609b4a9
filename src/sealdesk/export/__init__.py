"""Ledger entries as files for people and programs; streamed, never over another file."""
