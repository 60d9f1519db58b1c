"""The texts that stand in a form beside its inputs, so that what people added can be told apart."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from wuhao_batch.assessment.fields import BRACED
from wuhao_batch.assessment.identity import REPLACES
from wuhao_batch.assessment.layout import EXPLAINED
from wuhao_batch.sheets import CellAddress, Sheet, fold
from wuhao_batch.tables import find_header

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class OurTexts:
    """The texts of one branch's form; ``patterns`` are those with fields, text → what it may be."""

    printed: "Printed"
    patterns: Mapping[str, "Pattern"]

    def missing_in(self, around: Sequence[str], within: Sequence[str]) -> list[str]:
        """Return our texts that stand less often among those seen, all of them folded.

        Args:
            around: The texts around the tables.
            within: Those in the tables.
        """
        seen, inside = Counter(around), Counter(within)
        gone = [text for text, times in self.printed.needed.items() if seen[text] < times]
        all_or_none = self.printed.all_or_none.items()
        gone += [text for text, times in all_or_none if 0 < inside[text] < times]
        return gone + self._missing_with_fields(seen - Counter(self.printed.needed))

    def _missing_with_fields(self, seen: Counter[str]) -> list[str]:
        """Return the texts with fields that stand too seldom among those seen.

        What is seen serves one text only, the one that says most beside its fields: what stands
        for “…考核年度：2026年度” is not “2026年度” too.
        """
        left, gone = seen.copy(), []
        for text in sorted(self.patterns, key=lambda text: len(BRACED.sub("", text)), reverse=True):
            pattern, times = self.patterns[text], self.printed.fields[text]
            serving = [each for each in left.elements() if pattern.fits(each)][:times]
            left.subtract(serving)
            if len(serving) < times:
                gone.append(BRACED.sub("…", text))
        return gone

    def hides(self, text: str) -> bool:
        """True if the template itself lets nobody see that text."""
        return fold(text) in self.printed.hidden

    def is_ours(self, sheet: Sheet, row: int, column: int, text: str) -> bool:
        """True if no text in that cell is from those who filled the form in."""
        return self.says(fold(text)) or label_before(sheet, row, column) in self.printed.labels

    def says(self, text: str) -> bool:
        """True if a folded text is ours, wherever it stands."""
        return not text or text in self.printed.texts or self.told_by(text) is not None

    def told_by(self, text: str) -> Hashable:
        """Return what a folded text says that is not the same in all forms; None if it is.

        Equal for two texts that differ in the branches that they name, or in their numbers.
        """
        is_line = without_numbers(text) in self.printed.lines
        fitting = [each for each, pattern in self.patterns.items() if pattern.fits(text)]
        if not is_line and not fitting:
            return None
        return is_line, text in self.printed.texts, tuple(fitting)


@dataclass(frozen=True, slots=True)
class Printed:
    """The texts of all forms of an assessment, folded.

    ``texts`` may stand in a form, ``needed`` stand in every one so many times, ``all_or_none`` so
    many times in the tables of some and in none of the others, ``lines`` are the live ones with #
    for their numbers. Settings may have changed since a form went out: ``fields`` are texts with
    fields in them, where a setting may be anything; ``labels`` are followed by a cell that holds
    nothing but settings. ``hidden`` are texts that the template itself lets nobody see.
    """

    texts: frozenset[str] = frozenset()
    needed: Mapping[str, int] = field(default_factory=dict)
    all_or_none: Mapping[str, int] = field(default_factory=dict)
    lines: frozenset[str] = frozenset()
    fields: Mapping[str, int] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def of(self, *values: Mapping[str, str]) -> OurTexts:
        """Return the texts of one branch's form.

        ``values`` map the branch's fields to its own: as they are, and as they were earlier.
        """
        return OurTexts(self, {text: _pattern(text, values) for text in self.fields})


@dataclass(frozen=True, slots=True)
class Pattern:
    """The ways a text with fields may be, each in parts; anything may stand between them."""

    ways: tuple[tuple[str, ...], ...]

    def fits(self, text: str) -> bool:
        """True if a folded text is one of the ways."""
        return any(text.startswith(way[0]) and _fits(text, way) for way in self.ways)


def _fits(text: str, parts: tuple[str, ...]) -> bool:
    first, *others = parts
    if not others:
        return text == first
    *middle, last = others
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return place <= end and text.endswith(last)


def _pattern(text: str, values: Sequence[Mapping[str, str]]) -> Pattern:
    """Return a text as a pattern, in which a field that is not the branch's may be anything."""
    ways: list[tuple[str, ...]] = [("",)]
    for number, part in enumerate(_parts(text)):
        is_field = number % 2
        own = sorted({fold(each[part]) for each in values if part in each}) if is_field else [part]
        if own:
            ways = [(*way[:-1], way[-1] + each) for way in ways for each in own]
        else:
            ways = [(*way, "") for way in ways]
    return Pattern(tuple(ways))


@lru_cache
def _parts(text: str) -> tuple[str, ...]:
    """Return a text in turns with the names of the fields in it."""
    return tuple(BRACED.split(text))


def explanation_in(sheet: Sheet) -> frozenset[CellAddress]:
    """Return the cells in which a form that went back explains itself."""
    header = find_header(sheet, EXPLAINED)
    if header is None:
        return frozenset()
    top, columns = header
    signed = (
        row
        for row, cells in sheet.rows.items()
        if row > top and any(REPLACES in cell.text for cell in cells.values())
    )
    last = next(signed, 0)
    return frozenset(
        (row, column) for row in sheet.rows if row <= last for column in columns.values()
    )


def without_numbers(text: str) -> str:
    """Return a folded text with # for each number."""
    return _NUMBER.sub("#", fold(text))


def label_before(sheet: Sheet, row: int, column: int) -> str:
    """Return the text of the nearest filled cell to the left, folded."""
    before = [other for other in sheet.rows.get(row, {}) if other < column]
    return fold(sheet.at(row, max(before)).text) if before else ""
