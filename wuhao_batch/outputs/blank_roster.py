"""The roster workbook that a new workspace begins with."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment import evaluators, roster, settings_sheet
from wuhao_batch.assessment.settings import FIELDS, spell
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.writing.blanks import INPUT, PLAIN, draw_listing, head, lay_on_paper, put_text
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.packages import to_bytes

_ROWS_FOR_BRANCHES, _ROWS_FOR_EVALUATORS = 60, 15

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
    draw_listing(sheet, headers, _BRANCH_WIDTHS, branches, _ROWS_FOR_BRANCHES)
    offer(sheet, f"G2:G{_ROWS_FOR_BRANCHES + 1}", literal((YES, NO)), "空白表示参评。")
    _settings_sheet(workbook.create_sheet(settings_sheet.SHEET), values)
    sheet = workbook.create_sheet(evaluators.SHEET)
    draw_listing(sheet, evaluators.COLUMNS, _EVALUATOR_WIDTHS, panel or [], _ROWS_FOR_EVALUATORS)
    for sheet in workbook.worksheets:
        lay_on_paper(sheet)
    return to_bytes(workbook)


def _settings_sheet(sheet: Worksheet, values: dict[str, str]) -> None:
    head(sheet, settings_sheet.HEADERS, _SETTING_WIDTHS)
    for row, (key, field) in enumerate(FIELDS.items(), start=2):
        kind, default = field.metadata["kind"], field.default
        note = field.metadata["note"]
        if kind.choices:
            note += f"；可填：{'、'.join(kind.choices)}"
        if default not in (None, ""):
            note += f"；空白表示：{spell(default)}"
        put_text(sheet, row, 1, key, PLAIN)
        put_text(sheet, row, 2, values.get(key, ""), INPUT)
        put_text(sheet, row, 3, note, PLAIN)
        if kind.choices:
            offer(sheet, f"B{row}", literal(kind.choices), "请从列表中选，空白用默认值。")
