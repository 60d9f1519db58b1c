"""The notice as a workbook: the same facts as the web page, ready to print on A4."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.cells import put
from wuhao_batch.forms.printing import set_up_pages, text_height
from wuhao_batch.outputs.notice import Notice
from wuhao_batch.packages import to_bytes

_EDGE = Side(style="thin", color="4A4A4A")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WIDTHS = {"党总支": 24.0, "名次": 6.0, "类别": 10.0}
_FIGURES_WIDTH = 8.5
_NAMES = ("党总支", "类别")


def notice_workbook(notice: Notice) -> bytes:
    """The notice as an .xlsx package."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    _Page(workbook.worksheets[0], notice).draw()
    return to_bytes(workbook)


class _Page:
    """Draws the notice from top to bottom; ``row`` is the next free one."""

    def __init__(self, worksheet: Worksheet, notice: Notice) -> None:
        self.worksheet, self.notice, self.row = worksheet, notice, 1
        self.widths = [_WIDTHS.get(column, _FIGURES_WIDTH) for column in notice.columns]

    def draw(self) -> None:
        notice = self.notice
        self.worksheet.title = "公示"
        for column, width in enumerate(self.widths, start=1):
            self.worksheet.column_dimensions[get_column_letter(column)].width = width
        if notice.mark:
            self._line(notice.mark, "黑体", 14, "left")
        self._line(notice.title, "黑体", 20, "center", extra=20)
        self._line("　　" + notice.opening, "仿宋", 12, "left", extra=6)
        self._table()
        self.row += 1
        contacts = (f"{label}：{value}" for label, value in notice.contacts)
        for text in (*notice.remarks, *notice.closing, *contacts):
            self._line("　　" + text, "仿宋", 12, "left")
        self.row += 1
        for text in notice.signature:
            self._line(text, "仿宋", 12, "right")
        set_up_pages(self.worksheet, None, "")

    def _line(self, text: str, font: str, size: int, horizontal: str, *, extra: float = 0) -> None:
        cell = put(self.worksheet, self.row, 1, text)
        cell.font = Font(name=font, size=size)
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        self.worksheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=len(self.widths)
        )
        height = text_height(text, sum(self.widths), size) + extra
        self.worksheet.row_dimensions[self.row].height = height
        self.row += 1

    def _table(self) -> None:
        self.worksheet.print_title_rows = f"{self.row}:{self.row}"
        self._row(self.notice.columns, heading=True)
        for texts in self.notice.rows:
            self._row(texts, heading=False)

    def _row(self, texts: tuple[str, ...], *, heading: bool) -> None:
        for column, (header, text) in enumerate(
            zip(self.notice.columns, texts, strict=True), start=1
        ):
            names = header in _NAMES
            value = text if heading or names else _number_or_text(text)
            cell = put(self.worksheet, self.row, column, value)
            cell.font = Font(name="黑体" if heading else "仿宋", size=11)
            cell.border = _BOX
            horizontal = "left" if names and not heading else "center"
            cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        heights = (text_height(text, w, 11) for text, w in zip(texts, self.widths, strict=True))
        self.worksheet.row_dimensions[self.row].height = max(24.0, *heights)
        self.row += 1


def _number_or_text(text: str) -> object:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
