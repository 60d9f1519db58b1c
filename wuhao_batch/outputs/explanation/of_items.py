"""The score of one item: from rule and quantity through the evaluators to the points that count."""

from collections.abc import Iterator

from wuhao_batch.assessment.words import Words
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.tracing import CountCell, Origin, ScoreCell
from wuhao_batch.outputs.decided import in_full
from wuhao_batch.outputs.explanation.arithmetic import brought_together
from wuhao_batch.outputs.explanation.paragraphs import Line, Paragraph, line
from wuhao_batch.outputs.origin_words import made_of_it
from wuhao_batch.panel.layout import SAME
from wuhao_batch.scoring.combining import Combining
from wuhao_batch.scoring.explaining import bounds, steps, won_and_lost
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Item

NO_EFFECT = "不加分也不扣分"


def item_steps(
    outcome: Outcome, result: Result, item: Item, origin: Origin | None
) -> Iterator[Paragraph]:
    """Yield the steps; ``origin`` is None while the item has no score."""
    yield Paragraph("考评标准", (line(item.criterion or "没有写"),))
    if origin is None:
        yield Paragraph("得分", (line(_without_score(result, item)),))
        return
    if origin.counts:
        yield Paragraph("数量", tuple(_counted(origin)))
    if origin.by_panel:
        words = outcome.assessment.words
        yield Paragraph(words.panel, tuple(_scored(origin, words)))
    if origin.decided:
        yield Paragraph(
            "会议决定", tuple(line(in_full(each), each.place) for each in origin.decided)
        )
    yield Paragraph("得分", (line(f"{item.code}得{plain(origin.points)}分"),))


def _without_score(result: Result, item: Item) -> str:
    if item.code in result.branch.left_out:
        return f"{LEFT_OUT}，{result.left_out}"
    return f"还没有得分：{result.status.label}"


# --- from the quantities --------------------------------------------------------------------------


def _counted(origin: Origin) -> Iterator[Line]:
    taken = steps(origin.item, origin.known_counts)
    for each in origin.counts:
        done = [step.text for step in taken if step.measure is each.measure]
        yield line(_quantity(each, done), each.place)
    yield line(_own(origin))


def _quantity(cell: CountCell, done: list[str]) -> str:
    measure, remark = cell.measure, f"。备注：{cell.remark}" if cell.remark else ""
    rule = "；".join(measure.words)
    if cell.count is None:
        told = f"{measure.name}：没有能用的数量"
    else:
        told = "；".join(done) or f"{measure.said(cell.count)}，{NO_EFFECT}"
    return f"{measure.code} {told}（规则：{rule}）{remark}"


def _own(origin: Origin) -> str:
    """Return how the quantities add up to the self score."""
    if origin.own is None:
        return "数量没有填全，没有自评得分"
    item = origin.item
    taken = steps(item, origin.known_counts)
    own = f"自评得分{plain(origin.own)}分"
    if any(step.points is None for step in taken):
        return f"出现上面的情形，这一项为0分，{own}"
    won, lost = won_and_lost(taken)
    parts = [f"从{plain(item.scale.start)}分起"]
    parts += [f"加{plain(won)}分"] if won else []
    parts += [f"扣{plain(-lost)}分"] if lost else []
    return "，".join([*parts, *bounds(item, taken, origin.capping), own])


# --- from the evaluators --------------------------------------------------------------------------


def _scored(origin: Origin, words: Words) -> Iterator[Line]:
    for each in origin.scores:
        yield line(_score(each, origin, words), each.place)
    for text in filter(None, (made_of_it(origin, words), *brought_together(origin))):
        yield line(text)


def _score(score: ScoreCell, origin: Origin, words: Words) -> str:
    evaluator = score.evaluator
    who = f"评分表里的{words.panel}" if evaluator is None else evaluator.label
    weighs = origin.combining == Combining.WEIGHTED and evaluator and not evaluator.alone
    weight = f"（权重{plain(evaluator.weight)}）" if weighs and evaluator else ""
    how = f"（{SAME}）" if score.as_self else ""
    reason = f"。扣分说明：{score.reason}" if score.reason else ""
    return f"{who}{weight}评{plain(score.points)}分{how}{reason}"
