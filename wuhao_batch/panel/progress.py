"""“还有N项未评” in a workbook of the 考评组: a live formula over the open cells of its sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from wuhao_batch.forms.item_formulas import LONGEST
from wuhao_batch.panel.layout import AS_SELF
from wuhao_batch.sheets import quoted


@dataclass(frozen=True, slots=True)
class ScoreCells:
    """The open cells of a sheet: formulas that count those filled in, and how many it wants.

    ``items`` are the codes of what is scored there, ``branches`` the cells of the 编号. ``filled``
    are the cells that are filled in already, ``what`` says what is still to be done.
    """

    sheet: str
    items: tuple[str, ...]
    branches: str
    counted: tuple[str, ...]
    wanted: int
    filled: int
    what: str = "项未评"


def codes_in(sheet: str, first: int, branches: int) -> str:
    """Return the cells of the 编号 of so many branches, from that row on."""
    return f"{quoted(sheet)}!$A${first}:$A${first + branches - 1}"


def scored_in(sheet: str, scores: str, own: str, choice: str) -> str:
    """Return the formula for the scores of an item that are filled in, or left to 自评得分.

    Args:
        sheet: The sheet.
        scores: The cells of its scores.
        own: Those of the 自评得分.
        choice: The cell with the choice above them.
    """
    name = quoted(sheet)
    left = f'SUMPRODUCT(({name}!{scores}="")*ISNUMBER({name}!{own}))'
    return f'COUNT({name}!{scores})+IF({name}!{choice}="{AS_SELF}",{left},0)'


def still_open(sheets: Sequence[ScoreCells]) -> tuple[str, str]:
    """Return the formula, and its result when the workbook is issued.

    Where the formula is too long for spreadsheet programs, the result stands there alone.
    """
    wanted, filled = sum(each.wanted for each in sheets), sum(each.filled for each in sheets)
    counted = "+".join(formula for each in sheets for formula in each.counted)
    what, result = sheets[0].what, f"还有{wanted - filled}{sheets[0].what}"
    formula = f'="还有"&({wanted}-({counted}))&"{what}"'
    return (formula if len(formula) <= LONGEST else result), result
