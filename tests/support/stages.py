"""The stages of a publication, taken in a workspace on a day of the test's choice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from unittest.mock import patch

from openpyxl import load_workbook

from tests.support.acts import ACT
from tests.support.commands import snapshot
from tests.support.drawing import book
from wuhao_batch.assessment.objections import HEADERS
from wuhao_batch.assessment.settings_sheet import SHEET as SETTINGS
from wuhao_batch.jobs.close import close
from wuhao_batch.jobs.commend import commend
from wuhao_batch.jobs.present import StepOptions
from wuhao_batch.jobs.publish import publish
from wuhao_batch.jobs.stepping import Taken
from wuhao_batch.workspace.folders import OBJECTIONS, ROSTER, Workspace

SIGNED_ON = "2026-12-07"
POSTED, WINDOW_ENDS, AFTER = date(2026, 12, 8), date(2026, 12, 14), date(2026, 12, 15)
"""The window of a notice that is signed that day, and the day after."""

BY_SOMEBODY = StepOptions(act=ACT)

OBJECTION = {
    "收到日期": "2026-12-09",
    "方式": "来信",
    "是否实名": "是",
    "涉及编号": "01",
    "事项": "活动少计一次",
    "核查人": "张三",
    "核查结果": "不属实",
    "答复日期": "2026-12-11",
    "处理": "维持",
}


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let it be that day."""
    with patch("wuhao_batch.workspace.moments.today", lambda: day):
        yield


@contextmanager
def clock_at(day: date) -> Iterator[None]:
    """Let it be noon of that day in China, by every clock that the records are written by."""

    class Noon(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Noon":
            return cls(day.year, day.month, day.day, 4, tzinfo=UTC).astimezone(tz)

    with patch("wuhao_batch.workspace.moments.datetime", Noon):
        yield


def publish_on(day: date, place: Workspace) -> Taken:
    with on(day):
        return publish(place, BY_SOMEBODY)


def close_on(day: date, place: Workspace) -> Taken:
    with on(day):
        return close(place, BY_SOMEBODY)


def commended(place: Workspace, *codes: str) -> Taken:
    return commend(place, codes, BY_SOMEBODY)


def objected(place: Workspace, *rows: Mapping[str, str]) -> None:
    """Fill in the list of objections."""
    table = [list(HEADERS), *([row.get(header, "") for header in HEADERS] for row in rows)]
    (place.root / OBJECTIONS).write_bytes(book(异议=table))


def set_in_roster(place: Workspace, **settings: Any) -> None:
    """Type other values into the sheet 设置."""
    path = place.root / ROSTER
    workbook = load_workbook(path)
    left: dict[Any, Any] = dict(settings)
    for row in workbook[SETTINGS].iter_rows(min_row=2):
        if row[0].value in left:
            row[1].value = left.pop(row[0].value)
    for key, value in left.items():
        workbook[SETTINGS].append([key, value])
    workbook.save(path)


def everything(place: Workspace) -> dict[str, bytes]:
    """All files of the workspace but those of SQLite's own making."""
    return snapshot(place.root)
