"""The usage ledger on disk: one SQLite database and one checkpoint file beside it. Home of sqlite3."""
