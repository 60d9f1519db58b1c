"""Reasons for which a paper that shows ranks cannot go out yet."""

from wuhao_batch.findings.finding import Finding, finding, first_of
from wuhao_batch.outcome.result import Outcome


def refusals(outcome: Outcome, paper: str) -> list[Finding]:
    """Return the reasons why a paper must wait.

    D007 while a veto of the 考评组 is not clear, D029 while an evaluator has scored another report
    than that of now, M009 while a decision of the meeting does not count, D003 while branches have
    no result.

    ``paper`` is the paper's name, as people call it.
    """
    unsettled, words = outcome.unsettled, outcome.assessment.words
    found = [finding("D007", paper=paper, **words.facts)] if outcome.panel.unclear else []
    if stale := outcome.stale:
        where = first_of(list(dict.fromkeys(each.branch or "" for each in stale)))
        found.append(finding("D029", count=str(len(stale)), where=where, paper=paper))
    if wrong := outcome.not_followed:
        found.append(finding("M009", count=str(len(wrong)), paper=paper))
    if unsettled:
        names = first_of([branch.name for branch in unsettled])
        facts = {"count": str(len(unsettled)), "names": names, "paper": paper}
        found.append(finding("D003", **facts, **words.facts))
    return found
