"""“还有N项未评” in a 复核表: a live formula over the scores of one or more sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import quote_sheetname


@dataclass(frozen=True, slots=True)
class ScoreCells:
    """Ranges of a sheet's scores, how many it wants, how many it has already."""

    sheet: str
    ranges: tuple[str, ...]
    wanted: int
    filled: int

    @property
    def counted(self) -> str:
        """Return the part of a formula that counts the scores filled in."""
        return "+".join(f"COUNT({quote_sheetname(self.sheet)}!{each})" for each in self.ranges)


def still_open(sheets: Sequence[ScoreCells]) -> tuple[str, str]:
    """Return the formula, and its result when the workbook is issued."""
    wanted, filled = sum(each.wanted for each in sheets), sum(each.filled for each in sheets)
    counted = "+".join(each.counted for each in sheets)
    return f'="还有"&({wanted}-({counted}))&"项未评"', f"还有{wanted - filled}项未评"
