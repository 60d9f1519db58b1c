"""The kinds of rules that there are: the one list in which a new kind is registered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.rules.limit import Limit
from wuhao_batch.scoring.rules.per_unit import PerUnit
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, ScoringRule, Stated
from wuhao_batch.scoring.rules.shortfall import Shortfall
from wuhao_batch.scoring.rules.zeroing import Zeroing

KINDS: tuple[type[Rule], ...] = (PerUnit, Zeroing, Shortfall, Limit)
"""In the order of their columns, their words and their share of the digest."""

Rules = Sequence[Rule]


def columns(*, original: bool) -> tuple[str, ...]:
    """Return the columns of 计分明细 that state rules: those of every template, or the others."""
    return tuple(header for kind in KINDS if kind.original is original for header in kind.columns())


def read_rules(row: Row) -> tuple[Rule, ...]:
    """Return the rules that a row states; without one that scores, the row has a contradiction."""
    read = (kind.read(row) for kind in KINDS)
    rules = tuple(rule for rule in read if rule is not None)
    if not any(isinstance(rule, ScoringRule) for rule in rules):
        row.contradict("对得分没有任何影响")
    return rules


def stated(rules: Rules) -> dict[str, Stated]:
    """Return header → content, for every column that states a rule, blank ones included."""
    content: dict[str, Stated] = {}
    for kind in KINDS:
        content |= _of_kind(kind, rules) or kind.blank
    return content


def digested(rules: Rules) -> list[object]:
    """Return the share of the standard's digest: equal for rules that score and limit alike."""
    shares: list[object] = []
    for kind in KINDS:
        own = _of_kind(kind, rules)
        if kind.original:
            shares += map(_digestible, (own or kind.blank).values())
        else:
            shares += ([header, _digestible(value)] for header, value in own.items())
    return shares


def figures(rules: Rules) -> list[Decimal]:
    """Return the points that the rules give or take."""
    stated_values = (value for rule in rules for value in rule.stated.values())
    return [value for value in stated_values if isinstance(value, Decimal)]


def _of_kind(kind: type[Rule], rules: Rules) -> Mapping[str, Stated]:
    return next((rule.stated for rule in rules if type(rule) is kind), {})


def _digestible(value: Stated) -> object:
    return plain(value) if isinstance(value, Decimal) else value
