"""An explanation: how the score of an item, or the result of a branch, came about, in sentences.

It is internal: it names the evaluators with their scores, and the grounds of vetoes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wuhao_batch.findings.finding import Place
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.deriving import Derivation
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.tracing import Origin
from wuhao_batch.outputs.decided import told_change
from wuhao_batch.outputs.explanation.arithmetic import brought_together
from wuhao_batch.outputs.explanation.of_items import item_steps
from wuhao_batch.outputs.explanation.of_results import result_steps, veto_steps
from wuhao_batch.outputs.explanation.paragraphs import Paragraph
from wuhao_batch.outputs.origin_words import counted, scored
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Item, Veto

NONE = "—"


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """One item: ``score`` as a text, how it came about in ``brief`` and in ``steps``.

    ``cells`` are those that it comes from, each with its file and sheet.
    """

    category: str
    code: str
    content: str
    worth: str
    score: str
    brief: str
    cells: tuple[str, ...]
    steps: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Explanation:
    """The explanation of one branch with all of its items.

    Of one item alone ``whole`` is empty, of one veto alone ``items`` are; ``about`` says what
    ``whole`` is about. ``summary`` are label and text of its result; ``unit`` is the word for what
    is assessed.
    """

    title: str
    college: str
    unit: str
    code: str
    branch: str
    method: str
    digest: str
    summary: tuple[tuple[str, str], ...]
    whole: tuple[Paragraph, ...]
    items: tuple[ExplainedItem, ...]
    about: str = "总分、结论和名次"


def make_explanation(
    outcome: Outcome, derivation: Derivation, asked: Item | Veto | None = None
) -> Explanation:
    """Explain the result of a branch with all of its items, or one item or veto alone."""
    explained = _explanation(outcome, derivation)
    match asked:
        case Item():
            return replace(explained, whole=(), items=(_explained(outcome, derivation, asked),))
        case Veto():
            steps = tuple(veto_steps(outcome, derivation, asked))
            return replace(explained, whole=steps, items=(), about=f"一票否决{asked.code}")
        case _:
            return explained


def _explanation(outcome: Outcome, derivation: Derivation) -> Explanation:
    assessment, result = outcome.assessment, derivation.result
    settings = assessment.settings
    return Explanation(
        title=f"{settings.occasion}得分说明",
        college=settings.college or "",
        unit=assessment.words.unit,
        code=result.branch.code,
        branch=result.branch.name,
        method=outcome.method,
        digest=assessment.standard.digest,
        summary=tuple(_summary(derivation)),
        whole=tuple(result_steps(outcome, derivation)),
        items=tuple(_explained(outcome, derivation, each) for each in assessment.standard.items),
    )


def _summary(derivation: Derivation) -> Iterator[tuple[str, str]]:
    result = derivation.result
    yield "结论", result.verdict
    yield "总分", NONE if result.total is None else f"{plain(result.total)}分"
    yield "名次", NONE if result.rank is None else f"第{result.rank}名"


def _explained(outcome: Outcome, derivation: Derivation, item: Item) -> ExplainedItem:
    origin = next((each for each in derivation.origins if each.item is item), None)
    left_out = item.code in derivation.result.branch.left_out
    return ExplainedItem(
        category=next(s.category.name for s in derivation.sums if item in s.category.items),
        code=item.code,
        content=item.content,
        worth=item.worth,
        score=f"{plain(origin.points)}分" if origin else LEFT_OUT if left_out else NONE,
        brief=_brief(origin) if origin else "",
        cells=tuple(map(spelled, _cells(origin))) if origin else (),
        steps=tuple(item_steps(outcome, derivation.result, item, origin)),
    )


def _brief(origin: Origin) -> str:
    """Return in one clause what a score comes from."""
    together = brought_together(origin) if origin.by_panel else [counted(origin)]
    told = together[-1] if together else scored(origin, origin.scores[0])
    return "；".join([told, *(f"会议决定{told_change(each)}" for each in origin.decided)])


def _cells(origin: Origin) -> tuple[Place, ...]:
    return (*origin.places, *(each.place for each in origin.decided))


def spelled(place: Place) -> str:
    """Return a cell as people look it up: file, sheet and cell."""
    return f"{place.file} 【{place}】"
