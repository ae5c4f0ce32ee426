"""Where the ledger is kept: rows, repositories and readings."""
