"""Writing what a run publishes into ``output/``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings import Finding, Place, finding, first_of, has_errors
from wuhao_batch.judging import Outcome
from wuhao_batch.outputs.corrections import (
    FORM_SUFFIX,
    LETTER_SUFFIX,
    is_ours_untouched,
    make_corrections,
)
from wuhao_batch.outputs.notice import make_notice, notice_html
from wuhao_batch.outputs.notice_workbook import notice_workbook
from wuhao_batch.outputs.results import results_workbook
from wuhao_batch.outputs.window import plan_window
from wuhao_batch.workspace import Workspace, write_together


@dataclass(frozen=True, slots=True)
class Publication:
    """The files of a run, name of the output → path, and the findings of publishing."""

    outputs: dict[str, Path]
    findings: tuple[Finding, ...]


def publish(
    outcome: Outcome, findings: Sequence[Finding], workspace: Workspace, *, draft: bool
) -> Publication:
    """Write results, notice and corrections.

    Without ``draft`` a notice is refused while a branch has no result (D003) or a veto of the
    考评组 is not clear (D007), or its window cannot be counted (D009); so is one whose
    template has a mistake (L113). A notice left by an earlier run is then taken away, so that no
    stale one stands under that name. Everything is made before anything is written.

    Raises:
        OSError: ``output/`` cannot be written.
    """
    paths = {
        "results": workspace.output / "results.xlsx",
        "notice_html": workspace.output / "notice.html",
        "notice_xlsx": workspace.output / "notice.xlsx",
    }
    made: dict[str, bytes] = {}
    assessment = outcome.assessment
    window, doubts = plan_window(assessment.settings, assessment.working_days)
    faults = [*([] if draft else _refusal(outcome)), *doubts]
    if draft or not has_errors(faults):
        notice = make_notice(outcome, window, draft=draft)
        page = notice_html(notice, workspace.templates)
        if isinstance(page, Finding):
            faults.append(page)
        else:
            made = {"notice_html": page, "notice_xlsx": notice_workbook(notice)}
    made = {"results": results_workbook(outcome, (*findings, *faults)), **made}
    for name in paths.keys() - made.keys():
        paths[name].unlink(missing_ok=True)
    corrections, touched = _corrections(outcome, workspace)
    write_together({paths[name]: data for name, data in made.items()} | corrections)
    outputs = {name: paths[name] for name in made}
    if corrections:
        outputs["corrections"] = workspace.corrections
    return Publication(outputs, (*faults, *touched))


def _corrections(outcome: Outcome, workspace: Workspace) -> tuple[dict[Path, bytes], list[Finding]]:
    """The corrections to write; those that nobody needs any more are taken away.

    A file that somebody has worked on, or that is not of our making, stays as it is (D006).
    """
    made = make_corrections(outcome)
    folder = workspace.corrections
    touched: list[Finding] = []
    for path in sorted(folder.glob(f"*{FORM_SUFFIX}")):
        stem = path.name.removesuffix(FORM_SUFFIX)
        if not is_ours_untouched(path.read_bytes()):
            touched.append(finding("D006", Place(workspace.relative(path))))
            made.pop(stem, None)
        elif stem not in made:
            path.unlink()
            (folder / f"{stem}{LETTER_SUFFIX}").unlink(missing_ok=True)
    files: dict[Path, bytes] = {}
    for stem, (form, letter) in made.items():
        files |= {folder / f"{stem}{FORM_SUFFIX}": form, folder / f"{stem}{LETTER_SUFFIX}": letter}
    return files, touched


def _refusal(outcome: Outcome) -> list[Finding]:
    unsettled = outcome.unsettled
    refusals = [finding("D007")] if outcome.panel.unclear else []
    if unsettled:
        names = first_of([branch.name for branch in unsettled])
        refusals.append(finding("D003", count=str(len(unsettled)), names=names))
    return refusals
