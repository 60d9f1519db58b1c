"""An assessment scheme as plain values: what its template says, before it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""Header → what stands below it; headers that are left out are blank."""


@dataclass(frozen=True)
class Category:
    """The text of a category's heading, and the rows of its items."""

    heading: str
    items: Sequence[Row]


@dataclass(frozen=True)
class Scheme:
    """The rows of a template's tables, and its words.

    ``unit`` is what the assessed units are called, ``part`` what a ground of 一票否决 concerns.
    ``advice`` are the paragraphs of 填表说明: what each is about and what it says; ``declaring`` is
    the sentence above the grounds of 一票否决.
    """

    unit: str
    categories: Sequence[Category]
    measures: Sequence[Row]
    advice: Sequence[tuple[str, str]]
    vetoes: Sequence[Row] = ()
    declaring: str = ""
    part: str = "人员"
    grades: Sequence[Row] = ()


def item(code: str, content: str, points: float | None, criterion: str, **terms: Any) -> Row:
    """One row of 评分表; ``terms`` are 性质, 起评 and 最高得分."""
    texts = {"考评内容": content, "考评标准": criterion}
    return {"编号": code, "考评分数": points, **texts, **terms}


def measure(code: str, name: str, unit: str, points: float | None = None, **rules: Any) -> Row:
    """One row of 计分明细; ``rules`` are the columns that state rules, but 每单位加减分."""
    return {"编号": code, "计分指标": name, "单位": unit, "每单位加减分": points, **rules}


def veto(code: str, ground: str, **ceiling: str) -> Row:
    """One row of 一票否决; ``ceiling`` is 最高等次."""
    return {"序号": code, "情形": ground, **ceiling}
