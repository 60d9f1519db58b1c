"""The tables of results.xlsx that are there only where the 考评组 has workbooks of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wuhao_batch.assessment.groups import GROUP
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Place
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outcome.analysis import Disagreement, disagreements
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.columns import NOTHING, Column, PaperTable, branch_columns, text_column
from wuhao_batch.outputs.results.rows import place_columns, receipt_columns
from wuhao_batch.panel.agreeing import EvaluatorProgress, Given
from wuhao_batch.panel.layout import BY_CELL, SAME
from wuhao_batch.returns.case import Receipt


@dataclass(frozen=True, slots=True)
class EvaluatorFile:
    """An evaluator and one of the files handed in; None where the other has no counterpart."""

    progress: EvaluatorProgress | None
    receipt: Receipt | None


def panel_tables(outcome: Outcome) -> tuple[PaperTable[Any], ...]:
    """Return the scores given, where evaluators disagree, and how far each of them is."""
    words, grouped = outcome.assessment.words, bool(outcome.assessment.settings.shares)
    return (
        PaperTable("评委打分", _given_columns(grouped=grouped), tuple(outcome.panel.given)),
        PaperTable("评委分歧", _disagreement_columns(words), tuple(disagreements(outcome))),
        PaperTable("评委进度", _progress_columns(grouped=grouped), tuple(_files(outcome))),
    )


def told_scores(given: Sequence[Given]) -> str:
    """Return who gave how much, and why, in one text."""
    return "；".join(map(_told, given))


def _told(given: Given) -> str:
    code = given.evaluator.code if given.evaluator else ""
    reason = given.reason.cell.seen.strip()
    points = f"{SAME if given.as_self else ''}{plain(from_points(given.points))}"
    return f"{code} {points}" + (f"（{reason}）" if reason else "")


def _given_columns(*, grouped: bool) -> tuple[Column[Given], ...]:
    return (
        Column("编号", lambda given: given.branch),
        Column("考评编号", lambda given: given.item.code),
        Column("评委编号", lambda given: given.evaluator.code if given.evaluator else None),
        *([Column(GROUP, _group_of)] if grouped else []),
        Column("得分", lambda given: from_points(given.points)),
        Column("打分方式", lambda given: SAME if given.as_self else BY_CELL),
        text_column("扣分说明", lambda given: given.reason.cell.seen, 30),
        *place_columns(_cell_of, linked=True),
    )


def _group_of(given: Given) -> object:
    return given.evaluator.group if given.evaluator else None


def _cell_of(given: Given) -> Place:
    return given.score.place


def _disagreement_columns(words: Words) -> tuple[Column[Disagreement], ...]:
    return (
        *branch_columns(_branch, words),
        Column("考评编号", lambda each: each.item.code),
        text_column("考评内容", lambda each: each.item.content, 40),
        Column("考评分数", lambda each: each.item.cap),
        Column("最高", lambda each: each.highest),
        Column("最低", lambda each: each.lowest),
        Column("相差", lambda each: each.apart),
        text_column("各评委打分", lambda each: told_scores(each.given), 30),
        Column("得分", lambda each: each.result.items.get(each.item.code)),
    )


def _branch(each: Disagreement) -> Branch:
    return each.result.branch


def _code(each: EvaluatorFile) -> object:
    return each.progress.evaluator.code if each.progress else NOTHING


def _name(each: EvaluatorFile) -> object:
    return each.progress.evaluator.name if each.progress else NOTHING


def _weight(each: EvaluatorFile) -> object:
    return each.progress.evaluator.weight if each.progress else NOTHING


def _assigned(each: EvaluatorFile) -> object:
    return each.progress.assigned if each.progress else NOTHING


def _scored(each: EvaluatorFile) -> object:
    """Return the scores in the file that counts, 0 where there is no file at all."""
    if each.progress is None:
        return NOTHING
    if each.receipt is None:
        return 0
    return each.progress.scored if each.receipt.file == each.progress.file else None


def _group(each: EvaluatorFile) -> object:
    return each.progress.evaluator.group if each.progress else NOTHING


def _progress_columns(*, grouped: bool) -> tuple[Column[EvaluatorFile], ...]:
    return (
        Column("评委编号", _code),
        text_column("姓名", _name, 12),
        *([Column(GROUP, _group)] if grouped else []),
        Column("权重", _weight),
        Column("应评", _assigned),
        Column("已评", _scored),
        *receipt_columns(_receipt, None),
    )


def _receipt(each: EvaluatorFile) -> Receipt | None:
    return each.receipt


def _files(outcome: Outcome) -> Iterator[EvaluatorFile]:
    """Yield every evaluator with his files, then the files of nobody."""
    receipts = outcome.panel.receipts
    for each in outcome.panel.progress:
        own = [receipt for receipt in receipts if receipt.owner == each.evaluator.code]
        yield from (EvaluatorFile(each, receipt) for receipt in own)
        if not own:
            yield EvaluatorFile(each, None)
    for receipt in receipts:
        if receipt.owner is None:
            yield EvaluatorFile(None, receipt)
