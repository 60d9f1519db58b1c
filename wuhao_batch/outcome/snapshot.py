"""A result as plain values that can be kept: what was scored, by which rules, who got what.

``output/results.json`` is one, and so is the file of that name in every published issue; two of
them are held against each other by :mod:`.changes`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import TypeVar

from wuhao_batch.assessment.period import Period
from wuhao_batch.numbers import DECIMALS, decimals, json_number, plain
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.scoring.labelled import Labelled
from wuhao_batch.scoring.model import Category, Item, digested_item
from wuhao_batch.sheets import fold

FORMAT, VERSION = "wuhao-results", 1
MOST_BYTES = 512 * 2**20
"""Of results that are read: a unit takes half a kilobyte, and a roster has a million at most."""
_LARGEST = Decimal(10**9)
"""Beyond every total: with six decimals, all digits of it are exact in any program's numbers."""
_DIGITS = 16
_FIGURES = 4_096
"""Numbers that are read once: a hundred thousand units share some hundreds."""

_Kind = TypeVar("_Kind", str, bool, Decimal, list[object], dict[str, object])


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """An item as it was scored; ``cap`` is None without a limit.

    Where name, cap and ``rules_digest`` are equal, two scores can be compared.
    """

    code: str
    name: str
    cap: Decimal | None
    rules_digest: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotUnit:
    """The result of one unit; ``items`` are the known scores, ``verdict`` is as printed."""

    code: str
    name: str
    kind: str
    verdict: str
    rank: int | None
    total: Decimal | None
    items: Mapping[str, Decimal] = field(default_factory=dict)
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The results of a run; ``period`` is its 期次 or "", ``full`` the points of the sheet."""

    year: str
    period: str
    standard_digest: str
    method: str
    items: tuple[SnapshotItem, ...]
    units: tuple[SnapshotUnit, ...]
    full: Decimal = Decimal(0)

    @property
    def span(self) -> Period:
        """The year, with its round where it has several."""
        return Period(self.year, self.period)


def snapshot_of(outcome: Outcome) -> Snapshot:
    """Return the snapshot of an outcome, its units in the order of the roster."""
    settings, standard = outcome.assessment.settings, outcome.assessment.standard
    return Snapshot(
        year=settings.year,
        period=settings.round,
        standard_digest=standard.digest,
        method=outcome.method,
        items=tuple(_item(each, item) for each in standard.categories for item in each.items),
        units=tuple(_unit(result) for result in outcome.results),
        full=standard.total,
    )


def _item(category: Category, item: Item) -> SnapshotItem:
    return SnapshotItem(item.code, item.content, item.cap, rules_digest(item), category.name)


def rules_digest(item: Item) -> str:
    """Return a digest of all that an item's score is counted by, beside its cap.

    What a measure counts is part of its rule, and so is the criterion of an item without measures:
    by that alone the 考评组 scores.
    """
    words = [fold(each.name) for each in item.measures] or [fold(item.criterion)]
    text = json.dumps([digested_item(item)[2:], words], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _unit(result: Result) -> SnapshotUnit:
    return SnapshotUnit(
        code=result.branch.code,
        name=result.branch.name,
        kind=result.branch.kind,
        verdict=result.verdict,
        rank=result.rank,
        total=result.total,
        items=result.items,
        proposed=result.proposed,
    )


# --- as JSON --------------------------------------------------------------------------------------


def to_json(snapshot: Snapshot) -> bytes:
    """Return the snapshot as a JSON text, the same bytes for the same snapshot."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "year": snapshot.year,
        "period": snapshot.period,
        "standard": {"digest": snapshot.standard_digest, "total": json_number(snapshot.full)},
        "method": snapshot.method,
        "items": [
            {
                "code": each.code,
                "name": each.name,
                "category": each.category,
                "cap": _number(each.cap),
                "rules": each.rules_digest,
            }
            for each in snapshot.items
        ],
        "units": [
            {
                "code": each.code,
                "name": each.name,
                "kind": each.kind,
                "verdict": each.verdict,
                "proposed": each.proposed,
                "rank": each.rank,
                "total": _number(each.total),
                "items": {code: json_number(points) for code, points in each.items.items()},
            }
            for each in snapshot.units
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _number(points: Decimal | None) -> int | float | None:
    return None if points is None else json_number(points)


def from_json(data: bytes) -> Snapshot:
    """Return the snapshot that a JSON text tells.

    Raises:
        ValueError: It tells none: it is no JSON, of another format, or something in it is missing
            or of another kind.
    """
    told = _parsed(data)
    if told.take("format", str) != FORMAT or told.take("version", Decimal) != VERSION:
        raise ValueError("the results of another program or version")
    standard = told.part("standard")
    snapshot = Snapshot(
        year=told.take("year", str),
        period=told.take("period", str),
        standard_digest=standard.take("digest", str),
        method=told.take("method", str),
        items=tuple(_read_item(each) for each in told.parts("items")),
        units=tuple(_read_unit(each) for each in told.parts("units")),
        full=standard.take("total", Decimal),
    )
    _check_once(each.code for each in snapshot.items)
    _check_once(each.code for each in snapshot.units)
    return snapshot


def _read_item(told: "_Told") -> SnapshotItem:
    return SnapshotItem(
        code=told.take("code", str),
        name=told.take("name", str),
        cap=told.perhaps("cap", Decimal),
        rules_digest=told.take("rules", str),
        category=told.take("category", str),
    )


def _read_unit(told: "_Told") -> SnapshotUnit:
    rank = told.perhaps("rank", Decimal)
    if rank is not None and (rank < 1 or decimals(rank)):
        raise ValueError(f"{plain(rank)} is no rank")
    items = told.part("items")
    return SnapshotUnit(
        code=told.take("code", str),
        name=told.take("name", str),
        kind=told.take("kind", str),
        verdict=told.take("verdict", str),
        rank=None if rank is None else int(rank),
        total=told.perhaps("total", Decimal),
        items=Labelled({code: items.take(code, Decimal) for code in items.values}),
        proposed=told.take("proposed", bool),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """An object of a JSON text, of which nothing is taken for granted."""

    values: Mapping[str, object]

    def take(self, name: str, kind: type[_Kind]) -> _Kind:
        """Return a value of that kind. Raises ValueError if there is none."""
        value = self.values.get(name)
        if not isinstance(value, kind):
            raise ValueError(f"{name} is missing, or no {kind.__name__}")  # noqa: TRY004  of a file
        if isinstance(value, str):
            value.encode()  # half of a character is a ValueError
        return value

    def perhaps(self, name: str, kind: type[_Kind]) -> _Kind | None:
        """Return the same, or None for null."""
        return None if self.values.get(name, "") is None else self.take(name, kind)

    def part(self, name: str) -> "_Told":
        """Return the object of that name."""
        return _Told(self.take(name, dict))

    def parts(self, name: str) -> "list[_Told]":
        """Return the objects of a list."""
        return [_Told({name: each}).part(name) for each in self.take(name, list)]


def _parsed(data: bytes) -> _Told:
    if len(data) > MOST_BYTES:
        raise ValueError("too large")
    try:
        told = json.loads(data, parse_int=_figure, parse_float=_figure, parse_constant=_no_figure)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return _Told({"": told}).part("")


@lru_cache(_FIGURES)
def _figure(text: str) -> Decimal:
    try:
        value = Decimal(text)
        fitting = abs(value) < _LARGEST and decimals(value) <= DECIMALS
    except DecimalException:
        fitting = False
    if not fitting:
        raise ValueError("a number that no score is")
    return value.normalize() + Decimal(0)


def _no_figure(text: str) -> Decimal:
    raise ValueError(f"{text} is no number")


def _check_once(codes: Iterable[str]) -> None:
    codes = list(codes)
    if len(codes) != len(set(codes)):
        raise ValueError("a code stands there twice")
