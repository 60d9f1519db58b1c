"""The workbook for decisions of the meeting, without any: it offers the codes that there are."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.panel.meeting.layout import (
    BLANK_PROPERTY,
    BRANCH,
    CODES,
    HOLDS,
    HOLDS_NOT,
    ON,
    SCORES,
    VETOES,
    DecisionSheet,
    columns_of,
)
from wuhao_batch.scoring.model import Standard
from wuhao_batch.writing.blanks import draw_listing, lay_on_paper
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.packages import to_bytes

_ROOM = {SCORES: 40, VETOES: 15}
"""Rows for decisions."""

_WIDTHS = {SCORES: (10, 12, 10, 10, 60, 24, 14), VETOES: (10, 12, 12, 12, 24, 60, 24, 14)}
_CODES = (10, 30, 12, 60, 12, 60)


def blank_decisions(standard: Standard, branches: Sequence[Branch], words: Words) -> bytes:
    """Return the workbook as an .xlsx package.

    Args:
        standard: The items and vetoes that may be decided on.
        branches: The units; their codes are typed in where there are none yet.
        words: The words for a unit and its parts.
    """
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=BLANK_PROPERTY, value=standard.digest))
    workbook.remove(workbook.worksheets[0])
    known = {
        BRANCH: [(each.code, each.name) for each in branches],
        SCORES.code: [(item.code, item.content) for item in standard.items],
        VETOES.code: [(veto.code, veto.text) for veto in standard.vetoes],
    }
    offered = _offered({header: len(rows) for header, rows in known.items()})
    for sheet in (SCORES, *([VETOES] if standard.vetoes else [])):
        _draw(workbook.create_sheet(sheet.name), sheet, words, offered)
    _list_codes(workbook.create_sheet(CODES), list(known.values()), words)
    for worksheet in workbook.worksheets:
        lay_on_paper(worksheet)
    return to_bytes(workbook)


def _offered(counts: dict[str, int]) -> dict[str, str]:
    """Return header → the formula of its list: a column of the codes' sheet, in the same order."""
    return {
        header: f"{CODES}!${letter}$2:${letter}${count + 1}"
        for number, (header, count) in enumerate(counts.items())
        for letter in (get_column_letter(2 * number + 1),)
        if count
    }


def _draw(
    worksheet: Worksheet, sheet: DecisionSheet, words: Words, offered: dict[str, str]
) -> None:
    headers, room = columns_of(sheet, words), _ROOM[sheet]
    draw_listing(worksheet, headers, _WIDTHS[sheet], [], room)
    kinds = literal((HOLDS, HOLDS_NOT)) if sheet is VETOES else None
    lists = {**offered, **({sheet.before: kinds, sheet.after: kinds} if kinds else {})}
    for number, header in enumerate(headers, start=1):
        letter = get_column_letter(number)
        if header in lists:
            prompt = "请从列表中选。" + (f"各编号见“{CODES}”。" if header in offered else "")
            offer(worksheet, f"{letter}2:{letter}{room + 1}", lists[header], prompt)
        if header == ON or (sheet is SCORES and header in (sheet.before, sheet.after)):
            for row in range(2, room + 2):
                number_format = "yyyy-mm-dd" if header == ON else "General"
                worksheet.cell(row, number).number_format = number_format


def _list_codes(
    worksheet: Worksheet, known: Sequence[Sequence[tuple[str, str]]], words: Words
) -> None:
    """Write code and meaning of everything beside each other."""
    headers = (BRANCH, words.unit, SCORES.code, "考评内容", VETOES.code, "情形")
    longest = max(map(len, known))
    blank = ("", "")
    rows = [
        [text for each in known for text in (each[row] if row < len(each) else blank)]
        for row in range(longest)
    ]
    draw_listing(worksheet, headers, _CODES, rows, longest)
