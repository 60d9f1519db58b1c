"""The feedback to each branch: points lost, the rules and reasons, its place.

It goes out by mail: evaluators are not named, and a veto is given in the standard's own words,
never its case (docs/notice.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.analysis import middles, rounded, settled, totals
from wuhao_batch.outcome.judging import Outcome, Result, ranking_of
from wuhao_batch.outcome.tracing import Origin, origin_of
from wuhao_batch.outputs.notice.notice import DRAFT_MARK
from wuhao_batch.scoring.explaining import explain
from wuhao_batch.workspace.disk import digest

FEEDBACK_TEMPLATE = "feedback.html.j2"
TO_FILL = ("整改措施", "责任人", "完成时限")
NONE = "—"


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One item: points as texts; ``lost`` is "" where nothing is, and so are the causes."""

    category: str
    code: str
    content: str
    cap: str
    score: str
    middle: str
    lost: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to mend: a lost item, or a veto."""

    code: str
    content: str
    lost: str
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Feedback:
    """The contents of one branch's feedback. ``to_fill`` are the columns of 整改清单 left open."""

    title: str
    mark: str
    branch: str
    summary: tuple[tuple[str, str], ...]
    lines: tuple[FeedbackLine, ...]
    tasks: tuple[Task, ...]
    to_fill: tuple[str, ...]
    closing: str

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
    college = middles(outcome)
    return {
        result.branch.code: _Telling(outcome, result, college).feedback(draft=draft)
        for result in settled(outcome)
    }


class _Telling:
    """Compose the feedback to one branch."""

    def __init__(self, outcome: Outcome, result: Result, college: Mapping[str, Decimal]) -> None:
        self._outcome, self._result, self._college = outcome, result, college

    def feedback(self, *, draft: bool) -> Feedback:
        settings = self._outcome.assessment.settings
        lines = tuple(self._lines())
        lost = (
            Task(line.code, line.content, line.lost, line.causes) for line in lines if line.lost
        )
        return Feedback(
            title=f"{settings.occasion}反馈意见",
            mark=DRAFT_MARK if draft else "",
            branch=self._result.branch.name,
            summary=tuple(self._summary()),
            lines=lines,
            tasks=(*self._vetoes(), *lost),
            to_fill=TO_FILL,
            closing=_closing(settings),
        )

    def _summary(self) -> Iterator[tuple[str, str]]:
        result = self._result
        yield "结论", result.status.label
        if result.vetoes:
            told = (task.content.rstrip("；。") for task in self._vetoes())
            yield "一票否决", "；".join(told)
        yield "总分", NONE if result.total is None else plain(result.total)
        yield "名次", self._rank()
        yield "学院总分中位数", plain(rounded(median(totals(self._outcome))))
        yield "计分依据", self._outcome.method

    def _rank(self) -> str:
        result, settings = self._result, self._outcome.assessment.settings
        if result.rank is None:
            return "不参加排名"
        ranking = ranking_of(result.branch, settings)
        among = sum(
            other.rank is not None and ranking_of(other.branch, settings) == ranking
            for other in self._outcome.results
        )
        tied = "并列" if result.tied else ""
        within = f"{ranking}中" if ranking else ""
        return f"{tied}第{result.rank}名（{within}共{among}个单位排名）"

    def _lines(self) -> Iterator[FeedbackLine]:
        for category in self._outcome.assessment.standard.categories:
            for item in category.items:
                score = self._result.items[item.code]
                lost = item.cap - score
                yield FeedbackLine(
                    category=category.name,
                    code=item.code,
                    content=item.content,
                    cap=plain(item.cap),
                    score=plain(score),
                    middle=plain(rounded(self._college[item.code])),
                    lost=plain(lost) if lost else "",
                    causes=tuple(_causes(origin_of(self._outcome, self._result, item)))
                    if lost
                    else (),
                )

    def _vetoes(self) -> Iterator[Task]:
        texts = {veto.code: veto.text for veto in self._outcome.assessment.standard.vetoes}
        for code in self._result.vetoes:
            yield Task(code, texts[code], "一票否决", ())


def _causes(origin: Origin) -> Iterator[str]:
    """Yield the criterion, what the counts did, and what the panel made of it and why."""
    yield f"考评标准：{origin.item.criterion}"
    yield from explain(origin.item, origin.known_counts, origin.capping)
    if not origin.by_panel:
        return
    if origin.own is not None and origin.own != origin.points:
        given = len(origin.scores)
        several = f"（{given}位评委{origin.combining}）" if given > 1 else ""
        own, points = plain(origin.own), plain(origin.points)
        yield f"按填报的数量为{own}分，考评组评{points}分{several}"
    yield from (f"扣分说明：{reason}" for reason in origin.reasons)


def _closing(settings: Settings) -> str:
    ask = settings.whom_to_ask
    asking = f"对以上情况有疑问的，请联系：{ask}。" if ask else ""
    return f"请对照失分原因逐项整改，填好整改清单后报送。{asking}"
