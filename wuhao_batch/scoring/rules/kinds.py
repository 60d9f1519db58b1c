"""The kinds of rules that there are: the one list in which a new kind is registered."""

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.answer import Answer, answer_in
from wuhao_batch.scoring.rules.above import Above
from wuhao_batch.scoring.rules.ceiling import Ceiling
from wuhao_batch.scoring.rules.decimals import Decimals
from wuhao_batch.scoring.rules.free import Free
from wuhao_batch.scoring.rules.highest import Highest
from wuhao_batch.scoring.rules.levels import Levels
from wuhao_batch.scoring.rules.limit import Limit
from wuhao_batch.scoring.rules.per_unit import PerUnit
from wuhao_batch.scoring.rules.remark import Remark
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, ScoringRule, Stated
from wuhao_batch.scoring.rules.shortfall import Shortfall
from wuhao_batch.scoring.rules.tiers import Tiers
from wuhao_batch.scoring.rules.zeroing import Zeroing

KINDS: tuple[type[Rule], ...] = (
    PerUnit,
    Zeroing,
    Shortfall,
    Above,
    Levels,
    Tiers,
    Free,
    Ceiling,
    Highest,
    Limit,
    Decimals,
    Remark,
)
"""In the order of their words and of their share of the digest."""

Rules = Sequence[Rule]


def columns(*, original: bool) -> tuple[str, ...]:
    """Return the columns of 计分明细 that state rules: those of every template, or the others."""
    if original:
        return tuple(header for kind in KINDS for header in kind.original)
    every = dict.fromkeys(header for kind in KINDS for header in kind.blank)
    return tuple(header for header in every if header not in columns(original=True))


def read_rules(row: Row) -> tuple[Rule, ...]:
    """Return the rules that a row states; what cannot be meant is noted in the row."""
    for kind in KINDS:
        for neighbours in kind.neighbours:
            neighbours.hold(row)
    read = (kind.read(row) for kind in KINDS)
    rules = tuple(rule for rule in read if rule is not None)
    answer = narrowed(row.unit, rules)
    for rule in rules:
        if (idle := rule.never(answer)) is not None:
            header, why = idle
            row.report("L121", header, header=header, why=why)
    if not row.findings and not any(isinstance(rule, ScoringRule) for rule in rules):
        row.contradict("对得分没有任何影响")
    return rules


def narrowed(unit: str, rules: Rules) -> Answer:
    """Return the answers that a measure takes in that unit, under those rules."""
    return reduce(lambda answer, rule: rule.narrowed(answer), rules, answer_in(unit))


def stated(rules: Rules) -> dict[str, Stated]:
    """Return header → content, for every column that states a rule, blank ones included."""
    content = _blank()
    for rule in rules:
        content |= rule.stated
    return content


def digested(rules: Rules) -> list[object]:
    """Return the share of the standard's digest: equal for rules that score and limit alike."""
    blank, content = _blank(), _blank()
    for rule in rules:
        content |= rule.digested
    original = [header for kind in KINDS for header in kind.blank if header in kind.original]
    later = [header for header in blank if header not in original]
    used = ([each, _digestible(content[each])] for each in later if content[each] != blank[each])
    return [*(_digestible(content[header]) for header in original), *used]


def _blank() -> dict[str, Stated]:
    return {header: content for kind in KINDS for header, content in kind.blank.items()}


def _digestible(value: Stated) -> object:
    # A quantity is a number only where it is whole: sums of binary fractions are not exact.
    return plain(value) if isinstance(value, Decimal) else value
