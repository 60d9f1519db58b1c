"""The folder that runs without Python (docs/release.md), if this program stands in it."""

import sys
from pathlib import Path


def bundled_program() -> Path | None:
    """Return the program of the bundle that runs, or None where Python itself runs this code."""
    return Path(sys.executable) if getattr(sys, "frozen", False) else None
