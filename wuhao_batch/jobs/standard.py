"""``wuhao standard``: read the template's standard and check it."""

from dataclasses import dataclass

from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.template import load_template
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.scoring.model import Standard
from wuhao_batch.workspace.folders import Workspace


@dataclass(frozen=True, slots=True)
class ReadStandard:
    """The standard of a template, and what is doubtful in it or probably a slip."""

    standard: Standard
    findings: tuple[Finding, ...]


def standard(workspace: Workspace) -> ReadStandard:
    """Read the standard from the template; a roster is not needed (``wuhao standard``).

    Raises:
        FaultyAssessmentError: The template has an error.
        OSError: It cannot be read.
    """
    template, findings = load_template(workspace.template)
    if template is None:
        raise FaultyAssessmentError(findings)
    return ReadStandard(template.standard, (*findings, *probable_slips(template)))
