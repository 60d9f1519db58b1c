"""The column 不考评 of 名单 → the items that do not apply to a branch."""

from dataclasses import replace

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.assessment.naming import items_named
from wuhao_batch.assessment.roster import SHEET, Branch, Roster
from wuhao_batch.findings.finding import Finding
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book


def with_left_out(
    roster: Roster, book: Book, file: str, standard: Standard
) -> tuple[Roster, list[Finding]]:
    """Return the roster with the items that do not apply to each branch.

    Args:
        roster: As it was read from the book.
        book: The roster workbook.
        file: Its name, for findings.
        standard: Whose items and categories the column names.

    Returns:
        The roster, and the names that are none (V108) or leave nothing to assess (V106).
    """
    listing = find_listing(book, SHEET, ("编号", LEFT_OUT), file)
    if isinstance(listing, Finding):
        return roster, []
    rows = {code_key(listing.text(row, "编号")): row for row in listing.rows}
    branches = tuple(
        _with_left_out(branch, listing, rows.get(code_key(branch.code)), standard)
        for branch in roster.branches
    )
    return replace(roster, branches=branches), listing.findings


def _with_left_out(branch: Branch, listing: Listing, row: int | None, standard: Standard) -> Branch:
    if row is None:
        return branch
    named = items_named(listing.text(row, LEFT_OUT), standard)
    for name in named.unknown:
        listing.report("V108", row, LEFT_OUT, name=name, blank="全部考评")
    if named.items and not standard.without(named.items).total and standard.total:
        expected = "一部分考评内容；一项都不考评的，请在“参评”里填“否”"
        listing.report("V106", row, LEFT_OUT, header=LEFT_OUT, expected=expected)
    return replace(branch, left_out=named.items)
