"""The papers of which each branch may have its own: where they lie and how they are named."""

from wuhao_batch.assessment.layout import FEEDBACK_PROPERTY
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.renewing import Pair

FORM_SUFFIX, REPLACES_PROPERTY = "_更正.xlsx", "wuhao.replaces"


def feedback_pair(workspace: Workspace) -> Pair:
    """Return the place and the names of the papers with feedback."""
    return Pair(workspace.feedback, "_反馈.xlsx", "_反馈.html", FEEDBACK_PROPERTY)


def correction_pair(workspace: Workspace) -> Pair:
    """Return the place and the names of the forms that go back, and of their letters."""
    return Pair(workspace.corrections, FORM_SUFFIX, "_更正说明.txt", REPLACES_PROPERTY)
