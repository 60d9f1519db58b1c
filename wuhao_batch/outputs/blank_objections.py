"""The list of objections that a published notice begins with: headers, and rows to fill in."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from wuhao_batch.assessment.objections import (
    DISPOSAL,
    HEADERS,
    NAMED,
    SHEET,
    WAY,
    WAYS,
    Disposal,
)
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.writing.blanks import draw_listing, lay_on_paper
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.packages import to_bytes

_WIDTHS = (13, 9, 10, 14, 44, 12, 44, 13, 9)
_ROWS = 30
_CHOICES = {
    WAY: (WAYS, "异议是怎样来的。"),
    NAMED: ((YES, NO), "署了真实姓名或盖了公章的选“是”。"),
    DISPOSAL: (tuple(Disposal), "维持原结果，还是更正；选“更正”的，要有更正公示才能结束。"),
}


def objections_workbook(rows: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Return a list of objections, header → text, as an .xlsx package."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    sheet = workbook.worksheets[0]
    sheet.title = SHEET
    texts = [[row.get(header, "") for header in HEADERS] for row in rows]
    draw_listing(sheet, HEADERS, _WIDTHS, texts, _ROWS)
    for header, (choices, prompt) in _CHOICES.items():
        letter = get_column_letter(HEADERS.index(header) + 1)
        offer(sheet, f"{letter}2:{letter}{_ROWS + 1}", literal(choices), prompt)
    lay_on_paper(sheet)
    return to_bytes(workbook)
