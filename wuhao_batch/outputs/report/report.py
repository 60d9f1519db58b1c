"""The report to the committee: the whole run on one page, internal, with the grounds of vetoes.

What it says: :mod:`wuhao_batch.outputs.report.facts`; ``templates/report.html.j2`` lays it out.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from math import ceil

from markupsafe import Markup

from wuhao_batch.assessment.settings import Basis
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.analysis import (
    Cut,
    Gap,
    disagreements,
    item_gaps,
    item_losses,
    quota_lines,
    rounded,
    settled,
    spread,
    total_gaps,
    totals,
)
from wuhao_batch.outcome.judging import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.facts import (
    Apart,
    Costly,
    Count,
    Heat,
    HeatRow,
    ItemHead,
    OwnAndPanel,
    QuotaLine,
    Range,
    Report,
    Standing,
)
from wuhao_batch.outputs.results.panel_tables import told_scores
from wuhao_batch.outputs.results.rows import remarks_on
from wuhao_batch.outputs.results.vetoes import VETO_COLUMNS, veto_cases
from wuhao_batch.scoring.model import Item

REPORT_TEMPLATE = "report.html.j2"
HEAT_STEPS = 5
WIDEST_TOLD = 20
NONE = "—"


def make_report(outcome: Outcome, findings: Iterable[Finding]) -> Report:
    """Return the report of a run, finished or not; branches without a result are listed as such."""
    assessment = outcome.assessment
    settings, standard = assessment.settings, assessment.standard
    counts = tuple(_counts(outcome))
    compared = settings.basis == Basis.PANEL
    gaps = item_gaps(outcome) if compared else []
    bins = spread(outcome)
    return Report(
        title=f"{settings.occasion}情况报告",
        college=settings.college or "",
        method=outcome.method,
        digest=standard.digest,
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
            (each.evaluator.code, each.evaluator.name, each.scored, each.assigned)
            for each in outcome.panel.progress
        ),
        by_kind=settings.by_kind,
        categories=tuple(
            (category.name, plain(category.total), charts.shade(number))
            for number, category in enumerate(standard.categories)
        ),
        standings=tuple(_standing(outcome, result) for result in outcome.listed),
        items=tuple(ItemHead(item.code, item.content, plain(item.cap)) for item in standard.items),
        heat=tuple(_heat(result, standard.items) for result in settled(outcome)),
        costly=tuple(_costly(outcome)),
        ranges=tuple(Range(f"{plain(b.low)}–{plain(b.high)}", b.count) for b in bins),
        spread=charts.columns(bins, "总分分布图，数字见旁边的表"),
        extremes=tuple(_extremes(outcome)),
        compared=compared,
        totals=tuple(_beside(outcome, gap) for gap in (total_gaps(outcome) if compared else ())),
        gaps=tuple(_beside(outcome, gap) for gap in gaps[:WIDEST_TOLD]),
        gaps_left_out=max(0, len(gaps) - WIDEST_TOLD),
        apart=tuple(_apart(outcome)),
        quota=settings.quota,
        lines=tuple(_quota_line(line, settings.quota or 0) for line in quota_lines(outcome)),
        vetoes=tuple(
            {column.header: str(column.value(case) or "（没有写）") for column in VETO_COLUMNS}
            for case in veto_cases(outcome)
        ),
        script=Markup((files("wuhao_batch.outputs.report") / "report.js").read_text("utf-8")),  # noqa: S704  our own file
    )


def _counts(outcome: Outcome) -> Iterable[Count]:
    names: dict[Status, list[str]] = {status: [] for status in reversed(Status)}
    for result in outcome.listed:
        names[result.status].append(result.branch.name)
    present = [status for status in names if names[status] and status is not Status.EXEMPT]
    for number, status in enumerate(present):
        own = tuple(names[status])
        yield Count(status.label, len(own), own, charts.shade(number))


def _severities(findings: Iterable[Finding]) -> Iterable[tuple[str, int]]:
    counts = Counter(found.severity for found in findings)
    return ((severity.label, counts[severity]) for severity in Severity if counts[severity])


def _standing(outcome: Outcome, result: Result) -> Standing:
    standard = outcome.assessment.standard
    names = [category.name for category in standard.categories]
    known = result.status.is_settled
    parts = [result.categories[name] for name in names] if known else []
    return Standing(
        code=result.branch.code,
        name=result.branch.name,
        kind=result.branch.kind,
        rank=str(result.rank or NONE),
        categories=tuple(map(plain, parts)) if known else (NONE,) * len(names),
        total=NONE if result.total is None else plain(result.total),
        status=result.status.label,
        remark="；".join(remarks_on(result)),
        bar=charts.parts_bar(parts, standard.total) if known else None,
    )


def _heat(result: Result, items: Iterable[Item]) -> HeatRow:
    lost = [(item, item.cap - result.items[item.code]) for item in items]
    return HeatRow(
        name=result.branch.name,
        kind=result.branch.kind,
        status=result.status.label,
        cells=tuple(Heat(plain(points), _level(points, item.cap)) for item, points in lost),
        lost=plain(sum((points for _, points in lost), Decimal(0))),
    )


def _level(lost: Decimal, cap: Decimal) -> int:
    """Return 0 where nothing is lost, else which fifth of the cap the loss reaches into."""
    return ceil(lost * HEAT_STEPS / cap)


def _costly(outcome: Outcome) -> Iterable[Costly]:
    for loss in item_losses(outcome):
        yield Costly(
            code=loss.item.code,
            content=loss.item.content,
            cap=plain(loss.item.cap),
            mean=plain(loss.mean),
            middle=plain(rounded(loss.middle)),
            lost=plain(loss.lost),
            branches=loss.branches,
            share=f"{plain(rounded(loss.share * 100, places=1))}%",
            bar=charts.bar(loss.share, Decimal(1)),
        )


def _extremes(outcome: Outcome) -> Iterable[tuple[str, str]]:
    points = totals(outcome)
    if points:
        yield "最高", plain(max(points))
        yield "最低", plain(min(points))
        yield "平均", plain(rounded(sum(points, Decimal(0)) / len(points)))


def _beside(outcome: Outcome, gap: Gap) -> OwnAndPanel:
    standard = outcome.assessment.standard
    item, branch = gap.item, gap.result.branch
    reasons = outcome.panel.reasons(branch.code, item) if item else []
    return OwnAndPanel(
        name=branch.name,
        code=item.code if item else "",
        content=item.content if item else "",
        own=plain(gap.own),
        panel=plain(gap.panel),
        gap=f"{'+' if gap.points > 0 else ''}{plain(gap.points)}",
        bar=charts.pair(gap.own, gap.panel, item.cap if item else standard.total),
        reason="；".join(reasons),
    )


def _apart(outcome: Outcome) -> Iterable[Apart]:
    for each in disagreements(outcome):
        yield Apart(
            name=each.result.branch.name,
            code=each.item.code,
            content=each.item.content,
            cap=plain(each.item.cap),
            highest=plain(each.highest),
            lowest=plain(each.lowest),
            given=told_scores(each.given),
        )


def _quota_line(line: Cut, quota: int) -> QuotaLine:
    return QuotaLine(
        kind=line.kind,
        quota=quota,
        proposed=tuple(_told(result) for result in line.proposed),
        tied=tuple(_told(result) for result in line.tied),
        rank=str(line.tied[0].rank) if line.tied else "",
    )


def _told(result: Result) -> str:
    total = "" if result.total is None else f"，{plain(result.total)}分"
    return f"{result.branch.name}（第{result.rank}名{total}）"
