"""The public notice: the one model of its three forms, web page, Word file and workbook.

It holds what may be shown in public and nothing else: a status is named, never its ground
(docs/notice.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import compress

from wuhao_batch.assessment.choices import PublicScores
from wuhao_batch.assessment.settings import Settings, spell
from wuhao_batch.numbers import most_decimals, plain, with_decimals
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.long_lists import MOST_LISTED
from wuhao_batch.outputs.notice.correction import Correction
from wuhao_batch.outputs.notice.fitting import height_above, row_height, space_for
from wuhao_batch.outputs.notice.window import Window
from wuhao_batch.scoring.left_out import LEFT_OUT

HTML_TEMPLATE, WORD_TEMPLATE = "notice.html.j2", "notice.docx"
DRAFT_MARK = "征求意见稿"
WHOLE_LIST = "公示名单"
"""The sheet with all rows of a long notice."""
NONE = "—"
TOTAL = "总分"

TITLE_ROOM = 20
"""Characters of 二号 on a line of 156 mm (GB/T 9704-2012, docs/notice.md)."""

TABLE_ROOM = 36.5
"""The width of the table in characters of 小四, 12 pt."""

TABLE_SIZE, SMALL_TABLE_SIZE = 12.0, 10.5

_COLUMN_ROOM = {"名次": 2.6, "类别": 4.6, "总分": 3.2}
_NAME_ROOM, _OTHER_ROOM = 9.6, 3.5
_LEAST_NAME = 5.0
"""The width of the column of names where others need theirs."""
_DIGIT, _FIGURE_SPARE = 0.55, 0.45


@dataclass(frozen=True)
class Notice:
    """The contents of the notice.

    ``title_lines`` are the lines on which the title is set; ``rows`` are texts, one for each of
    ``columns``, of which ``name`` is that of the names; ``mark`` is 征求意见稿 on a draft, else "".
    ``corrected`` says what a 更正公示 corrects, a line each; it is empty on a first notice.
    ``chosen`` are those of the rows that are 拟推荐.
    """

    name: str
    title: str
    title_lines: tuple[str, ...]
    mark: str
    opening: str
    corrected: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]
    closing: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    signature: tuple[str, ...]
    chosen: tuple[tuple[str, ...], ...] = ()

    @property
    def is_long(self) -> bool:
        """True if the whole table stands on a sheet of its own, which goes up with the notice."""
        return len(self.rows) > MOST_LISTED

    @cached_property
    def on_paper(self) -> "Notice":
        """Return the notice as it is read: of a long table only the rows of those 拟推荐.

        The first rows where none is, or too many are.
        """
        if not self.is_long:
            return self
        listed = self.chosen if 0 < len(self.chosen) <= MOST_LISTED else self.rows[:MOST_LISTED]
        which = "拟推荐的" if listed is self.chosen else "前"
        told = (
            f"本次公示共{len(self.rows)}个{self.name}，全部列在附件“{WHOLE_LIST}”（Excel 表）中；"
            f"以上为{which}{len(listed)}个。"
        )
        return replace(self, rows=listed, remarks=(told,))

    @property
    def facts(self) -> tuple[str, ...]:
        """Return texts that no form of the notice may lack, however an office words the rest."""
        return (*("".join(row) for row in self.rows), *self.around)

    @property
    def around(self) -> tuple[str, ...]:
        """Return those facts outside the table: mark, what is corrected, window and signature."""
        return (self.mark, *self.corrected, self.closing[0], *self.signature)

    @property
    def length(self) -> str:
        """Return the words of the window that no line may part: its number of days."""
        return self.closing[0].rpartition("，")[2]

    @cached_property
    def table_size(self) -> float:
        """Return the table's type in points: 小四, or 五号 if there are too many columns for it."""
        return TABLE_SIZE if sum(self._rooms) <= TABLE_ROOM else SMALL_TABLE_SIZE

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Return the column widths in characters of the table's type; the name takes the rest."""
        rooms, room = list(self._rooms), TABLE_ROOM * TABLE_SIZE / self.table_size
        name = self.columns.index(self.name)
        rooms[name] = max(_LEAST_NAME, rooms[name] + (room - sum(rooms)))
        return tuple(each * room / sum(rooms) for each in rooms)

    @property
    def row_space(self) -> float:
        """Return the points above and below the text of a row on the web page."""
        widths, size = self.widths, self.table_size
        above = height_above(
            len(self.title_lines), (self.opening, *self.corrected), marked=bool(self.mark)
        )
        table = (self.columns, *self.rows)
        return space_for(above, [row_height(row, widths, size) for row in table])

    def fits(self) -> bool:
        """True if there is room for all columns, with names on several lines."""
        others = sum(self._rooms) - self._rooms[self.columns.index(self.name)]
        return others + _LEAST_NAME <= TABLE_ROOM * TABLE_SIZE / SMALL_TABLE_SIZE

    @cached_property
    def _rooms(self) -> tuple[float, ...]:
        known = {**_COLUMN_ROOM, self.name: _NAME_ROOM}
        usual = (known.get(column, _OTHER_ROOM) for column in self.columns)
        cells = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        pairs = zip(usual, cells, strict=True)
        return tuple(max(room, *map(_figure_room, texts), 0.0) for room, texts in pairs)


def _figure_room(text: str) -> float:
    """Return the characters that a figure needs on its one line; other texts may take several."""
    return (
        len(text) * _DIGIT + _FIGURE_SPARE if text.replace(".", "").lstrip("-").isdecimal() else 0.0
    )


def make_notice(
    outcome: Outcome,
    window: Window | None,
    *,
    draft: bool,
    correction: Correction | None = None,
) -> Notice:
    """Return the notice of a run. A draft lists the branches without a result as such.

    Where the paper has no room for the categories' points, only totals are listed.

    Args:
        outcome: The results.
        window: None where its dates are not known: then only its length is printed.
        draft: Mark it as such.
        correction: It is a 更正公示 of an issue.
    """
    notice = _notice(outcome, window, _parts(outcome), correction, draft=draft)
    return notice if notice.fits() else _notice(outcome, window, (), correction, draft=draft)


def parts_left_out(notice: Notice, outcome: Outcome) -> int:
    """Return the number of categories that the settings want on a notice and that are not there."""
    return sum(_headed(part, outcome) not in notice.columns for part in _parts(outcome))


def _parts(outcome: Outcome) -> tuple[str, ...]:
    """Return the categories whose points the settings want on the notice."""
    if outcome.assessment.settings.public_scores != PublicScores.ALL:
        return ()
    return tuple(category.name for category in outcome.assessment.standard.categories)


def _notice(
    outcome: Outcome,
    window: Window | None,
    parts: tuple[str, ...],
    correction: Correction | None,
    *,
    draft: bool,
) -> Notice:
    settings, kind = outcome.assessment.settings, "更正公示" if correction else "公示"
    columns = _columns(settings, parts)
    rows = tuple(_rows(outcome, columns))
    proposed = (each.proposed for each in _public(outcome))
    title = f"关于{settings.occasion}结果的{kind}"
    lines = (f"关于{settings.period.words}", f"{settings.subject}结果的{kind}")
    return Notice(
        name=settings.unit,
        title=title,
        title_lines=(title,) if len(title) <= TITLE_ROOM else lines,
        mark=DRAFT_MARK if draft else "",
        opening=_opening(settings, correction),
        corrected=correction.lines if correction else (),
        columns=tuple(_headed(column, outcome) for column in columns),
        rows=rows,
        remarks=tuple(_remarks(outcome)),
        closing=tuple(_closing(settings, window)),
        contacts=tuple(_contacts(settings)),
        signature=tuple(spell(part) for part in (settings.signatory, settings.signed_on) if part),
        chosen=tuple(compress(rows, proposed)),
    )


def _opening(settings: Settings, correction: Correction | None) -> str:
    basis = f"{settings.notice_basis.rstrip('。，；')}，" if settings.notice_basis else ""
    if correction is not None:
        since = (
            f"自{spell(correction.begins)}起公示的{settings.college or ''}{settings.occasion}结果"
        )
        return f"{basis}现对{since}更正如下，并将更正后的结果重新公示。"
    purpose = "为充分发扬民主、广泛听取意见、接受监督，"
    return f"{basis}{purpose}现将{settings.college or ''}{settings.occasion}结果予以公示。"


def _public(outcome: Outcome) -> Iterator[Result]:
    for result in outcome.listed:
        hidden = result.status is Status.VETOED and not outcome.assessment.settings.public_vetoed
        if result.status is not Status.EXEMPT and not hidden:
            yield result


def _columns(settings: Settings, parts: tuple[str, ...]) -> tuple[str, ...]:
    kind = ("类别",) if settings.by_kind else ()
    total = (TOTAL,) if settings.public_scores != PublicScores.NONE else ()
    return ("名次", settings.unit, *kind, *parts, *total, "结论")


def _headed(column: str, outcome: Outcome) -> str:
    """Return the head of a column: a category that counts by a share says so."""
    shares = {each.name: each.share for each in outcome.assessment.standard.categories}
    share = shares.get(column)
    return column if share is None else f"{column}（占{plain(share)}%）"


def _rows(outcome: Outcome, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each line; all figures have the decimals that the finest one needs.

    Where categories count by shares, totals may have more of them.
    """
    results, categories = tuple(_public(outcome)), outcome.assessment.standard.categories
    figures = [_figures(result) for result in results]
    total = [each.get(TOTAL) for each in figures if TOTAL in columns]
    parts = [each.get(column) for each in figures for column in columns if column != TOTAL]
    finer = most_decimals((*parts, *total))
    places = most_decimals(parts) if outcome.assessment.standard.is_weighed else finer
    for result, points in zip(results, figures, strict=True):
        shown = {
            column: with_decimals(each, finer if column == TOTAL else places)
            for column, each in points.items()
        }
        shown |= {
            "名次": str(result.rank or NONE),
            outcome.assessment.words.unit: result.branch.name,
            "类别": result.branch.kind,
            "结论": result.verdict,
        }
        if points:
            lacking = (each.name for each in categories if result.lacks(*each.items))
            shown = dict.fromkeys(lacking, LEFT_OUT) | shown
        yield tuple(shown.get(column, NONE) for column in columns)


def _figures(result: Result) -> dict[str, Decimal]:
    """Return column → points; who is not ranked has no number on the line."""
    if not result.status.is_ranked or result.total is None:
        return {}
    return {**result.categories, TOTAL: result.total}


def _remarks(outcome: Outcome) -> Iterator[str]:
    """Yield how a total came about to which not every item applies, and parts that are 不达标.

    These although their unit is not, and only by names that the roster knows: other texts there
    may give the ground away.
    """
    if outcome.assessment.settings.public_scores != PublicScores.NONE:
        for result in _public(outcome):
            if result.left_out and result.status.is_ranked:
                yield f"{result.branch.name}有的内容不考评，{result.left_out}。"
    for result in _public(outcome) if outcome.assessment.settings.public_vetoed else ():
        known = [name for name in result.sub_branches if name in result.branch.sub_branches]
        if known and result.status.is_ranked:
            names = "、".join(known)
            part = outcome.assessment.words.part
            yield f"{result.branch.name}所属{part}认定为不达标的：{names}。"


def _closing(settings: Settings, window: Window | None) -> Iterator[str]:
    if window is None:
        yield f"公示期为{settings.notice_days}个工作日。"
    else:
        dates = f"自{spell(window.start)}起至{spell(window.end)}止"
        yield f"公示期{dates}，共{settings.notice_days}个工作日。"
    phone = settings.watch_phone or settings.discipline_phone
    ways = {
        "来信": settings.place or settings.watch_email,
        "来电": phone,
        "来访": settings.place,
    }
    open_ways = "、".join(way for way, there in ways.items() if there)
    by = f"通过{open_ways}等方式" if open_ways else ""
    yield (
        f"公示期内，对公示内容有异议的，可以{by}实名反映，并告知联系方式；"
        "以单位名义反映的，应加盖单位公章。反映情况要实事求是，以便核实和反馈。"
    )


def _contacts(settings: Settings) -> Iterator[tuple[str, str]]:
    for label, value in (
        ("监督电话", settings.watch_phone),
        ("监督邮箱", settings.watch_email),
        ("纪检电话", settings.discipline_phone),
        ("受理地点", settings.place),
    ):
        if value:
            yield label, value
