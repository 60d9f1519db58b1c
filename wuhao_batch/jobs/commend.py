"""``wuhao commend``: the draft of the decision on those whom the committee commends."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import first_of
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.present import Present, StepOptions, load_present
from wuhao_batch.jobs.stepping import Taken, take, without_faults
from wuhao_batch.outcome.places import SharedOut, share_out
from wuhao_batch.outcome.proposing import rankings_of
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.publication.commendation import (
    COMMENDATION,
    commendation_files,
    make_commendation,
)
from wuhao_batch.outputs.publication.issue import COMMENDED, Issue
from wuhao_batch.records.stages import Frozen, Stage, Transition
from wuhao_batch.workspace.folders import ImpossibleError, Workspace


@alone("commend")
def commend(workspace: Workspace, codes: Iterable[str], options: StepOptions) -> Taken:
    """Write the draft of a 表彰 of those whom the committee has settled on (``wuhao commend``).

    Args:
        workspace: Where the publication was closed.
        codes: Their 编号: proposals, or of those who are tied across the line.
        options: Who does it, and on what.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: The publication is not closed, the results are no longer those that were
            published, or one of them cannot be commended.
        OSError: Something cannot be read or written.
    """
    present = load_present(workspace, options)
    if present.course.stage not in (Stage.CLOSED, Stage.COMMENDED):
        raise NotYetError(_NOT_CLOSED[present.course.stage])
    issue = present.shown()
    names = [each.branch.name for each in _chosen(present.outcome, codes)]
    drafts = present.course.commendations
    for earlier in drafts[-1:]:
        same = _drafted(present, issue, names, drafts[:-1])
        if (earlier.number, earlier.digest) == (issue.step.number, same.digest):
            raise NotYetError(
                f"这几个单位的表彰决定代拟稿已经有了（{earlier.folder}），没有再写。"
                "名单有变的，请写明变了以后的编号。"
            )
    frozen = _drafted(present, issue, names, drafts)
    folder = f"{COMMENDED}/{issue.step.period.in_names}-{len(drafts) + 1:02}"
    step = issue.step.followed_by(Stage.COMMENDED, folder, frozen, options.act)
    taken = take(workspace, step, frozen)
    return replace(taken, replaces=drafts[-1].folder if drafts else "")


def _drafted(
    present: Present, issue: Issue, names: Sequence[str], drafts: Sequence[Transition]
) -> Frozen:
    """Return the draft that follows on those before it: it takes the place of the last one.

    Raises:
        NotYetError: A template has a mistake.
    """
    assessment = present.outcome.assessment
    settings = issue.settings(assessment.settings)
    words = settings.words(assessment.standard.part)
    replaced = drafts[-1].name if drafts else ""
    draft = make_commendation(settings, words, names, replaced)
    files = commendation_files(draft, present.workspace.templates)
    return Frozen(without_faults(files, COMMENDATION))


_NOT_CLOSED = {
    Stage.CONSULTING: "还没有公示，不能表彰。请先运行 wuhao publish，公示期满以后 wuhao close。",
    Stage.SHOWN: "公示还没有结束，不能表彰。公示期满、异议办结以后，请先运行 wuhao close。",
}


def _chosen(outcome: Outcome, codes: Iterable[str]) -> list[Result]:
    """Return the results of those who are to be commended, as papers list them.

    Raises:
        ImpossibleError: None is named, one has no claim, or they are more than there are places.
    """
    roster, settings = outcome.assessment.roster, outcome.assessment.settings
    wanted = {roster.branch(code).code for code in roster.codes(codes)}
    places = places_of(outcome)
    fit = {each.branch.code for some in places.values() for each in (*some.placed, *some.tied)}
    if not wanted:
        proposed = first_of([_named(each) for each in _branches(outcome, fit)])
        raise ImpossibleError(f"请写明党委确定表彰的单位的编号。够条件的有：{proposed or '没有'}。")
    if unfit := wanted - fit:
        names = first_of([_named(each) for each in _branches(outcome, unfit)])
        raise ImpossibleError(
            f"{names}没有拟推荐，也不在名额线的并列里，不能表彰。请核对编号和设置里的表彰名额。"
        )
    for ranking, some in places.items():
        named = [each for each in (*some.placed, *some.tied) if each.branch.code in wanted]
        if settings.quota and len(named) > settings.quota:
            what = f"{ranking}的" if ranking else ""
            raise ImpossibleError(
                f"{what}表彰名额是{settings.quota}个，写了{len(named)}个。请核对编号，或改设置里的名额。"
            )
    return [each for each in outcome.listed if each.branch.code in wanted]


def places_of(outcome: Outcome) -> dict[str, SharedOut[Result]]:
    """Return ranking → those who can be commended: with a place, or tied for the last ones."""
    settings = outcome.assessment.settings
    return {
        ranking: share_out(ranked, settings.quota or len(ranked))
        for ranking, ranked in rankings_of(outcome.results, settings).items()
    }


def _branches(outcome: Outcome, codes: Iterable[str]) -> list[Branch]:
    wanted = set(codes)
    return [each.branch for each in outcome.listed if each.branch.code in wanted]


def _named(branch: Branch) -> str:
    return f"{branch.name}（{branch.code}）"
