"""Cases worked out by hand from the specification, with the numbers in the comments."""

from __future__ import annotations

from tests.oracle.golden_exchanges import EXCHANGES
from tests.oracle.golden_pieces import PIECES
from tests.oracle.golden_requirements import REQUIREMENTS

GOLDENS = PIECES + REQUIREMENTS + EXCHANGES
