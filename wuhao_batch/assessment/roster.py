"""input/roster.xlsx → branches and settings: the sheets 名单 and 设置."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wuhao_batch.assessment.identity import code_key, split_codes
from wuhao_batch.assessment.listing import Listing, find_listing, same_code
from wuhao_batch.assessment.setting_values import is_email, usable_address
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.settings_sheet import find_settings, read_settings
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, Place, finding, nearest
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import ImpossibleError

SHEET = "名单"
NAME, PARTS = USUAL.unit, USUAL.part
HEADERS = ("编号", NAME, "类别", "书记", "邮箱", PARTS, "参评", LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Branch:
    """One scored unit, a row of 名单; ``sub_branches`` are its 党支部.

    ``left_out`` are the codes of the items that do not apply to it (不考评).
    """

    code: str
    name: str
    kind: str = ""
    secretary: str = ""
    email: str = ""
    sub_branches: tuple[str, ...] = ()
    takes_part: bool = True
    left_out: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Address for mail to this branch, in lower case; "" if there is no valid one."""
        return usable_address(self.email)

    @property
    def fields(self) -> dict[str, str]:
        """Column → text, for the fields ``{党总支}`` of templates."""
        return {
            "编号": self.code,
            NAME: self.name,
            "类别": self.kind,
            "书记": self.secretary,
            "邮箱": self.email,
            PARTS: "、".join(self.sub_branches),
            LEFT_OUT: "、".join(self.left_out),
        }

    def called(self, words: Words) -> dict[str, str]:
        """Return the same, the name and the parts under the assessment's own words too."""
        return {**self.fields, words.part: self.fields[PARTS], words.unit: self.name}


@dataclass(frozen=True)
class Roster:
    """The branches in the order of the sheet, and the settings.

    ``former`` maps 编号 → the names that a branch had earlier, as far as somebody has told them.
    """

    branches: tuple[Branch, ...]
    settings: Settings
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, Branch]:
        """编号, in the form in which it is compared, → branch."""
        return {code_key(branch.code): branch for branch in self.branches}

    def branch(self, code: str) -> Branch:
        """Return the branch of a code as a clerk writes it.

        Raises:
            ImpossibleError: There is none.
        """
        if (found := self.by_code.get(code_key(code))) is None:
            hint = nearest(fold(code), [each.code for each in self.branches])
            raise ImpossibleError(f"名单里没有编号“{code}”{hint}。请核对 roster.xlsx。")
        return found

    def codes(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Split what a clerk wrote into 编号; one text may hold several, as in “01,02、03”."""
        return split_codes(texts, self.by_code)

    @property
    def taking_part(self) -> tuple[Branch, ...]:
        """The branches that are assessed: all but the exempt ones."""
        return tuple(branch for branch in self.branches if branch.takes_part)


def read_roster(book: Book, file: str, words: Words = USUAL) -> tuple[Roster, list[Finding]]:
    """Read the sheets 名单 and 设置 of the roster workbook.

    Args:
        book: Its cells.
        file: Its name, for findings.
        words: The words of the assessment, in which the sheets may be written.

    Returns:
        What could be read, and every fault with its cell (I010–I013, L001, L008, V101–V107).
    """
    findings: list[Finding] = []
    found = _find_names(book, file, words)
    branches: tuple[Branch, ...] = ()
    if isinstance(found, Finding):
        findings.append(found)
    else:
        branches = _branches(found, words)
        findings += found.findings
    settings = Settings()
    found = find_settings(book, file)
    if isinstance(found, Finding):
        findings.append(found)
    else:
        settings, faults = read_settings(found.sheet, found.columns, found.header_row, file, words)
        findings += faults
    return Roster(branches, settings), findings


def _find_names(book: Book, file: str, words: Words) -> Listing | Finding:
    """Return the table of 名单: its names stand under the unit's own word, or else under 党总支."""
    own = find_listing(book, SHEET, ("编号", words.unit), file)
    usual = find_listing(book, SHEET, ("编号", NAME), file)
    return own if isinstance(own, Listing) or isinstance(usual, Finding) else usual


@dataclass(frozen=True, slots=True)
class _Heads:
    """The headers of 名单 under which names and parts stand; ``parts`` is "" without such ones."""

    name: str
    parts: str

    @property
    def all(self) -> tuple[str, ...]:
        """All headers of the sheet, as far as they have a name here."""
        ours = {NAME: self.name, PARTS: self.parts}
        return tuple(head for header in HEADERS if (head := ours.get(header, header)))


def _heads(listing: Listing, words: Words) -> _Heads:
    name = words.unit if words.unit in listing.columns else NAME
    own = (head for head in (words.part, PARTS) if head in listing.columns and head != name)
    usual = PARTS if words.unit == USUAL.unit else ""
    return _Heads(name, next(own, usual))


def _branches(listing: Listing, words: Words) -> tuple[Branch, ...]:
    heads = _heads(listing, words)
    listing.check_headers(heads.all)
    branches = tuple(_branch(listing, row, heads) for row in listing.rows)
    if not any(branch.takes_part for branch in branches):
        place = Place(listing.file, listing.sheet.name)
        listing.findings.append(finding("I013", place, **words.facts))
    listing.check_unique("编号", "I011", same_code)
    listing.check_codes("编号")
    listing.check_unique(heads.name, "I012", facts=words.facts)
    listing.check_seen("编号")
    _check_kinds(listing)
    return branches


def _check_kinds(listing: Listing) -> None:
    """Ask about a 类别 that is nearly another, larger one (I025): it is ranked by itself."""
    rows: dict[str, list[int]] = {}
    for row in listing.rows:
        if kind := listing.text(row, "类别"):
            rows.setdefault(kind, []).append(row)
    for kind, own in rows.items():
        near = [
            other
            for other, theirs in rows.items()
            if other != kind and len(theirs) >= len(own) and _is_slip(kind, other, len(own))
        ]
        if near and (len(rows[near[0]]) > len(own) or near[0] < kind):
            listing.report("I025", own[0], "类别", other=near[0])


def _is_slip(kind: str, other: str, times: int) -> bool:
    """True if one word holds the other, or one used once differs in a single character."""
    one, two = fold(kind), fold(other)
    if one in two or two in one:
        return True
    apart = sum(first != second for first, second in zip(one, two, strict=False))
    return times == 1 and len(one) == len(two) > 2 and apart == 1  # noqa: PLR2004  甲类 is not 乙类


def _branch(listing: Listing, row: int, heads: _Heads) -> Branch:
    listing.check_filled(row, heads.all, ("编号", heads.name))
    takes_part = fold(listing.text(row, "参评")) or YES
    if takes_part not in (YES, NO):
        listing.report("V106", row, "参评", header="参评", expected="“是”或“否”")
    return Branch(
        code=listing.text(row, "编号"),
        name=listing.text(row, heads.name),
        kind=listing.text(row, "类别"),
        secretary=listing.text(row, "书记"),
        email=email_in(listing, row),
        sub_branches=names_in(listing.text(row, heads.parts)),
        takes_part=takes_part != NO,
    )


def email_in(listing: Listing, row: int) -> str:
    """Return what stands under 邮箱 in a row; what is no address is V101."""
    email = listing.text(row, "邮箱")
    if email and not is_email(email):
        listing.report("V101", row, "邮箱")
    return email


def names_in(text: str) -> tuple[str, ...]:
    """Split a text into names at 、 or another comma."""
    return tuple(name for part in re.split(r"[、，,；;\n]", text) if (name := part.strip()))
