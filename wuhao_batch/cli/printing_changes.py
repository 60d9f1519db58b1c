"""Print what changed between two results: lines for people, the object of ``--json``."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wuhao_batch.numbers import json_number
from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.changes_in_words import (
    headline,
    revision_in_words,
    revision_lines,
    unit_lines,
)

AT_MOST = 10
"""So many lines of changes stand above the results of a run."""


def run_lines(changes: Changes | None, unit: str) -> Iterator[str]:
    """Yield what a run changed, in a few lines; none if there was no run before it."""
    if changes is None:
        return
    if not changes:
        yield "结果与上次运行相同。"
        return
    yield f"与上次运行相比，{headline(changes, unit)}"
    lines = [*revision_lines(changes), *unit_lines(changes)]
    yield from (f"  {line}" for line in lines[:AT_MOST])
    if len(lines) > AT_MOST:
        yield f"  其余{len(lines) - AT_MOST}条，用 wuhao diff 查看。"


def diff_lines(changes: Changes, against: str, unit: str) -> Iterator[str]:
    """Yield all changes; ``against`` names what the results are held against."""
    yield f"{changes.after.span.words}的结果与{against}相比，{headline(changes, unit)}"
    yield from (f"  {line}" for line in (*revision_lines(changes), *unit_lines(changes)))


def changes_json(changes: Changes | None) -> dict[str, Any] | None:
    """Return the changes, figures before and after in pairs (docs/contracts.md)."""
    if changes is None:
        return None
    before, after = changes.before, changes.after
    return {
        "periods": [str(before.span), str(after.span)],
        "methods": [before.method, after.method],
        "revised": [
            {"code": each.item.code, "name": each.item.name, "what": revision_in_words(each)}
            for each in changes.revised
        ],
        "units": [_unit_json(each) for each in changes.changed],
    }


def _unit_json(change: UnitChange) -> dict[str, Any]:
    both = (change.before, change.after)
    return {
        "code": change.unit.code,
        "name": change.unit.name,
        "codes": [each.code if each else None for each in both],
        "names": [each.name if each else None for each in both],
        "ranks": [each.rank if each else None for each in both],
        "totals": [_number(each.total) if each else None for each in both],
        "verdicts": [each.verdict if each else None for each in both],
        "items": {
            each.item.code: [_number(each.before), _number(each.after)] for each in change.items
        },
    }


def _number(points: Decimal | None) -> int | float | None:
    return None if points is None else json_number(points)
