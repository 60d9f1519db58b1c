"""input/objections.xlsx → what was objected, who looked into it, with what result."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from wuhao_batch.assessment.identity import code_key, split_codes
from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.assessment.overlooked import Codes, misplaced, outside
from wuhao_batch.assessment.roster import Branch, Roster
from wuhao_batch.assessment.setting_values import DATE, YES_OR_NO
from wuhao_batch.findings.finding import Finding, Place, finding, nearest
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import fold
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace

T = TypeVar("T")

SHEET = "异议"
RECEIVED, WAY, NAMED, CODES, MATTER = "收到日期", "方式", "是否实名", "涉及编号", "事项"
CHECKER, RESULT, ANSWERED, DISPOSAL = "核查人", "核查结果", "答复日期", "处理"
HEADERS = (RECEIVED, WAY, NAMED, CODES, MATTER, CHECKER, RESULT, ANSWERED, DISPOSAL)
REQUIRED = (RECEIVED, WAY, NAMED, MATTER)
"""Columns that are filled in when an objection comes; the others say how it was settled."""
OVERLOOKED = Codes(beside="P021", above="P022", named="P023")
WAYS = ("来信", "来电", "来访", "邮件", "其他")


class Disposal(StrEnum):
    """The outcome of an objection (处理)."""

    KEPT = "维持"
    CORRECTED = "更正"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, a ``row`` of the sheet; what is blank in it is None or "".

    ``branches`` are those that it concerns, all of them if there is none.
    """

    place: Place
    row: int
    received: date
    way: str
    named: bool
    branches: tuple[Branch, ...]
    matter: str
    checker: str
    result: str
    answered: date | None
    disposal: Disposal | None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The columns that are blank and without which it is not settled.

        An answer can be given only to somebody who gave a name.
        """
        told = {
            CHECKER: self.checker,
            RESULT: self.result,
            ANSWERED: self.answered or not self.named,
            DISPOSAL: self.disposal,
        }
        return tuple(header for header, value in told.items() if not value)


def load_objections(
    workspace: Workspace, roster: Roster
) -> tuple[tuple[Objection, ...], list[Finding]]:
    """Read ``input/objections.xlsx``.

    Returns:
        The objections whose required cells are sound, and every fault with its cell (I010, L001,
        L002, L008, L010, L013, L014, P010, P011, P021–P023, V024, V106, V107); P012 where the file
        is not there, F005 where it is a folder.

    Raises:
        OSError: It cannot be read.
    """
    path = workspace.root / OBJECTIONS
    astray = list(misplaced(workspace, OBJECTIONS, OVERLOOKED))
    if not path.is_file():
        return (), astray or [finding("P012", Place(OBJECTIONS))]
    objections, findings = read_objections(path.read_bytes(), roster)
    return objections, [*astray, *findings]


def read_objections(data: bytes, roster: Roster) -> tuple[tuple[Objection, ...], list[Finding]]:
    """Read a list of objections as :func:`load_objections` does."""
    book = read_book(data)
    if isinstance(book, Refusal):
        return (), [finding(book.code, Place(OBJECTIONS), **book.facts)]
    found = find_listing(book, SHEET, REQUIRED, OBJECTIONS)
    if isinstance(found, Finding):
        return (), [found]
    found.check_headers(HEADERS)
    found.check_complete(HEADERS, HEADERS)
    objections = tuple(
        each for row in found.rows if (each := _objection(found, row, roster)) is not None
    )
    found.check_seen(*HEADERS)
    aside = outside(book, found, HEADERS, REQUIRED, OVERLOOKED)
    return objections, [*found.findings, *aside]


def _objection(listing: Listing, row: int, roster: Roster) -> Objection | None:
    listing.check_filled(row, HEADERS, REQUIRED)
    received = _read(listing, row, RECEIVED, DATE.read, DATE.takes)
    answered = _read(listing, row, ANSWERED, DATE.read, DATE.takes)
    named = _read(listing, row, NAMED, YES_OR_NO.read, YES_OR_NO.takes)
    disposals = f"“{'”或“'.join(Disposal)}”"
    disposal = _read(listing, row, DISPOSAL, lambda cell: Disposal(fold(cell.text)), disposals)
    branches = tuple(_branches(listing, row, roster))
    if received is None or named is None:
        return None
    if answered is not None and answered < received:
        listing.report("P011", row, ANSWERED)
    return Objection(
        listing.place(row, RECEIVED),
        row,
        received,
        listing.text(row, WAY),
        named,
        branches,
        listing.text(row, MATTER),
        listing.text(row, CHECKER),
        listing.text(row, RESULT),
        answered,
        disposal,
    )


def _read(listing: Listing, row: int, header: str, read: Callable[..., T], takes: str) -> T | None:
    """Return what stands in a cell, None if it is blank or wrong (V106)."""
    cell = listing.cell(row, header)
    if cell.blank or cell.has_no_result:
        return None
    try:
        return read(cell)
    except ValueError:
        listing.report("V106", row, header, header=header, expected=takes)
        return None


def _branches(listing: Listing, row: int, roster: Roster) -> Iterator[Branch]:
    """Yield the branches that are named by their 编号 (P010 for one that is none)."""
    for code in split_codes([listing.text(row, CODES)], roster.by_code):
        branch = roster.by_code.get(code_key(code))
        if branch is None:
            hint = nearest(fold(code), [each.code for each in roster.branches])
            listing.report("P010", row, CODES, code=code, hint=hint)
        else:
            yield branch
