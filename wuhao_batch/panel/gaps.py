"""Gaps: the cells of an inspection's lists that nobody has filled in, evaluator by evaluator.

Several may share a branch's measures: what one of them has counted, the others need not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.panel.list_layout import LIST
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.inputs import Input


@dataclass(frozen=True)
class ListProgress:
    """An evaluator's progress: cells filled in, and 编号 → codes of those that nobody has filled.

    ``filled`` are usable ones; others have findings of their own.
    """

    evaluator: Evaluator
    checked: PanelChecked | None
    filled: int
    unusable: int
    gaps: Mapping[str, list[str]]
    words: Words

    @property
    def assigned(self) -> int:
        """The cells that are this evaluator's to fill in."""
        return self.filled + self.unusable + self._open

    @property
    def _open(self) -> int:
        return sum(map(len, self.gaps.values()))

    @property
    def findings(self) -> Iterator[Finding]:
        """Branches that the list lacks (L012), then the gaps in it (L142)."""
        if self.checked is None:
            return
        listed = {*self.checked.source.counts, *self.checked.source.marks}
        place = Place(self.checked.source.file)
        if unlisted := [branch for branch in self.gaps if branch not in listed]:
            yield finding("L012", place, codes="、".join(unlisted), **self.words.facts)
        gaps = {branch: codes for branch, codes in self.gaps.items() if branch in listed}
        if gaps:
            own = (_entry(self.checked, branch, gaps[branch][0]) for branch in gaps)
            first = next((entry.place for entry in own if entry), Place(place.file, LIST))
            where = first_of([self._told(branch, codes) for branch, codes in gaps.items()])
            facts = {"count": str(sum(map(len, gaps.values()))), "where": where}
            yield finding("L142", first, **facts, **self.words.facts)

    def _told(self, branch: str, codes: list[str]) -> str:
        """Return a branch, with the codes of its gaps where something is filled in."""
        assert self.checked is not None  # noqa: S101  there is a list with gaps
        own = self.checked.source
        filled = any(not each.cell.blank for each in own.counts.get(branch, {}).values())
        marked = any(not mark.blank for mark in own.marks.get(branch, {}).values())
        return f"{branch}（{first_of(codes)}）" if filled or marked else branch


def list_progress(
    assessment: Assessment, examined: Examined, books: PanelBooks
) -> list[ListProgress]:
    """Return how far each evaluator is."""
    return [
        _progress(evaluator, books.accepted.get(evaluator.code), assessment, examined)
        for evaluator in assessment.panel
    ]


def _progress(
    evaluator: Evaluator,
    checked: PanelChecked | None,
    assessment: Assessment,
    examined: Examined,
) -> ListProgress:
    filled = unusable = 0
    gaps: dict[str, list[str]] = {}
    for branch, code in _cells(evaluator, assessment):
        entry = _entry(checked, branch, code) if checked else None
        if entry is None or entry.cell.blank:
            if code not in examined.accepted[branch].counts:
                gaps.setdefault(branch, []).append(code)
        elif checked and _is_usable(checked, branch, code):
            filled += 1
        else:
            unusable += 1
    return ListProgress(evaluator, checked, filled, unusable, gaps, assessment.words)


def _cells(evaluator: Evaluator, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield 编号 and code of all cells of an evaluator: measures, and items without any."""
    for branch in assessment.roster.taking_part:
        for item in assessment.standard_for(branch).items:
            if item.code in evaluator.items:
                for code in [measure.code for measure in item.measures] or [item.code]:
                    yield branch.code, code


def _entry(checked: PanelChecked, branch: str, code: str) -> Input | None:
    mark = checked.source.marks.get(branch, {}).get(code)
    return mark.score if mark else checked.source.counts.get(branch, {}).get(code)


def _is_usable(checked: PanelChecked, branch: str, code: str) -> bool:
    return code in checked.counts.get(branch, {}) or code in checked.scores.get(branch, {})
