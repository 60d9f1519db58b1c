"""The report to the committee: the whole run on one page, internal, with the grounds of vetoes.

What it says: :mod:`wuhao_batch.outputs.report.facts`; ``templates/report.html.j2`` lays it out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from importlib.resources import files
from math import ceil
from typing import Any

from markupsafe import Markup

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.numbers import most_decimals, plain, with_decimals
from wuhao_batch.outcome.analysis import (
    Cut,
    Gap,
    ItemLoss,
    disagreements,
    item_gaps,
    item_losses,
    losable,
    quota_lines,
    rounded,
    settled,
    spread,
    total_gaps,
    totals,
)
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.grading import GradeLine
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.columns import PaperTable
from wuhao_batch.outputs.decided import MARK
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.beside import beside, since
from wuhao_batch.outputs.report.conclusions import conclusions, totals_told
from wuhao_batch.outputs.report.facts import (
    Apart,
    Costly,
    Count,
    DecidedTable,
    GradePlaces,
    Heat,
    HeatRow,
    ItemHead,
    OwnAndPanel,
    QuotaLine,
    Range,
    Report,
    Standing,
)
from wuhao_batch.outputs.results.decisions import decision_tables
from wuhao_batch.outputs.results.panel_tables import told_scores
from wuhao_batch.outputs.results.rows import PLACE, first_words, remarks_on
from wuhao_batch.outputs.results.vetoes import veto_cases, veto_columns
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Category, Item, Standard

REPORT_TEMPLATE = "report.html.j2"
HEAT_STEPS = 5
WIDEST_TOLD = 20
NONE = "—"


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
        standings=tuple(_standings(outcome)),
        items=tuple(
            ItemHead(item.code, item.content, item.worth_in_short) for item in losable(outcome)
        ),
        heat=tuple(_heat(outcome)),
        costly=tuple(_costly(item_losses(outcome))),
        ranges=tuple(Range(f"{plain(b.low)}–{plain(b.high)}", b.count) for b in bins),
        spread=charts.columns(bins, "总分分布图，数字见旁边的表"),
        extremes=tuple(_extremes(outcome)),
        compared=compared,
        totals=tuple(_beside(outcome, total_gaps(outcome) if compared else [])),
        gaps=tuple(_beside(outcome, gaps[:WIDEST_TOLD])),
        gaps_left_out=max(0, len(gaps) - WIDEST_TOLD),
        apart=tuple(_apart(outcome)),
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
        names = tuple(result.branch.name for result in results)
        yield Count(verdict, len(names), names, charts.shade(number))


def _severities(findings: Iterable[Finding]) -> Iterable[tuple[str, int]]:
    counts = Counter(found.severity for found in findings)
    return ((severity.label, counts[severity]) for severity in Severity if counts[severity])


def _shown(points: Iterable[Decimal | None]) -> Callable[[Decimal], str]:
    """Return how a table prints its figures: all with the decimals that the finest one needs."""
    return partial(with_decimals, places=most_decimals(points))


def _both_shown(
    standard: Standard, parts: Sequence[Decimal], totals: Sequence[Decimal | None]
) -> tuple[Callable[[Decimal], str], Callable[[Decimal], str]]:
    """Return how parts and totals are printed: alike, unless shares make the totals finer."""
    together = _shown((*parts, *totals))
    return (_shown(parts) if standard.is_weighed else together), together


def _standings(outcome: Outcome) -> Iterable[Standing]:
    standard, results = outcome.assessment.standard, outcome.listed
    parts = [points for each in results for points in each.categories.values()]
    show, show_total = _both_shown(standard, parts, [each.total for each in results])
    full = _longest(outcome)
    for result in results:
        known = result.status.is_settled
        told = [_told(result, each, show) for each in standard.categories] if known else []
        yield Standing(
            code=result.branch.code,
            name=result.branch.name,
            kind=result.branch.kind,
            rank=str(result.rank or NONE),
            categories=tuple(told) or (NONE,) * len(standard.categories),
            total=NONE if result.total is None else show_total(result.total),
            status=result.verdict,
            remark="；".join(remarks_on(result, outcome.assessment.words)),
            bar=charts.parts_bar(standard.shares(result.categories), full) if told else None,
        )


def _told(result: Result, category: Category, show: Callable[[Decimal], str]) -> str:
    points = result.categories.get(category.name)
    return LEFT_OUT if points is None else show(points)


def _longest(outcome: Outcome) -> Decimal:
    """Return the points that bars have room for: of the sheet, or more where bonus was earned."""
    standard = outcome.assessment.standard
    shares = [standard.shares(result.categories) for result in settled(outcome)]
    return max((standard.total, *(sum(filter(_is_won, each), Decimal(0)) for each in shares)))


def _is_won(points: Decimal) -> bool:
    return points > 0


def _heat(outcome: Outcome) -> Iterable[HeatRow]:
    standard, results = outcome.assessment.standard, settled(outcome)
    items = losable(outcome)
    rows = [
        {
            each.code: each.scale.lost(own.items[each.code])
            for each in items
            if each.code in own.items
        }
        for own in (results if items else ())
    ]
    most = {
        item.code: item.scale.at_stake or max(row.get(item.code, Decimal(0)) for row in rows)
        for item in (items if rows else ())
    }
    whole = [standard.total_of(row) for row in rows]
    parts = [points for row in rows for points in row.values()]
    show, show_total = _both_shown(standard, parts, whole)

    def cell(result: Result, row: Mapping[str, Decimal], code: str) -> Heat:
        if (points := row.get(code)) is None:
            return Heat(LEFT_OUT, 0)
        mark = MARK if code in result.decided else ""
        return Heat(show(points), _level(points, most[code]), mark)

    for result, row, total in zip(results, rows, whole, strict=bool(items)):
        yield HeatRow(
            code=result.branch.code,
            name=result.branch.name,
            kind=result.branch.kind,
            status=result.verdict,
            cells=tuple(cell(result, row, item.code) for item in items),
            lost=show_total(total),
        )


def _level(lost: Decimal, most: Decimal) -> int:
    """Return 0 where nothing is lost, else which fifth of the most the loss reaches into."""
    return ceil(lost * HEAT_STEPS / most) if lost else 0


def _costly(losses: list[ItemLoss]) -> Iterable[Costly]:
    figures = ((each.item.cap, each.mean, rounded(each.middle), each.lost) for each in losses)
    show = _shown(points for row in figures for points in row)
    for loss in losses:
        share = loss.share
        yield Costly(
            code=loss.item.code,
            content=loss.item.content,
            cap=_worth(loss.item, show),
            mean=show(loss.mean),
            middle=show(rounded(loss.middle)),
            lost=show(loss.lost),
            branches=loss.branches,
            share=NONE if share is None else f"{rounded(share * 100, places=1)}%",
            bar=charts.bar(share or Decimal(0), Decimal(1)),
        )


def _worth(item: Item, show: Callable[[Decimal], str]) -> str:
    """Return the points of an item as its table prints figures, or in words."""
    return show(item.cap) if item.is_ordinary and item.cap else item.worth_in_short


def _extremes(outcome: Outcome) -> Iterable[tuple[str, str]]:
    points = totals(outcome)
    if points:
        mean = rounded(sum(points, Decimal(0)) / len(points))
        show = _shown((*points, mean))
        yield "最高", show(max(points))
        yield "最低", show(min(points))
        yield "平均", show(mean)


def _beside(outcome: Outcome, gaps: list[Gap]) -> Iterable[OwnAndPanel]:
    show = _shown(points for gap in gaps for points in (gap.own, gap.panel))
    ends = _ends(gaps, outcome)
    for gap in gaps:
        item, branch = gap.item, gap.result.branch
        reasons = outcome.panel.reasons(branch.code, item) if item else []
        yield OwnAndPanel(
            name=branch.name,
            code=item.code if item else "",
            content=first_words(item.content) if item else "",
            own=show(gap.own),
            panel=show(gap.panel),
            gap=f"{'+' if gap.points > 0 else ''}{show(gap.points)}",
            bar=charts.pair(gap.own, gap.panel, *ends[item.code if item else None]),
            reason="；".join(reasons),
        )


def _ends(gaps: list[Gap], outcome: Outcome) -> dict[str | None, tuple[Decimal, Decimal]]:
    """Return where the line on which two figures stand ends and begins: it has room for all.

    By the code of the item, None for totals.
    """
    found: dict[str | None, tuple[Decimal, Decimal]] = {}
    for gap in gaps:
        code = gap.item.code if gap.item else None
        full, low = found.get(code) or _limits(gap.item, outcome)
        found[code] = max(full, gap.own, gap.panel), min(low, gap.own, gap.panel)
    return found


def _limits(item: Item | None, outcome: Outcome) -> tuple[Decimal, Decimal]:
    """Return the most and the least points of an item, or of the whole sheet."""
    if item is None:
        return outcome.assessment.standard.total, Decimal(0)
    low, full = (end or Decimal(0) for end in item.scale.limits)
    return full, low


def _apart(outcome: Outcome) -> Iterable[Apart]:
    apart = disagreements(outcome)
    show = _shown(each for one in apart for each in (one.item.cap, one.highest, one.lowest))
    for each in apart:
        yield Apart(
            name=each.result.branch.name,
            code=each.item.code,
            content=first_words(each.item.content),
            cap=_worth(each.item, show),
            highest=show(each.highest),
            lowest=show(each.lowest),
            given=told_scores(each.given),
        )


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
