"""Files → the one return that counts for each branch, and a verdict on every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from wuhao_batch.assessment.identity import FORM
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.findings.joining import joined
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.reading.papers import in_words
from wuhao_batch.records.decisions import UNDECIDED, Decisions
from wuhao_batch.returns.case import Case, Receipt, in_order_of, receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.enclosed import enclose, tell_enclosed
from wuhao_batch.returns.figures import GIVEN, OWN, tell_other_figures
from wuhao_batch.returns.forms import ExpectedForms
from wuhao_batch.returns.identify import Owners
from wuhao_batch.returns.senders import Sent
from wuhao_batch.returns.settle import settle
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.returns.template_texts import printed_in
from wuhao_batch.scoring.model import Standard


@dataclass(frozen=True)
class Examined:
    """The branches' returns after examination.

    ``accepted`` holds the return that counts for each branch, ``unusable`` the branches whose
    files contradict each other or cannot be read as their form, ``receipts`` every file, the rows
    of 回收情况. ``self_items`` are the 自评得分 of the accepted returns, in millionths of a point.
    """

    accepted: Mapping[str, Checked] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()
    receipts: tuple[Receipt, ...] = ()
    self_items: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def own(self, branch: str, code: str) -> Decimal | None:
        """Return the 自评得分 of one item, in points."""
        points = self.self_items.get(branch, {}).get(code)
        return None if points is None else from_points(points)

    def enclosed(self, branch: str) -> tuple[Receipt, ...]:
        """Return the scans and papers that were kept with a branch."""
        return tuple(
            each for each in self.receipts_of(branch) if each.state is ReturnState.ENCLOSED
        )

    def only_papers(self, branch: str) -> str:
        """Return the words for what came of a branch where nothing but papers did, else ""."""
        own = self.receipts_of(branch)
        kinds = {each.paper for each in own if each.state is not ReturnState.NOT_A_FORM}
        return "" if None in kinds else in_words(kind for kind in kinds if kind)

    def receipts_of(self, branch: str) -> tuple[Receipt, ...]:
        """Return the files of a branch."""
        return self._by_owner.get(branch, ())

    @cached_property
    def _by_owner(self) -> Mapping[str | None, tuple[Receipt, ...]]:
        found: dict[str | None, list[Receipt]] = {}
        for each in self.receipts:
            found.setdefault(each.owner, []).append(each)
        return {owner: tuple(own) for owner, own in found.items()}


def form_owners(assessment: Assessment) -> Owners:
    """Return the branches of the roster, as the owners of forms."""
    branches = assessment.roster.branches
    names = {branch.code: branch.name for branch in branches}
    addresses = {branch.code: branch.address for branch in branches if branch.address}
    return Owners(
        FORM,
        assessment.settings.period,
        assessment.standard.digest,
        names,
        addresses,
        assessment.words,
        assessment.roster.former,
    )


def expected_forms(
    assessment: Assessment,
    decisions: Decisions = UNDECIDED,
    sent: Mapping[str, Sent] | None = None,
    *,
    panel_apart: bool = False,
) -> ExpectedForms:
    """Return the expectations on the forms of the branches.

    Args:
        assessment: Template and roster.
        decisions: The clerk's, on single files.
        sent: SHA-256 → who sent a file when.
        panel_apart: True if the 考评组 scores apart from the forms.
    """
    return ExpectedForms(
        owners=form_owners(assessment),
        decisions=decisions,
        sent=sent or {},
        standard=assessment.standard,
        roster=assessment.roster,
        printed=printed_in(assessment),
        panel_apart=panel_apart,
    )


def examine(expected: ExpectedForms, cases: Iterable[Case[Checked]]) -> Examined:
    """Settle which file counts for its branch, and compare it with the scores computed from it."""
    cases = enclose(settle(cases, expected.decisions), expected)
    accepted = {
        case.owner: case.checked
        for case in cases
        if case.is_version and case.owner and case.checked
    }
    accepted = expected.complete_without_form() | accepted
    disputed = {case.owner for case in cases if case.state is ReturnState.DISPUTED}
    refused = {case.owner for case in cases if case.state is ReturnState.NOT_ACCEPTED}
    findings = [found for case in cases for found in case.findings]
    own = self_items_of(expected.standard, expected.settings, accepted)
    findings += _compare(accepted, own, expected.settings.words())
    findings += tell_enclosed(cases, expected.owners)
    return Examined(
        accepted,
        frozenset(
            branch for branch in disputed | (refused - accepted.keys()) if branch is not None
        ),
        tuple(receipt(case) for case in cases),
        own,
        in_order_of(cases, findings),
    )


def self_items_of(
    standard: Standard, settings: Settings, accepted: Mapping[str, Checked]
) -> Mapping[str, Mapping[str, int]]:
    """Return 编号 → item code → the 自评得分 that the counts give, where these are complete."""
    if not accepted:
        return {}
    # Loads pandas, which whoever only holds what was examined does without.
    from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores  # noqa: PLC0415

    counts = frame(
        {branch: checked.counts for branch, checked in accepted.items()},
        [measure.code for measure in standard.measures],
    )
    return known_rows(self_scores(standard, counts, settings.capping))


def _compare(
    accepted: Mapping[str, Checked], own: Mapping[str, Mapping[str, int]], words: Words
) -> list[Finding]:
    """Report what shows only beside the computed scores: V016 and S003."""
    findings: list[Finding] = []
    for branch, scores in own.items():
        checked = accepted[branch]
        findings += joined(_unexplained(branch, checked, scores, words))
        if not checked.is_sound:
            continue
        figures = checked.source.figures
        findings += tell_other_figures(figures, OWN, scores, branch)
        if not checked.source.panel_apart:
            findings += tell_other_figures(figures, GIVEN, checked.panel, branch)
    return findings


def _unexplained(
    branch: str, checked: Checked, own: Mapping[str, int], words: Words
) -> Iterable[Finding]:
    reasons = checked.source.inputs["扣分说明"]
    for code, panel in checked.panel.items():
        if code in own and own[code] != panel and not reasons[code].cell.seen.strip():
            each = other_score(code, from_points(panel), from_points(own[code]))
            facts = {"each": each, **words.facts}
            yield finding("V016", reasons[code].place, branch=branch, **facts)


def other_score(code: str, panel: Decimal, own: Decimal) -> str:
    """Return what V016 says of one score."""
    return f"{code}（{plain(panel)}分，按数量{plain(own)}分）"
