"""Results → the outcome: who is proposed for 表彰, and the 等次 of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.outcome.grading import Candidate, Grades, grade_all
from wuhao_batch.outcome.places import share_out
from wuhao_batch.outcome.result import Outcome, Result, ranking_of
from wuhao_batch.panel.agreeing import Panel
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.model import Standard


def conclude(
    assessment: Assessment,
    examined: Examined,
    panel: Panel,
    results: tuple[Result, ...],
    findings: tuple[Finding, ...],
) -> Outcome:
    """Return the outcome of results, proposed for 表彰 and graded; ``findings`` are on them."""
    settings = assessment.settings
    settled = all(each.status.is_settled for each in results if each.branch.takes_part)
    proposed, ties = _propose(results, settings) if settled else (frozenset[str](), [])
    grades = _grades(assessment, results, settled=settled)
    results = tuple(
        replace(
            each,
            proposed=each.branch.code in proposed,
            graded=grades.by_branch.get(each.branch.code),
        )
        for each in results
    )
    told = (*findings, *ties, *grades.findings(settings.words()))
    return Outcome(assessment, examined, panel, results, told, grades.lines)


def _propose(
    results: tuple[Result, ...], settings: Settings
) -> tuple[frozenset[str], list[Finding]]:
    """Return the branches proposed for 表彰: the first ones up to 表彰名额, in each ranking.

    Places that a tie carries over the line are left to the committee (S002).
    """
    proposed: set[str] = set()
    ties: list[Finding] = []
    for ranked in rankings_of(results, settings).values() if settings.quota else ():
        shared = share_out(ranked, settings.quota or 0)
        proposed |= {result.branch.code for result in shared.placed}
        if shared.tied:
            facts = {
                "what": "表彰名额",
                "quota": str(settings.quota),
                "names": "、".join(result.branch.name for result in shared.tied),
                "rank": str(shared.tied[0].rank),
                "so": "没有拟推荐",
            }
            ties.append(finding("S002", **facts, **settings.words().facts))
    return frozenset(proposed), ties


def rankings_of(
    results: Iterable[Result], settings: Settings
) -> dict[str, list[tuple[int, Result]]]:
    """Return ranking → rank and result of the branches that may be proposed in it."""
    rankings: dict[str, list[tuple[int, Result]]] = {}
    for result in results:
        if result.rank is not None and result.may_be_proposed:
            ranking = ranking_of(result.branch, settings)
            rankings.setdefault(ranking, []).append((result.rank, result))
    return rankings


def _grades(assessment: Assessment, results: tuple[Result, ...], *, settled: bool) -> Grades:
    """Return the 等次 of the ranked branches; none where the standard has no grades."""
    standard, settings = assessment.standard, assessment.settings
    candidates = (
        Candidate(
            result.branch,
            ranking_of(result.branch, settings),
            result.rank,
            _reached(standard, result, result.total),
        )
        for result in results
        if standard.grades and result.rank is not None and result.total is not None
    )
    units = Counter(ranking_of(each, settings) for each in assessment.roster.taking_part)
    return grade_all(standard.grades, candidates, units, settled=settled)


def _reached(standard: Standard, result: Result, total: Decimal) -> tuple[Grade, ...]:
    names = [grade.name for grade in standard.grades]
    open_ = standard.grades[names.index(result.ceiling) if result.ceiling else 0 :]
    known = ((item, result.items.get(item.code)) for item in standard.items)
    lost = [item.scale.lost(points) for item, points in known if points is not None]
    return tuple(grade for grade in open_ if grade.is_reached(total, result.items, lost))
