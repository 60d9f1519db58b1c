"""Decisions of the meeting, written down as a clerk does."""

from datetime import date
from typing import Any

from tests.support.drawing import Rows, book
from wuhao_batch.workspace.folders import Workspace

ON_SCORES = ["编号", "考评编号", "原分", "新分", "依据", "决定人", "日期"]
ON_VETOES = ["编号", "否决编号", "原认定", "新认定", "涉及党支部", "依据", "决定人", "日期"]
WHY, BY, DAY = "核对台账，缺的两次有补学记录", "学院党委会", date(2026, 12, 16)


def decisions(scores: Rows = (), vetoes: Rows = ()) -> bytes:
    """The workbook; a row may end behind 新分 or 新认定, then it has ground, decider and day."""
    return book(
        会议决定=[ON_SCORES, *(_whole(row, 4, ()) for row in scores)],
        一票否决决定=[ON_VETOES, *(_whole(row, 4, ("",)) for row in vetoes)],
    )


def decide(place: Workspace, scores: Rows = (), vetoes: Rows = ()) -> None:
    """Lay that workbook into a workspace."""
    place.decisions.write_bytes(decisions(scores, vetoes))


def _whole(row: Any, given: int, between: tuple[str, ...]) -> list[Any]:
    return list(row) if len(row) > given else [*row, *between, WHY, BY, DAY]
