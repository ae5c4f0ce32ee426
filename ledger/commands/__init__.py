"""The commands of `taizhang`, one per file."""
