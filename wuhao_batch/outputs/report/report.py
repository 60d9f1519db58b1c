"""The report to the committee: the whole run on one page, internal, with the grounds of vetoes.

What it says: :mod:`wuhao_batch.outputs.report.facts`; ``templates/report.html.j2`` lays it out.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.analysis import (
    Cut,
    ItemLoss,
    item_gaps,
    item_losses,
    losable,
    quota_lines,
    rounded,
    spread,
    total_gaps,
    totals,
)
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.grading import GradeLine
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.columns import PaperTable
from wuhao_batch.outputs.decided import MARK
from wuhao_batch.outputs.long_lists import MOST_LISTED, some_of
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.beside import beside, since
from wuhao_batch.outputs.report.branches import heat, standings
from wuhao_batch.outputs.report.conclusions import conclusions, totals_told
from wuhao_batch.outputs.report.facts import (
    Costly,
    Count,
    DecidedTable,
    GradePlaces,
    ItemHead,
    QuotaLine,
    Range,
    Report,
)
from wuhao_batch.outputs.report.figures import NONE, shown, worth_shown
from wuhao_batch.outputs.report.gaps import apart, own_and_panel
from wuhao_batch.outputs.results.decisions import decision_tables
from wuhao_batch.outputs.results.rows import PLACE
from wuhao_batch.outputs.results.vetoes import veto_cases, veto_columns

REPORT_TEMPLATE = "report.html.j2"
WIDEST_TOLD = 20


def make_report(
    outcome: Outcome, findings: Iterable[Finding], comparison: Comparison | None = None
) -> Report:
    """Return the report of a run, finished or not; branches without a result are listed as such.

    With ``comparison`` it tells what changed, and sets another period beside this one.
    """
    assessment = outcome.assessment
    settings, standard = assessment.settings, assessment.standard
    counts = tuple(_counts(outcome))
    compared = settings.basis == Basis.PANEL and not settings.is_inspection
    gaps = item_gaps(outcome) if compared else []
    bins, columns = spread(outcome), veto_columns(assessment.words)
    return Report(
        unit=assessment.words.unit,
        authority=assessment.words.authority,
        title=f"{settings.occasion}情况报告",
        college=settings.college or "",
        basis=outcome.basis,
        method=outcome.method,
        digest=standard.digest,
        conclusions="".join(conclusions(outcome)),
        since=since(comparison, assessment.words.unit),
        unsettled=tuple(branch.name for branch in outcome.unsettled),
        to_confirm=tuple(f"{each.rule}{each.remedy}" for each in outcome.to_confirm),
        taking_part=len(assessment.roster.taking_part),
        handed_in=len(outcome.examined.accepted.keys() | outcome.examined.unusable),
        counts=counts,
        counts_bar=charts.parts_bar(
            [Decimal(each.count) for each in counts], Decimal(sum(each.count for each in counts))
        ),
        findings=tuple(_severities(findings)),
        evaluators=tuple(
            (each.evaluator.code, each.evaluator.title, each.scored, each.assigned)
            for each in outcome.panel.progress
        ),
        by_kind=settings.by_kind,
        categories=tuple(
            (category.name, category.worth(), charts.shade(number))
            for number, category in enumerate(standard.categories)
        ),
        standings=tuple(standings(outcome)),
        items=tuple(
            ItemHead(item.code, item.content, item.worth_in_short) for item in losable(outcome)
        ),
        heat=tuple(heat(outcome)),
        costly=tuple(_costly(item_losses(outcome))),
        ranges=tuple(Range(f"{plain(b.low)}–{plain(b.high)}", b.count) for b in bins),
        spread=charts.columns(bins, "总分分布图，数字见旁边的表"),
        extremes=tuple(_extremes(outcome)),
        compared=compared,
        totals=tuple(own_and_panel(outcome, total_gaps(outcome)[:MOST_LISTED] if compared else [])),
        gaps=tuple(own_and_panel(outcome, gaps[:WIDEST_TOLD])),
        gaps_left_out=max(0, len(gaps) - WIDEST_TOLD),
        apart=tuple(apart(outcome)),
        quota=settings.quota,
        lines=tuple(_quota_line(outcome, line) for line in quota_lines(outcome)),
        grades=tuple(map(_grade_line, outcome.grade_lines)),
        vetoes=tuple(
            {column.header: str(column.value(case) or "（没有写）") for column in columns}
            for case in veto_cases(outcome)
        ),
        beside=beside(comparison, assessment.words.unit),
        decided=tuple(map(_decided, decision_tables(outcome))),
        decided_mark=MARK if any(each.decided for each in outcome.results) else "",
        script=Markup((files("wuhao_batch.outputs.report") / "report.js").read_text("utf-8")),  # noqa: S704  our own file
    )


def _decided(table: PaperTable[Any]) -> DecidedTable:
    """Return a table of decisions without the cells that they stand in."""
    columns = [each for each in table.columns if each.header not in PLACE]
    rows = (tuple(_text(column.value(row)) for column in columns) for row in table.rows)
    return DecidedTable(table.name, tuple(each.header for each in columns), tuple(rows))


def _text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _counts(outcome: Outcome) -> Iterable[Count]:
    for number, (verdict, results) in enumerate(outcome.by_verdict.items()):
        names = [result.branch.name for result in results]
        yield Count(verdict, len(names), some_of(names), charts.shade(number))


def _severities(findings: Iterable[Finding]) -> Iterable[tuple[str, int]]:
    counts = Counter(found.severity for found in findings)
    return ((severity.label, counts[severity]) for severity in Severity if counts[severity])


def _costly(losses: list[ItemLoss]) -> Iterable[Costly]:
    figures = ((each.item.cap, each.mean, rounded(each.middle), each.lost) for each in losses)
    show = shown(points for row in figures for points in row)
    for loss in losses:
        share = loss.share
        yield Costly(
            code=loss.item.code,
            content=loss.item.content,
            cap=worth_shown(loss.item, show),
            mean=show(loss.mean),
            middle=show(rounded(loss.middle)),
            lost=show(loss.lost),
            branches=loss.branches,
            share=NONE if share is None else f"{rounded(share * 100, places=1)}%",
            bar=charts.bar(share or Decimal(0), Decimal(1)),
        )


def _extremes(outcome: Outcome) -> Iterable[tuple[str, str]]:
    points = totals(outcome)
    if points:
        mean = rounded(sum(points, Decimal(0)) / len(points))
        show = shown((*points, mean))
        yield "最高", show(max(points))
        yield "最低", show(min(points))
        yield "平均", show(mean)


def _quota_line(outcome: Outcome, line: Cut) -> QuotaLine:
    total_of = totals_told(outcome)

    def told(result: Result) -> str:
        return f"{result.branch.name}（第{result.rank}名，{total_of(result)}分）"

    return QuotaLine(
        kind=line.kind,
        quota=outcome.assessment.settings.quota or 0,
        proposed=tuple(map(told, line.proposed)),
        tied=tuple(map(told, line.tied)),
        rank=str(line.tied[0].rank) if line.tied else "",
    )


def _grade_line(line: GradeLine) -> GradePlaces:
    placed, tied, beyond = (
        tuple(branch.name for branch in part) for part in (line.placed, line.tied, line.beyond)
    )
    rank = str(line.rank) if line.rank else ""
    quota = str(line.quota)
    return GradePlaces(line.ranking, line.grade, quota, line.places, placed, tied, rank, beyond)
