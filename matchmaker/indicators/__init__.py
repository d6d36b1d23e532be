"""Technical indicators: rows and free text, units and numbers, and the comparison of a need with an offer."""
