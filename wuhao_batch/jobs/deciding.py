"""The clerk's decisions on single files: whose a file is, and which version counts."""

from dataclasses import dataclass

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.returns.whose import Expected, expected_forms, expected_workbooks
from wuhao_batch.workspace.folders import PANEL_FOLDER


@dataclass(frozen=True, slots=True)
class Decision:
    """What was remembered: the file, by its hash, and whose it is: a branch's or an evaluator's."""

    file: str
    sha256: str
    owner: str
    name: str
    of_panel: bool
    findings: tuple[Finding, ...] = ()


def expected_for(assessment: Assessment, file: str) -> Expected:
    """Return what may lie in the folder that a file lies in."""
    of_panel = file.startswith(f"{PANEL_FOLDER}/")
    return expected_workbooks(assessment) if of_panel else expected_forms(assessment)
