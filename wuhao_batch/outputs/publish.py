"""Writing what a run publishes into ``output/``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings import Finding, finding
from wuhao_batch.judging import Outcome
from wuhao_batch.outputs.notice import make_notice, notice_html
from wuhao_batch.outputs.notice_workbook import notice_workbook
from wuhao_batch.outputs.results import results_workbook
from wuhao_batch.workspace import Workspace, write_atomically

NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Publication:
    """The files of a run, name of the output → path, and the findings of publishing."""

    outputs: dict[str, Path]
    findings: tuple[Finding, ...]


def publish(
    outcome: Outcome, findings: Sequence[Finding], workspace: Workspace, *, draft: bool
) -> Publication:
    """Write results and notice.

    Without ``draft`` a notice is refused (D003) while a branch has no result, and one left by an
    earlier run is taken away, so that no stale notice stands under that name. Everything is made
    before anything is written.

    Raises:
        OSError: ``output/`` cannot be written.
        jinja2.TemplateError: The office's notice template has a mistake.
    """
    refusal = () if draft else tuple(_refusal(outcome))
    paths = {
        "results": workspace.output / "results.xlsx",
        "notice_html": workspace.output / "notice.html",
        "notice_xlsx": workspace.output / "notice.xlsx",
    }
    made = {"results": results_workbook(outcome, (*findings, *refusal))}
    if not refusal:
        notice = make_notice(outcome, draft=draft)
        made["notice_html"] = notice_html(notice, workspace.templates)
        made["notice_xlsx"] = notice_workbook(notice)
    for name in paths.keys() - made.keys():
        paths[name].unlink(missing_ok=True)
    for name, data in made.items():
        write_atomically(paths[name], data)
    return Publication({name: paths[name] for name in made}, refusal)


def _refusal(outcome: Outcome) -> list[Finding]:
    unsettled = outcome.unsettled
    if not unsettled:
        return []
    names = "、".join(branch.name for branch in unsettled[:NAMES_SHOWN])
    more = "等" if len(unsettled) > NAMES_SHOWN else ""
    return [finding("D003", count=str(len(unsettled)), names=names + more)]
