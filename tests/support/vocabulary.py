"""Random standards over all that a template can say of its items and measures, and answers to them.

They are drawn as rows of a template and read as a template is, so that what is random here is what
an office writes.
"""

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.support.drawing import COUNTS, SCORES, VETOES, Rows
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book, Cell, Sheet

LATER = ["档次", "不足每", "超出每", "免计数量", "最多加减", "取最高", "小数", "须附说明"]
"""The columns of 计分明细 that a template may have."""

TERMS = ["性质", "起评", "最高得分"]

POINTS = (0.2, 0.5, 1, 1.5, 2, 3)
WORDS = ("优秀", "良好", "合格", "不合格", "一等奖", "没有")


def measure_row(code: str, name: str, unit: str | None = None, **stated: Any) -> list[Any]:
    """A row of 计分明细 with all columns; ``stated`` is header → content."""
    columns = [*COUNTS[3:], *LATER]
    assert set(stated) <= set(columns), stated
    return [code, name, unit, *(stated.get(header) for header in columns)]


def as_book(**sheets: Rows) -> Book:
    """Sheets as they are read, without a file."""
    return Book(
        tuple(
            Sheet(
                name,
                visible=True,
                cells={
                    (row, column): Cell(content)
                    for row, cells in enumerate(rows, start=1)
                    for column, content in enumerate(cells, start=1)
                    if content is not None
                },
            )
            for name, rows in sheets.items()
        )
    )


def standard_of(sheets: Mapping[str, Rows]) -> Standard:
    """The standard that sheets state without a fault."""
    standard, findings = read_standard(as_book(**sheets), "t.xlsx")
    assert standard is not None, [found.message for found in findings]
    return standard


# --- standards ------------------------------------------------------------------------------------


def random_sheets(chance: random.Random, most_items: int = 4) -> dict[str, Rows]:
    """The sheets of a template of up to three categories, each with up to so many items."""
    scores: list[list[Any]] = [[*SCORES, *TERMS]]
    counts: list[list[Any]] = [[*COUNTS, *LATER]]
    weighed = chance.random() < 0.3
    for number in range(1, chance.randint(1, 3) + 1):
        codes = [f"{number}-{item}" for item in range(1, chance.randint(1, most_items) + 1)]
        measures = [_random_measures(chance, code) for code in codes]
        items = [_random_item(chance, *pair) for pair in zip(codes, measures, strict=True)]
        ordinary = [item[3] for item in items if not item[8]]
        share = f"，占{chance.choice([20, 47.5, 50, 100])}%" if weighed else ""
        total = f"（{round(sum(ordinary), 6):g}分{share}）" if ordinary else ""
        items[0][0] = f"项目{number}{total}"
        scores += [*items, [None, None, "小计"]]
        counts += [row for rows in measures for row in rows]
    scores.append([None, None, "合计"])
    return {"评分表": scores, "计分明细": counts, "一票否决": [VETOES, ["V1", "重大事故"]]}


def _random_item(chance: random.Random, code: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
    standard = {header for row in rows for header in _signs(row)}
    natures = ["", ""] + ["加分"] * ("+" in standard)
    natures += ["扣分"] * (bool(rows) and not standard & {"+", "0"})
    nature = chance.choice(natures)
    cap: float | None = chance.choice(POINTS) * chance.randint(1, 20)
    start = top = None
    if nature:
        cap = chance.choice([None, cap])
    else:
        start = chance.choice([None, "满分"] + ["0分"] * ("+" in standard))
        top = chance.choice([None, None, "不封顶", cap and round(cap + 3, 6)])
    told = [None if cap is None else round(cap, 6), "按办法计分", None, None, None]
    return [None, code, "内容", *told, nature or None, start, top]


def _signs(row: Sequence[Any]) -> set[str]:
    """Whether a row may win (+) or lose (-) points, or zero its item (0)."""
    stated = dict(zip([*COUNTS, *LATER], row, strict=True))
    given = [float(part.rpartition("=")[2]) for part in (stated["档次"] or "").split("、") if part]
    given += [stated["每单位加减分"] or 0, -(stated["不足扣分"] or 0)]
    signs = {"+" if points > 0 else "-" for points in given if points}
    return signs | ({"0"} if stated["出现即为0分"] else set())


def _random_measures(chance: random.Random, item: str) -> list[list[Any]]:
    rows = []
    for number in range(1, chance.randint(0, 4) + 1):
        unit, stated = chance.choice(_SHAPES)(chance)
        rows.append(measure_row(f"{item}.{number}", "指标", unit, **stated))
    column = [*COUNTS, *LATER].index("取最高")
    for sign in "+-":
        alike = [row for row in rows if _signs(row) == {sign}]
        if len(alike) > 1 and chance.random() < 0.4:
            for row in chance.sample(alike, chance.randint(2, len(alike))):
                row[column] = "甲"
            break
    return rows


_UNITS: Sequence[Mapping[str, Any]] = [
    {"unit": "次"},
    {"unit": "次"},
    {"unit": "篇"},
    {"unit": None},
    {"unit": "%"},
    {"unit": "%", "小数": 1},
    {"unit": "亩", "小数": 2},
    {"unit": "万元", "小数": 1},
]
"""Units, with 小数 where it is stated."""


def _places(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {header: content for header, content in unit.items() if header == "小数"}


def _quantity(chance: random.Random, unit: Mapping[str, Any], least: int = 1) -> float:
    """A number of units with no more decimals than are taken."""
    places = unit.get("小数", 2 if unit["unit"] == "%" else 0)
    tail = chance.choice([0, 0, chance.randint(0, 10**places - 1)]) / 10**places if places else 0
    return round(chance.randint(least, 9) + tail, places)


def _counted(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    """Points for each unit, or for every so many above the least; a loss below it."""
    unit = chance.choice(_UNITS)
    sign = chance.choice([1, -1, -1])
    stated: dict[str, Any] = {"每单位加减分": sign * chance.choice(POINTS)}
    more = chance.choice(["", "", "free", "short", "short", "above", "zero"])
    if more == "free":
        stated["免计数量"] = _quantity(chance, unit)
        stated |= {"出现即为0分": "是"} if chance.random() < 0.2 else {}
    elif more == "above":
        stated |= {"最少数量": _quantity(chance, unit, 0), "超出每": _quantity(chance, unit)}
    if more == "short" or (more == "above" and chance.random() < 0.5):
        stated |= _short(chance, unit, stated.get("最少数量"))
    if more == "zero":
        stated["出现即为0分"] = "是"
    if chance.random() < 0.3:
        stated["最多加减"] = chance.choice(POINTS)
    return unit["unit"], stated | _places(unit)


def _short(chance: random.Random, unit: Mapping[str, Any], least: float | None) -> dict[str, Any]:
    least = _quantity(chance, unit, 0) if least is None else least
    stated = {"最少数量": least, "不足扣分": chance.choice(POINTS)}
    each = _quantity(chance, unit)
    return stated | ({"不足每": each} if each <= least else {})


def _only_short(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    unit = chance.choice(_UNITS)
    stated = _short(chance, unit, None)
    return unit["unit"], stated | _places(unit)


def _only_zero(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    return chance.choice(["次", "是否"]), {"出现即为0分": "是"}


def _yes_or_no(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    points = chance.choice([1, -1]) * chance.choice(POINTS)
    return "是否", {"每单位加减分": points} if chance.random() < 0.7 else {
        "最少数量": 1,
        "不足扣分": abs(points),
    }


def _levels(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    words = chance.sample(WORDS, chance.randint(2, len(WORDS)))
    return None, {"档次": "、".join(f"{word}={_level(chance, n)}" for n, word in enumerate(words))}


def _tiers(chance: random.Random) -> tuple[Any, dict[str, Any]]:
    unit = chance.choice(_UNITS)
    sign = chance.choice(["≥", ">", "≤", "<"])
    bounds = sorted({_quantity(chance, unit) for _ in range(chance.randint(1, 5))})
    if sign in "≥>":
        bounds.reverse()
    parts = [f"{sign}{bound:g}={_level(chance, n)}" for n, bound in enumerate(bounds)]
    if chance.random() < 0.7:
        parts.append(f"其余={_level(chance, len(parts))}")
    stated = {"档次": "、".join(parts)}
    return unit["unit"], stated | _places(unit)


def _level(chance: random.Random, number: int) -> str:
    """Points of a level: never those of the one before."""
    return f"{chance.choice([-5, 0, 5, 10]) + number % 2 + chance.choice([0, 0.5]):g}"


_SHAPES = [_counted, _counted, _counted, _only_short, _only_zero, _yes_or_no, _levels, _tiers]


# --- answers --------------------------------------------------------------------------------------

Told = Mapping[str, Any]
"""Measure → what a unit answers: a number, 是 or 否, a word; None for a blank."""


def random_answers(chance: random.Random, standard: Standard, blank: float = 0) -> dict[str, Any]:
    """An answer to every measure, each blank with that probability."""
    return {
        measure.code: None if chance.random() < blank else _random_answer(chance, measure)
        for measure in standard.measures
    }


def _random_answer(chance: random.Random, measure: Measure) -> Any:
    answer = measure.answer
    if answer.choices:
        return chance.choice(answer.choices)
    number = Decimal(chance.randint(0, 12 * 10**answer.places)).scaleb(-answer.places)
    return chance.choice([number, Decimal(int(number))])


def counts_of(standard: Standard, told: Told) -> dict[str, int]:
    """The counts of answers, without the blanks."""
    return {
        measure.code: count_of(measure, told[measure.code])
        for measure in standard.measures
        if told.get(measure.code) is not None
    }


def count_of(measure: Measure, told: Any) -> int:
    """One answer as a count."""
    answer = measure.answer
    return answer.choices.index(told) if answer.choices else answer.count(Decimal(str(told)))


def typed(standard: Standard, told: Told) -> dict[str, Any]:
    """Answers as the cells of a form hold them once they are typed in."""
    return {
        measure.code: _typed(measure, told[measure.code])
        for measure in standard.measures
        if told.get(measure.code) is not None
    }


def _typed(measure: Measure, told: Any) -> Any:
    if measure.answer.choices:
        return told
    return float(Decimal(str(told)) / (100 if measure.answer.percent else 1))
