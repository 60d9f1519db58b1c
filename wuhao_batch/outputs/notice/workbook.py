"""The notice as a workbook: the same facts as the web page, ready to print on the same A4 page."""

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.forms.pages import set_up_pages
from wuhao_batch.numbers import number_or_text
from wuhao_batch.outputs.notice.fitting import KEPT_TOGETHER
from wuhao_batch.outputs.notice.notice import WHOLE_LIST, Notice
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import BOX, HEAD, Look, across, box, in_a_row, write
from wuhao_batch.writing.printing import break_pages
from wuhao_batch.writing.row_heights import fit_rows, in_rows, text_height
from wuhao_batch.writing.sizes import DIGIT_PX, PT_PER_INCH, PX_PER_INCH
from wuhao_batch.writing.strips import Strip, TableRows

_BOX = box("000000")
_TITLE, _BODY, _HEAD = "方正小标宋简体", "仿宋_GB2312", "黑体"
_TITLE_SIZE, _BODY_SIZE, _PAGE_SIZE = 22, 16, 14
_LINE = 29.0
_INDENT = "　　"
_TEXTS = ("类别", "结论")
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
"""Margins in mm (GB/T 9704-2012, docs/notice.md); the page number stands 7 mm below the text."""
_MM_PER_INCH = 25.4
_NUMBER_ABOVE_EDGE = 22


def notice_workbook(notice: Notice) -> bytes:
    """Return the notice as an .xlsx package."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    _Page(workbook.worksheets[0], notice.on_paper).draw()
    rows = {WHOLE_LIST: _whole_list(workbook, notice)} if notice.is_long else {}
    return to_bytes(workbook, rows=rows)


def _whole_list(workbook: Workbook, notice: Notice) -> TableRows:
    """Begin the sheet of all rows of a long notice, and return the rows: a plain table."""
    worksheet = workbook.create_sheet(WHOLE_LIST)
    widths = [max(10.0, width) for width in _widths(notice)]
    for number, (column, width) in enumerate(zip(notice.columns, widths, strict=True), start=1):
        write(worksheet, 1, number, column, HEAD)
        worksheet.column_dimensions[get_column_letter(number)].width = width
    fit_rows(worksheet)
    worksheet.freeze_panes = "A2"
    columns = zip(notice.columns, widths, zip(*notice.rows, strict=True), strict=True)
    look = Look(border=BOX)
    return TableRows(
        worksheet,
        [
            Strip(texts if column in (notice.name, *_TEXTS) else _numbers(texts), width, look)
            for column, width, texts in columns
        ],
    )


def _numbers(texts: Iterable[str]) -> list[object]:
    return [*map(number_or_text, texts)]


def _widths(notice: Notice) -> list[float]:
    """Return the widths of the columns in characters of the sheet."""
    em = notice.table_size * PX_PER_INCH / PT_PER_INCH
    return [(width * em - 5) / DIGIT_PX for width in notice.widths]


class _Page:
    """Draw the notice from top to bottom; ``row`` is the next free one."""

    def __init__(self, worksheet: Worksheet, notice: Notice) -> None:
        self.worksheet, self.notice = worksheet, notice
        self.row = self.head_row = 1
        self.widths = _widths(notice)

    def draw(self) -> None:
        notice = self.notice
        self.worksheet.title = "公示"
        for column, width in enumerate(self.widths, start=1):
            self.worksheet.column_dimensions[get_column_letter(column)].width = width
        if notice.mark:
            self._line(notice.mark, _HEAD, _BODY_SIZE, "left")
        for text in notice.title_lines:
            self._line(text, _TITLE, _TITLE_SIZE, "center")
        self.row += 1
        self._paragraphs(notice.opening, *notice.corrected)
        self._table()
        head, after_table = self.head_row, self.row
        *closing, last = notice.closing
        self._paragraphs(*notice.remarks, *closing)
        ending = self.row
        contacts = (f"{label}：{value}" for label, value in notice.contacts)
        self._paragraphs(last, *contacts)
        self.row += 1
        for text in notice.signature:
            self._line(text, _BODY, _BODY_SIZE, "right")
        self._set_up()
        kept = range(max(head, after_table - KEPT_TOGETHER) + 1, after_table)
        blocks = [row for row in range(1, ending + 1) if row != head + 1 and row not in kept]
        break_pages(self.worksheet, blocks, head)
        if any(head < each.id < after_table - 1 for each in self.worksheet.row_breaks.brk):
            self.worksheet.print_title_rows = f"{head}:{head}"

    def _paragraphs(self, *texts: str) -> None:
        for text in texts:
            self._line(_INDENT + text, _BODY, _BODY_SIZE, "left")

    def _line(self, text: str, font: str, size: int, horizontal: str) -> None:
        """Write one paragraph; what is too long for the highest row goes on in the next."""
        for part in in_rows(text, sum(self.widths), size):
            self._part(part, font, size, horizontal)

    def _part(self, text: str, font: str, size: int, horizontal: str) -> None:
        look = Look(font, size, horizontal=horizontal)
        across(self.worksheet, self.row, len(self.widths), text, look)
        height = max(_LINE, text_height(text, sum(self.widths), size))
        self.worksheet.row_dimensions[self.row].height = height
        self.row += 1

    def _table(self) -> None:
        self.head_row = self.row
        self._row(self.notice.columns, heading=True)
        for texts in self.notice.rows:
            self._row(texts, heading=False)

    def _row(self, texts: tuple[str, ...], *, heading: bool) -> None:
        columns = self.notice.columns
        values = [
            text if heading or column in (self.notice.name, *_TEXTS) else number_or_text(text)
            for column, text in zip(columns, texts, strict=True)
        ]
        look = Look(_HEAD if heading else _BODY, self.notice.table_size, border=_BOX)
        centred = [heading or column != self.notice.name for column in columns]
        cells = in_a_row(self.worksheet, self.row, values, look, centred)
        for cell, text in zip(cells, texts, strict=True):
            if cell.data_type == "n":
                cell.number_format = format(0, f".{len(text.partition('.')[2])}f")
        heights = (
            text_height(text, width, self.notice.table_size)
            for text, width in zip(texts, self.widths, strict=True)
        )
        self.worksheet.row_dimensions[self.row].height = max(24.0, *heights)
        self.row += 1

    def _set_up(self) -> None:
        worksheet = self.worksheet
        inches = {side: width / _MM_PER_INCH for side, width in _MARGINS.items()}
        number = _NUMBER_ABOVE_EDGE / _MM_PER_INCH
        worksheet.page_margins = PageMargins(header=number, footer=number, **inches)
        set_up_pages(worksheet, None, "")
        page_number = _HeaderFooterPart("— &P —", font="宋体,常规", size=_PAGE_SIZE)
        worksheet.HeaderFooter.differentOddEven = True
        worksheet.HeaderFooter.oddFooter = HeaderFooterItem(right=page_number)
        worksheet.HeaderFooter.evenFooter = HeaderFooterItem(left=page_number)
