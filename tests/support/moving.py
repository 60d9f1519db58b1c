"""Move the cells of a sheet as Excel does: merges, limits, sizes and formulas follow."""

from collections.abc import Callable, Collection, Iterable
from copy import copy

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

Move = Callable[[int, int], tuple[int, int] | None]
"""(row, column) → where that cell goes; None for a cell that is deleted."""


def rows_inserted(*before: int) -> Move:
    """An empty row before each of those rows."""
    return lambda row, column: (_pushed(row, before), column)


def columns_inserted(*before: int) -> Move:
    """An empty column before each of those columns."""
    return lambda row, column: (row, _pushed(column, before))


def rows_deleted(*gone: int) -> Move:
    """Those rows deleted."""
    return lambda row, column: None if row in gone else (_pulled(row, gone), column)


def columns_deleted(*gone: int) -> Move:
    """Those columns deleted."""
    return lambda row, column: None if column in gone else (row, _pulled(column, gone))


def row_cut(cut: int, below: int, columns: Collection[int]) -> Move:
    """The cells of a row in those columns cut, and inserted further down below another row."""

    def move(row: int, column: int) -> tuple[int, int]:
        if column not in columns or not cut <= row <= below:
            return row, column
        return (below if row == cut else row - 1), column

    return move


def column_cut(cut: int, before: int) -> Move:
    """A column cut, and inserted further left before another column."""

    def move(row: int, column: int) -> tuple[int, int]:
        if not before <= column <= cut:
            return row, column
        return row, (before if column == cut else column + 1)

    return move


def _pushed(number: int, before: Iterable[int]) -> int:
    return number + sum(each <= number for each in before)


def _pulled(number: int, gone: Iterable[int]) -> int:
    return number - sum(each < number for each in gone)


def move_cells(workbook: Workbook, sheet: Worksheet, move: Move) -> None:
    """Move every cell of a sheet; whatever refers to one of them, on any sheet, follows."""
    merges = [str(merged) for merged in sheet.merged_cells.ranges]
    for merged in merges:
        sheet.unmerge_cells(merged)
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)]
    _move_sizes(sheet, move)
    sheet.delete_rows(1, sheet.max_row)
    for cell in cells:
        if (goal := move(cell.row, cell.column)) is not None:
            copy_cell(cell, sheet.cell(*goal))
    for merged in merges:
        area = _area(merged, move)
        if area is not None and ":" in area:
            sheet.merge_cells(area)
    _move_limits(sheet, move)
    _follow(workbook, sheet, move)


def copy_cell(cell: Cell, goal: Cell | MergedCell) -> None:
    """What a cell holds and how it looks, within one workbook or into another."""
    goal.value = cell.value
    goal.data_type = cell.data_type
    if goal.parent.parent is cell.parent.parent:
        goal._style = copy(cell._style)  # type: ignore[attr-defined,union-attr]
        return
    for look in ("font", "fill", "border", "alignment", "protection", "number_format"):
        setattr(goal, look, copy(getattr(cell, look)))


def _move_sizes(sheet: Worksheet, move: Move) -> None:
    heights = {row: sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)}
    widths = {
        column: sheet.column_dimensions[get_column_letter(column)].width
        for column in range(1, sheet.max_column + 1)
    }
    for row, height in heights.items():
        if (goal := move(row, 1)) is not None:
            sheet.row_dimensions[goal[0]].height = height
    for column, width in widths.items():
        if (goal := move(1, column)) is not None:
            sheet.column_dimensions[get_column_letter(goal[1])].width = width


def _move_limits(sheet: Worksheet, move: Move) -> None:
    """Data validations and conditional formats: their cells, and the cells in their formulas."""

    def moved(areas: object) -> MultiCellRange:
        goals = (_area(area, move) for area in str(areas).split())
        return MultiCellRange([CellRange(goal) for goal in goals if goal is not None])

    for validation in sheet.data_validations.dataValidation:
        validation.sqref = moved(validation.sqref)
    formats = sheet.conditional_formatting
    sheet.conditional_formatting = ConditionalFormattingList()
    for each in formats:
        for rule in each.rules:
            rule.formula = [_followed(f"={text}", True, sheet, move)[1:] for text in rule.formula]
            if areas := moved(each.sqref):
                sheet.conditional_formatting.add(str(areas), rule)


def _follow(workbook: Workbook, sheet: Worksheet, move: Move) -> None:
    for other in workbook.worksheets:
        for row in other.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = _followed(str(cell.value), other is sheet, sheet, move)


def _followed(formula: str, within: bool, sheet: Worksheet, move: Move) -> str:
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.subtype == Token.RANGE:
            prefix, mark, area = token.value.rpartition("!")
            if (prefix.strip("'") or (sheet.title if within else "")) == sheet.title:
                token.value = f"{prefix}{mark}{_area(area, move) or '#REF!'}"
    return "=" + "".join(token.value for token in tokens.items)


def _area(area: str, move: Move) -> str | None:
    """The box around what is left of an area: ``B2``, ``B2:C5`` or None."""
    cells = [cell for row in CellRange(area).rows for cell in row]
    goals = [goal for at in cells if (goal := move(*at)) is not None]
    if not goals:
        return None
    rows, columns = zip(*goals, strict=True)
    return CellRange(
        min_row=min(rows), max_row=max(rows), min_col=min(columns), max_col=max(columns)
    ).coord
