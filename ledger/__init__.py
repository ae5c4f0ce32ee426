"""调研台账 (Taizhang): the ledger of field and online research."""
