"""A paper that lies in `output/`, held against the present results."""

from dataclasses import dataclass
from pathlib import Path

LOCK = "~$"
"""Beginning of the files that office programs leave beside an open one."""


@dataclass(frozen=True, slots=True)
class StandingPaper:
    """One paper, for whom it is, and ``why`` it no longer holds, "" while it does."""

    path: Path
    whose: str
    why: str = ""

    @property
    def is_stale(self) -> bool:
        """True if it was made from other results than the present ones."""
        return bool(self.why)
