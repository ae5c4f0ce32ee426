"""A slow, naive reading of the credit engine's specification, kept apart from the engine it checks."""
