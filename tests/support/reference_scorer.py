"""A second scorer, written apart from the first: plain Python, fractions, one branch at a time.

It follows the sentences of docs/scoring.md from what the columns of the template state, and shares
no rule with wuhao_batch.scoring.
"""

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item, Standard


def own_score(item: Item, told: Mapping[str, Any], *, cap_first: bool = True) -> Fraction | None:
    """The self score of what was answered; None until all measures of the item are filled."""
    if not item.measures or any(told[m.code] is None for m in item.measures):
        return None
    given = {m.code: given_and_taken(m, told[m.code]) for m in item.measures}
    if any(given[m.code] == ZEROED for m in item.measures):
        return Fraction(0)
    only_highest(item, given)
    earned = sum((won for won, _ in given.values()), Fraction(0))
    lost = sum((lost for _, lost in given.values()), Fraction(0))
    terms, cap = item.terms, None if item.cap is None else Fraction(item.cap)
    most: Fraction | None
    if terms.nature == "扣分":  # off the total: 0 at best
        return -lost if cap is None else max(-cap, -lost)
    if terms.nature == "加分" or terms.start == "0分":
        start = Fraction(0)
    elif terms.start == "满分":
        start = cap or Fraction(0)
    else:
        start = Fraction(0) if any(can_earn(m) for m in item.measures) else cap or Fraction(0)
    most = None if terms.unlimited else cap if terms.top is None else Fraction(terms.top)
    reached = start + earned - (0 if cap_first else lost)
    if most is not None and reached > most:
        reached = most
    return max(Fraction(0), reached - (lost if cap_first else 0))


Given = tuple[Fraction, Fraction]
"""The points that a measure gives, and those that it takes."""

ZEROED: Given = (Fraction(0), Fraction(-1))


def given_and_taken(measure: Measure, answer: Any) -> Given:
    """What one answer does, from the columns of its row."""
    if measure.stated["档次"]:
        reached = level(str(measure.stated["档次"]), answer)
        return max(reached, Fraction(0)), max(-reached, Fraction(0))
    n = Fraction(str({"是": 1, "否": 0}.get(answer, answer)))
    points, minimum, shortfall, missing, above, free, most = (
        figure(measure, header)
        for header in (
            "每单位加减分", "最少数量", "不足扣分", "不足每", "超出每", "免计数量", "最多加减"
        )
    )  # fmt: skip
    counting = n if free is None else max(Fraction(0), n - free)
    if measure.stated["出现即为0分"] and counting > 0:
        return ZEROED
    earned = lost = Fraction(0)
    if points is not None:
        if above is not None and minimum is not None:
            counting = Fraction(floor((n - minimum) / above)) if n > minimum else Fraction(0)
        if points > 0:
            earned += counting * points
        else:
            lost += counting * -points
    if minimum is not None and shortfall is not None and n < minimum:
        lost += shortfall * (1 if missing is None else floor((minimum - n) / missing))
    if most is not None:
        earned, lost = min(earned, most), min(lost, most)
    return earned, lost


def level(text: str, answer: Any) -> Fraction:
    """The points of the level that an answer is, or that a number reaches."""
    number = answer if isinstance(answer, str) else Fraction(str(answer))
    for part in text.split("、"):
        name, _, points = part.rpartition("=")
        if name in (answer, "其余"):
            return Fraction(points)
        reached = {
            "≥": lambda bound: number >= bound,
            ">": lambda bound: number > bound,
            "≤": lambda bound: number <= bound,
            "<": lambda bound: number < bound,
        }.get(unicodedata.normalize("NFKC", name[0]))
        if reached is not None and reached(Fraction(name[1:].rstrip("%"))):
            return Fraction(points)
    return Fraction(0)


def only_highest(item: Item, given: dict[str, Given]) -> None:
    """Leave nothing of measures with a mark of 取最高 but of the one that moves most points."""
    for mark in {m.stated["取最高"] for m in item.measures} - {None}:
        marked = [m.code for m in item.measures if m.stated["取最高"] == mark]
        highest = max(marked, key=lambda code: sum(given[code]))
        given.update(dict.fromkeys(set(marked) - {highest}, (Fraction(0), Fraction(0))))


def can_earn(measure: Measure) -> bool:
    """Whether a measure gives points to anybody."""
    levels = measure.stated["档次"]
    if levels:
        return any(Fraction(part.rpartition("=")[2]) > 0 for part in str(levels).split("、"))
    points = figure(measure, "每单位加减分")
    return points is not None and points > 0


def figure(measure: Measure, header: str) -> Fraction | None:
    """What the column says, None where it is blank."""
    stated = measure.stated[header]
    return None if stated is None else Fraction(stated)


def total(scores: dict[str, Fraction | None]) -> Fraction | None:
    """The sum, None where any score is missing."""
    known = [score for score in scores.values() if score is not None]
    return sum(known, Fraction(0)) if len(known) == len(scores) else None


def category_totals(
    standard: Standard, scores: dict[str, Fraction | None]
) -> dict[str, Fraction | None]:
    """Category → the sum of its items, as they stand."""
    return {
        category.name: total({item.code: scores[item.code] for item in category.items})
        for category in standard.categories
    }


def weighed_total(standard: Standard, scores: dict[str, Fraction | None]) -> Fraction | None:
    """The total of the sheet: each category by the share behind its name, whole without one."""
    whole = Fraction(0)
    for category in standard.categories:
        points = category_totals(standard, scores)[category.name]
        if points is None:
            return None
        whole += points * (1 if category.share is None else Fraction(category.share) / 100)
    return whole


def total_of_the_rest(
    standard: Standard, scores: dict[str, Fraction], left_out: set[str], how: str
) -> Fraction:
    """The total of a unit to which some items do not apply, by the setting 不考评的分."""
    ordinary = beside = full = there = Fraction(0)
    for category in standard.categories:
        weight = Fraction(1) if category.share is None else Fraction(category.share) / 100
        for item in category.items:
            points = scores.get(item.code, Fraction(0))
            if item.terms.nature:
                beside += weight * points
                continue
            cap = weight * Fraction(item.cap or 0)
            full += cap
            if item.code not in left_out:
                there += cap
                ordinary += weight * points
            elif how == "满分":
                ordinary += cap
    if how != "折算" or there == full:
        return ordinary + beside
    hundredths, rest = divmod((ordinary * full / there + beside) * 100, 1)
    return Fraction(hundredths + (2 * rest >= 1), 100)


def after_the_meeting(found: Fraction, rows: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The score after decisions from so much to so much, in the order in which they were taken.

    One that does not begin at the score of its time does not count, nor does one that was written
    down again; where two begin at the same score, end at others, and do not follow on each other,
    nobody knows what was decided: neither of them counts, nor does what came after the first.
    """
    score = found
    counted = set()
    for place, (begins, ends) in enumerate(rows):
        earlier = rows[:place]
        again = (begins, ends) in earlier and (begins != score or earlier[-1] == (begins, ends))
        if again:
            continue
        if begins == score:
            score = ends
            counted.add(place)
        elif begins in [other for other, _ in earlier]:
            first = [other for other, _ in earlier].index(begins)
            if first in counted:
                return begins
    return score


def ranks(totals: dict[str, Fraction]) -> dict[str, int]:
    """Competition ranking: 1, 2, 2, 4."""
    return {
        name: 1 + sum(other > points for other in totals.values())
        for name, points in totals.items()
    }


def combined(method: str, given: list[tuple[Fraction, Fraction]], places: int = 2) -> Fraction:
    """One score out of several (score, weight), to so many decimals, half up."""
    return to_places(brought_together(method, given), places)


def to_places(exact: Fraction, places: int) -> Fraction:
    """The nearest number with so many decimals, the larger of two that are equally near."""
    whole, rest = divmod(exact * 10**places, 1)
    return Fraction(whole + (2 * rest >= 1), 10**places)


def of_groups(
    method: str,
    given: dict[str, list[tuple[Fraction, Fraction]]],
    shares: dict[str, int],
    own: Fraction | None,
) -> Fraction | None:
    """One exact score out of the groups' (score, weight) by their shares in percent.

    None where somebody who has a share has given nothing.
    """
    exact = Fraction(0)
    for group, share in shares.items():
        if group == "自评":
            if own is None:
                return None
            exact += own * share / 100
        else:
            if not given.get(group):
                return None
            exact += brought_together(method, given[group]) * share / 100
    return exact


def brought_together(method: str, given: list[tuple[Fraction, Fraction]]) -> Fraction:
    """One exact score out of several (score, weight)."""
    points = sorted(score for score, _ in given)
    if method == "平均":
        exact = sum(points) / Fraction(len(points))
    elif method == "加权平均":
        weights = sum((weight for _, weight in given), Fraction(0))
        exact = sum((score * weight for score, weight in given), Fraction(0)) / weights
    elif method == "去掉最高最低后平均":
        exact = (sum(points) - points[0] - points[-1]) / Fraction(len(points) - 2)
    else:
        middle = len(points) // 2
        exact = points[middle] if len(points) % 2 else (points[middle - 1] + points[middle]) / 2
    return exact


Scores = dict[str, tuple[Fraction, Fraction]]
"""Item → its points and the score, of the items that apply."""


def grades(  # noqa: C901  in one piece
    sheet: list[list[Any]], units: dict[str, Scores], held: dict[str, str] | None = None
) -> dict[str, str]:
    """Unit → 等次, one grade after the other, from the rows of the sheet as they were typed in.

    ``held`` names the best grade that a veto leaves a unit.
    """
    totals = {
        unit: sum((score for _, score in own.values()), Fraction(0)) for unit, own in units.items()
    }
    given: dict[str, str] = {}
    names = [row[0] for row in sheet]
    for name, least, quota, most_lost, needed in ([*row, *[None] * 4][:5] for row in sheet):
        able = []
        for unit, own in units.items():
            if unit in given or names.index(name) < names.index((held or {}).get(unit, names[0])):
                continue
            enough = least is None or totals[unit] >= Fraction(str(least))
            even = most_lost is None or max(cap - score for cap, score in own.values()) <= most_lost
            has = all(own[code][1] > 0 for code in (needed or "").split("、") if code in own)
            if enough and even and has:
                able.append(unit)
        places = len(able)
        if isinstance(quota, str):
            places = int(Fraction(quota.rstrip("%")) / 100 * len(units))
        elif quota is not None:
            places = quota
        for total in sorted({totals[unit] for unit in able}, reverse=True):
            equal = [unit for unit in able if totals[unit] == total]
            if len(equal) > places:
                break
            places -= len(equal)
            given |= dict.fromkeys(equal, name)
    return given
