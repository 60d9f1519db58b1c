"""The rows of the branches in a table of the 考评组: by 编号, or by name where that is gone."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.roster import Branch, Roster
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.panel.layout import CODE
from wuhao_batch.sheets import fold
from wuhao_batch.tables import Table


class BranchRows:
    """Find rows in the tables of one workbook, gathering findings on the way."""

    def __init__(self, file: str, roster: Roster) -> None:
        self.file, self.roster = file, roster
        self.words = roster.settings.words()
        self.findings: list[Finding] = []
        self._known: dict[tuple[object, ...], dict[int, Branch | None]] = {}

    def standing(self, table: Table, is_blank: Callable[[int], bool]) -> dict[str, list[int]]:
        """Return 编号 → its rows, mostly one.

        Written rows of nobody are I010, of no branch I022, of two L011.
        """
        rows: dict[str, list[int]] = {}
        for row, branch in self._branches(table).items():
            if branch is not None:
                rows.setdefault(branch.code, []).append(row)
            elif not is_blank(row):
                self._tell_row(table, row)
        return rows

    def once(self, table: Table, code: str, rows: list[int]) -> int | None:
        """Return the one row of a branch; where there are several, none, and L004."""
        if len(rows) == 1:
            return rows[0]
        self._tell_twice(table, code, rows)
        return None

    @cached_property
    def _by_name(self) -> dict[str, Branch]:
        """Name → branch, of the names that are one branch's alone; earlier names are last."""
        now = [(fold(branch.name), branch) for branch in self.roster.branches]
        taken = {key for key, _ in now}
        earlier = [
            (fold(name), branch)
            for branch in self.roster.branches
            for name in self.roster.former.get(branch.code, ())
            if fold(name) not in taken
        ]
        named = (*now, *earlier)
        times = Counter(key for key, _ in named)
        return {key: branch for key, branch in named if times[key] == 1}

    def _branches(self, table: Table) -> dict[int, Branch | None]:
        """Return the rows of a table, each with its branch; those of a sheet's tables are alike."""
        keys = map(table.columns.get, (CODE, self.words.unit))
        place = id(table.sheet), table.header_row, *keys  # sheets may share a name
        if place not in self._known:
            self._known[place] = {row: self._branch_of(table, row) for row in rows_below(table)}
        return self._known[place]

    def _branch_of(self, table: Table, row: int) -> Branch | None:
        """Return a row's branch: by 编号, unless another one's name stands there, or by name."""
        name = fold(table.at(row, self.words.unit).text)
        named = self._by_name.get(name)
        if CODE not in table.columns:
            return named
        branch = self.roster.by_code.get(code_key(table.at(row, CODE).text))
        if branch is None or named in (None, branch):
            return branch
        earlier = self.roster.former.get(branch.code, ())
        return branch if name in map(fold, earlier) else None

    def _tell_row(self, table: Table, row: int) -> None:
        name = self.words.unit
        header = CODE if CODE in table.columns else name
        place, text = table.place(self.file, row, header), table.at(row, header).text.strip()
        branch = self.roster.by_code.get(code_key(text)) if header == CODE else None
        if not text:
            self.findings.append(finding("I010", place, header=header))
            return
        if branch is None:
            facts = {"code": text, **self.words.facts}
            self.findings.append(finding("I022", place, value=text or None, **facts))
            return
        value = table.at(row, name).text
        other = self._by_name[fold(value)]
        facts = {"code": branch.code, "header": name, "other": other.code}
        place = table.place(self.file, row, name)
        self.findings.append(finding("L011", place, value=value, **facts))

    def _tell_twice(self, table: Table, code: str, rows: list[int]) -> None:
        name = self.words.unit
        header = CODE if CODE in table.columns else name
        place, other = table.place(self.file, rows[-1], header), table.cell_name(rows[0], header)
        facts = {"table": table.spec.name, "code": code, "other": other}
        value = table.at(rows[-1], header).text
        self.findings.append(finding("L004", place, value=value, branch=code, **facts))


def rows_below(table: Table) -> list[int]:
    """Return the rows below a table's header."""
    return [row for row in table.sheet.rows if row > table.header_row]
