"""“还有N项未评” in a 复核表: a live formula over the scores of one or more sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import quote_sheetname

from wuhao_batch.panel.layout import AS_SELF


@dataclass(frozen=True, slots=True)
class ItemCells:
    """The ranges of an item's scores and 自评得分, and the cell with the choice above them."""

    scores: str
    own: str
    choice: str


@dataclass(frozen=True, slots=True)
class ScoreCells:
    """The score cells of a sheet, how many it wants, how many it has already."""

    sheet: str
    items: tuple[ItemCells, ...]
    wanted: int
    filled: int

    @property
    def counted(self) -> str:
        """Return the part of a formula that counts the scores filled in, or left to 自评得分."""
        return "+".join(map(self._done, self.items))

    def _done(self, item: ItemCells) -> str:
        sheet = quote_sheetname(self.sheet)
        scores, own = f"{sheet}!{item.scores}", f"{sheet}!{item.own}"
        left = f'SUMPRODUCT(({scores}="")*ISNUMBER({own}))'
        return f'COUNT({scores})+IF({sheet}!{item.choice}="{AS_SELF}",{left},0)'


def still_open(sheets: Sequence[ScoreCells]) -> tuple[str, str]:
    """Return the formula, and its result when the workbook is issued."""
    wanted, filled = sum(each.wanted for each in sheets), sum(each.filled for each in sheets)
    counted = "+".join(each.counted for each in sheets)
    return f'="还有"&({wanted}-({counted}))&"项未评"', f"还有{wanted - filled}项未评"
