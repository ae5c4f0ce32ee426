"""Measurements of what must be fast; each module prints its figures."""
