"""Groups of evaluators (组别) held against their shares of a score (组别权重).

A share that nobody gives would have to be left out, and the others made larger, without anybody
having decided that: so every group has somebody for every item, or the roster is refused.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.listing import Listing
from wuhao_batch.assessment.settings import GROUP_SHARES, Settings
from wuhao_batch.findings.finding import Finding, nearest
from wuhao_batch.scoring.combining import OWN, Combining, Shares
from wuhao_batch.scoring.model import Item, Standard
from wuhao_batch.sheets import fold

GROUP = "组别"

OnSetting = Callable[..., Finding]
"""Makes a finding at the value of 组别权重 from a code and its facts."""

Members = Sequence[tuple[str, tuple[str, ...]]]
"""The group of each evaluator, and the items that they score."""


def check_rows(listing: Listing, settings: Settings) -> None:
    """Report evaluators without a group (S020) or with one that has no share (L135).

    Groups for which no shares are set mean nothing (L136).
    """
    groups = {row: fold(listing.text(row, GROUP)) for row in listing.rows}
    if settings.shares is None:
        grouped = [row for row, group in groups.items() if group]
        for row in grouped[:1]:
            listing.report("L136", row, GROUP, why="没有设“组别权重”", what="组别")
        return
    for row, group in groups.items():
        if not group:
            header = GROUP if GROUP in listing.columns else "评委编号"
            listing.report("S020", row, header, name=listing.text(row, "姓名"))
        elif group not in settings.shares.groups:
            listing.report("L135", row, GROUP, what=_not_a_group(group, settings.shares))


def _not_a_group(group: str, shares: Shares) -> str:
    if group == OWN:
        return f"“{OWN}”是按填报的数量算出的得分，不是评委的组别"
    return f"“组别权重”里没有“{group}”这个组别{nearest(group, shares.groups)}"


def check_shares(
    members: Members, standard: Standard, settings: Settings, on_setting: OnSetting
) -> Iterator[Finding]:
    """Yield shares that are nobody's: in all (S021), or of some items (S022).

    Shares mean nothing where nobody gives a score that counts (L136).
    """
    shares, marked = settings.shares, settings.marked(standard)
    if shares is None:
        return
    if not marked:
        own = settings.basis == Basis.SELF
        why = "计分依据是自评得分" if own else "各项都按查到的数量计分，没有要打分的"
        yield on_setting("L136", why=why, what=GROUP_SHARES)
        return
    empty = [group for group in shares.groups if all(group != own for own, _ in members)]
    if empty:
        yield on_setting("S021", groups="、".join(f"“{group}”" for group in empty))
    for group, _ in shares.of:
        if group not in empty and (lacking := _unscored(group, members, marked)):
            facts = {"group": group, "share": shares.share_of(group), "codes": "、".join(lacking)}
            yield on_setting("S022", **facts)


def _unscored(group: str, members: Members, marked: Iterable[Item]) -> list[str]:
    """Return the items that have no score of a group."""
    if group == OWN:
        return [item.code for item in marked if not item.measures]
    scored = {code for own, items in members if own == group for code in items}
    return [item.code for item in marked if item.code not in scored]


def too_few(members: Members, standard: Standard, settings: Settings, least: int) -> list[str]:
    """Return the items with some evaluators, but fewer than 去掉最高最低后平均 takes.

    With groups each of them is brought together by itself; what is counted is not brought together.
    """
    if settings.combining != Combining.TRIMMED:
        return []
    groups = settings.shares.groups if settings.shares else None
    few = []
    for item in settings.marked(standard):
        own = [group for group, items in members if item.code in items]
        counts = [own.count(group) for group in groups] if groups else [len(own)]
        if any(0 < count < least for count in counts):
            few.append(item.code)
    return few
