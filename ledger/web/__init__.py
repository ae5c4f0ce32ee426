"""Pages: forms in, services called, templates out."""
