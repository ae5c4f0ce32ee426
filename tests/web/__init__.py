"""Pages, one file per user action."""
