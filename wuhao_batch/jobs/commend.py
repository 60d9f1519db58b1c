"""``wuhao commend``: the draft of the decision on those whom the committee commends."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import first_of
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.jobs.present import load_present
from wuhao_batch.jobs.stepping import Taken, take, without_faults
from wuhao_batch.outcome.places import share_out
from wuhao_batch.outcome.proposing import rankings_of
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.publication.commendation import (
    COMMENDATION,
    commendation_files,
    make_commendation,
)
from wuhao_batch.outputs.publication.issue import COMMENDED
from wuhao_batch.records.acts import Act
from wuhao_batch.records.stages import Frozen, Stage, Transition
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@alone("commend")
def commend(  # noqa: PLR0913  one for each option of the command
    workspace: Workspace,
    codes: Iterable[str],
    rounds: Sequence[Path] = (),
    *,
    act: Act,
    latest: bool = False,
    track: Track = unwatched,
) -> Taken:
    """Write the draft of a 表彰 of those whom the committee has settled on (``wuhao commend``).

    Args:
        workspace: Where the publication was closed.
        codes: Their 编号: proposals, or of those who are tied across the line.
        rounds: The workspaces of the rounds, for a year of several;
            those of the last total if none are named.
        act: Who does it, and on what ground.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: The publication is not closed, the results are no longer those that were
            published, or one of them cannot be commended.
        OSError: Something cannot be read or written.
    """
    present = load_present(workspace, rounds, latest=latest, track=track)
    if present.course.stage not in (Stage.CLOSED, Stage.COMMENDED):
        raise NotYetError(_NOT_CLOSED[present.course.stage])
    last, assessment = present.shown().step, present.outcome.assessment
    names = [each.branch.name for each in _chosen(present.outcome, codes)]
    draft = make_commendation(assessment.settings, assessment.words, names)
    frozen = Frozen(without_faults(commendation_files(draft, workspace.templates), COMMENDATION))
    earlier = [each for each in present.course.steps if each.stage is Stage.COMMENDED]
    if earlier and (earlier[-1].number, earlier[-1].digest) == (last.number, frozen.digest):
        raise NotYetError(
            f"这几个单位的表彰决定代拟稿已经有了（{earlier[-1].folder}），没有再写。"
            "名单有变的，请写明变了以后的编号。"
        )
    number = len(earlier) + 1
    step = Transition(
        Stage.COMMENDED,
        last.period,
        last.number,
        f"{COMMENDED}/{last.period.in_names}-{number:02}",
        frozen.digest,
        last.begins,
        last.ends,
        act,
    )
    return take(workspace, step, frozen)


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
    places = {
        ranking: share_out(ranked, settings.quota or len(ranked))
        for ranking, ranked in rankings_of(outcome.results, settings).items()
    }
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


def _branches(outcome: Outcome, codes: Iterable[str]) -> list[Branch]:
    wanted = set(codes)
    return [each.branch for each in outcome.listed if each.branch.code in wanted]


def _named(branch: Branch) -> str:
    return f"{branch.name}（{branch.code}）"
