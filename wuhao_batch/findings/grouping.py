"""Findings for reading at a glance: by branch, and of each cause the first one with its places.

Nothing is dropped: a cause knows its other findings and where they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wuhao_batch.findings.finding import Finding, Severity

PLACES_TOLD = 12
_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Cause:
    """The findings of one code in one file: ``first``, and ``others`` of the same kind.

    One finding may have several cells.
    """

    first: Finding
    others: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """The number of findings."""
        return 1 + len(self.others)

    @property
    def elsewhere(self) -> str:
        """The places of the others, each once, as one text: ``评分表·G5、G6；一票否决·C2``."""
        cells: dict[str, list[str]] = {}
        for found in self.others:
            into = cells.setdefault(found.place.sheet or "", [])
            into += [cell for cell in found.place.cells if cell not in into]
        told = (_told(sheet, each) for sheet, each in cells.items())
        return "；".join(text for text in told if text)


def _told(sheet: str, cells: Sequence[str]) -> str:
    more = "等" if len(cells) > PLACES_TOLD else ""
    listed = "、".join(cells[:PLACES_TOLD]) + more
    return "·".join(part for part in (sheet, listed) if part)


@dataclass(frozen=True, slots=True)
class Concern:
    """The causes that concern one branch, its 编号 in ``branch``; None for the whole."""

    branch: str | None
    causes: tuple[Cause, ...]

    @property
    def counts(self) -> str:
        """The number of findings of each severity, for people: 错误2、提醒17."""
        number = dict.fromkeys(_ORDER, 0)
        for cause in self.causes:
            number[cause.first.severity] += cause.count
        return "、".join(f"{each.label}{number[each]}" for each in _ORDER if number[each])


def by_branch(findings: Iterable[Finding], roster: Iterable[str] = ()) -> tuple[Concern, ...]:
    """Group findings by branch, and within each by file and code.

    Args:
        findings: All of them.
        roster: 编号 in the order of the branches; the whole goes before, what is unknown behind.

    Returns:
        The branches with findings; of each the gravest causes first, else in the order they came.
    """
    branches: dict[str | None, dict[tuple[str, str | None], list[Finding]]] = {
        None: {},
        **{code: {} for code in roster},
    }
    for found in findings:
        causes = branches.setdefault(found.branch, {})
        causes.setdefault((found.code, found.place.file), []).append(found)
    concerns = (Concern(branch, _causes(causes.values())) for branch, causes in branches.items())
    return tuple(concern for concern in concerns if concern.causes)


def _causes(groups: Iterable[Sequence[Finding]]) -> tuple[Cause, ...]:
    causes = [Cause(first, tuple(others)) for first, *others in groups]
    return tuple(sorted(causes, key=lambda cause: _ORDER.index(cause.first.severity)))
