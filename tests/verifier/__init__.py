"""The verifier that stands alone."""
