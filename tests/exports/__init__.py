"""Tests of the papers and files."""
