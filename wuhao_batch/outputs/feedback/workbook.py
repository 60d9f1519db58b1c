"""The feedback to a branch as a workbook: what it lost, and the list of what it will mend."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import number_or_text
from wuhao_batch.outputs.feedback.feedback import Feedback, feedback_digest
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import BOX, Look, across, heading, in_a_row
from wuhao_batch.writing.printing import scale_for, set_up_paper
from wuhao_batch.writing.row_heights import fit_rows

FEEDBACK_PROPERTY = "wuhao.feedback"
"""Document property that marks a file as ours, so that work in it is not overwritten; it holds the
编号 and the digest of what the branch is told."""

_POINTS = {
    "项目": 12.0,
    "编号": 6.0,
    "考评内容": 34.0,
    "分值": 6.0,
    "得分": 7.0,
    "学院中位数": 8.0,
    "失分": 7.0,
    "失分原因": 52.0,
}
_TASKS = {
    "序号": 6.0,
    "编号": 6.0,
    "需要整改的事项": 32.0,
    "失分": 9.0,
    "失分原因": 34.0,
    "整改措施": 28.0,
    "责任人": 10.0,
    "完成时限": 12.0,
}
_TITLE, _TEXT = Look("黑体", 18, horizontal="center"), Look()
_BOXED = _TEXT.but(border=BOX)
_RED = Font(name="宋体", size=11, color="8C1C13", bold=True)


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


def _finish(worksheet: Worksheet, widths: Mapping[str, float], footer: str) -> None:
    fit_rows(worksheet)
    worksheet.page_setup.orientation = "landscape"
    set_up_paper(worksheet, footer)
    worksheet.page_setup.scale = scale_for(worksheet, widths.values())


def _draw_points(worksheet: Worksheet, feedback: Feedback) -> None:
    summary = "　".join(f"{label}：{text}" for label, text in feedback.summary)
    opening = (f"{feedback.mark}　{feedback.branch}".strip("　"), summary)
    row = head = _begin(worksheet, _POINTS, feedback.title, opening)
    centred = [header in ("编号", "分值", "得分", "学院中位数", "失分") for header in _POINTS]
    previous = ""
    for row, line in enumerate(feedback.lines, start=head + 1):
        category = line.category if line.category != previous else ""
        previous = line.category
        figures = map(number_or_text, (line.cap, line.score, line.middle, line.lost))
        values = (category, line.code, line.content, *figures, _listed(line.causes))
        cells = in_a_row(worksheet, row, values, _BOXED, centred)
        if line.lost:
            cells[list(_POINTS).index("失分")].font = _RED
    across(worksheet, row + 2, len(_POINTS), feedback.closing, _TEXT)
    _finish(worksheet, _POINTS, feedback.branch)


def _draw_tasks(worksheet: Worksheet, feedback: Feedback) -> None:
    opening = (feedback.branch, "请填写“整改措施”“责任人”“完成时限”三列。")
    head = _begin(worksheet, _TASKS, "整改清单", opening)
    centred = [header in ("序号", "编号", "失分") for header in _TASKS]
    blanks = [""] * len(feedback.to_fill)
    for number, task in enumerate(feedback.tasks, start=1):
        causes = _listed(task.causes)
        values = (number, task.code, task.content, number_or_text(task.lost), causes, *blanks)
        in_a_row(worksheet, head + number, values, _BOXED, centred)
    if not feedback.tasks:
        across(worksheet, head + 1, len(_TASKS), "没有失分，没有需要整改的事项。", _TEXT)
    _finish(worksheet, _TASKS, feedback.branch)


def _listed(causes: Sequence[str]) -> str:
    return "\n".join(causes)
