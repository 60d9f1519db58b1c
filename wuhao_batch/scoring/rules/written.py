"""档次 as it is written: “好=20、较好=15、差=0” or “≥98=25、≥95=20、其余=0” → its parts.

Full-width signs are as good as others, >= is ≥, and 、，,；; or a new line stands between parts.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.numbers import DECIMALS, decimals
from wuhao_batch.scoring.answer import NO, YES, YES_NO_UNIT
from wuhao_batch.scoring.rules.headers import LEVELS
from wuhao_batch.scoring.rules.row import Row

REST = "其余"
"""The word for what no tier reaches."""

MOST = 30
"""Levels of one measure: as many as a drop-down shows legibly."""

LONGEST_LABEL = 40

_SIGNS = [("[>＞]\\s*[=＝]|[≧⩾]", "≥"), ("[<＜]\\s*[=＝]|[≦⩽]", "≤"), ("＞", ">"), ("＜", "<")]
_BETWEEN = re.compile("[、,，;；\n]+")
_PART = re.compile("(.+?)[=＝](.+?)分?", re.DOTALL)
_NUMBER = re.compile("[+-]?[0-9]{1,6}(?:[.][0-9]+)?")
_MINUS = str.maketrans("−–", "--")

_AS_NUMBER = re.compile(
    r"[0-9\s.,:/\-+%¥$€()]+|[0-9.]+e[0-9]+|true|false"
    r"|[0-9]+年[0-9]+月(?:[0-9]+日)?|[0-9]+月[0-9]+日|[0-9]+时[0-9]+分"
)
"""What spreadsheets make a number, a date or a truth value of when it is chosen from a list."""

_IN_FORMULAS = '*?~"'
"""Characters that mean something else in the formulas of spreadsheets."""


_AS_FORMULA = "+-@'"
"""Characters with which a formula begins, or that are not shown, when it is chosen from a list."""


class MiswrittenError(Exception):
    """The text cannot be meant; the text is a sentence that goes on behind “档次”."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what is chosen, or a ``sign``, one of ≥ > ≤ <, and its bound; and its points."""

    label: str
    points: Decimal
    sign: str = ""
    bound: Decimal = Decimal(0)


def read_parts(row: Row) -> list[Part]:
    """Return the parts of 档次 in a row, none where it is blank or cannot be meant (L120)."""
    try:
        parts = list(_parts(row.text(LEVELS), row.unit))
        _check_number(parts)
    except MiswrittenError as fault:
        refuse(row, fault)
        return []
    return parts


def refuse(row: Row, fault: MiswrittenError) -> None:
    """Report what cannot be meant (L120)."""
    row.report("L120", LEVELS, what=str(fault))


def _check_number(parts: Sequence[Part]) -> None:
    if len(parts) > MOST:
        raise MiswrittenError(f"有{len(parts)}档，最多{MOST}档")
    if len(parts) > 1 and len({part.points for part in parts}) == 1:
        raise MiswrittenError("各档的分数都一样")


def check_labels(labels: Sequence[str]) -> None:
    """Hold the words to choose from to what a drop-down can do. Raises MiswrittenError."""
    if len(labels) == 1:
        raise MiswrittenError("只有一档，没有可选的")
    seen: set[str] = set()
    for label in labels:
        if fault := _fault_of(label):
            raise MiswrittenError(fault)
        known = _narrow(label).casefold()
        if known in seen:
            raise MiswrittenError(f"里“{label}”写了两次")
        seen.add(known)


def _fault_of(label: str) -> str:
    """Return what is wrong with a word in a drop-down, "" if nothing is."""
    if _AS_NUMBER.fullmatch(_narrow(label).casefold()):
        return f"里的“{label}”会被表格程序当作数字或日期，按数量分档要用“≥”"
    if label in (YES, NO):
        return f"里不能用“{YES}”和“{NO}”，只分是否的，单位填“{YES_NO_UNIT}”"
    if any(sign in label for sign in _IN_FORMULAS):
        return f"里的“{label}”不能带{'、'.join(_IN_FORMULAS)}这些符号"
    if label[0] in _AS_FORMULA:
        return f"里的“{label}”不能以“{label[0]}”开头"
    if len(label) > LONGEST_LABEL:
        return f"里的“{label[:8]}…”太长，最多{LONGEST_LABEL}个字"
    return ""


def _parts(text: str, unit: str) -> Iterator[Part]:
    for pattern, sign in _SIGNS:
        text = re.sub(pattern, sign, text)
    for written in filter(None, (" ".join(each.split()) for each in _BETWEEN.split(text))):
        match = _PART.fullmatch(written)
        points = _number(match[2]) if match else None
        if match is None or points is None or decimals(points) > DECIMALS:
            raise MiswrittenError(f"里的“{written}”看不懂")
        yield _part(match[1].strip(), points, unit)


def _part(label: str, points: Decimal, unit: str) -> Part:
    if label[:1] not in tuple("≥>≤<"):
        return Part(label, points)
    bound = _number(_narrow(label[1:]).removesuffix(unit) if unit else label[1:])
    if bound is None or bound < 0:
        raise MiswrittenError(f"里的“{label}”看不懂")
    return Part(label, points, label[0], bound)


def _number(text: str) -> Decimal | None:
    narrow = _narrow(text).translate(_MINUS)
    return Decimal(narrow) if _NUMBER.fullmatch(narrow) else None


def _narrow(text: str) -> str:
    """Return text in half-width signs, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
