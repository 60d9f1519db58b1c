"""``wuhao run``: files to results and notice."""

from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outputs.corrections import FORM_SUFFIX, LETTER_SUFFIX, REPLACES_PROPERTY
from wuhao_batch.outputs.papers import PAPERS, make_papers
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.renewing import Pair, plan_renewal


@dataclass(frozen=True, slots=True)
class Publication:
    """The files of a run, name of the output → path, and the findings of publishing."""

    outputs: dict[str, Path]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run: the outcome, the files written (name of the output → path), and all findings."""

    outcome: Outcome
    outputs: dict[str, Path]
    findings: tuple[Finding, ...]


@alone("run")
def run(
    workspace: Workspace,
    *,
    draft: bool = False,
    latest: bool = False,
    track: Track = unwatched,
) -> Run:
    """Read, check, score and rank what was handed in, and publish it (``wuhao run``).

    Args:
        workspace: Where all of it lies.
        draft: Publish a 征求意见稿 also while branches have no result.
        latest: The newest of several versions counts where nothing else decides.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        OSError: Something cannot be read or written.
    """
    outcome = assess(workspace, latest=latest, track=track)
    published = publish(outcome, workspace, draft=draft)
    return Run(outcome, published.outputs, (*outcome.findings, *published.findings))


def publish(outcome: Outcome, workspace: Workspace, *, draft: bool = False) -> Publication:
    """Write results, report, notice and corrections.

    Without ``draft`` a notice is refused while a branch has no result (D003), a veto of the 考评组
    is not clear (D007) or a date is not known (D009, D011); with or without it where its template
    has a mistake (L113, L114). A paper left by an earlier run is then taken away, so that no stale
    one stands under that name. Everything is made before anything is written.

    Raises:
        BusyError: Another command is writing in the workspace.
        OSError: ``output/`` cannot be written.
    """
    papers = make_papers(outcome, workspace.templates, draft=draft)
    paths = {name: workspace.output / file for name, file in PAPERS.items()}
    outputs = {name: path for name, path in paths.items() if name in papers.files}
    written = {path: papers.files[name] for name, path in outputs.items()}
    stale = tuple(path for name, path in paths.items() if name not in papers.files)
    pair = Pair(workspace.corrections, FORM_SUFFIX, LETTER_SUFFIX, REPLACES_PROPERTY)
    stems = form_stems(outcome.assessment).values()
    with exclusive(workspace, "run"):
        corrections, touched = plan_renewal(pair, papers.corrections, workspace, stems)
        apply(Plan(written, stale).and_then(corrections))
    if corrections.write:
        outputs["corrections"] = workspace.corrections
    return Publication(outputs, (*papers.findings, *touched))
