"""Columns and remarks that several papers share."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Place
from wuhao_batch.outcome.result import Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.columns import NOTHING, Column, text_column
from wuhao_batch.outputs.decided import told_decisions
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.left_out import LEFT_OUT

R = TypeVar("R")

LONGEST_NAME = 20
PLACE = ("文件", "工作表", "单元格")
"""The columns that name a cell."""


def place_columns(
    place: Callable[[R], Place], cells: Callable[[R], object] | None = None, *, linked: bool = False
) -> tuple[Column[R], ...]:
    """Return 文件, 工作表 and 单元格, the file linked to its cell where that is asked for.

    ``cells`` returns what 单元格 says where it is more than the place's one cell.
    """
    return (
        text_column(PLACE[0], lambda row: place(row).file, 44, link=place if linked else None),
        text_column(PLACE[1], lambda row: place(row).sheet, 14),
        text_column(PLACE[2], cells or (lambda row: place(row).cell), 14),
    )


def receipt_columns(
    receipt: Callable[[R], Receipt | None],
    deadline: date | None,
    missing: Callable[[R], str] = lambda _row: Status.MISSING.label,
) -> tuple[Column[R], ...]:
    """Return the state of a file, and what is said where there is none; late ones are marked.

    An 附件 is a link: nothing else shows it.
    """

    def told(tell: Callable[[Receipt], object]) -> Callable[[R], object]:
        def value(row: R) -> object:
            own = receipt(row)
            return NOTHING if own is None else tell(own)

        return value

    def state(row: R) -> object:
        own = receipt(row)
        return missing(row) if own is None else own.state.label

    def file(row: R) -> Place:
        own = receipt(row)
        return Place(own.file if own and own.state is ReturnState.ENCLOSED else None)

    return (
        text_column("状态", state, 20),
        text_column("文件", told(lambda own: own.file), 60, link=file),
        Column("SHA-256", told(lambda own: own.sha256), 13, centred=False, wrapped=False),
        text_column("回收时间", told(lambda own: _came(own, deadline)), 24),
    )


def _came(receipt: Receipt, deadline: date | None) -> str | None:
    late = "（迟交）" if receipt.is_late(deadline) else ""
    return f"{receipt.saved:%Y-%m-%d %H:%M}{late}" if receipt.saved else None


def remarks_on(result: Result, words: Words) -> Iterator[str]:
    """Yield what papers say behind a branch's verdict."""
    if result.proposed:
        yield "拟推荐"
    if result.tied:
        yield f"并列第{result.rank}名"
    found = (veto.code for veto in result.found if veto.code in result.vetoes)
    if codes := "、".join(dict.fromkeys(found)):
        yield f"{words.panel}认定{codes}"
    yield from told_decisions(result)
    if result.left_out:
        yield f"{LEFT_OUT}{'、'.join(result.branch.left_out)}，{result.left_out}"
    if result.ceiling:
        yield f"一票否决，等次最高为“{result.ceiling}”"
    for missed in result.graded.missed if result.graded else ():
        why = "并列跨过名额线" if missed.tied else "超出名额"
        yield f"够“{missed.grade}”的条件，{why}"
    if result.sub_branches and result.status is not Status.VETOED:
        yield f"{words.part}不达标：{'、'.join(result.sub_branches)}"


def first_words(content: str) -> str:
    """Return the first words of a 考评内容, by which people know it."""
    first = re.split("[，。；：,;:]", content, maxsplit=1)[0].strip()
    return first if len(first) <= LONGEST_NAME else first[: LONGEST_NAME - 1] + "…"
