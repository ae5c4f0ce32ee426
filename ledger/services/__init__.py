"""One verb per module; every write goes through here."""
