"""识别码: the text by which a workbook says whose it is, for which period and standard.

``WH-2026-03-7F3C9A21-K``: year, the branch's 编号, the standard's digest and a check character, so
that a code typed in from paper is not mistaken for another one; where a year has several rounds it
is ``WH-2026(1月)-…``. A 复核表 begins with ``WHP`` and names its evaluator. The text stands plainly
on every sheet, on a very hidden sheet and in a document property (docs/forms.md).
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import cycle, islice
from operator import mul

from wuhao_batch.assessment.period import Period
from wuhao_batch.sheets import Book, Cell, Sheet, fold

FORM, PANEL = "WH", "WHP"
"""Prefixes of a 识别码: for a branch's 评分表, for an evaluator's 复核表."""

_BEGINNING = re.compile(rf"({PANEL}|{FORM})-(\d{{4}})(?:\(([^()]{{1,10}})\))?-")
_END = re.compile(r"-([0-9A-F]{8})-([0-9A-Z])(?![0-9A-Z])")
REPLACES = "WHR-"
_REPLACED = re.compile(REPLACES + "([0-9a-f]{64})(?![0-9a-f])")
_BETWEEN = re.compile(r"[,，、;；\s]+")
_MOST = 20  # 识别码 that are looked for in one text
_LONGEST = 120  # characters of a 识别码 behind its period
_LONGEST_TEXT = 32_767  # of a cell
_CHECK = "0123456789ABCDEFGHJKLMNPQRTUVWX"


@dataclass(frozen=True, slots=True)
class Identity:
    """Period, owner's code and the digest of the standard that the workbook was made from."""

    period: Period
    owner: str
    digest: str
    kind: str = FORM

    def __str__(self) -> str:
        stem = f"{self.kind}-{self.period}-{fold(self.owner)}-{self.digest}"
        return f"{stem}-{_check_character(stem)}"


def _check_character(stem: str) -> str:
    """Return a weighted sum modulo 31, which catches swaps and nearly all wrong characters."""
    total = sum(map(mul, map(ord, stem), cycle(range(1, 31))))
    return _CHECK[total % 31]


def find_identities(book: Book) -> tuple[set[Identity], set[str], set[str]]:
    """Find all 识别码 in a workbook: valid ones, damaged ones and mere beginnings.

    Matching is done on folded text, so a 编号 is found in the form that :func:`fold` gives it.
    """
    good: set[Identity] = set()
    damaged: set[str] = set()
    beginnings: set[str] = set()
    for text in book.texts:
        if "WH" not in text and "Ｗ" not in text:
            continue
        folded = fold(text[:_LONGEST_TEXT])
        for start in islice(_BEGINNING.finditer(folded), _MOST):
            rest = folded[start.end() : start.end() + _LONGEST]
            period = Period(start[2], start[3] or "")
            identity, end = _identity(start[1], period, rest), _END.search(rest)
            if identity is not None:
                good.add(identity)
            elif end is not None:
                damaged.add(start[0] + rest[: end.end()])
            else:
                beginnings.add(start[0] + rest)
    return good, damaged, beginnings


def can_carry(code: str) -> bool:
    """True if a 识别码 with that owner's code is found again as itself."""
    wanted = Identity(Period("2000"), fold(code), "0" * 8)
    book = Book((Sheet("", visible=True, cells={(1, 1): Cell(str(wanted))}),))
    return find_identities(book) == ({wanted}, set(), set())


def code_key(code: str) -> str:
    """Return the form in which 编号 are compared: folded, and 1 is 01."""
    folded = fold(code)
    return folded.lstrip("0") or "0" if folded.isascii() and folded.isdigit() else folded


def code_meant(text: str, known: Iterable[str]) -> str | None:
    """Return the one of the known codes that is written as this text; None if there is none."""
    wanted = code_key(text)
    return next((code for code in known if code_key(code) == wanted), None)


def split_codes(texts: Iterable[str], known: Container[str]) -> tuple[str, ...]:
    """Split what a clerk wrote into codes; one text may hold several, as in “01,02、03”.

    A text whose form for comparison is ``known`` is one code, whatever stands in it.
    """
    return tuple(
        code
        for text in texts
        for code in ([text] if code_key(text) in known else _BETWEEN.split(text))
        if code
    )


def replacing(sha256: str) -> str:
    """Return the 更正码, the text by which a correction form names the return it replaces."""
    return f"{REPLACES}{sha256}"


def find_replaced(book: Book) -> str | None:
    """Return the SHA-256 of the return that a workbook corrects; None if not exactly one."""
    told = (text for text in book.texts if REPLACES in text)
    found = {match for text in told for match in _REPLACED.findall(text)}
    return found.pop() if len(found) == 1 else None


def _identity(kind: str, period: Period, rest: str) -> Identity | None:
    """Return the identity that begins there: the first end with the right check character."""
    for end in _END.finditer(rest):
        identity = Identity(period, rest[: end.start()], end[1], kind)
        if str(identity).endswith(end[0]):
            return identity
    return None
