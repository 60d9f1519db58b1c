"""The sheet 评委 of the roster → evaluators: their items, and the weight of their scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.assessment.choices import ScoredIn
from wuhao_batch.assessment.groups import GROUP, Members, check_rows, check_shares, too_few
from wuhao_batch.assessment.listing import Listing, find_listing, same_code, sheets_named
from wuhao_batch.assessment.naming import items_named
from wuhao_batch.assessment.roster import email_in
from wuhao_batch.assessment.setting_values import usable_address
from wuhao_batch.assessment.settings import GROUP_SHARES, SCORED_IN, Settings
from wuhao_batch.assessment.settings_sheet import on_setting
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.numbers import DECIMALS, decimals, read_number
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book, fold

SHEET = "评委"
HEADERS = ("评委编号", "姓名", "权重", "负责项目")
COLUMNS = (*HEADERS, "邮箱", GROUP)
"""The same with the columns that may be left out."""
REQUIRED = ("评委编号", "姓名")

LEAST_TRIMMED = 5
"""Scores of an item that 去掉最高最低后平均 needs."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One 评委. ``items`` are the codes of the items that this evaluator scores, in order.

    ``email`` is where a 复核表 is sent, as the roster writes it; ``group`` the name of the group
    whose share (组别权重) this evaluator's scores enter, "" without groups.
    ``alone`` is the 考评组 as a whole, whose agreed scores are taken as they are.
    """

    code: str
    name: str
    weight: Decimal
    items: tuple[str, ...]
    email: str = ""
    group: str = ""
    alone: bool = False

    @property
    def address(self) -> str:
        """Address for mail to this evaluator, in lower case; "" if there is no valid one."""
        return usable_address(self.email)

    @property
    def title(self) -> str:
        """Name and group, for people."""
        return f"{self.name}（{self.group}）" if self.group else self.name

    @property
    def label(self) -> str:
        """Name and code, for people."""
        return self.name if self.alone else f"{self.name}（{self.code}）"


def the_panel(
    evaluators: tuple[Evaluator, ...], standard: Standard, name: str
) -> tuple[Evaluator, ...]:
    """Return the evaluators; where there are none, the 考评组 as one, by its name."""
    items = tuple(item.code for item in standard.items)
    return evaluators or (Evaluator(name, name, Decimal(1), items, alone=True),)


def read_evaluators(
    book: Book, file: str, standard: Standard, settings: Settings
) -> tuple[tuple[Evaluator, ...], list[Finding]]:
    """Read the sheet 评委; without it, or without a row in it, there are no evaluators.

    Args:
        book: The roster workbook.
        file: Its name, for findings.
        standard: Whose items are shared out.
        settings: 计分方法 may need more evaluators.

    Returns:
        The evaluators, and every fault with its cell (I010, I011, L001, L008, S005, S006, V101,
        V106, V107, V108, V109; of groups L135, L136, S020–S022).
    """

    def on_shares(code: str, **facts: str) -> Finding:
        return on_setting(code, GROUP_SHARES, book, file, **facts)

    if not sheets_named(book, SHEET):
        return (), list(check_shares((), standard, settings, on_shares))
    found = find_listing(book, SHEET, REQUIRED, file)
    if isinstance(found, Finding):
        return (), [found]
    found.check_headers(COLUMNS if settings.shares else COLUMNS[:-1])
    found.check_complete(HEADERS, COLUMNS)
    evaluators = tuple(_evaluator(found, row, standard) for row in found.rows)
    found.check_unique("评委编号", "I011", same_code)
    found.check_codes("评委编号")
    found.check_seen("评委编号")
    check_rows(found, settings)
    place = Place(file, found.sheet.name)
    members = [(each.group, each.items) for each in evaluators]
    if evaluators and not has_errors(found.findings) and settings.needs_panel:
        found.findings += _uncovered(members, standard, settings, place)
    if not has_errors(found.findings):
        found.findings += check_shares(members, standard, settings, on_shares)
    if evaluators and settings.scored_in == ScoredIn.FORMS:
        found.findings.append(on_setting("V109", SCORED_IN, book, file))
    return evaluators, found.findings


def _evaluator(listing: Listing, row: int, standard: Standard) -> Evaluator:
    listing.check_filled(row, COLUMNS, REQUIRED)
    return Evaluator(
        code=listing.text(row, "评委编号"),
        name=listing.text(row, "姓名"),
        weight=_weight(listing, row),
        items=tuple(_items(listing, row, standard)),
        email=email_in(listing, row),
        group=fold(listing.text(row, GROUP)),
    )


def _weight(listing: Listing, row: int) -> Decimal:
    cell = listing.cell(row, "权重")
    if cell.blank or cell.has_no_result:
        return Decimal(1)
    reading = read_number(cell)
    if reading is not None and reading.value > 0 and decimals(reading.value) <= DECIMALS:
        return reading.value
    expected = f"大于0的数（最多{DECIMALS}位小数），空白为1"
    listing.report("V106", row, "权重", header="权重", expected=expected)
    return Decimal(1)


def _items(listing: Listing, row: int, standard: Standard) -> Iterator[str]:
    """Yield the items of the categories and codes that are named; all of them where none is."""
    text = listing.text(row, "负责项目")
    named = items_named(text, standard)
    for name in named.unknown:
        listing.report("V108", row, "负责项目", name=name, blank="全部")
    yield from named.items if text else (item.code for item in standard.items)


def _uncovered(
    members: Members, standard: Standard, settings: Settings, place: Place
) -> Iterator[Finding]:
    """Yield items without an evaluator (S006), or with too few for the method (S005)."""
    scored = {code for _, items in members for code in items}
    nobodys = [item.code for item in standard.items if item.code not in scored]
    if nobodys:
        yield finding("S006", place, codes="、".join(nobodys))
    if few := too_few(members, standard, settings, LEAST_TRIMMED):
        yield finding("S005", place, least=str(LEAST_TRIMMED), codes="、".join(few))
