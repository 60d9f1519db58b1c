"""``input/decisions.xlsx`` → the decisions of the meeting, as far as they can be read alone.

Whether one still fits what a run finds is held against it later
(:mod:`wuhao_batch.panel.meeting.holding`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Generic

from wuhao_batch.assessment.identity import code_key, code_meant
from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.overlooked import Codes, misplaced, outside
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.setting_values import DATE
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors, nearest
from wuhao_batch.numbers import from_points
from wuhao_batch.panel.meeting.decided import NO_MEETING, Decided, Meeting, V
from wuhao_batch.panel.meeting.layout import (
    BRANCH,
    BY,
    HOLDS,
    HOLDS_NOT,
    ON,
    SCORES,
    VETOES,
    WHY,
    DecisionSheet,
    parts_header,
)
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.returns.inputs import Input
from wuhao_batch.returns.values import Values
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import DECISIONS, Workspace

OVERLOOKED = Codes(beside="M011", above="M012", named="M013")


def load_meeting(assessment: Assessment, workspace: Workspace) -> Meeting:
    """Return the decisions in a workspace; there are none where the workbook is missing.

    What lies there under another name or in another form is told (M013, F005).

    Raises:
        OSError: It cannot be read.
    """
    path = workspace.decisions
    meeting = read_meeting(assessment, path.read_bytes()) if path.is_file() else NO_MEETING
    astray = misplaced(workspace, DECISIONS, OVERLOOKED)
    return replace(meeting, findings=(*astray, *meeting.findings))


def read_meeting(assessment: Assessment, data: bytes) -> Meeting:
    """Read the sheets 会议决定 and 一票否决决定; the latter only where the standard has vetoes."""
    book = read_book(data)
    if isinstance(book, Refusal):
        return Meeting(findings=(finding(book.code, Place(DECISIONS), **book.facts),))
    scores = _DecisionsOnScores(book, SCORES, assessment)
    decided = tuple(scores.decided())
    if not assessment.standard.vetoes:
        return Meeting(decided, findings=tuple(scores.findings))
    vetoes = _DecisionsOnVetoes(book, VETOES, assessment)
    on_vetoes = tuple(vetoes.decided())
    return Meeting(decided, on_vetoes, (*scores.findings, *vetoes.findings))


class _Decisions(ABC, Generic[V]):
    """Read the rows of one sheet, and gather findings on the way."""

    def __init__(self, book: Book, sheet: DecisionSheet, assessment: Assessment) -> None:
        self.sheet, self.assessment = sheet, assessment
        self.listing: Listing | None = None
        self.findings: list[Finding] = []
        found = find_listing(book, sheet.name, sheet.required, DECISIONS)
        if isinstance(found, Finding):
            self.findings.append(found)
        else:
            self.listing, self.findings = found, found.findings
            headers = (*sheet.required, parts_header(assessment.words))
            found.check_headers(headers)
            found.check_seen(*headers)
            self.findings += outside(book, found, headers, sheet.required, OVERLOOKED)

    def decided(self) -> Iterator[Decided[V]]:
        """Yield the decisions of the rows without an error."""
        for row in self.listing.rows if self.listing else ():
            before = len(self.findings)
            decision = self._decision(self.listing, row) if self.listing else None
            if decision is not None and not has_errors(self.findings[before:]):
                yield decision

    def _decision(self, listing: Listing, row: int) -> Decided[V] | None:
        first = len(self.findings)
        listing.check_filled(row, self.sheet.required, self.sheet.required)
        on, branch = self._day(listing, row), self._branch(listing, row)
        if branch is None:
            return None
        values = Values(branch, self.assessment.standard, self.assessment.settings)
        told = self._told(listing, row, values)
        known = {each.place for each in self.findings[first:]}
        self.findings += (each for each in values.findings if each.place not in known)
        self.findings[first:] = [each.of_branch(branch.code) for each in self.findings[first:]]
        if told is None or on is None:
            return None
        code, before, after, names = told
        why, by = listing.text(row, WHY), listing.text(row, BY)
        place = listing.place(row, self.sheet.before)
        return Decided(branch.code, code, before, after, why, by, on, place, names)

    @abstractmethod
    def _told(
        self, listing: Listing, row: int, values: Values
    ) -> tuple[str, V, V, tuple[str, ...]] | None:
        """Return the code, what was and what is to be, and the parts of the unit named."""

    def _branch(self, listing: Listing, row: int) -> Branch | None:
        text = fold(listing.text(row, BRANCH))
        branch = self.assessment.roster.by_code.get(code_key(text))
        facts = self.assessment.words.facts
        if branch is None and text:
            listing.report("I022", row, BRANCH, code=text, **facts)
        elif branch is not None and not branch.takes_part:
            listing.report("M007", row, BRANCH, name=branch.name)
        return branch

    def _day(self, listing: Listing, row: int) -> date | None:
        cell = listing.cell(row, ON)
        if cell.blank or cell.has_no_result:
            return None
        try:
            day: date = DATE.read(cell)
        except ValueError:
            listing.report("V106", row, ON, header=ON, expected=DATE.takes)
            return None
        year = int(self.assessment.settings.year)
        if day.year not in (year, year + 1):
            listing.report("M014", row, ON, year=str(year))
        return day

    def _entry(self, listing: Listing, row: int, header: str) -> Input:
        return Input(listing.cell(row, header), listing.place(row, header))


class _DecisionsOnScores(_Decisions[Decimal]):
    """Read the decisions on scores: a new one is held to the rules of a 考评得分."""

    def _told(
        self, listing: Listing, row: int, values: Values
    ) -> tuple[str, Decimal, Decimal, tuple[str, ...]] | None:
        typed = fold(listing.text(row, self.sheet.code))
        items = {item.code: item for item in self.assessment.standard.items}
        code = code_meant(typed, items)
        if code is not None and code in values.branch.left_out:
            listing.report("M006", row, self.sheet.code, code=code, name=values.branch.name)
        elif typed and code is None:
            near = nearest(typed, items)
            listing.report("M005", row, self.sheet.code, code=typed, near=near)
        if code is None:
            return None
        was = self._entry(listing, row, self.sheet.before)
        new = self._entry(listing, row, self.sheet.after)
        if was.cell.blank or new.cell.blank:
            return None
        before = values.number(was, f"“{self.sheet.before}”", "分")
        after = values.score(items[code], new)
        if before is None or after is None:
            return None
        return code, before.value, from_points(after), ()


class _DecisionsOnVetoes(_Decisions[bool]):
    """Read the decisions on vetoes."""

    def _told(
        self, listing: Listing, row: int, values: Values
    ) -> tuple[str, bool, bool, tuple[str, ...]] | None:
        typed = fold(listing.text(row, self.sheet.code)).upper()
        known = [veto.code for veto in self.assessment.standard.vetoes]
        code = code_meant(typed, known) or typed
        if code and code not in known:
            listing.report("V022", row, self.sheet.code, code=code)
        before = self._holds(listing, row, self.sheet.before)
        after = self._holds(listing, row, self.sheet.after)
        if not code or before is None or after is None:
            return None
        return code, before, after, self._names(listing, row, values, code, (before, after))

    def _names(
        self, listing: Listing, row: int, values: Values, code: str, change: tuple[bool, bool]
    ) -> tuple[str, ...]:
        """Return the parts named: needed of a new veto, else those count that were named before."""
        header = parts_header(self.assessment.words)
        named = self._entry(listing, row, header) if header in listing.columns else None
        before, after = change
        if not after or (before and (named is None or named.cell.blank)):
            return ()
        place = listing.place(row, self.sheet.code)
        return values.sub_branches(code, named or Input(listing.cell(0, header), place))

    def _holds(self, listing: Listing, row: int, header: str) -> bool | None:
        text = fold(listing.text(row, header))
        if text in (HOLDS, HOLDS_NOT):
            return text == HOLDS
        if text:
            expected = f"“{HOLDS}”或“{HOLDS_NOT}”"
            listing.report("V106", row, header, header=header, expected=expected)
        return None
