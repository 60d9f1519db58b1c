"""All papers in `output/` that a run does not make anew, held against the present results.

What no longer holds is told as a finding and in the 清单.txt of its folder.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.findings.finding import Finding, finding, first_of
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.stale.corrections import correction_papers
from wuhao_batch.outputs.stale.feedback import feedback_papers
from wuhao_batch.outputs.stale.letters import letter_papers
from wuhao_batch.outputs.stale.listing import listing, place_of
from wuhao_batch.outputs.stale.panel import panel_papers
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.outputs.stale.results import result_papers
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan

Check = Callable[[Outcome, Workspace, After], list[StandingPaper]]

_CHECKS: tuple[tuple[str, Check], ...] = (
    ("D043", feedback_papers),
    ("D054", panel_papers),
    ("D055", correction_papers),
    ("D056", result_papers),
)
LETTERS = "D057"


@dataclass(frozen=True, slots=True)
class PapersChecked:
    """The findings on papers that no longer hold, and the listings to be written."""

    findings: tuple[Finding, ...]
    plan: Plan


def check_papers(outcome: Outcome, workspace: Workspace, plan: Plan) -> PapersChecked:
    """Hold the papers that lie in `output/` once a plan is carried out against the results.

    Raises:
        OSError: One of them, or ``records.db``, cannot be read.
    """
    after = After(plan)
    by_code = {code: check(outcome, workspace, after) for code, check in _CHECKS}
    stale = {each.path for papers in by_code.values() for each in papers if each.is_stale}
    ledger = load_ledger(workspace.records, str(outcome.assessment.settings.period))
    by_code[LETTERS] = letter_papers(outcome, workspace, after, ledger, stale)
    return PapersChecked(tuple(_findings(by_code)), _listings(by_code, workspace))


def _findings(by_code: dict[str, list[StandingPaper]]) -> Iterator[Finding]:
    for code, papers in by_code.items():
        whose = dict.fromkeys(each.whose for each in papers if each.is_stale)
        if whose:
            yield finding(code, names=first_of(list(whose)))


def _listings(by_code: dict[str, list[StandingPaper]], workspace: Workspace) -> Plan:
    """Plan a listing for each folder that holds papers; one that holds none needs none."""
    folders: dict[Path, tuple[str, list[StandingPaper]]] = {}
    for code, papers in by_code.items():
        for each in papers:
            folders.setdefault(each.path.parent, (code, []))[1].append(each)
    write = {
        place_of(folder): listing(papers, CATALOGUE[code].remedy)
        for folder, (code, papers) in folders.items()
    }
    known = (workspace.feedback, workspace.panel_forms, workspace.corrections, workspace.mail)
    gone = (place_of(folder) for folder in (*known, workspace.output) if folder not in folders)
    return Plan(write, tuple(path for path in gone if path.is_file()))
