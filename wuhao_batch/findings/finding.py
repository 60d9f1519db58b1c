"""Faults in a user's data, as values.

A finding names the file, sheet and cell, what stands there, the rule that it breaks and what to do.
Its text comes from the catalogue (:mod:`wuhao_batch.findings.catalogue`) in one fixed grammar:
``【工作表·单元格】现值。规则。`` and a remedy of its own, ``请…。``
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.findings.own_files import is_own, is_refusal, own_remedy
from wuhao_batch.sheets import spans

LONGEST_VALUE = 60
NAMES_TOLD = 8


class Severity(StrEnum):
    """The weight of a finding; an error keeps a branch, or the whole run, from its result."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word that people read."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]


class Place(NamedTuple):
    """A file relative to the workspace, a sheet, a cell such as ``G5``.

    ``also`` are more cells of that sheet, where one cause has several. A tuple is made at a third
    of the cost of a dataclass, and each form has hundreds of places.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    also: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """All of its cells."""
        return (self.cell, *self.also) if self.cell else ()

    @property
    def spelled(self) -> str:
        """All of its cells for people, a run below each other as ``G6:G9``; "" for none."""
        return "、".join(spans(self.cells))

    def __str__(self) -> str:
        parts = [part for part in (self.sheet, first_of(spans(self.cells))) if part]
        return "·".join(parts) or ("文件" if self.file else "本次考核")


_NOWHERE = Place()


def together(places: Iterable[Place]) -> Place:
    """Return one place with the cells of several, all on one sheet."""
    first, *others = places
    also = (cell for place in others for cell in place.cells)
    return first._replace(also=(*first.also, *also))


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    ``branch`` is the 编号 of the branch concerned, ``value`` what stands in the cell; both are
    None where they are not known or mean nothing. ``rule`` is the sentence on what is wrong,
    ``facts`` what it was filled in with.
    """

    code: str
    severity: Severity
    place: Place
    branch: str | None
    value: str | None
    rule: str
    remedy: str
    facts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def message(self) -> str:
        """The sentence for people: the place, its content, the rule that it breaks."""
        present = "" if self.value is None else f"现填“{shorten(self.value)}”。"
        return f"【{self.place}】{present}{self.rule}"

    def as_json(self) -> dict[str, object]:
        """Return the object of the ``--json`` contract."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "branch": self.branch,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "cells": list(self.place.cells),
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
        }

    def of_branch(self, branch: str) -> "Finding":
        """Return the same finding, attributed to a branch."""
        return replace(self, branch=branch)


def finding(
    code: str,
    place: Place = _NOWHERE,
    /,
    *,
    value: str | None = None,
    branch: str | None = None,
    **facts: str,
) -> Finding:
    """Make a finding from the catalogue; its weight and remedy follow from whose the file is.

    Args:
        code: A code of the catalogue, such as ``V003``.
        place: Where the fault is.
        value: What stands there, for the 现值 part of the message.
        branch: The 编号 of the branch concerned.
        **facts: What the catalogue's texts of this code name in braces.

    Raises:
        KeyError: The code or a fact is missing: a fault of the program, not of the data.
    """
    rule = CATALOGUE[code]
    own = is_own(place.file)
    severity = Severity.ERROR if own and is_refusal(code) else Severity(rule.severity)
    remedy = own_remedy(code) if own else None
    return Finding(
        code=code,
        severity=severity,
        place=place,
        branch=branch,
        value=value,
        rule=rule.message.format(**facts),
        remedy=(remedy or rule.remedy).format(**facts),
        facts=facts,
    )


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """Shorten a text to one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest a known word for an unknown one, as the rest of a sentence."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.4)
    return f"，是否想写“{near[0]}”" if near else ""


def first_of(names: Sequence[str], most: int = NAMES_TOLD) -> str:
    """Return the first names of a list that may be long."""
    more = "等" if len(names) > most else ""
    return "、".join(names[:most]) + more


def has_errors(findings: Iterable[Finding]) -> bool:
    """True if any finding is an error."""
    return any(found.severity is Severity.ERROR for found in findings)
