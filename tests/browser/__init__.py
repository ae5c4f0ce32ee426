"""Tests in a real browser: what a person sees and does, on a desk and on a phone."""
