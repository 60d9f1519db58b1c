"""The template's sheet 等次 and the column 最高等次 of 一票否决 → grades and ceilings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from wuhao_batch.assessment.layout import CEILING
from wuhao_batch.assessment.listing import Listing, sheets_named
from wuhao_batch.assessment.roster import names_in
from wuhao_batch.findings.finding import Finding, Place, finding, nearest
from wuhao_batch.numbers import is_contradicted, plain
from wuhao_batch.scoring.grades import Grade, Quota
from wuhao_batch.scoring.rules.row import read_figure
from wuhao_batch.sheets import Book, Cell, fold
from wuhao_batch.tables import RowKind, Table, find_header, seen_otherwise

SHEET = "等次"
NAME, LEAST, QUOTA, MOST_LOST, NEEDS = "等次", "最低分", "名额", "单项失分不超过", "条件项"
HEADERS = (NAME, LEAST, QUOTA, MOST_LOST, NEEDS)
REQUIRED = (NAME, LEAST)

LONGEST_NAME = 12
_WHOLE = Decimal(100)
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")


@dataclass(frozen=True)
class Grading:
    """The grades, best first; 序号 of a veto → the best grade that it leaves; what is wrong."""

    grades: tuple[Grade, ...] = ()
    ceilings: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_grading(book: Book, file: str, scores: Table, vetoes: Table) -> Grading:
    """Read both; without the sheet there are no grades.

    Args:
        book: The template.
        file: Its name, for findings.
        scores: Its table 评分表, whose items may be a condition.
        vetoes: Its table 一票否决.

    Returns:
        What could be read, and every fault with its cell (I010, L001, L002, L008, L014, L107,
        L128–L132, V024, V107).
    """
    grades: tuple[Grade, ...] = ()
    findings: list[Finding] = []
    listing = _find(book, file)
    if isinstance(listing, Finding):
        return Grading(findings=(listing,))
    if listing is not None:
        grades = _GradeReader(listing, scores).read()
        findings += listing.findings
    ceilings = dict(_ceilings(vetoes, file, grades, findings))
    return Grading(grades, ceilings, tuple(findings))


def _find(book: Book, file: str) -> Listing | Finding | None:
    """Return the table, known by its headers as the others are; None where there is none.

    L002 where there are several, L001 where the sheet of that name has not these headers.
    """
    found = [(sheet, find_header(sheet, REQUIRED)) for sheet in book.sheets]
    tables = [(sheet, *header) for sheet, header in found if header is not None]
    if len(tables) > 1:
        names = "、".join(sheet.name for sheet, _, _ in tables)
        return finding("L002", Place(file), table=SHEET, sheets=names)
    for sheet, row, columns in tables:
        return Listing(sheet, columns, row, file)
    for sheet in sheets_named(book, SHEET):
        return finding("L001", Place(file, sheet.name), table=SHEET, headers="、".join(REQUIRED))
    return None


class _GradeReader:
    """Read the rows of one sheet; its listing gathers the findings."""

    def __init__(self, listing: Listing, scores: Table) -> None:
        self.listing, self.scores = listing, scores

    def read(self) -> tuple[Grade, ...]:
        listing = self.listing
        listing.check_headers(HEADERS)
        listing.rows = list(self._rows())
        grades = {row: self._grade(row) for row in listing.rows}
        listing.check_unique(NAME, "L128", fold)
        listing.check_seen(NAME)
        self._check_last(grades)
        for (_, better), (row, grade) in pairwise(grades.items()):
            self._check_order(row, better, grade)
        self._check_shares(grades)
        *upper, last = grades.values() or [Grade("")]
        return *upper, replace(last, least=None)

    def _rows(self) -> Iterator[int]:
        """Yield the rows of the table: after an empty row a text alone is a remark below it."""
        last = self.listing.header_row
        for row in self.listing.rows:
            alone = all(self.listing.cell(row, header).blank for header in HEADERS[1:])
            if not alone or row == last + 1:
                last = row
                yield row

    def _grade(self, row: int) -> Grade:
        self.listing.check_filled(row, HEADERS, (NAME,))
        name = self.listing.text(row, NAME)
        if len(name) > LONGEST_NAME:
            self._refuse(row, NAME, f"{LONGEST_NAME}个字以内的名称")
        return Grade(
            name,
            self._points(row, LEAST, "分数"),
            self._quota(row),
            self._points(row, MOST_LOST, "0以上的分数", least=0),
            tuple(self._needs(row)),
        )

    def _points(
        self, row: int, header: str, expected: str, least: int | None = None
    ) -> Decimal | None:
        cell = self.listing.cell(row, header)
        figure = read_figure(cell)
        if not self._is_read(cell):
            return figure
        if figure is None or (least is not None and figure < least):
            self._tell(row, header, cell, expected)
            return None
        return figure

    def _quota(self, row: int) -> Quota | None:
        cell = self.listing.cell(row, QUOTA)
        if not self._is_read(cell):
            return None
        quota = _quota_in(cell)
        if quota is None or quota.figure <= 0:
            self._tell(row, QUOTA, cell, "正整数，或10%这样的比例")
        return quota

    def _needs(self, row: int) -> Iterator[str]:
        known = self.scores.keyed_rows
        for name in names_in(self.listing.text(row, NEEDS)):
            if fold(name) in known:
                yield fold(name)
            else:
                facts = {"name": name, "kind": "考评编号", "hint": nearest(fold(name), known)}
                self.listing.report("L132", row, NEEDS, **facts)

    # --- one grade beside the others ------------------------------------------------------------

    def _check_last(self, grades: Mapping[int, Grade]) -> None:
        """Let every grade but the last have its 最低分, and the last one take all others."""
        *upper, last = grades or [self.listing.header_row]
        for row in upper:
            if self.listing.cell(row, LEAST).blank:
                self.listing.report("I010", row, LEAST, header=LEAST)
        if not upper:
            self.listing.report("L129", last, NAME, what="应至少有两个等次")
            return
        asked = [header for header in HEADERS[1:] if not self.listing.cell(last, header).blank]
        for header in asked:
            if (header, grades[last].least) != (LEAST, Decimal(0)):
                self.listing.report("L129", last, header, what="最后一个等次收其余的单位，不设条件")

    def _check_order(self, row: int, better: Grade, grade: Grade) -> None:
        """Refuse a grade that asks for more than the one above it, or for the same."""
        facts = {"above": better.name}
        least, most_lost = better.least, better.most_lost
        if least is not None and grade.least is not None:
            same = grade.least == least and not better.asks_more_than_points
            if grade.least > least or same:
                self.listing.report("L130", row, LEAST, **facts, figure=plain(least))
        strict = grade.most_lost is not None and grade.most_lost < (most_lost or 0)
        if strict and most_lost is not None:
            self.listing.report("L130", row, MOST_LOST, **facts, figure=plain(most_lost))

    def _check_shares(self, grades: Mapping[int, Grade]) -> None:
        taken = Decimal(0)
        for row, grade in grades.items():
            if grade.quota is not None and grade.quota.of_hundred:
                taken += grade.quota.figure
                if taken > _WHOLE:
                    self.listing.report("L131", row, QUOTA, sum=plain(taken))
                    return

    # --- shared ---------------------------------------------------------------------------------

    def _is_read(self, cell: Cell) -> bool:
        """True if there is something to read, and nothing is told of it already."""
        return not (cell.blank or cell.look or cell.has_no_result)

    def _tell(self, row: int, header: str, cell: Cell, expected: str) -> None:
        if is_contradicted(cell):
            place = self.listing.place(row, header)
            self.listing.findings.append(seen_otherwise(f"“{header}”", place, cell))
        else:
            self._refuse(row, header, expected)

    def _refuse(self, row: int, header: str, expected: str) -> None:
        self.listing.report("L107", row, header, header=header, expected=expected)


def _quota_in(cell: Cell) -> Quota | None:
    """Return a whole number, or a share written with %; a cell of 0.1 may show that as 10%."""
    share = _SHARE.fullmatch(fold(cell.seen))
    if share is None:
        figure = read_figure(cell)
        whole = figure is not None and figure == figure.to_integral_value()
        return Quota(figure, of_hundred=False) if figure is not None and whole else None
    shown = Decimal(share[1])
    stored = None if cell.number is None else Decimal(format(cell.number, ".15g")) * _WHOLE
    return Quota(shown, of_hundred=True) if stored in (None, shown) else None


def _ceilings(
    vetoes: Table, file: str, grades: tuple[Grade, ...], findings: list[Finding]
) -> Iterator[tuple[str, str]]:
    """Yield 序号 and 最高等次 of every veto that leaves a grade."""
    names = {fold(grade.name): grade.name for grade in grades}
    best = grades[0].name if grades else ""
    for row in vetoes.rows_of_kind(RowKind.ITEM):
        cell = vetoes.at(row, CEILING)
        if cell.blank:
            continue
        text, place = cell.seen.strip(), vetoes.place(file, row, CEILING)
        name = names.get(fold(text))
        if cell.look or cell.has_no_result:
            findings.append(seen_otherwise(f"“{CEILING}”", place, cell))
        elif name is None:
            facts = {"name": text, "kind": "等次", "hint": nearest(text, names.values())}
            findings.append(finding("L132", place, value=text, **facts))
        elif name == best:
            facts = {"header": CEILING, "expected": f"比“{best}”低的等次"}
            findings.append(finding("L107", place, value=text, **facts))
        else:
            yield fold(vetoes.at(row, vetoes.spec.key).text), name
