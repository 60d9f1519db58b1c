"""Everything that was handed in, by the branches and by the 考评组, read and checked together."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.panel.agreeing import Panel, agree
from wuhao_batch.panel.as_self import take_self_scores
from wuhao_batch.panel.examine import PanelBooks, examine_books, expected_workbooks
from wuhao_batch.panel.meeting.decided import NO_MEETING, Meeting
from wuhao_batch.panel.meeting.reading import load_meeting
from wuhao_batch.panel.tallying import examine_inspection
from wuhao_batch.reading.executor import ChildProcesses, Executor
from wuhao_batch.records.decisions import Confirmed, load_decisions
from wuhao_batch.records.names import former_names, load_names
from wuhao_batch.records.received import load_journal
from wuhao_batch.returns.case import Case, F
from wuhao_batch.returns.examine import Examined, examine, expected_forms
from wuhao_batch.returns.examine_one import Expected
from wuhao_batch.returns.intake import INSIDE, receive_cases
from wuhao_batch.returns.remembered import CASES, Remembered
from wuhao_batch.returns.senders import sent_by_mail
from wuhao_batch.workspace.cache import Cache, cache_of
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import PANEL_FOLDER, Workspace
from wuhao_batch.workspace.progress import Track, unwatched

if TYPE_CHECKING:
    from wuhao_batch.jobs.cluster import Cluster


@dataclass(frozen=True)
class HandedIn:
    """The returns, the workbooks of the 考评组, the scores from both; what the meeting decided.

    ``confirmed`` are the claims of vetoes that the office has confirmed.
    """

    examined: Examined
    books: PanelBooks
    panel: Panel
    meeting: Meeting = NO_MEETING
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those on the returns, then those on the 考评组's workbooks."""
        return (*self.examined.findings, *self.panel.findings)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the branches, and those of the evaluators."""

    returned: Sequence[Path]
    panel: Sequence[Path]

    def beside_the_panel(self, workspace: Workspace) -> "Files":
        """Return the same, with all workbooks of the 考评组 if none was chosen.

        Whether there are any decides how a form is held.
        """
        return replace(self, panel=self.panel or files_below(workspace.panel))


def files_of(workspace: Workspace) -> Files:
    """Return all that lies in ``input/returned/`` and ``input/panel/``."""
    return Files(files_below(workspace.returned), files_below(workspace.panel))


def sorted_out(paths: Iterable[Path], workspace: Workspace) -> Files:
    """Sort files from anywhere by the folder that they lie in."""
    of_panel = {path: workspace.relative(path).startswith(f"{PANEL_FOLDER}/") for path in paths}
    return Files(
        [path for path, panel in of_panel.items() if not panel],
        [path for path, panel in of_panel.items() if panel],
    )


def read_returns(
    assessment: Assessment,
    workspace: Workspace,
    files: Files,
    *,
    latest: bool = False,
    track: Track = unwatched,
) -> HandedIn:
    """Read returned forms and workbooks of the 考评组 in child processes, and bring them together.

    Args:
        assessment: What they are held against.
        workspace: Where decisions are remembered, and who reads.
        files: What to read.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.
    """
    with _executor(workspace) as executor, cache_of(workspace, CASES) as cache:
        return Reader(executor, workspace, latest, track, cache).read(assessment, files)


def _executor(workspace: Workspace) -> "ChildProcesses | Cluster":
    if not workspace.scheduler:
        return ChildProcesses()
    from wuhao_batch.jobs.cluster import Cluster  # noqa: PLC0415  rarely needed

    return Cluster(workspace.scheduler)


@dataclass(frozen=True, slots=True)
class Reader:
    """Read handed-in files by an executor; ``latest`` and ``track`` as :func:`read_returns`.

    What stands in the ``cache`` is not read again.
    """

    executor: Executor
    workspace: Workspace
    latest: bool = False
    track: Track = unwatched
    cache: Cache | None = None

    def read(self, assessment: Assessment, files: Files) -> HandedIn:
        """Read, examine and settle files, and agree on the scores.

        The workbooks of the 考评组 come first: whether there are any decides how a form is held.
        """
        records = self.workspace.records
        decisions = load_decisions(records, latest=self.latest)
        known = _with_former_names(assessment, records)
        workbooks = expected_workbooks(known, decisions)
        books = examine_books(workbooks, self._cases(files.panel, workbooks, "读取复核表"))
        sent = sent_by_mail(load_journal(records))
        apart = assessment.panel_apart(workbooks=books.exist)
        forms = expected_forms(known, decisions, sent, panel_apart=apart)
        cases = self._cases(files.returned, forms, "读取评分表")
        if assessment.settings.is_inspection:
            examined = examine_inspection(assessment, forms, cases, books)
        else:
            examined = examine(forms, cases)
            books = take_self_scores(books, examined)
        meeting = load_meeting(assessment, self.workspace)
        agreed = agree(assessment, examined, books)
        return HandedIn(examined, books, agreed, meeting, decisions.confirmed)

    def _cases(self, paths: Sequence[Path], expected: Expected[F], label: str) -> Iterator[Case[F]]:
        known = Remembered(self.cache, expected, this_program()) if self.cache and paths else None
        cases = receive_cases(paths, self.workspace, self.executor, expected, known)
        steps = iter(self.track(paths, label))
        for _, of_one in groupby(cases, lambda case: case.file.partition(INSIDE)[0]):
            next(steps, None)
            yield from of_one
        deque(steps, maxlen=0)  # all are done


def _with_former_names(assessment: Assessment, records: Path) -> Assessment:
    """Return the same assessment, whose roster knows under which names papers went out."""
    roster = assessment.roster
    known = load_names(records, str(assessment.settings.period))
    former = former_names(roster.branches, known)
    return replace(assessment, roster=replace(roster, former=former)) if former else assessment
