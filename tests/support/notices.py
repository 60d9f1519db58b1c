"""Reading the three forms of a notice back as the same plain facts."""

import io
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook


@dataclass(frozen=True)
class Facts:
    """The table of a notice row by row, and its other texts in order, indents left out."""

    table: list[list[str]]
    texts: list[str]


class _Page(HTMLParser):
    """The texts of a page's cells and of its blocks outside the table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.texts: list[str] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.open = tag
        elif tag in ("p", "span"):
            self.texts.append("")
            self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = "" if tag == self.open else self.open

    def handle_data(self, data: str) -> None:
        if self.open in ("td", "th"):
            self.rows[-1][-1] += data
        elif self.open:
            self.texts[-1] += data


def of_page(path: Path) -> Facts:
    """The facts of notice.html."""
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return Facts(page.rows, page.texts)


def of_word(path: Path) -> Facts:
    """The facts of notice.docx."""
    document = Document(io.BytesIO(path.read_bytes()))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    return Facts(rows, [each.text for each in document.paragraphs if each.text])


def of_workbook(path: Path) -> Facts:
    """The facts of notice.xlsx: the table is where a row has more than one cell filled."""
    rows = [
        [_text(cell) for cell in row if cell.value is not None]
        for row in load_workbook(path)["公示"].iter_rows()
    ]
    table = [row for row in rows if len(row) > 1]
    return Facts(table, [row[0].strip("　") for row in rows if len(row) == 1])


def _text(cell: Any) -> str:
    """What the cell shows: a number with the decimals of its format."""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    return f"{Decimal(str(cell.value)):.{len(cell.number_format.partition('.')[2])}f}"
