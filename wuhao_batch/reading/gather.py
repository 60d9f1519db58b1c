"""Cells gathered from any format, held to the same bounds (docs/reading.md, G10, G12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wuhao_batch.reading.limits import (
    MAX_BESIDE,
    MAX_COLUMNS,
    MAX_SHEET_NAME,
    MAX_SHEETS,
    MAX_TEXT,
    USUAL,
    Most,
)
from wuhao_batch.reading.looks import Hidden
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import Beside, Cell, CellAddress, Sheet, address, clean


@dataclass
class Gatherer:
    """Take the cells of one workbook, sheet by sheet, and count their cost."""

    most: Most = USUAL
    sheets: list[Sheet] = field(default_factory=list)
    _into: dict[CellAddress, Cell] = field(default_factory=dict)
    cells: int = 0
    characters: int = 0

    def open_sheet(self, name: str, *, visible: bool) -> None:
        """Begin a sheet; the cells that follow belong to it."""
        name = clean(name)
        if len(name) > MAX_SHEET_NAME:
            raise RefusedError(Reason.TEXT_TOO_LONG, limit=str(MAX_SHEET_NAME))
        if any(sheet.name.casefold() == name.casefold() for sheet in self.sheets):
            raise RefusedError(Reason.CONTRADICTION, sheet=name, what="两张工作表同名")
        if len(self.sheets) == MAX_SHEETS:
            raise RefusedError(Reason.TOO_MUCH, what="工作表", limit=str(MAX_SHEETS))
        self._into = {}
        self.sheets.append(Sheet(name, visible, self._into))

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Add a filled cell to the sheet opened last."""
        if cell.value is None and not cell.formula:
            return
        if row > self.most.rows or column > MAX_COLUMNS:
            if cell.blank:  # a space that slipped in far away is nothing
                return
            raise self._refused(
                Reason.OUT_OF_BOUNDS, row, column, limit=f"{self.most.rows}行、{MAX_COLUMNS}列"
            )
        if (row, column) in self._into:
            raise self._refused(Reason.CONTRADICTION, row, column, what="同一个格子写了两次")
        self.cells += 1
        if self.cells > self.most.cells:
            raise RefusedError(Reason.TOO_MUCH, what="填写的格子", limit=str(self.most.cells))
        if isinstance(cell.value, str):
            if len(cell.value) > MAX_TEXT:
                raise self._refused(Reason.TEXT_TOO_LONG, row, column, limit=str(MAX_TEXT))
            self._count_characters(cell.value)
        self._into[row, column] = cell

    def put_all(self, cells: Mapping[CellAddress, Cell], characters: int) -> bool:
        """Add all cells of the sheet opened last, each within the bounds of one; False if too many.

        Then nothing is added, and :meth:`put` tells which one goes too far. ``characters`` is the
        length of their texts.
        """
        cells_then, characters_then = self.cells + len(cells), self.characters + characters
        if cells_then > self.most.cells or characters_then > self.most.characters:
            return False
        self.cells, self.characters = cells_then, characters_then
        self._into.update(cells)
        return True

    def hide(self, hidden: Hidden) -> None:
        """Say of the cells of the sheet opened last which ones nobody sees."""
        self._into.update(hidden.applied(self._into))

    def put_beside(self, found: Iterable[Beside]) -> None:
        """Add what is beside the cells of the sheet opened last.

        It is no input: of very much of it a part is kept, texts before pictures.
        """
        in_order = sorted(found, key=lambda each: (not each.text, each.row, each.column))
        kept = tuple(
            replace(each, text=clean(each.text)[:MAX_TEXT]) for each in in_order[:MAX_BESIDE]
        )
        for each in kept:
            self._count_characters(each.text)
        if kept:
            self.sheets[-1] = replace(self.sheets[-1], beside=kept)

    def _count_characters(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > self.most.characters:
            raise RefusedError(Reason.TOO_MUCH, what="全部文字", limit=str(self.most.characters))

    def _refused(self, reason: Reason, row: int, column: int, **facts: str) -> RefusedError:
        sheet = self.sheets[-1].name
        return RefusedError(reason, sheet=sheet, cell=address(row, column), **facts)
