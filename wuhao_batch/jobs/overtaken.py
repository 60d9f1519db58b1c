"""Papers that went out or lie ready, and that template, roster or returns have overtaken."""

from dataclasses import dataclass

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.overview import Known
from wuhao_batch.jobs.rescheduling import moved
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.records.issued import load_issued
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The branches whose form was issued and would be another one now, and other stale papers."""

    forms: tuple[Branch, ...]
    findings: tuple[Finding, ...]


def overtaken(known: Known, workspace: Workspace) -> Overtaken:
    """Hold what was made against what would be made now. Nothing is written.

    Raises:
        OSError: A paper, or ``records.db``, cannot be read.
    """
    assessment = known.assessment
    issued = load_issued(workspace.records, str(assessment.settings.period))
    made = {code for code, _ in issued}
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    out = [each for each in assessment.roster.taking_part if each.code in made]
    forms = tuple(each for each in out if (each.code, digest(stamp(armed, each))) not in issued)
    stale = check_papers(known.outcome, workspace, Plan()).findings
    return Overtaken(forms, (*moved(assessment, known.ledger), *stale))
