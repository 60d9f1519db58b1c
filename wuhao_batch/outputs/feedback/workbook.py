"""The feedback to a branch as a workbook: what it lost, and the list of what it will mend."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import uuid4

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from wuhao_batch.assessment.layout import FEEDBACK_PROPERTY
from wuhao_batch.numbers import number_or_text
from wuhao_batch.outputs.feedback.feedback import Feedback, feedback_digest
from wuhao_batch.writing.paper import BOX, Look
from wuhao_batch.writing.printing import fitted_to_margin, scale_for, set_up_paper
from wuhao_batch.writing.rows import Cast, PaperRows, Worn

_CAUSES, _MIDDLE = "失分原因", "中位数"
_POINTS = {
    "项目": 11.0,
    "编号": 6.0,
    "考评内容": 34.0,
    "分值": 6.0,
    "得分": 7.5,
    _MIDDLE: 7.5,
    "失分": 7.5,
    _CAUSES: 66.0,
}
_TASKS = {
    "序号": 5.0,
    "编号": 6.0,
    "需要整改的事项": 32.0,
    "失分": 8.0,
    _CAUSES: 40.0,
    "整改措施": 32.0,
    "责任人": 11.0,
    "完成时限": 13.0,
}
_TO_WRITE_IN = 44.0
"""Points that a row of 整改清单 is high at least, so that there is room for a pen."""
_SIGNATURE = 60.0
"""Characters of width that a signature takes at least."""
_SIGNING = 30.0
"""Points that a row for a signature is high."""
_TITLE, _TEXT = Look("黑体", 18, horizontal="center"), Look()
_SIGNED = _TEXT.but(horizontal="center")
_BOXED = Look(size=10, border=BOX)
_MIDDLE_OF_BOX = _BOXED.but(horizontal="center")
_RED = _MIDDLE_OF_BOX.but(color="8C1C13", bold=True)
_MARGINS = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.65, header=0.3, footer=0.3)
_HEAD = 4
"""The row of a table's head: a title and two lines stand above."""


def feedback_workbook(feedback: Feedback, code: str) -> bytes:
    """Return the feedback as an .xlsx package."""
    sheets = feedback_rows(feedback)
    styles = frozenset(style for rows in sheets for style in rows.styles)
    cast = _cast(styles, tells_causes=feedback.tells_causes)
    told = f"{code} {feedback_digest(feedback)}"
    return cast.filled(sheets, (fitted_to_margin(feedback.branch), told))


def feedback_rows(feedback: Feedback) -> tuple[PaperRows, PaperRows]:
    """Return the rows of both sheets."""
    return _points(feedback), _tasks(feedback)


@lru_cache(maxsize=100)
def _cast(styles: frozenset[Worn], *, tells_causes: bool) -> Cast:
    """Return the workbook of all feedback with these styles, made once."""
    own = [uuid4().hex for _ in range(2)]
    return Cast(blank_feedback(*own, tells_causes=tells_causes), styles, own)


def blank_feedback(branch: str, told: str, *, tells_causes: bool) -> Workbook:
    """Return the workbook without its rows; ``told`` is what its property says."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=FEEDBACK_PROPERTY, value=told))
    workbook.remove(workbook.worksheets[0])
    for title, columns in (("反馈意见", _POINTS), ("整改清单", _TASKS)):
        worksheet = workbook.create_sheet(title)
        widths = _widths(columns, tells_causes=tells_causes)
        for column, width in enumerate(widths.values(), start=1):
            worksheet.column_dimensions[get_column_letter(column)].width = width
        worksheet.print_title_rows = f"{_HEAD}:{_HEAD}"
        worksheet.freeze_panes = f"A{_HEAD + 1}"
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_margins = _MARGINS
        set_up_paper(worksheet, branch)
        worksheet.page_setup.scale = scale_for(worksheet, widths.values())
    return workbook


def _begun(widths: Mapping[str, float], title: str, lines: Sequence[str]) -> PaperRows:
    """Return rows with title, opening lines and the table's head."""
    rows = PaperRows(tuple(widths.values()), head=_HEAD)
    rows.across(1, title, _TITLE)
    for row, text in enumerate(lines, start=2):
        rows.across(row, text, _TEXT)
    rows.heading(_HEAD, list(widths))
    return rows


def _points(feedback: Feedback) -> PaperRows:
    head_of = {_MIDDLE: feedback.middle.replace(_MIDDLE, f"\n{_MIDDLE}")}
    widths = _widths(_POINTS, tells_causes=feedback.tells_causes)
    summary = "　".join(f"{label}：{text}" for label, text in feedback.summary)
    opening = (f"{feedback.mark}　{feedback.branch}".strip("　"), summary)
    headers = {head_of.get(header, header): width for header, width in widths.items()}
    rows = _begun(headers, feedback.title, opening)
    row, previous = _HEAD, ""
    for row, line in enumerate(feedback.lines, start=_HEAD + 1):
        category = line.category if line.category != previous else ""
        previous = line.category
        points = (line.cap, line.score, line.middle, line.lost)
        told = [_listed(line.causes)] if feedback.tells_causes else []
        values = (category, line.code, line.content, *map(number_or_text, points), *told)
        cap, score, middle, lost = map(_with_decimals, points)
        if line.mark:
            score += f'"{line.mark}"'
        red = _RED if line.lost else _MIDDLE_OF_BOX
        looks = [_BOXED, _MIDDLE_OF_BOX, _BOXED]
        looks += [_MIDDLE_OF_BOX.but(number_format=each) for each in (cap, score, middle)]
        rows.in_a_row(row, values, [*looks, red.but(number_format=lost), *[_BOXED] * len(told)])
    rows.starts = _starts(row)
    if feedback.closing:
        row += 1
        rows.across(row, feedback.closing, _TEXT)
        rows.heights[row] = _SIGNING
    first = _where_to_sign(list(widths.values()))
    for below, text in enumerate(feedback.signature, start=1):
        rows.write(row + below, first, text, _SIGNED)
        rows.merge(row + below, first, len(widths))
    return rows


def _tasks(feedback: Feedback) -> PaperRows:
    widths = _widths(_TASKS, tells_causes=feedback.tells_causes)
    opening = (feedback.branch, "请填写“整改措施”“责任人”“完成时限”三列。")
    rows = _begun(widths, "整改清单", opening)
    row, blanks = _HEAD, [""] * len(feedback.to_fill)
    for row, task in enumerate(feedback.tasks, start=_HEAD + 1):
        told = [_listed(task.causes)] if feedback.tells_causes else []
        values = (row - _HEAD, task.code, task.content, number_or_text(task.lost), *told, *blanks)
        lost = _MIDDLE_OF_BOX.but(number_format=_with_decimals(task.lost))
        looks = [_MIDDLE_OF_BOX, _MIDDLE_OF_BOX, _BOXED, lost]
        rows.in_a_row(row, values, [*looks, *[_BOXED] * len([*told, *blanks])])
        rows.heights[row] = _TO_WRITE_IN
    rows.starts = _starts(row)
    for text in filter(None, (feedback.nothing, feedback.left_out)):
        row += 1
        rows.across(row, text, _TEXT)
    rows.across(row + 1, feedback.confirmed, _TEXT.but(horizontal="right"))
    rows.heights[row + 1] = _SIGNING
    return rows


def _starts(last: int) -> Sequence[int]:
    """Return the rows before which a page may end: what stands below the last stays with it."""
    return range(_HEAD + 1, max(last, _HEAD + 1) + 1)


def _widths(widths: Mapping[str, float], *, tells_causes: bool) -> Mapping[str, float]:
    """Return the columns; where no causes are told, the others share that one's width."""
    if tells_causes:
        return widths
    wide = {header: width for header, width in widths.items() if header != _CAUSES}
    share = sum(widths.values()) / sum(wide.values())
    return {header: width * share for header, width in wide.items()}


def _where_to_sign(widths: Sequence[float]) -> int:
    """Return the last column from which on there is room for a signature."""
    return max(
        (at for at in range(1, len(widths) + 1) if sum(widths[at - 1 :]) >= _SIGNATURE), default=1
    )


def _with_decimals(text: str) -> str:
    """Return the format in which a number shows the decimals with which it is printed."""
    return format(0, f".{len(text.partition('.')[2])}f")


def _listed(causes: Sequence[str]) -> str:
    return "\n".join(causes)
