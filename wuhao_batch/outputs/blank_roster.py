"""The roster workbook that a new workspace begins with."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment import evaluators, roster, settings
from wuhao_batch.assessment.settings import FIELDS, spell
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import HEAD_FILL, Look, box, write
from wuhao_batch.writing.printing import fit_to_width, margin_text, page_count
from wuhao_batch.writing.row_heights import fit_rows

_ROWS_FOR_BRANCHES, _ROWS_FOR_EVALUATORS = 60, 15

_PLAIN = Look(horizontal=None, border=box("8A8F98"))
_HEAD = _PLAIN.but(fill=HEAD_FILL)
_INPUT = _PLAIN.but(fill=PatternFill("solid", fgColor="FFF8E1"))

_BRANCH_WIDTHS = (8, 28, 14, 12, 30, 60, 8, 20)
_EVALUATOR_WIDTHS = (12, 14, 10, 60, 30, 12)
_SETTING_WIDTHS = (18, 44, 72)


def blank_roster() -> bytes:
    """Return a roster workbook with nothing in it but headers, keys, defaults and explanations."""
    return roster_workbook([], {})


def roster_workbook(
    branches: list[tuple[str, ...]],
    values: dict[str, str],
    panel: list[tuple[str, ...]] | None = None,
    words: Words = USUAL,
) -> bytes:
    """Return a roster workbook as an .xlsx package.

    Args:
        branches: Rows of 名单, texts in the order of its headers.
        values: 设置项 → value, for those that are not left blank.
        panel: Rows of 评委, likewise; without any the 考评组 agrees on one score.
        words: The words for a unit and its parts, by which their columns are headed.
    """
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    sheet = workbook.worksheets[0]
    sheet.title = roster.SHEET
    named = {roster.NAME: words.unit, roster.PARTS: words.part}
    headers = tuple(named.get(header, header) for header in roster.HEADERS)
    _listing(sheet, headers, _BRANCH_WIDTHS, branches, _ROWS_FOR_BRANCHES)
    offer(sheet, f"G2:G{_ROWS_FOR_BRANCHES + 1}", literal((YES, NO)), "空白表示参评。")
    _settings_sheet(workbook.create_sheet(settings.SHEET), values)
    sheet = workbook.create_sheet(evaluators.SHEET)
    _listing(sheet, evaluators.COLUMNS, _EVALUATOR_WIDTHS, panel or [], _ROWS_FOR_EVALUATORS)
    for sheet in workbook.worksheets:
        _lay_on_paper(sheet)
    return to_bytes(workbook)


def _listing(
    sheet: Worksheet,
    headers: tuple[str, ...],
    widths: tuple[int, ...],
    rows: list[tuple[str, ...]],
    room: int,
) -> None:
    """Draw a table with its rows, and blank ones to fill in below."""
    _head(sheet, headers, widths)
    for row in range(2, max(len(rows), room) + 2):
        texts = rows[row - 2] if row - 2 < len(rows) else ("",) * len(headers)
        for column, text in enumerate(texts, start=1):
            _put(sheet, row, column, text, _INPUT)


def _settings_sheet(sheet: Worksheet, values: dict[str, str]) -> None:
    _head(sheet, settings.HEADERS, _SETTING_WIDTHS)
    for row, (key, field) in enumerate(FIELDS.items(), start=2):
        kind, default = field.metadata["kind"], field.default
        note = field.metadata["note"]
        if kind.choices:
            note += f"；可填：{'、'.join(kind.choices)}"
        if default not in (None, ""):
            note += f"；空白表示：{spell(default)}"
        _put(sheet, row, 1, key, _PLAIN)
        _put(sheet, row, 2, values.get(key, ""), _INPUT)
        _put(sheet, row, 3, note, _PLAIN)
        if kind.choices:
            offer(sheet, f"B{row}", literal(kind.choices), "请从列表中选，空白用默认值。")


def _lay_on_paper(sheet: Worksheet) -> None:
    fit_rows(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_margins = PageMargins(
        left=0.5, right=0.5, top=0.6, bottom=0.6, header=0.3, footer=0.3
    )
    fit_to_width(sheet)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=margin_text(sheet.title, 8), right=page_count(8)
    )


def _head(sheet: Worksheet, headers: tuple[str, ...], widths: tuple[int, ...]) -> None:
    for column, (header, width) in enumerate(zip(headers, widths, strict=True), start=1):
        cell = _put(sheet, 1, column, header, _HEAD)
        cell.font = Font(name="黑体", size=11)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions["ABCDEFGH"[column - 1]].width = width
    sheet.row_dimensions[1].height = 26
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> Cell:
    cell = write(sheet, row, column, text, look)
    cell.number_format = "@"
    return cell
