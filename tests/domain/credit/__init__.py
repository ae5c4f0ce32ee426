"""Tests of the credit engine, clause by clause."""
