"""Papers and files of the ledger: a value of the domain in, bytes out."""
