"""``wuhao run``: files to results and notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.finding import Finding, finding, first_of, has_errors
from wuhao_batch.forms.names import form_stems
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outputs.corrections import (
    FORM_SUFFIX,
    LETTER_SUFFIX,
    REPLACES_PROPERTY,
    make_corrections,
)
from wuhao_batch.outputs.notice.notice import HTML_TEMPLATE, make_notice
from wuhao_batch.outputs.notice.window import lacking, plan_window
from wuhao_batch.outputs.notice.word import notice_word
from wuhao_batch.outputs.notice.workbook import notice_workbook
from wuhao_batch.outputs.report.report import REPORT_TEMPLATE, make_report
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply
from wuhao_batch.workspace.progress import Track, unwatched
from wuhao_batch.writing.renewing import Pair, plan_renewal
from wuhao_batch.writing.templating import fill_page

NOTICE = "公示稿"
PAPERS = {
    "results": "results.xlsx",
    "report": "report.html",
    "notice_html": "notice.html",
    "notice_docx": "notice.docx",
    "notice_xlsx": "notice.xlsx",
}
"""The name of an output → its file in ``output/``."""


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
        OSError: ``output/`` cannot be written.
    """
    findings = outcome.findings
    papers, faults = _notice(outcome, workspace, draft=draft)
    page = _report(outcome, (*findings, *faults), workspace)
    if isinstance(page, Finding):
        faults.append(page)
    else:
        papers["report"] = page
    papers["results"] = results_workbook(outcome, (*findings, *faults))
    corrections, touched = _corrections(outcome, workspace)
    paths = {name: workspace.output / file for name, file in PAPERS.items()}
    outputs = {name: path for name, path in paths.items() if name in papers}
    written = {path: papers[name] for name, path in outputs.items()}
    stale = tuple(path for name, path in paths.items() if name not in papers)
    apply(Plan(written, stale).and_then(corrections))
    if corrections.write:
        outputs["corrections"] = workspace.corrections
    return Publication(outputs, (*faults, *touched))


def _notice(
    outcome: Outcome, workspace: Workspace, *, draft: bool
) -> tuple[dict[str, bytes], list[Finding]]:
    """The three forms of the notice, all or none, and what stands in their way."""
    settings = outcome.assessment.settings
    window, faults = plan_window(settings, outcome.assessment.working_days)
    faults = [
        *([] if draft else refusals(outcome, NOTICE)),
        *faults,
        *lacking(settings, draft=draft),
    ]
    if has_errors(faults) and not draft:
        return {}, faults
    notice = make_notice(outcome, window, draft=draft)
    made = {
        "notice_html": fill_page(
            HTML_TEMPLATE, workspace.templates, NOTICE, notice.facts, notice=notice
        ),
        "notice_docx": notice_word(notice, workspace.templates, NOTICE),
        "notice_xlsx": notice_workbook(notice),
    }
    papers = {name: data for name, data in made.items() if isinstance(data, bytes)}
    broken = [fault for fault in made.values() if isinstance(fault, Finding)]
    return ({} if broken else papers), [*faults, *broken]


def _report(outcome: Outcome, findings: Sequence[Finding], workspace: Workspace) -> bytes | Finding:
    report = make_report(outcome, findings)
    facts = [each.name for each in report.standings]
    return fill_page(REPORT_TEMPLATE, workspace.templates, "情况报告", facts, report=report)


def _corrections(outcome: Outcome, workspace: Workspace) -> tuple[Plan, list[Finding]]:
    """Plan to write the corrections and to remove those that nobody needs any more."""
    pair = Pair(workspace.corrections, FORM_SUFFIX, LETTER_SUFFIX, REPLACES_PROPERTY)
    stems = form_stems(outcome.assessment)
    made = {
        stems[code]: (back.form, back.letter.encode())
        for code, back in make_corrections(outcome, stems).items()
    }
    return plan_renewal(pair, made, workspace, stems.values())


def refusals(outcome: Outcome, paper: str) -> list[Finding]:
    """Why a paper that tells ranks cannot go out yet: D007, D003."""
    unsettled = outcome.unsettled
    found = [finding("D007", paper=paper)] if outcome.panel.unclear else []
    if unsettled:
        names = first_of([branch.name for branch in unsettled])
        found.append(finding("D003", count=str(len(unsettled)), names=names, paper=paper))
    return found
