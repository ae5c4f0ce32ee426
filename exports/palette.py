"""The colours of paper and charts: sparing, and each meaning has a pattern beside it for black and white."""

from __future__ import annotations

INK = "#1F2328"
SECOND = "#57606A"
RULE = "#B0AA9E"
"""A little darker than on the screen, where a hairline is not half lost in print."""
WASH = "#F4F2ED"
WHITE = "#FFFFFF"
FIELD = "#2F6F6A"
ONLINE = "#3E6AA8"
ONLINE_WASH = "#D5E0EF"
EXCHANGED = "#B98A2F"
EXCHANGED_WASH = "#FBF3E2"
WATERMARK = "#E6E2DA"
