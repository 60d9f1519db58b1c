"""Score forms for an annual assessment: issue, take back, check, score, publish."""

__version__ = "0.1.0"
