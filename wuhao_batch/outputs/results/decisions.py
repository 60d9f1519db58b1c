"""The decisions of the meeting that count: before, after, why and by whom; internal."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.columns import Column, PaperTable, branch_columns, text_column
from wuhao_batch.outputs.results.rows import first_words, place_columns
from wuhao_batch.panel.meeting.decided import Decided, V
from wuhao_batch.panel.meeting.layout import BY, ON, SCORES, VETOES, WHY, parts_header, spelled


@dataclass(frozen=True, slots=True)
class DecisionRow(Generic[V]):
    """A decision that counts, its unit, and the text of the item or veto that it is on."""

    branch: Branch
    content: str
    decided: Decided[V]


def decision_tables(outcome: Outcome) -> tuple[PaperTable[Any], ...]:
    """Return the decisions on scores and those on vetoes, each only where there are any."""
    words = outcome.assessment.words
    scores = PaperTable(SCORES.name, _score_columns(words), tuple(_scores(outcome)))
    vetoes = PaperTable(VETOES.name, _veto_columns(words), tuple(_vetoes(outcome)))
    return tuple(table for table in (scores, vetoes) if table.rows)


def _score_columns(words: Words) -> tuple[Column[DecisionRow[Decimal]], ...]:
    return (
        *branch_columns(_branch, words),
        Column(SCORES.code, lambda row: row.decided.code),
        text_column("考评内容", lambda row: row.content, 26),
        Column(SCORES.before, lambda row: row.decided.before),
        Column(SCORES.after, lambda row: row.decided.after),
        text_column(WHY, lambda row: row.decided.why, 40),
        text_column(BY, lambda row: row.decided.by, 16),
        Column(ON, lambda row: str(row.decided.on), 12),
        *place_columns(lambda row: row.decided.place, linked=True),
    )


def _veto_columns(words: Words) -> tuple[Column[DecisionRow[bool]], ...]:
    return (
        *branch_columns(_branch, words),
        Column(VETOES.code, lambda row: row.decided.code),
        text_column("情形", lambda row: row.content, 40),
        Column(VETOES.before, lambda row: spelled(holds=row.decided.before)),
        Column(VETOES.after, lambda row: spelled(holds=row.decided.after)),
        text_column(parts_header(words), lambda row: "、".join(row.decided.names), 20),
        text_column(WHY, lambda row: row.decided.why, 40),
        text_column(BY, lambda row: row.decided.by, 16),
        Column(ON, lambda row: str(row.decided.on), 12),
        *place_columns(lambda row: row.decided.place, linked=True),
    )


def _branch(row: DecisionRow[Any]) -> Branch:
    return row.branch


def _scores(outcome: Outcome) -> Iterator[DecisionRow[Decimal]]:
    standard = outcome.assessment.standard
    for result in outcome.results:
        for code, decided in result.decided.items():
            for each in decided:
                yield DecisionRow(result.branch, first_words(standard.item(code).content), each)


def _vetoes(outcome: Outcome) -> Iterator[DecisionRow[bool]]:
    texts = {veto.code: veto.text for veto in outcome.assessment.standard.vetoes}
    for result in outcome.results:
        for code, decided in result.on_vetoes.items():
            for each in decided:
                yield DecisionRow(result.branch, texts[code], each)
