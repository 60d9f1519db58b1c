"""A decision of the meeting, on a score or on a veto, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from wuhao_batch.findings.finding import Finding, Place

V = TypeVar("V", Decimal, bool)


@dataclass(frozen=True, slots=True)
class Decided(Generic[V]):
    """One decision: from what to what, why, by whom, on which day, and its row.

    ``branch`` is the 编号, ``code`` that of the item or of the veto; ``before`` and ``after`` are
    points, or whether the veto counts. ``names`` are the parts of the unit that a veto concerns,
    where the decision names them. ``place`` is the cell of ``before``.
    """

    branch: str
    code: str
    before: V
    after: V
    why: str
    by: str
    on: date
    place: Place
    names: tuple[str, ...] = ()


OnScores = Mapping[str, tuple[Decided[Decimal], ...]]
"""Item code → the decisions on its score, in their order: the last one counts."""
OnVetoes = Mapping[str, tuple[Decided[bool], ...]]
"""Veto code → the decisions on it, likewise."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The decisions as they were written down, in order, and the faults of those left out."""

    scores: tuple[Decided[Decimal], ...] = ()
    vetoes: tuple[Decided[bool], ...] = ()
    findings: tuple[Finding, ...] = ()


NO_MEETING = Meeting()
