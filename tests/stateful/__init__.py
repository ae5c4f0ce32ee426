"""A machine that plays with a ledger through its services, and a plain oracle beside it."""
