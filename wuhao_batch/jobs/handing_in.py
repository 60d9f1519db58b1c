"""Everything that was handed in, by the branches and by the 考评组, read and checked together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.panel.agreeing import Panel, agree
from wuhao_batch.panel.examine import PanelBooks, examine_books
from wuhao_batch.reading.isolated import child_processes
from wuhao_batch.records.decisions import UNDECIDED, Decisions, load_decisions
from wuhao_batch.records.received import load_journal
from wuhao_batch.returns.examine import Examined, examine
from wuhao_batch.returns.intake import Received, receive
from wuhao_batch.returns.senders import accompanied
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import PANEL_FOLDER, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True)
class HandedIn:
    """The returns, the workbooks of the 考评组, and the scores that come of both."""

    examined: Examined
    books: PanelBooks
    panel: Panel

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
        """The same, with all workbooks of the 考评组 where none was chosen.

        Whether there are any decides how a form is held.
        """
        return replace(self, panel=self.panel or files_below(workspace.panel))


def files_of(workspace: Workspace) -> Files:
    """All that lies in ``input/returned/`` and ``input/panel/``."""
    return Files(files_below(workspace.returned), files_below(workspace.panel))


def sorted_out(paths: Iterable[Path], workspace: Workspace) -> Files:
    """Files from anywhere, told apart by the folder that they lie in."""
    of_panel = {path: workspace.relative(path).startswith(f"{PANEL_FOLDER}/") for path in paths}
    return Files(
        [path for path, panel in of_panel.items() if not panel],
        [path for path, panel in of_panel.items() if panel],
    )


def look_at(
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
        workspace: Where decisions are remembered.
        files: What to read.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.
    """
    decisions = load_decisions(workspace.records, latest=latest)
    with child_processes(len(files.panel) + len(files.returned)) as reader:
        panel = receive(track(files.panel, "读取复核表"), workspace, reader)
        returned = receive(track(files.returned, "读取评分表"), workspace, reader)
        returned = accompanied(returned, load_journal(workspace.records))
        return bring_together(assessment, panel, returned, decisions)


def bring_together(
    assessment: Assessment,
    panel: Iterable[Received],
    returned: Iterable[Received],
    decisions: Decisions = UNDECIDED,
) -> HandedIn:
    """Check what the evaluators and the branches handed in, and agree on the scores."""
    books = examine_books(assessment, panel, decisions)
    examined = examine(assessment, returned, decisions, panel_apart=books.exist)
    return HandedIn(examined, books, agree(assessment, examined, books))
