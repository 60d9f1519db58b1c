"""Writing what a run publishes into ``output/``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings import Finding, finding
from wuhao_batch.judging import Outcome
from wuhao_batch.outputs.corrections import make_corrections, stale
from wuhao_batch.outputs.notice import make_notice, notice_html
from wuhao_batch.outputs.notice_workbook import notice_workbook
from wuhao_batch.outputs.results import results_workbook
from wuhao_batch.workspace import Workspace, write_together

NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Publication:
    """The files of a run, name of the output → path, and the findings of publishing."""

    outputs: dict[str, Path]
    findings: tuple[Finding, ...]


def publish(
    outcome: Outcome, findings: Sequence[Finding], workspace: Workspace, *, draft: bool
) -> Publication:
    """Write results, notice and corrections.

    Without ``draft`` a notice is refused (D003) while a branch has no result; so is one whose
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
    faults = [] if draft else _refusal(outcome)
    if not faults:
        notice = make_notice(outcome, draft=draft)
        page = notice_html(notice, workspace.templates)
        if isinstance(page, Finding):
            faults.append(page)
        else:
            made = {"notice_html": page, "notice_xlsx": notice_workbook(notice)}
    made = {"results": results_workbook(outcome, (*findings, *faults)), **made}
    corrections = make_corrections(outcome)
    folder = workspace.corrections
    files = {paths[name]: data for name, data in made.items()}
    write_together(files | {folder / name: data for name, data in corrections.items()})
    for name in paths.keys() - made.keys():
        paths[name].unlink(missing_ok=True)
    for name in stale((path.name for path in folder.glob("*")), corrections):
        (folder / name).unlink()
    outputs = {name: paths[name] for name in made}
    return Publication(outputs | ({"corrections": folder} if corrections else {}), tuple(faults))


def _refusal(outcome: Outcome) -> list[Finding]:
    unsettled = outcome.unsettled
    if not unsettled:
        return []
    names = "、".join(branch.name for branch in unsettled[:NAMES_SHOWN])
    more = "等" if len(unsettled) > NAMES_SHOWN else ""
    return [finding("D003", count=str(len(unsettled)), names=names + more)]
