"""``examples/stages/``: a year on its way from the notice to the commendation, twice corrected.

The folder is a workspace whose results can be published. Each folder below ``steps/`` holds the
files of the office that change before the next issue: a decision of the meeting on an objection
that was right moves another branch down, and the name of that one was written wrongly.
"""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tools.filling import Marks
from tools.panel_sample import Year, build_year, fill_workbooks
from tools.sample_year import BRANCHES, EVALUATORS, SAME, SETTINGS, year_marks
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.workdays import HEADERS as DAYS
from wuhao_batch.assessment.workdays import SHEET as DAYS_OFF
from wuhao_batch.jobs.decisions_sheet import blank
from wuhao_batch.outputs.blank_objections import objections_workbook
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.panel.meeting.layout import SCORES
from wuhao_batch.panel.meeting.writing import with_row
from wuhao_batch.workspace.folders import DECISIONS, OBJECTIONS, PANEL_FOLDER, ROSTER
from wuhao_batch.writing.packages import to_bytes

CODES = ("01", "02", "04", "06", "09")
"""编号 of the branches of the sample year that take part in this one."""

WRONG, RIGHT = "旅游服务系党总支", "旅游管理系党总支"
"""The name of a branch as it was written on the first notices, and as it should be."""

DATES = {
    "": ("2026-12-21", "2026-12-22"),
    "1": ("2027-01-04", "2027-01-05"),
    "2": ("2027-01-12", "2027-01-13"),
}
"""Step → 落款日期 and 公示开始日期 of the issue that follows it."""

OFF = ["2027-01-01"]
"""Days off of the year after, of which no calendar knew yet."""

FIRST = {
    "收到日期": "2026-12-24",
    "方式": "来信",
    "是否实名": "是",
    "涉及编号": "02",
    "事项": "4-5 校报第12期的一篇报道没有计入",
    "核查人": "党委办公室 李老师",
    "核查结果": "查校报合订本，属实，补计1次",
    "答复日期": "2026-12-31",
    "处理": "更正",
}
SECOND = {
    "收到日期": "2027-01-06",
    "方式": "来电",
    "是否实名": "否",
    "涉及编号": "06",
    "事项": "认为4-4扣分过多",
    "核查人": "党委办公室 李老师",
    "核查结果": "计划晚报两周有登记，扣分有据",
    "处理": "维持",
}

DECIDED = {
    "编号": "02",
    "考评编号": "4-5",
    "原分": Decimal(13),
    "新分": Decimal(14),
    "依据": "公示期间的异议属实：校报合订本第12期，补计1次",
    "决定人": "学院党委会",
    "日期": date(2026, 12, 31),
}
"""The decision of the meeting on the objection that was right."""


def build_stages_year(templates: Path) -> dict[str, bytes]:
    """File name below ``examples/stages/`` → its bytes."""
    year = build_year(templates, _roster("", WRONG))
    decided = with_row(blank(year.assessment), SCORES, DECIDED).data
    return {
        **year.files,
        **{f"{PANEL_FOLDER}/{name}": data for name, data in _books(year).items()},
        **_step(
            "1_异议属实",
            {
                ROSTER: _roster("1", WRONG),
                OBJECTIONS: objections_workbook([FIRST]),
                DECISIONS: decided,
            },
        ),
        **_step(
            "2_名称写错",
            {ROSTER: _roster("2", RIGHT), OBJECTIONS: objections_workbook([FIRST, SECOND])},
        ),
    }


def _step(name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"steps/{name}/{file}": data for file, data in files.items()}


def _roster(step: str, name: str) -> bytes:
    signed, begins = DATES[step]
    settings = SETTINGS | {"落款日期": signed, "公示开始日期": begins}
    rows = [(row[0], row[1].replace(WRONG, name), *row[2:]) for row in BRANCHES if row[0] in CODES]
    workbook = load_workbook(io.BytesIO(roster_workbook(rows, settings, EVALUATORS)))
    sheet = workbook.create_sheet(DAYS_OFF)
    for row in (list(DAYS), *([day, "休"] for day in OFF)):
        sheet.append(row)
    return to_bytes(workbook)


def _books(year: Year) -> dict[str, bytes]:
    def marks(evaluator: Evaluator) -> Marks:
        own = set(evaluator.items) - set(SAME.get(evaluator.code, ()))
        return {
            branch.code: {
                item: mark
                for item, mark in year_marks(year.assessment, branch.code).items()
                if item in own
            }
            for branch in year.assessment.roster.branches
        }

    return fill_workbooks(year.assessment, year.examined, marks, same=SAME)
