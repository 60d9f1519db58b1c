"""Contents of the committee's report as its template sees them: texts, and charts as markup."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Count:
    """The number of branches with a status; ``shade`` is the class of its part of the bar."""

    label: str
    count: int
    names: tuple[str, ...]
    shade: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One branch in the order of the papers, texts and a bar of its categories."""

    code: str
    name: str
    kind: str
    rank: str
    categories: tuple[str, ...]
    total: str
    status: str
    remark: str
    bar: Markup | None


@dataclass(frozen=True, slots=True)
class ItemHead:
    """One item as the head of a column."""

    code: str
    content: str
    cap: str


@dataclass(frozen=True, slots=True)
class Apart:
    """An item on which evaluators are far apart, for the meeting."""

    name: str
    code: str
    content: str
    cap: str
    highest: str
    lowest: str
    given: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Points lost on one item by one branch; ``level`` 0 (none) to 5 (all of them).

    ``mark`` stands there where the meeting has decided on the score.
    """

    lost: str
    level: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One branch of the heat map."""

    code: str
    name: str
    kind: str
    status: str
    cells: tuple[Heat, ...]
    lost: str


@dataclass(frozen=True, slots=True)
class Costly:
    """The cost of one item to the college."""

    code: str
    content: str
    cap: str
    mean: str
    middle: str
    lost: str
    branches: int
    share: str
    bar: Markup


@dataclass(frozen=True, slots=True)
class Range:
    """The number of totals within a range."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class OwnAndPanel:
    """A branch's own figure and the panel's; ``code`` and ``content`` only for an item."""

    name: str
    code: str
    content: str
    own: str
    panel: str
    gap: str
    bar: Markup
    reason: str


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One ranking at its quota, names."""

    kind: str
    quota: int
    proposed: tuple[str, ...]
    tied: tuple[str, ...]
    rank: str


@dataclass(frozen=True, slots=True)
class GradePlaces:
    """One 等次 at its 名额 in one ranking, names; ``quota`` is 2个 or 10%."""

    kind: str
    grade: str
    quota: str
    places: int
    placed: tuple[str, ...]
    tied: tuple[str, ...]
    rank: str
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitBeside:
    """One unit in two periods, with the items that changed most for it."""

    name: str
    ranks: tuple[str, str]
    climbed: str
    totals: tuple[str, str]
    gain: str
    shared: tuple[str, str, str]
    items: str


@dataclass(frozen=True, slots=True)
class ItemBeside:
    """The mean score of one item in two periods; ``remark`` tells why they are not compared."""

    code: str
    content: str
    caps: tuple[str, str]
    means: tuple[str, str]
    gain: str
    remark: str


@dataclass(frozen=True, slots=True)
class TwoPeriods:
    """Two periods side by side, for the leader; ``partly`` if not every item can be compared."""

    before: str
    after: str
    sentences: str
    partly: bool
    units: tuple[UnitBeside, ...]
    items: tuple[ItemBeside, ...]


@dataclass(frozen=True, slots=True)
class LastChanges:
    """The changes since the results before these: on the whole, and one line a unit."""

    sentence: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecidedTable:
    """The decisions of the meeting on scores, or on vetoes, as texts."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """The contents of the report; absent parts are empty.

    ``unit`` is the word for what is assessed, ``authority`` for those who decide.
    """

    unit: str
    authority: str
    title: str
    college: str
    basis: str
    method: str
    digest: str
    conclusions: str
    since: LastChanges | None
    unsettled: tuple[str, ...]
    to_confirm: tuple[str, ...]
    taking_part: int
    handed_in: int
    counts: tuple[Count, ...]
    counts_bar: Markup
    findings: tuple[tuple[str, int], ...]
    evaluators: tuple[tuple[str, str, int, int], ...]
    by_kind: bool
    categories: tuple[tuple[str, str, str], ...]
    standings: tuple[Standing, ...]
    items: tuple[ItemHead, ...]
    heat: tuple[HeatRow, ...]
    costly: tuple[Costly, ...]
    ranges: tuple[Range, ...]
    spread: Markup
    extremes: tuple[tuple[str, str], ...]
    compared: bool
    totals: tuple[OwnAndPanel, ...]
    gaps: tuple[OwnAndPanel, ...]
    gaps_left_out: int
    apart: tuple[Apart, ...]
    quota: int | None
    lines: tuple[QuotaLine, ...]
    grades: tuple[GradePlaces, ...]
    vetoes: tuple[dict[str, str], ...]
    beside: TwoPeriods | None
    decided: tuple[DecidedTable, ...]
    decided_mark: str
    script: Markup
