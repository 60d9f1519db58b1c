"""Kinds of values of 设置项: how each is read from its cell, and what it takes in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wuhao_batch.assessment.choices import VetoTarget
from wuhao_batch.assessment.words import Words
from wuhao_batch.numbers import DECIMALS, decimals, read_number
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.scoring.combining import Shares
from wuhao_batch.sheets import Cell, fold


class InvalidValueError(ValueError):
    """The value is not allowed for its setting."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value: its reader, a description for people, and its choices if there are few."""

    read: Callable[[Cell], Any]
    takes: str
    choices: tuple[str, ...] = ()


def _text(cell: Cell) -> str:
    return cell.text.strip()


CENTURY = 20

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _date(cell: Cell) -> date:
    if isinstance(cell.value, datetime):
        found = cell.value.date()
    else:
        match = _DATE.fullmatch(fold(cell.text))
        if match is None:
            raise InvalidValueError
        found = date(int(match[1]), int(match[2]), int(match[3]))
    if found.year // 100 != CENTURY:
        raise InvalidValueError
    return found


def _year(cell: Cell) -> str:
    text = fold(cell.text).removesuffix("度").removesuffix("年")
    if not re.fullmatch(r"20[0-9]{2}", text):
        raise InvalidValueError
    return text


_ROUND = re.compile(r"(?!\d+$|20\d\d年)[0-9A-Za-z\u4e00-\u9fff-]{1,10}")


def _round(cell: Cell) -> str:
    text = fold(cell.text)
    if isinstance(cell.value, datetime) or not _ROUND.fullmatch(text):
        raise InvalidValueError
    return text


def _whole(cell: Cell) -> int:
    reading = read_number(cell)
    if reading is None or reading.value != reading.value.to_integral_value() or reading.value < 1:
        raise InvalidValueError
    return int(reading.value)


LAST_PORT = 65_535


def _port(cell: Cell) -> int:
    if (port := _whole(cell)) > LAST_PORT:
        raise InvalidValueError
    return port


def _points(cell: Cell) -> Decimal:
    points = _total(cell)
    if points < 0:
        raise InvalidValueError
    return points


def _total(cell: Cell) -> Decimal:
    """Return the points of a total, which may be below 0 where a negative list is off it."""
    reading = read_number(cell, "分")
    if reading is None or decimals(reading.value) > DECIMALS:
        raise InvalidValueError
    return reading.value


EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_email(text: str) -> bool:
    """True if a text is one plain e-mail address (docs/mail.md, G26)."""
    local = text.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return EMAIL.fullmatch(text) is not None and len(text) <= 254 and not dots  # noqa: PLR2004


def usable_address(text: str) -> str:
    """Return an e-mail address in lower case; "" if the text is none."""
    return text.lower() if is_email(text) else ""


def _email(cell: Cell) -> str:
    if not is_email(cell.text.strip()):
        raise InvalidValueError
    return cell.text.strip()


HOST = re.compile(r"[^\s/:：@]+")
"""A server's name, without scheme or port."""


def _host(cell: Cell) -> str:
    if not HOST.fullmatch(cell.text.strip()):
        raise InvalidValueError
    return cell.text.strip()


def one_of(choices: type[StrEnum]) -> ValueKind:
    """Return the kind of value that is one of an enum's words."""

    def read(cell: Cell) -> StrEnum:
        return choices(fold(cell.text))

    words = tuple(choices)
    return ValueKind(read, "“" + "”或“".join(words) + "”", words)


def veto_target(words: Words) -> ValueKind:
    """Return the kind of 一票否决对象, which may be written in the assessment's own words."""
    targets = {target.value: target for target in VetoTarget}
    targets |= {words.part: VetoTarget.SUB_BRANCH, words.unit: VetoTarget.BRANCH}

    def read(cell: Cell) -> VetoTarget:
        if (target := targets.get(fold(cell.text))) is None:
            raise InvalidValueError
        return target

    return ValueKind(read, f"“{words.unit}”或“{words.part}”", (words.unit, words.part))


LONGEST_WORD = 12


def _word(cell: Cell) -> str:
    word = fold(cell.text)
    if not word.isalnum() or len(word) > LONGEST_WORD:
        raise InvalidValueError
    return word


_SHARE = re.compile(r"([^=:、]+)[=:]([0-9]{1,3}(?:\.[0-9]{1,4})?)%?")


def _shares(cell: Cell) -> Shares:
    """Read the shares of groups: different ones, 100 together, one of evaluators among them."""
    text = fold(cell.text.replace("\n", "、"))
    found = [_SHARE.fullmatch(part) for part in re.split("[、,;]", text) if part]
    parts = tuple((each[1], Decimal(each[2])) for each in found if each is not None)
    shares = Shares(parts)
    different = len({group for group, _ in parts}) == len(found)
    whole = sum(share for _, share in parts) == 100 and all(share for _, share in parts)  # noqa: PLR2004
    if not (different and whole and shares.groups):
        raise InvalidValueError
    return shares


def _places(cell: Cell) -> int:
    reading = read_number(cell)
    if reading is None or reading.value not in range(DECIMALS + 1):
        raise InvalidValueError
    return int(reading.value)


def _step(cell: Cell) -> Decimal:
    if not (step := _points(cell)):
        raise InvalidValueError
    return step


def _yes_no(cell: Cell) -> bool:
    if fold(cell.text) not in (YES, NO):
        raise InvalidValueError
    return fold(cell.text) == YES


TEXT = ValueKind(_text, "文字")

DATE = ValueKind(_date, "日期，如 2026-12-21 或 2026年12月21日")

YEAR = ValueKind(_year, "四位年份，如 2026")

ROUND = ValueKind(_round, "不超过10个字的文字，如 1月、第一季度，不带年份、空格和标点")

WHOLE = ValueKind(_whole, "正整数")

PORT = ValueKind(_port, f"1到{LAST_PORT}的整数")

POINTS = ValueKind(_points, "分数")

LINE = ValueKind(_total, "分数")

SHARES = ValueKind(
    _shares, "各组占百分之几，不重复，合计100，至少有一组评委，如：领导=40、部门=40、自评=20"
)

PLACES = ValueKind(_places, f"0到{DECIMALS}的整数")

STEP = ValueKind(_step, "大于0的分数，如 0.5")

WORD = ValueKind(_word, f"一个词，不超过{LONGEST_WORD}个字，没有标点和空格")

ADDRESS = ValueKind(_email, "一个邮箱地址")

SERVER = ValueKind(_host, "服务器的名称，如 smtp.example.cn，不带“https://”和端口")

YES_OR_NO = ValueKind(_yes_no, "“是”或“否”", (YES, NO))
