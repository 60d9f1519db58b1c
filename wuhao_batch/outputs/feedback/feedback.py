"""The feedback to each branch: points lost, the rules and reasons, its place.

It goes out by mail: evaluators are neither named nor told apart, and a veto is given in the
standard's own words, never its case (docs/notice.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median

from wuhao_batch.assessment.choices import FeedbackContent
from wuhao_batch.assessment.settings import Settings, spell
from wuhao_batch.assessment.words import Words
from wuhao_batch.numbers import most_decimals, plain, to_points, with_decimals
from wuhao_batch.outcome.analysis import middles, rounded, settled, totals
from wuhao_batch.outcome.result import Outcome, Result, ranking_of
from wuhao_batch.outcome.tracing import origin_of
from wuhao_batch.outputs.decided import MARK, told_change
from wuhao_batch.outputs.feedback.reasons import as_of_the_panel
from wuhao_batch.outputs.notice.notice import DRAFT_MARK
from wuhao_batch.outputs.origin_words import made_of_it
from wuhao_batch.scoring.explaining import explain
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Item
from wuhao_batch.workspace.disk import digest

FEEDBACK_TEMPLATE = "feedback.html.j2"
TO_FILL = ("整改措施", "责任人", "完成时限")
NONE = "—"
NOTHING_TO_MEND = "没有需要整改的事项。"
DAY_TO_FILL = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One item: points as texts; ``lost`` is "" where nothing is.

    The causes begin with the criterion; there are none where nothing is lost or none is told.
    ``mark`` stands at a score on which the meeting has decided.
    """

    category: str
    code: str
    content: str
    cap: str
    score: str
    middle: str
    lost: str
    causes: tuple[str, ...]
    mark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to mend: a lost item with its causes but the criterion, or a veto."""

    code: str
    content: str
    lost: str
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """The contents of one branch's feedback.

    ``to_fill`` are the columns of 整改清单 left open. ``nothing`` and ``left_out`` say that it is
    empty and what it does not list, "" where that is not so; ``confirmed`` is the line that the
    branch signs. ``signature`` is the office's, with its day. Without ``tells_causes`` there is no
    column of causes; ``middle`` is the header over the medians of all, which the summary says too.
    """

    title: str
    mark: str
    branch: str
    summary: tuple[tuple[str, str], ...]
    lines: tuple[FeedbackLine, ...]
    tasks: tuple[Task, ...]
    to_fill: tuple[str, ...]
    nothing: str
    left_out: str
    confirmed: str
    closing: str
    signature: tuple[str, ...]
    tells_causes: bool
    middle: str = field(repr=False)

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the texts that the page may not lack: the name, and the causes of what is lost."""
        lost = (line for line in self.lines if line.lost)
        return (self.mark, self.branch, *(text for each in lost for text in each.causes))


def feedback_digest(feedback: Feedback) -> str:
    """Return a short digest of all that a branch is told; a draft has that of the final one."""
    return digest(repr(replace(feedback, mark="")).encode())[:16]


def make_feedback(outcome: Outcome, *, draft: bool) -> dict[str, Feedback]:
    """Return 编号 → feedback, for every branch that has its result."""
    results = settled(outcome)
    if not results:
        return {}
    items = {code: rounded(points) for code, points in middles(outcome).items()}
    college = _College(items, rounded(median(totals(outcome))))
    return {
        result.branch.code: _Telling(outcome, result, college).feedback(draft=draft)
        for result in results
    }


@dataclass(frozen=True, slots=True)
class _College:
    """The medians of all branches: item code → points, and of the totals."""

    items: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class _Lost:
    """An item with its score, what it lost and why; no score where it does not apply."""

    category: str
    item: Item
    score: Decimal | None
    causes: tuple[str, ...]

    @property
    def points(self) -> Decimal:
        return Decimal(0) if self.score is None else self.item.scale.lost(self.score)


class _Telling:
    """Compose the feedback to one branch."""

    def __init__(self, outcome: Outcome, result: Result, college: _College) -> None:
        self._outcome, self._result, self._college = outcome, result, college
        self._settings, self._words = outcome.assessment.settings, outcome.assessment.words
        self._items = tuple(self._all_items())
        shown = [*(each.score for each in self._items), *college.items.values()]
        self._places = most_decimals(shown)

    def feedback(self, *, draft: bool) -> Feedback:
        settings = self._settings
        least, lost = self._least(), [each for each in self._items if each.points]
        tasks = (
            Task(each.item.code, each.item.content, self._told(each.points), each.causes[1:])
            for each in lost
            if each.points >= least
        )
        to_mend = (*self._vetoes(), *tasks)
        small = any(each.points < least for each in lost)
        return Feedback(
            title=f"{settings.occasion}反馈意见",
            mark=DRAFT_MARK if draft else "",
            branch=self._result.branch.name,
            summary=tuple(self._summary()),
            lines=tuple(self._lines()),
            tasks=to_mend,
            to_fill=TO_FILL,
            nothing="" if to_mend else NOTHING_TO_MEND,
            left_out=f"失分不到{plain(least)}分的考评内容见反馈意见，不列入整改清单。"
            if small
            else "",
            confirmed=_to_sign(self._words),
            closing=self._closing() if to_mend else _asking(settings),
            signature=tuple(_signature(settings)),
            tells_causes=settings.feedback_content is not FeedbackContent.POINTS,
            middle=f"{self._words.everyone}中位数",
        )

    def _least(self) -> Decimal:
        """Return the loss from which on something is to be mended: less comes from a mean alone."""
        least = self._settings.task_from
        standard = self._outcome.assessment.standard
        return self._settings.step_in(standard) if least is None else least

    def _summary(self) -> Iterator[tuple[str, str]]:
        result = self._result
        yield "结论", result.verdict
        if result.vetoes:
            told = (task.content.rstrip("；。") for task in self._vetoes())
            yield "一票否决", "；".join(told)
        yield "总分", NONE if result.total is None else plain(result.total)
        if result.left_out:
            yield LEFT_OUT, f"{'、'.join(result.branch.left_out)}，{result.left_out}"
        yield "名次", self._rank()
        if result.decided:
            yield "会议决定", f"{'；'.join(self._changes())}（得分后标{MARK}）"
        yield f"{self._words.everyone}总分中位数", plain(self._college.total)
        yield "计分依据", self._outcome.method

    def _changes(self) -> Iterator[str]:
        """Yield what the meeting made of each score that it decided on."""
        for code, decided in self._result.decided.items():
            first, last = decided[0], decided[-1]
            yield code + told_change(replace(last, before=first.before))

    def _rank(self) -> str:
        result, settings = self._result, self._outcome.assessment.settings
        if result.rank is None:
            return "不参加排名"
        ranking = ranking_of(result.branch, settings)
        among = self._outcome.ranked[ranking]
        tied = "并列" if result.tied else ""
        within = f"{ranking}中" if ranking else ""
        return f"{tied}第{result.rank}名（{within}共{among}个{settings.unit}排名）"

    def _all_items(self) -> Iterator[_Lost]:
        for category in self._outcome.assessment.standard.categories:
            for item in category.items:
                score = self._result.items.get(item.code)
                lost = score is not None and item.scale.lost(score)
                yield _Lost(category.name, item, score, tuple(self._causes(item) if lost else ()))

    def _lines(self) -> Iterator[FeedbackLine]:
        for each in self._items:
            yield FeedbackLine(
                category=each.category,
                code=each.item.code,
                content=each.item.content,
                cap=each.item.worth_in_short,
                score=LEFT_OUT if each.score is None else self._told(each.score),
                middle=self._middle(each.item),
                lost=self._told(each.points) if each.points else "",
                causes=each.causes,
                mark=MARK if each.item.code in self._result.decided else "",
            )

    def _middle(self, item: Item) -> str:
        """Return the median of those to whom an item applies."""
        points = self._college.items.get(item.code)
        return NONE if points is None else self._told(points)

    def _told(self, points: Decimal) -> str:
        """Return points with as many decimals as one of the table needs."""
        return with_decimals(points, self._places)

    def _causes(self, item: Item) -> Iterator[str]:
        """Yield the criterion, what the counts did, and what the panel made of it and why."""
        content = self._settings.feedback_content
        if content is FeedbackContent.POINTS:
            return
        origin = origin_of(self._outcome, self._result, item)
        yield f"考评标准：{item.criterion}"
        yield from explain(item, origin.known_counts, origin.capping)
        in_full = content is FeedbackContent.REASONS
        if origin.by_panel:
            if told := made_of_it(origin, self._words):
                yield told
            if in_full and (reasons := self._reasons(item)):
                yield f"{self._words.panel}的扣分说明：{'；'.join(reasons)}"
        for each in origin.decided:
            yield f"会议决定{told_change(each)}" + (f"，依据：{each.why}" if in_full else "")

    def _reasons(self, item: Item) -> list[str]:
        """Return why points were taken: who took none gives no reason for it."""
        given = self._outcome.panel.given_to(self._result.branch.code, item)
        full = to_points(item.scale.full)
        return as_of_the_panel(each.reason.cell.seen for each in given if each.points < full)

    def _closing(self) -> str:
        told = self._settings.feedback_content is not FeedbackContent.POINTS
        what = "失分原因" if told else "失分的考评内容"
        return f"请对照{what}逐项整改，填好整改清单后报送。{_asking(self._settings)}"

    def _vetoes(self) -> Iterator[Task]:
        texts = {veto.code: veto.text for veto in self._outcome.assessment.standard.vetoes}
        for code in self._result.vetoes:
            yield Task(code, texts[code], "一票否决", ())


def _to_sign(words: Words) -> str:
    return f"{words.unit}{words.head}签字：　　　　　　　　　　　　日期：{DAY_TO_FILL}"


def _signature(settings: Settings) -> Iterator[str]:
    """Yield who signs, if anybody is named, and the day, open if none is set."""
    if settings.signatory:
        yield settings.signatory
    yield spell(settings.signed_on) if settings.signed_on else DAY_TO_FILL


def _asking(settings: Settings) -> str:
    ask = settings.whom_to_ask
    return f"对以上情况有疑问的，请联系：{ask}。" if ask else ""
