"""Hidden things: the 识别码 on a very hidden sheet and in a property, and long lists there."""

from collections.abc import Mapping, Sequence

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.layout import ID_LABEL, META_PROPERTY, META_SHEET
from wuhao_batch.sheets import quoted


def carry_identity(workbook: Workbook, identity: str, facts: Mapping[str, str]) -> None:
    """Put a 识别码 on a very hidden sheet, with facts for people, and in a property."""
    meta = _hidden_sheet(workbook)
    for row, pair in enumerate(((ID_LABEL, identity), *facts.items()), start=1):
        for column, text in enumerate(pair, start=1):
            meta.cell(row, column, text).data_type = "s"
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=META_PROPERTY, value=identity))


ID_CELL, NAME_CELL = "B1", "B2"
"""Where the 识别码 stands on the hidden sheet, and the first fact, whose it is."""


def replace_property(workbook: Workbook, identity: str) -> None:
    """Put another 识别码 in the property."""
    workbook.custom_doc_props[META_PROPERTY].value = identity  # type: ignore[attr-defined]


_FIRST_LIST = 4
"""The first column of lists: the 识别码 and its facts stand left of it."""


def hidden_list(workbook: Workbook, choices: Sequence[str]) -> str:
    """Put choices on the very hidden sheet and return the formula of a drop-down of them.

    A list that stands there already serves again.
    """
    sheet = _hidden_sheet(workbook)
    column = _FIRST_LIST
    while texts := [cell.value for cell in sheet[get_column_letter(column)] if cell.value]:
        if texts == list(choices):
            break
        column += 1
    for row, text in enumerate(choices, start=1):
        sheet.cell(row, column, text).data_type = "s"
    letter = get_column_letter(column)
    return f"{quoted(sheet.title)}!${letter}$1:${letter}${len(choices)}"


def _hidden_sheet(workbook: Workbook) -> Worksheet:
    for each in workbook.worksheets:
        if each.title == META_SHEET:
            return each
    sheet: Worksheet = workbook.create_sheet(META_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    return sheet
