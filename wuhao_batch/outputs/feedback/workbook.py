"""The feedback to a branch as a workbook: what it lost, and the list of what it will mend."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.layout import FEEDBACK_PROPERTY
from wuhao_batch.numbers import number_or_text
from wuhao_batch.outputs.feedback.feedback import Feedback, feedback_digest
from wuhao_batch.writing.line_breaks import keep_marks
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import BOX, Look, across, heading, in_a_row, merge, write
from wuhao_batch.writing.printing import break_pages, scale_for, set_up_paper
from wuhao_batch.writing.row_heights import fit_rows

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
_RED = Font(name="宋体", size=10, color="8C1C13", bold=True)
_MARGINS = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.65, header=0.3, footer=0.3)


def feedback_workbook(feedback: Feedback, code: str) -> bytes:
    """Return the feedback as an .xlsx package."""
    workbook = Workbook()
    workbook.properties.creator = "wuhao"
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    told = f"{code} {feedback_digest(feedback)}"
    properties.append(StringProperty(name=FEEDBACK_PROPERTY, value=told))
    points = workbook.worksheets[0]
    points.title = "反馈意见"
    _draw_points(points, feedback)
    tasks = workbook.create_sheet("整改清单")
    _draw_tasks(tasks, feedback)
    return to_bytes(workbook)


def _begin(
    worksheet: Worksheet, widths: Mapping[str, float], title: str, lines: Sequence[str]
) -> int:
    """Write widths, title and opening lines; return the row of the table's head."""
    for column, width in enumerate(widths.values(), start=1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    across(worksheet, 1, len(widths), title, _TITLE)
    for row, text in enumerate(lines, start=2):
        across(worksheet, row, len(widths), text, _TEXT)
    head = len(lines) + 2
    heading(worksheet, head, list(widths))
    worksheet.print_title_rows = f"{head}:{head}"
    worksheet.freeze_panes = f"A{head + 1}"
    return head


def _finish(
    worksheet: Worksheet, widths: Mapping[str, float], footer: str, head: int, last: int
) -> None:
    """Lay the sheet on paper; what stands below the row ``last`` stays on its page."""
    keep_marks(worksheet)
    fit_rows(worksheet)
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_margins = _MARGINS
    set_up_paper(worksheet, footer)
    worksheet.page_setup.scale = scale_for(worksheet, widths.values())
    break_pages(worksheet, range(head + 1, max(last, head + 1) + 1), head)


def _draw_points(worksheet: Worksheet, feedback: Feedback) -> None:
    head_of = {_MIDDLE: feedback.middle.replace(_MIDDLE, f"\n{_MIDDLE}")}
    widths = {
        head_of.get(header, header): width
        for header, width in _without_causes(_POINTS, feedback).items()
    }
    summary = "　".join(f"{label}：{text}" for label, text in feedback.summary)
    opening = (f"{feedback.mark}　{feedback.branch}".strip("　"), summary)
    row = head = _begin(worksheet, widths, feedback.title, opening)
    centred = [header not in ("项目", "考评内容", _CAUSES) for header in widths]
    previous = ""
    for row, line in enumerate(feedback.lines, start=head + 1):
        category = line.category if line.category != previous else ""
        previous = line.category
        points = (line.cap, line.score, line.middle, line.lost)
        told = [_listed(line.causes)] if feedback.tells_causes else []
        values = (category, line.code, line.content, *map(number_or_text, points), *told)
        cells = in_a_row(worksheet, row, values, _BOXED, centred)
        for cell, text in zip(cells[3:7], points, strict=True):
            _keep_decimals(cell, text)
        if line.mark:
            cells[4].number_format += f'"{line.mark}"'
        if line.lost:
            cells[list(widths).index("失分")].font = _RED
    end = row
    if feedback.closing:
        row += 1
        across(worksheet, row, len(widths), feedback.closing, _TEXT)
        worksheet.row_dimensions[row].height = _SIGNING
    first = _where_to_sign(list(widths.values()))
    for below, text in enumerate(feedback.signature, start=1):
        write(worksheet, row + below, first, text, _SIGNED)
        merge(worksheet, row + below, first, len(widths))
    _finish(worksheet, widths, feedback.branch, head, end)


def _draw_tasks(worksheet: Worksheet, feedback: Feedback) -> None:
    widths = _without_causes(_TASKS, feedback)
    opening = (feedback.branch, "请填写“整改措施”“责任人”“完成时限”三列。")
    row = head = _begin(worksheet, widths, "整改清单", opening)
    centred = [header in ("序号", "编号", "失分") for header in widths]
    blanks = [""] * len(feedback.to_fill)
    for row, task in enumerate(feedback.tasks, start=head + 1):
        told = [_listed(task.causes)] if feedback.tells_causes else []
        values = (row - head, task.code, task.content, number_or_text(task.lost), *told, *blanks)
        cells = in_a_row(worksheet, row, values, _BOXED, centred)
        _keep_decimals(cells[3], task.lost)
        worksheet.row_dimensions[row].height = _TO_WRITE_IN
    end = row
    for text in filter(None, (feedback.nothing, feedback.left_out)):
        row += 1
        across(worksheet, row, len(widths), text, _TEXT)
    across(worksheet, row + 1, len(widths), feedback.confirmed, _TEXT.but(horizontal="right"))
    worksheet.row_dimensions[row + 1].height = _SIGNING
    _finish(worksheet, widths, feedback.branch, head, end)


def _without_causes(widths: Mapping[str, float], feedback: Feedback) -> Mapping[str, float]:
    """Return the columns; where no causes are told, the others share that one's width."""
    if feedback.tells_causes:
        return widths
    wide = {header: width for header, width in widths.items() if header != _CAUSES}
    share = sum(widths.values()) / sum(wide.values())
    return {header: width * share for header, width in wide.items()}


def _where_to_sign(widths: Sequence[float]) -> int:
    """Return the last column from which on there is room for a signature."""
    return max(
        (at for at in range(1, len(widths) + 1) if sum(widths[at - 1 :]) >= _SIGNATURE), default=1
    )


def _keep_decimals(cell: Cell, text: str) -> None:
    """Let a number show the decimals with which it is printed; a text has none."""
    places = len(text.partition(".")[2])
    cell.number_format = format(0, f".{places}f")


def _listed(causes: Sequence[str]) -> str:
    return "\n".join(causes)
