"""The origin of a score in words: the same in 得分来源, in the feedback and in explanations."""

from wuhao_batch.assessment.words import Words
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.tracing import Origin, ScoreCell
from wuhao_batch.panel.layout import SAME
from wuhao_batch.scoring.combining import OWN, Combining, Shares


def counted(origin: Origin) -> str:
    """Return the counts that a score, or a share of it, comes from."""
    counts = "、".join(f"{each.measure.code}={each.brief}" for each in origin.counts)
    before = ""
    if origin.takes_own and origin.shares and origin.own is not None:
        before = f"{share(origin.shares, OWN)}，{plain(origin.own)}分，"
    return f"{before}数量 {counts}"


def scored(origin: Origin, score: ScoreCell) -> str:
    """Return one score that was given, and how those of all are brought together."""
    evaluator = score.evaluator
    verb = SAME if score.as_self else "评"
    if evaluator is None or evaluator.alone:
        return f"考评得分（{SAME}）" if score.as_self else "考评得分"
    weighs = origin.combining == Combining.WEIGHTED
    weight = f"（权重{plain(evaluator.weight)}）" if weighs else ""
    group = f"{share(origin.shares, evaluator.group)}，" if origin.shares else ""
    together = len(origin.of_group(evaluator.group))
    given = f"{together}位评委{origin.combining}，" if together > 1 else ""
    return f"{group}{given}{evaluator.code}{weight}{verb}{plain(score.points)}分"


def made_of_it(origin: Origin, words: Words) -> str:
    """Return what the 考评组 made of a self score; "" where it left it as it is."""
    if not origin.by_panel or origin.own is None or origin.own == origin.found:
        return ""
    counted_as = f"按填报的数量为{plain(origin.own)}分"
    if origin.shares:
        return f"{counted_as}，综合得{plain(origin.found)}分（{origin.shares.words}）"
    given = len(origin.scores)
    several = f"（{given}位评委{origin.combining}）" if given > 1 else ""
    return f"{counted_as}，{words.panel}评{plain(origin.found)}分{several}"


def share(shares: Shares, group: str) -> str:
    """Return the share of a group in a score."""
    return f"{group}占{shares.share_of(group)}"
