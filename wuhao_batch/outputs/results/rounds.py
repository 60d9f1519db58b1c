"""The tables of results.xlsx for a year of several rounds: a column a round, and where it stands.

They are those of a round's own results as far as there is something to put in them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.outcome.result import Result
from wuhao_batch.outcome.totalling import Round, Total
from wuhao_batch.outputs.columns import Column, PaperTable, text_column
from wuhao_batch.outputs.results.acts import acts_tables
from wuhao_batch.outputs.results.rows import place_columns, remarks_on
from wuhao_batch.outputs.results.tables import (
    SOURCES,
    SUMMARY,
    TOTAL,
    findings_table,
    summary_columns,
)
from wuhao_batch.sheets import address

RESULTS = "output/results.xlsx"
"""The file of a round in which its totals stand."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The total of a unit in one round, and its cell."""

    code: str
    period: str
    points: Decimal
    verdict: str
    place: Place


def rounds_tables(total: Total, findings: Iterable[Finding]) -> tuple[PaperTable[Any], ...]:
    """Return the tables in the order of their sheets; points are Decimals."""

    def remarks(result: Result) -> Iterator[str]:
        yield from remarks_on(result, words)
        yield from total.remarks[result.branch.code]

    outcome = total.outcome
    words = outcome.assessment.words
    columns = summary_columns(outcome.assessment.standard, words, remarks)
    return (
        PaperTable(SUMMARY, columns, outcome.listed),
        findings_table(outcome, findings),
        PaperTable(SOURCES, _SOURCES, tuple(_sources(total))),
        *acts_tables(total.acts),
    )


_SOURCES: tuple[Column[_Source], ...] = (
    Column("编号", lambda row: row.code),
    Column("期次", lambda row: row.period),
    Column("得分", lambda row: row.points),
    text_column("依据", lambda row: row.verdict, 30),
    *place_columns(lambda row: row.place, linked=True),
)


def _sources(total: Total) -> Iterator[_Source]:
    """Yield the cells of the totals, by unit and round."""
    places = {each.name: dict(_places(each)) for each in total.rounds}
    for result in total.outcome.results:
        code = result.branch.code
        for each in total.rounds:
            own = each.result(code)
            if own is not None and own.total is not None:
                verdict = f"总分，{own.status.label}"
                place = places[each.name][own.branch.code]
                yield _Source(code, each.name, own.total, verdict, place)


def _places(each: Round) -> Iterator[tuple[str, Place]]:
    """Yield 编号 and the cell of its total in the round's own results."""
    columns = summary_columns(each.standard, each.outcome.assessment.words, lambda _: ())
    headers = [column.header for column in columns]
    for row, result in enumerate(each.outcome.listed, start=2):
        cell = address(row, headers.index(TOTAL) + 1)
        yield result.branch.code, Place(f"{each.folder}/{RESULTS}", SUMMARY, cell)
