"""The paragraph with which the report opens: results, leaders, failures, matters to decide."""

from collections.abc import Callable, Iterable, Iterator

from wuhao_batch.assessment.words import Words
from wuhao_batch.numbers import most_decimals, plain, with_decimals
from wuhao_batch.outcome.analysis import disagreements, quota_lines, totals
from wuhao_batch.outcome.result import Outcome, Result, ranking_of
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.long_lists import MOST_LISTED


def conclusions(outcome: Outcome) -> Iterator[str]:
    """Yield the sentences of the paragraph."""
    yield _how_many(outcome)
    yield from _leaders(outcome)
    yield from _failing(outcome)
    matters = list(_to_decide(outcome))
    if matters:
        told = "；".join(f"（{n}）{matter}" for n, matter in enumerate(matters, start=1))
        yield f"需要研究确定的有{len(matters)}件：{told}。"
    else:
        yield "没有需要研究确定的事项。"
    if (units := len(outcome.listed)) > MOST_LISTED:
        yield f"各表只列出前{MOST_LISTED}个，{units}个都在 results.xlsx 的“汇总”和“逐项得分”里。"


def _how_many(outcome: Outcome) -> str:
    taking_part = outcome.assessment.roster.taking_part
    told = "、".join(f"{each}{len(results)}个" for each, results in outcome.by_verdict.items())
    state = f"还有{len(outcome.unsettled)}个没有结果" if outcome.unsettled else "都已有结果"
    return f"参评{len(taking_part)}个，{state}{f'：{told}' if told else ''}。"


def _leaders(outcome: Outcome) -> Iterator[str]:
    first: dict[str, list[Result]] = {}
    total_of = totals_told(outcome)
    for result in outcome.listed:
        if result.rank == 1:
            ranking = ranking_of(result.branch, outcome.assessment.settings)
            first.setdefault(ranking, []).append(result)
    for ranking, results in first.items():
        among = f"{ranking}中，" if ranking else ""
        tied = "并列" if len(results) > 1 else "居"
        yield f"{among}{_names(results)}{tied}第1名，{total_of(results[0])}分。"


def _failing(outcome: Outcome) -> Iterator[str]:
    named = [each for each in outcome.listed if each.vetoes and each.status.is_settled]
    words = outcome.assessment.words
    held = [each for each in named if each.ceiling and each.status.is_ranked]
    for whom, ranked in (("", False), (f"所属{words.part}", True)):
        failing = [e for e in named if e.status.is_ranked is ranked and e not in held]
        if failing:
            told = "、".join(f"{each.branch.name}（{_why(each, words)}）" for each in failing)
            yield f"{whom}不达标的是{told}。"
    if held:
        told = "、".join(f"{e.branch.name}（{_why(e, words)}，最高“{e.ceiling}”）" for e in held)
        yield f"等次受一票否决限制的是{told}。"
    line = outcome.assessment.settings.pass_mark
    below = [each for each in outcome.listed if each.status is Status.BELOW_LINE]
    if below and line is not None:
        total_of = totals_told(outcome)
        told = "、".join(f"{each.branch.name}（{total_of(each)}分）" for each in below)
        yield f"未达分数线（{plain(line)}分）的是{told}。"


def _why(result: Result, words: Words) -> str:
    """Return the 情形 by their codes, and who named them."""
    found = {veto.code for veto in result.found}
    declared = result.checked.declared if result.checked else ()
    by = dict.fromkeys(declared, "申报") | dict.fromkeys(found, f"{words.panel}认定")
    return "、".join(f"{by.get(code, '会议认定')}一票否决{code}" for code in result.vetoes)


def _to_decide(outcome: Outcome) -> Iterator[str]:
    """Yield what only people can decide, in the order in which it stands in the way."""
    if disputed := [each for each in outcome.results if each.branch.code in outcome.disputed]:
        yield f"{_names(disputed)}交了内容不同的几份表，以哪一份为准"
    if any(each.code == "S015" for each in outcome.to_confirm):
        panel = outcome.assessment.words.panel
        yield f"考评得分取自各单位交回的评分表，是不是{panel}填的"
    open_claims = {each.branch.code for each in outcome.unconfirmed}
    if vetoed := [each for each in outcome.listed if each.branch.code in open_claims]:
        yield f"{_names(vetoed)}的一票否决是否属实（见第八部分）"
    yield from _ties(outcome)
    if outcome.stale:
        yield f"评委打分以后填报内容又有改动的{len(outcome.stale)}处，分数是否要改"
    apart = [each for each in disagreements(outcome) if each.item.code not in each.result.decided]
    if apart:
        yield f"评委打分相差超过分值三分之一的{len(apart)}项，分数是否要改（见第六部分）"


def _ties(outcome: Outcome) -> Iterator[str]:
    """Yield who shares a rank across a line, of 表彰名额 and of each 等次."""
    for line in quota_lines(outcome):
        if line.tied:
            among = f"{line.kind}中" if line.kind else ""
            rank = f"同为第{line.tied[0].rank}名、跨过名额线"
            yield f"{among}{_names(line.tied)}{rank}，推荐谁（见第七部分）"
    for at in (each for each in outcome.grade_lines if each.tied):
        among = f"{at.ranking}中" if at.ranking else ""
        names = "、".join(branch.name for branch in at.tied)
        rank = f"同为第{at.rank}名、跨过“{at.grade}”的名额线"
        yield f"{among}{names}{rank}，评谁（见第七部分）"


def _names(results: Iterable[Result]) -> str:
    return "、".join(result.branch.name for result in results)


def totals_told(outcome: Outcome) -> Callable[[Result], str]:
    """Return what tells a total in a sentence, with the decimals that the finest of them needs."""
    places = most_decimals(totals(outcome))
    return lambda result: "" if result.total is None else with_decimals(result.total, places)
