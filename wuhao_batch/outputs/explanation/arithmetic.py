"""Sums and means written out as people would check them with a calculator."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from wuhao_batch.numbers import DECIMALS, plain, to_points
from wuhao_batch.outcome.tracing import Origin, ScoreCell
from wuhao_batch.scoring.combining import OWN, Combining, combine
from wuhao_batch.scoring.rounding import Rounded, Rounding

TOLD = 4
"""Decimals of a number that does not end."""


def added(terms: Iterable[Decimal]) -> str:
    """Return a sum as it is written: 8＋2.5－3."""
    first, *rest = [*terms] or [Decimal(0)]
    return plain(first) + "".join(
        f"{'－' if each < 0 else '＋'}{plain(abs(each))}" for each in rest
    )


def number(exact: Fraction) -> str:
    """Return an exact number, of one that does not end the first decimals and …."""
    scaled = exact * 10**DECIMALS
    if scaled.denominator == 1:
        return plain(Decimal(int(scaled)).scaleb(-DECIMALS))
    whole = int(abs(exact) * 10**TOLD)
    return f"{'-' if exact < 0 else ''}{Decimal(whole).scaleb(-TOLD)}…"


def rounded(exact: Fraction, points: Decimal, rounding: Rounding) -> str:
    """Return what became of an exact number; "" where it was kept as it is."""
    if exact == Fraction(points):
        return ""
    if rounding.of is Rounded.TOTAL:
        return f"，显示为{plain(points)}，加总时不取整"
    return f"，四舍五入得{plain(points)}"


def brought_together(origin: Origin) -> list[str]:
    """Return how the scores of several evaluators, or of groups, became one; none for one alone."""
    if origin.shares is None:
        if len(origin.scores) < 2:  # noqa: PLR2004  nothing to bring together
            return []
        written, exact = _combined(origin.combining, origin.scores)
        return [f"{len(origin.scores)}位评委{origin.combining}：{written}{_ends(exact, origin)}"]
    parts: dict[str, Fraction] = {}
    told = []
    for group in origin.shares.groups:
        scores = origin.of_group(group)
        written, parts[group] = _combined(origin.combining, scores)
        if len(scores) > 1:
            of = f"{group}{len(scores)}位评委{origin.combining}"
            told.append(f"{of}：{written}＝{number(parts[group])}")
    if origin.own is not None:
        parts[OWN] = Fraction(origin.own)
    written = "＋".join(f"{number(parts[g])}×{plain(share)}%" for g, share in origin.shares.of)
    exact = sum((parts[g] * Fraction(share) / 100 for g, share in origin.shares.of), Fraction(0))
    return [*told, f"{origin.shares.words}：{written}{_ends(exact, origin)}"]


def _ends(exact: Fraction, origin: Origin) -> str:
    return f"＝{number(exact)}{rounded(exact, origin.found, origin.rounding)}"


def _combined(method: Combining, scores: Sequence[ScoreCell]) -> tuple[str, Fraction]:
    """Return the scores as the method takes them, and the exact score that they give."""
    weights = [
        Fraction(each.evaluator.weight) if each.evaluator else Fraction(1) for each in scores
    ]
    points = [Fraction(to_points(each.points)) for each in scores]
    exact = combine(method, list(zip(points, weights, strict=True))) / 10**DECIMALS
    return _WRITTEN[method](scores), exact


def _mean(scores: Sequence[ScoreCell]) -> str:
    given = [each.points for each in scores]
    return plain(given[0]) if len(given) == 1 else f"（{added(given)}）÷{len(given)}"


def _weighted(scores: Sequence[ScoreCell]) -> str:
    weights = [each.evaluator.weight if each.evaluator else Decimal(1) for each in scores]
    pairs = zip(scores, weights, strict=True)
    terms = "＋".join(f"{plain(each.points)}×{plain(weight)}" for each, weight in pairs)
    return f"（{terms}）÷{plain(sum(weights, Decimal(0)))}"


def _trimmed(scores: Sequence[ScoreCell]) -> str:
    given = sorted(each.points for each in scores)
    least, *rest, most = given
    return f"去掉最高的{plain(most)}和最低的{plain(least)}，（{added(rest)}）÷{len(rest)}"


def _median(scores: Sequence[ScoreCell]) -> str:
    given = sorted(each.points for each in scores)
    middle = len(given) // 2
    listed = "、".join(map(plain, given))
    if len(given) % 2:
        return f"从小到大{listed}，中间的"
    return f"从小到大{listed}，中间两个的平均（{added(given[middle - 1 : middle + 1])}）÷2"


_WRITTEN: Mapping[Combining, Callable[[Sequence[ScoreCell]], str]] = {
    Combining.MEAN: _mean,
    Combining.WEIGHTED: _weighted,
    Combining.TRIMMED: _trimmed,
    Combining.MEDIAN: _median,
}
