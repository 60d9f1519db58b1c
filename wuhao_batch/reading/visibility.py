"""Hidden rows and columns, filters, merges and zeros, as the part of a sheet has them."""

from wuhao_batch.reading.addresses import parse_range
from wuhao_batch.reading.limits import LAST_ROW, MAX_CELLS, MAX_COLUMNS
from wuhao_batch.reading.looks import Hidden, Range
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes

_ON = ("1", "true")
_LEGIBLE_HEIGHT = 3
"""Points of a row below which nobody reads anything in it."""

_LEGIBLE_WIDTH = 0.5
"""Characters of a column below which nobody reads anything in it."""


TAKEN = frozenset(
    ("sheetPr", "sheetView", "sheetFormatPr", "col", "autoFilter", "filterColumn", "mergeCell")
)
"""The elements beside rows that decide it."""


def is_hidden_row(attributes: Attributes) -> bool:
    """True if a row's own attributes hide it: one that is there is not hidden for others."""
    return attributes.get("hidden") in _ON or _below(attributes, "ht", _LEGIBLE_HEIGHT)


class Visibility:
    """Take the elements that decide it; they stand before and after the cells."""

    def __init__(self) -> None:
        self.zeros_shown = True
        self._hidden = Hidden()
        self._filtering = False
        self._filter: Range | None = None
        self._named_columns: set[int] = set()
        self._other_columns_hidden = False
        self._taking = {
            "sheetPr": self._take_sheet,
            "sheetView": self._take_view,
            "sheetFormatPr": self._take_defaults,
            "col": self._take_columns,
            "autoFilter": self._take_filter,
            "filterColumn": self._take_filtered_column,
            "mergeCell": self._take_merge,
        }

    def take(self, name: str, attributes: Attributes) -> None:
        """Take an element, by its local name; most say nothing of this."""
        taking = self._taking.get(name)
        if taking is not None:
            taking(attributes)

    def hide_row(self, number: int) -> None:
        """Take a row that is hidden."""
        self._hidden.hide_rows(number, number)

    def hidden(self) -> Hidden:
        """Return what hides cells, once all elements are taken."""
        if self._other_columns_hidden:
            every = range(1, MAX_COLUMNS + 1)
            self._hidden.columns.update(each for each in every if each not in self._named_columns)
        if self._filtering:
            top, _, bottom, _ = self._filter or (1, 1, LAST_ROW, 1)
            rows = self._hidden.rows
            self._hidden.filtered.update(row for row in rows if top < row <= bottom)
        return self._hidden

    def _take_sheet(self, attributes: Attributes) -> None:
        self._filtering = self._filtering or attributes.get("filterMode") in _ON

    def _take_view(self, attributes: Attributes) -> None:
        self.zeros_shown = self.zeros_shown and attributes.get("showZeros", "1") in _ON

    def _take_defaults(self, attributes: Attributes) -> None:
        self._other_columns_hidden = _below(attributes, "defaultColWidth", _LEGIBLE_WIDTH)

    def _take_columns(self, attributes: Attributes) -> None:
        first, last = (parse_number(attributes.get(name, "")) for name in ("min", "max"))
        if not isinstance(first, int) or not isinstance(last, int):
            return
        if self._other_columns_hidden:
            self._named_columns.update(range(max(first, 1), min(last, MAX_COLUMNS) + 1))
        if attributes.get("hidden") in _ON or _below(attributes, "width", _LEGIBLE_WIDTH):
            self._hidden.hide_columns(first, last)

    def _take_filter(self, attributes: Attributes) -> None:
        self._filter = self._filter or parse_range(attributes.get("ref", ""))

    def _take_filtered_column(self, _attributes: Attributes) -> None:
        self._filtering = True

    def _take_merge(self, attributes: Attributes) -> None:
        merged = parse_range(attributes.get("ref", ""))
        if merged is None:
            return
        self._hidden.merges.append(merged)
        if len(self._hidden.merges) > MAX_CELLS:
            raise RefusedError(Reason.TOO_MUCH, what="合并的单元格", limit=str(MAX_CELLS))


def _below(attributes: Attributes, name: str, legible: float) -> bool:
    size = parse_number(attributes.get(name, ""))
    return size is not None and size < legible
