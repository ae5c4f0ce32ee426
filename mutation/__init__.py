"""Mutation testing of the credit engine: faults put into it one by one, and whether the tests find each."""
