"""An inspection's list on paper: landscape pages, on which the columns of an item stay together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.panel.layout import CODE
from wuhao_batch.panel.list_columns import HEADER, KEY_COLUMNS, ListColumns
from wuhao_batch.panel.list_layout import POINTS, REMARK, TOTAL
from wuhao_batch.panel.looks import lay_on_wide_pages

NAME_WIDTH = 14
WIDTHS = {CODE: 7, POINTS: 7, TOTAL: 7, REMARK: 16}
PAGE_ROOM = 140.0
"""Widths of columns that are still legible together on a page."""


@dataclass(frozen=True)
class ListPages:
    """The pages of a list; ``title`` stands above each of them, ``footer`` below."""

    worksheet: Worksheet
    columns: ListColumns
    title: str
    footer: str

    def lay_out(self) -> None:
        """Lay the list on landscape pages, items whole, 编号 and name beside them, heads above."""
        pages = list(self._page_columns())
        keys = [WIDTHS[CODE], NAME_WIDTH]
        widest = max(([*keys, *map(self._width, page)] for page in pages), key=sum)
        lay_on_wide_pages(
            self.worksheet,
            (self.title, self.footer),
            widest,
            (HEADER, KEY_COLUMNS),
            (page[0] - 1 for page in pages[1:]),
        )

    def _page_columns(self) -> Iterator[list[int]]:
        """Yield the columns of each page: as many items as are legible.

        An item is parted only where it is too wide for a page of its own.
        """
        page: list[int] = []
        for block in self._blocks():
            if page and not self._is_legible([*page, *block]):
                yield page
                page = []
            page = [*page, *block]
        yield page

    def _blocks(self) -> Iterator[list[int]]:
        """Yield columns that stay together: those of an item, total and remark with the last."""
        for place in self.columns.items:
            last = self.columns.remark if place is self.columns.items[-1] else place.points
            block = list(range(place.first, last + 1))
            if self._is_legible(block):
                yield block
            else:
                yield from ([column] for column in block)

    def _is_legible(self, columns: Sequence[int]) -> bool:
        return sum(map(self._width, columns)) <= PAGE_ROOM

    def _width(self, column: int) -> float:
        return float(self.worksheet.column_dimensions[get_column_letter(column)].width)
