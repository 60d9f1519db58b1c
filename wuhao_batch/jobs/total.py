"""``wuhao total``: the rounds of a year to one result and one notice."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.comparing import compared, put_aside
from wuhao_batch.jobs.loading import FaultyAssessmentError, load
from wuhao_batch.jobs.proving import Ground, ground_of, proved
from wuhao_batch.jobs.run import Publication
from wuhao_batch.outcome.totalling import Round, Total, add_up
from wuhao_batch.outputs.papers import make_papers_of_year
from wuhao_batch.outputs.proof.run_record import Asked
from wuhao_batch.outputs.publication.due import what_is_due
from wuhao_batch.outputs.publication.issue import load_standing, unrecorded
from wuhao_batch.outputs.standing import papers_written, plan_papers
from wuhao_batch.panel.meeting.decided import Decided, Meeting
from wuhao_batch.panel.meeting.reading import load_meeting
from wuhao_batch.records.acts import acts_of, load_acts
from wuhao_batch.records.stages import load_course
from wuhao_batch.workspace.folders import ImpossibleError, Workspace, open_workspace
from wuhao_batch.workspace.plan import apply
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class Totalled:
    """The rounds of a year brought together, and what was published."""

    total: Total
    publication: Publication

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: those on the total, then those of publishing."""
        return (*self.total.outcome.findings, *self.publication.findings)


@alone("total")
def total(
    workspace: Workspace,
    folders: Sequence[Path],
    *,
    draft: bool = False,
    latest: bool = False,
    track: Track = unwatched,
) -> Totalled:
    """Bring the rounds of a year together, and publish the result (``wuhao total``).

    Each round is judged anew from what was handed in to it; nothing is written to its folder.

    Args:
        workspace: The year's own: its roster and settings, and where to write.
        folders: The workspaces of the rounds, in the order of the papers.
        draft: Publish a 征求意见稿 instead of the notice, also while units have no result.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster, of the year or of a round, has an error.
        ImpossibleError: A folder is no round of this year, or two are the same one.
        OSError: Something cannot be read or written.
    """
    names = tuple(_relative(Workspace(folder), workspace) for folder in folders)
    ground = ground_of(workspace, Asked("total", draft, latest, names))
    done, changed = brought_together(workspace, folders, latest=latest, track=track)
    published = _publish(done, workspace, ground)
    return Totalled(done, replace(published, findings=(*changed, *published.findings)))


def brought_together(
    workspace: Workspace, folders: Sequence[Path], *, latest: bool, track: Track
) -> tuple[Total, list[Finding]]:
    """Judge each round anew and bring them together; nothing is written.

    Returns:
        The total, and findings: D037 or P003 for each round that was published otherwise, M010 for
        each decision of the meeting that stands in the year's folder, and what is wrong with those.

    Raises:
        FaultyAssessmentError, ImpossibleError, OSError: As for :func:`total`.
    """
    assessment = load(workspace)
    rounds: list[Round] = []
    told: list[Finding] = []
    for folder in track(folders, "读取各期"):
        place = _opened(folder, workspace)
        name = _relative(place, workspace)
        try:
            outcome = assess(place, latest=latest)
        except FaultyAssessmentError as fault:
            raise FaultyAssessmentError(_below(fault.findings, name)) from None
        each = Round(name, outcome, load_acts(place.records))
        _check(each, folder, rounds, assessment.settings)
        rounds.append(each)
        told += _changed(each, place)
    told += _not_of_a_round(load_meeting(assessment, workspace))
    own = acts_of(load_acts(workspace.records), str(assessment.settings.period))
    return replace(add_up(assessment, rounds), decided=own), told


def _not_of_a_round(meeting: Meeting) -> Iterator[Finding]:
    """Report decisions that stand where none can be followed, and what could not be read there."""
    decided: tuple[Decided[Decimal] | Decided[bool], ...] = (*meeting.scores, *meeting.vetoes)
    for each in decided:
        yield finding("M010", each.place, branch=each.branch, code=each.code)
    yield from meeting.findings


def _publish(done: Total, workspace: Workspace, ground: Ground) -> Publication:
    """Write results and notice, as a run does."""
    draft = ground.asked.draft
    course = load_course(workspace.records, done.outcome.assessment.settings.period)
    standing = load_standing(workspace, course)
    comparison, unknown = compared(done.outcome, workspace)
    papers = make_papers_of_year(
        done, workspace.templates, draft=draft, comparison=comparison, standing=standing
    )
    planned = plan_papers(papers.files, workspace.output, standing, draft=draft)
    plan = put_aside(comparison, workspace).and_then(planned.plan)
    written = proved(plan, done.outcome, workspace, ground)
    apply(written.plan)
    outputs = papers_written(planned.plan, workspace.output)
    findings = (
        *papers.findings,
        *planned.findings,
        *unrecorded(workspace, course, done.outcome.assessment.settings.period),
        *unknown,
        *written.findings,
    )
    return Publication(outputs, findings, comparison, course)


# --- the folders of the rounds --------------------------------------------------------------------


def _opened(folder: Path, workspace: Workspace) -> Workspace:
    if not folder.is_dir():
        raise ImpossibleError(f"“{folder}”不是文件夹。请写明每一期的工作文件夹。")
    if folder.resolve() == workspace.root.resolve():
        raise ImpossibleError(
            f"“{folder}”就是写全年结果的工作文件夹。"
            "请给全年另建一个（wuhao init 文件夹），填好名单和设置，再用 --workspace 指定。"
        )
    return open_workspace(folder, scheduler=workspace.scheduler)


def _relative(place: Workspace, workspace: Workspace) -> str:
    """Return the round's folder as seen from the year's."""
    try:
        path = os.path.relpath(place.root.resolve(), workspace.root.resolve())
    except ValueError:  # on another drive of Windows
        path = str(place.root.resolve())
    return Path(path).as_posix()


def _check(each: Round, folder: Path, before: Sequence[Round], year: Settings) -> None:
    """Check that a folder is a round of this year, and none of those before.

    Raises:
        ImpossibleError: It is not.
    """
    period = each.outcome.assessment.settings.period
    if not period.round or period.year != year.year:
        raise ImpossibleError(
            f"“{folder}”是{period.words}的考评，不是{year.year}年的一期。"
            "请核对文件夹；是的，在它的名单里填好“考核年度”和“期次”。"
        )
    other = next((one.folder for one in before if one.name == each.name), None)
    if other is not None:
        raise ImpossibleError(f"“{folder}”和“{other}”都是{period.words}的，每期只能有一个文件夹。")


def _below(findings: Sequence[Finding], folder: str) -> Iterator[Finding]:
    """Yield findings with the names of their files as seen from the year's folder."""
    for found in findings:
        file = found.place.file
        place = found.place._replace(file=f"{folder}/{file}") if file else Place(folder)
        yield replace(found, place=place)


def _changed(each: Round, place: Workspace) -> Iterator[Finding]:
    """Report a round of which something else was published than would be now (D037, P003)."""
    course = load_course(place.records, each.outcome.assessment.settings.period)
    standing = load_standing(place, course)
    if isinstance(standing, Finding):
        yield from _below([standing], each.folder)
    elif standing is not None and what_is_due(each.outcome, standing).findings:
        yield finding("D037", Place(f"{each.folder}/{standing.step.folder}"), period=each.name)
