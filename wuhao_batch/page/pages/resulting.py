"""结果: scores and ranks, what has changed, where each number comes from, the meeting's word."""

from datetime import date
from pathlib import Path

from wuhao_batch.jobs.decide import Wanted, WrittenDecision, decide
from wuhao_batch.jobs.decisions_sheet import lay_out
from wuhao_batch.jobs.explain import Question, answer
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.run import Publication, Run, run
from wuhao_batch.jobs.standings import Standings, look_at_standings
from wuhao_batch.jobs.total import total
from wuhao_batch.outcome.changes_in_words import headline, revision_lines, unit_lines
from wuhao_batch.outcome.result import Result
from wuhao_batch.outputs.explanation.page import explanation_page
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.page.addresses import Addresses
from wuhao_batch.page.answers import Answer, Next, PaperView, View
from wuhao_batch.page.call import Call
from wuhao_batch.page.steps import YearStep
from wuhao_batch.page.work import Told
from wuhao_batch.panel.meeting.layout import HOLDS, HOLDS_NOT, spelled
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.moments import today

own = Addresses(YearStep.RESULTS)

BELOW = f"/{YearStep.RESULTS}"

_LABELS = {
    "report": "情况报告",
    "results": "会议用表和各项结果（Excel）",
    "compare": "与以前一期对照（Excel）",
    "draft_html": "征求意见稿",
    "draft_docx": "征求意见稿（Word）",
    "draft_xlsx": "征求意见稿（Excel）",
}
"""Working papers, by their keys, and what people call them."""


@own.shows(BELOW)
def show(call: Call) -> Answer:
    """Show the ranking, the heat map, and the decisions of the meeting."""
    known, place = call.desk.known(), call.desk.workspace
    seen = call.desk.once(Standings, lambda: look_at_standings(known, place))
    since, unit = seen.since, known.assessment.words.unit
    told = [headline(since, unit), *revision_lines(since), *unit_lines(since)] if since else []
    papers = {
        key: label for key, label in _LABELS.items() if (place.output / PAPERS[key]).is_file()
    }
    values = {
        "known": known,
        "seen": seen,
        "report": seen.report,
        "told": told,
        "papers": papers,
        "rounds": seen.last_run.record.asked.rounds if seen.last_run.record else (),
        **_for_decisions(known),
    }
    return View("results.html", _next(known, seen), values)


@own.does(f"{BELOW}/run")
def score(call: Call) -> Answer:
    """Score, rank, and make all papers."""
    draft = call.has("draft")
    title = "计分，生成征求意见稿" if draft else "计分"
    return call.begin(title, lambda place, track: run(place, draft=draft, track=track), _told)


@own.does(f"{BELOW}/total")
def bring_together(call: Call) -> Answer:
    """Bring the rounds of a year together."""
    lines = call.one("rounds").splitlines()
    folders = [Path(each.strip()) for each in lines if each.strip()]
    if not folders:
        raise ImpossibleError("请写各期的工作文件夹，一行一个。")
    return call.begin(
        "合成全年的分数",
        lambda place, track: total(place, [place.root / each for each in folders], track=track),
        lambda done: _told_of(done.publication, "全年的分数已经合成。"),
    )


@own.shows(f"{BELOW}/explain/{{code}}")
def explain_result(call: Call) -> Answer:
    """Show where the result of a branch comes from."""
    return _explained(call, Question(call.path["code"]))


@own.shows(f"{BELOW}/explain/{{code}}/{{item}}")
def explain_score(call: Call) -> Answer:
    """Show where one score comes from."""
    return _explained(call, Question(call.path["code"], call.path["item"]))


@own.shows(f"{BELOW}/sheet/{{code}}")
def printable(call: Call) -> Answer:
    """Show the explanation of a branch, or of one of its scores, as one page to be printed."""
    question = Question(call.path["code"], call.one("item") or None)
    explained = answer(call.desk.known().outcome, question)
    return PaperView(explanation_page(explained.explanation))


@own.does(f"{BELOW}/decide")
def note_decision(call: Call) -> Answer:
    """Write down a decision of the meeting."""
    wanted = Wanted(
        call.one("branch"),
        call.one("code"),
        call.one("after"),
        call.one("by"),
        call.one("why"),
        call.one("before") or None,
        call.one("parts"),
        day_of(call.one("day"), "决定的日期"),
    )
    if not (wanted.branch and wanted.code and wanted.after):
        raise ImpossibleError("请写明单位、考评编号（或一票否决的序号）和新分（或新认定）。")
    return call.begin(
        "写入会议决定", lambda place, track: decide(place, wanted, track=track), _told_of_decision
    )


@own.does(f"{BELOW}/decisions")
def open_decisions(call: Call) -> Answer:
    """Open the workbook of decisions, a blank one if there is none yet."""
    place = call.desk.workspace
    if not place.decisions.exists():
        lay_out(place)
    return call.opened(place.decisions)


def day_of(text: str, what: str) -> date | None:
    """Return a day as a date field sends it; None for a blank one.

    Raises:
        ImpossibleError: It is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ImpossibleError(f"{what}要写成 2026-12-16 这样。") from None


def _explained(call: Call, question: Question) -> Answer:
    known = call.desk.known()
    traced = answer(known.outcome, question)
    result = traced.derivation.result
    values = {
        "known": known,
        "explanation": traced.explanation,
        "result": result,
        "item": next(iter(traced.explanation.items), None) if question.item else None,
        "alone": question.item is not None,
        **_for_decisions(known),
    }
    return View("explain.html", values=values)


def _for_decisions(known: Known) -> dict[str, object]:
    """Return what the form for a decision offers."""
    standard = known.assessment.standard
    return {
        "branches": known.assessment.roster.taking_part,
        "codes": [(each.code, each.content) for each in standard.items],
        "vetoes": [(each.code, each.text) for each in standard.vetoes],
        "words": (HOLDS, HOLDS_NOT),
        "today": today(),
        "on_vetoes": [
            (each.branch, code, spelled(holds=last.before), spelled(holds=last.after), last)
            for each in known.outcome.results
            for code, some in each.on_vetoes.items()
            for last in some
        ],
    }


def _told(done: Run) -> Told:
    found = done.outcome.by_verdict
    counts = "、".join(f"{word}{len(some)}个" for word, some in found.items())
    return _told_of(done.publication, f"已计分：{counts}。")


def _told_of(published: Publication, counts: str) -> Told:
    changes, changed = published.changes, ""
    if changes is not None:
        same = "结果与上次相同。"
        changed = f"与上次相比，{headline(changes, '单位')}" if changes else same
    made = [label for key, label in _NOTICES.items() if key in published.outputs]
    papers = f"{'、'.join(made)}已生成。" if made else ""
    return Told(f"{counts}{changed}{papers}", published.findings)


_NOTICES = {
    "notice_html": "公示稿",
    "correction_html": "更正公示稿",
    "draft_html": "征求意见稿",
}
"""Forms of the notice that a run may make, and what people call them."""


def _told_of_decision(written: WrittenDecision) -> Told:
    wanted, was, now = written.wanted, written.was, written.now
    told = f"已写入会议决定：{was.branch.name}{wanted.code}由{wanted.before}改为{wanted.after}。"
    if (was.verdict, was.rank) != (now.verdict, now.rank):
        told += f"结论由“{_stands(was)}”变为“{_stands(now)}”。"
    return Told(f"{told}再计分一次，材料就照这个决定。", written.findings)


def _stands(result: Result) -> str:
    return result.verdict + (f"，第{result.rank}名" if result.rank else "")


def _next(known: Known, seen: Standings) -> Next:
    outcome, last = known.outcome, seen.last_run
    to_publish = "去公示", f"/{YearStep.PUBLISH}"
    make = f"{BELOW}/run"
    if outcome.not_followed:
        told = f"会议决定里有{len(outcome.not_followed)}处不能照办，请改正。"
        return Next(told, "看会议决定", "#decisions")
    if last.has_rounds:
        told = "上一次是几期合成的全年分数。"
        to_rounds = f"{told}以后材料有变动，请重新合成。", "去合成", "#rounds"
        return Next(told, *to_publish) if last.is_current else Next(*to_rounds)
    if not last.is_current:
        first = "还没有计分。计分会排名，生成报告、会议用表和公示稿。"
        again = "上次计分以后材料有变动。下面已经照现在的材料；请再计分一次，更新各种材料。"
        return Next(again if last.record else first, "计分", make, does=True)
    if outcome.unsettled:
        told = f"还有{len(outcome.unsettled)}个没有结果，先收齐、评完。"
        return Next(told, "去收表", f"/{YearStep.COLLECT}")
    told = "材料都照现在的结果。请核对；会议有决定的写在下面，没有的去公示。"
    return Next(told, *to_publish)
