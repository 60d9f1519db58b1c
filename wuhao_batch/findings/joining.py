"""Findings on many cells that one cause made → one finding with all of these cells.

The catalogue tells what makes a cause (:class:`.Entry`): a text pasted over a column is one fault,
and so is a column of numbers stored as texts.
"""

from collections.abc import Hashable, Iterable, Sequence

from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.findings.finding import Finding, finding, together

FACTS_TOLD = 4


def joined(findings: Iterable[Finding]) -> list[Finding]:
    """Join the findings of one cause; each stands where the first of them stood."""
    causes: dict[Hashable, list[Finding]] = {}
    for number, found in enumerate(findings):
        causes.setdefault(_cause(found, number), []).append(found)
    return [_join(group) if len(group) > 1 else group[0] for group in causes.values()]


def _cause(found: Finding, number: int) -> Hashable:
    """Return what findings of one cause have in common; its own number if it stands for itself."""
    alike, place = CATALOGUE[found.code].cause, found.place
    if alike is None or place.cell is None:
        return number
    facts = {**found.facts, "value": found.value}
    told = tuple(facts[name] for name in alike)
    return found.code, found.branch, place.file, place.sheet, told


def _join(group: Sequence[Finding]) -> Finding:
    first = group[0]
    values = {found.value for found in group}
    return finding(
        first.code,
        together(found.place for found in group),
        value=first.value if len(values) == 1 else None,
        branch=first.branch,
        **{name: _told([found.facts[name] for found in group]) for name in first.facts},
    )


def _told(facts: Iterable[str]) -> str:
    """Return what a sentence says of several: each once, of many the first and their number."""
    once = list(dict.fromkeys(facts))
    more = f"等{len(once)}个" if len(once) > FACTS_TOLD else ""
    return "、".join(once[:FACTS_TOLD]) + more
