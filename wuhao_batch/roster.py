"""input/roster.xlsx → branches and settings: the sheets 名单 and 设置."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from wuhao_batch import settings as settings_sheet
from wuhao_batch.findings import Finding, Place, finding
from wuhao_batch.forms.layout import NO, YES, find_header, shown
from wuhao_batch.settings import Settings, is_email, read_settings
from wuhao_batch.sheets import BLANK, Book, Cell, Sheet, address, fold

SHEET = "名单"
HEADERS = ("编号", "党总支", "类别", "书记", "邮箱", "党支部", "参评")
REQUIRED = ("编号", "党总支")


@dataclass(frozen=True, slots=True)
class Branch:
    """One scored unit, a row of 名单; ``sub_branches`` are its 党支部."""

    code: str
    name: str
    kind: str = ""
    secretary: str = ""
    email: str = ""
    sub_branches: tuple[str, ...] = ()
    takes_part: bool = True

    @property
    def fields(self) -> dict[str, str]:
        """Column → text, for the fields ``{党总支}`` of templates."""
        return {
            "编号": self.code,
            "党总支": self.name,
            "类别": self.kind,
            "书记": self.secretary,
            "邮箱": self.email,
            "党支部": "、".join(self.sub_branches),
        }


@dataclass(frozen=True)
class Roster:
    """The branches in the order of the sheet, and the settings."""

    branches: tuple[Branch, ...]
    settings: Settings

    @cached_property
    def by_code(self) -> Mapping[str, Branch]:
        """Folded 编号 → branch, as a returned form's 识别码 gives it."""
        return {fold(branch.code): branch for branch in self.branches}

    @property
    def taking_part(self) -> tuple[Branch, ...]:
        """The branches that are assessed: all but the exempt ones."""
        return tuple(branch for branch in self.branches if branch.takes_part)


def read_roster(book: Book, file: str) -> tuple[Roster, list[Finding]]:
    """Read the roster workbook.

    Args:
        book: Its cells.
        file: Its name, for findings.

    Returns:
        What could be read, and every fault with its cell (I010–I013, L001, L008, V101–V107).
    """
    findings: list[Finding] = []
    found = _table(book, SHEET, REQUIRED, file)
    branches: tuple[Branch, ...] = ()
    if isinstance(found, Finding):
        findings.append(found)
    else:
        branches, faults = _Branches(*found, file).read()
        findings += faults
    settings = Settings()
    found = _table(book, settings_sheet.SHEET, ("设置项", "值"), file)
    if isinstance(found, Finding):
        findings.append(found)
    else:
        settings, faults = read_settings(*found, file)
        findings += faults
    return Roster(branches, settings), findings


def _table(
    book: Book, name: str, required: tuple[str, ...], file: str
) -> tuple[Sheet, dict[str, int], int] | Finding:
    """The sheet of that name, its columns by header and the header's row."""
    sheet = next((sheet for sheet in book.sheets if fold(sheet.name) == name), None)
    found = find_header(sheet, required) if sheet is not None else None
    if sheet is not None and found is not None:
        number, columns = found
        return sheet, columns, number
    place = Place(file, sheet.name if sheet else None)
    return finding("L001", place, table=name, headers="、".join(required))


class _Branches:
    """Reads the rows of 名单."""

    def __init__(self, sheet: Sheet, columns: dict[str, int], header_row: int, file: str) -> None:
        self.sheet, self.columns, self.file = sheet, columns, file
        self.header_row = header_row
        self.rows = [row for row in sheet.rows if row > header_row]
        self.findings: list[Finding] = []

    def read(self) -> tuple[tuple[Branch, ...], list[Finding]]:
        self._check_headers()
        branches = tuple(self._branch(row) for row in self.rows)
        if not any(branch.takes_part for branch in branches):
            self.findings.append(finding("I013", Place(self.file, self.sheet.name)))
        self._check_unique("编号", "I011", folded=True)
        self._check_unique("党总支", "I012", folded=False)
        return branches, self.findings

    def _check_headers(self) -> None:
        """A column that is nearly, but not quite, one of ours would be left out silently."""
        for header, column in self.columns.items():
            near = get_close_matches(header, set(HEADERS) - self.columns.keys(), n=1, cutoff=0.5)
            if header not in HEADERS and near:
                place = Place(self.file, self.sheet.name, address(self.header_row, column))
                self.findings.append(finding("L008", place, value=header, near=near[0]))

    def _branch(self, row: int) -> Branch:
        for header in HEADERS:
            if self._cell(row, header).has_no_result:
                self._report("V107", row, header, header=header)
        for header in REQUIRED:
            if not self._text(row, header) and not self._cell(row, header).has_no_result:
                self._report("I010", row, header, header=header)
        email = self._text(row, "邮箱")
        if email and not is_email(email):
            self._report("V101", row, "邮箱")
        takes_part = fold(self._text(row, "参评")) or YES
        if takes_part not in (YES, NO):
            self._report("V106", row, "参评", header="参评", expected="“是”或“否”")
        return Branch(
            code=self._text(row, "编号"),
            name=self._text(row, "党总支"),
            kind=self._text(row, "类别"),
            secretary=self._text(row, "书记"),
            email=email,
            sub_branches=names_in(self._text(row, "党支部")),
            takes_part=takes_part != NO,
        )

    def _text(self, row: int, header: str) -> str:
        return self._cell(row, header).text.strip()

    def _cell(self, row: int, header: str) -> Cell:
        column = self.columns.get(header)
        return BLANK if column is None else self.sheet.at(row, column)

    def _check_unique(self, header: str, code: str, *, folded: bool) -> None:
        seen: dict[str, str] = {}
        for row in self.rows:
            text = self._text(row, header)
            key = fold(text).casefold() if folded else text
            cell = address(row, self.columns[header])
            if key in seen:
                self._report(code, row, header, other=seen[key])
            elif key:
                seen[key] = cell

    def _report(self, code: str, row: int, header: str, /, **facts: str) -> None:
        place = Place(self.file, self.sheet.name, address(row, self.columns[header]))
        value = shown(self._cell(row, header)) or None
        self.findings.append(finding(code, place, value=value, **facts))


def names_in(text: str) -> tuple[str, ...]:
    """Names separated by 、 or another comma."""
    return tuple(name for part in re.split(r"[、，,；;\n]", text) if (name := part.strip()))
