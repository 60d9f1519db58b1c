"""One score form per unit: issue, collect, check, score and publish, from spreadsheets to notice.

As a library: open a workspace, :func:`load` its assessment, :func:`read` what was handed in,
:func:`judge` it, :func:`write_papers`; or do all of that at once by :func:`run`. What follows in a
year, from :func:`decide` to :func:`archive`, is a function a command as well. Nothing is printed,
nothing is asked, and a user's mistake is a :class:`Finding`, never an exception. A walk through the
sample is in ``docs/library.md``. Importing this costs next to nothing: each name is loaded when it
is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Act": "records.acts",
    "Archived": "jobs.archive",
    "Assessment": "assessment.loading",
    "Branch": "assessment.roster",
    "BusyError": "workspace.lock",
    "Diff": "jobs.diff",
    "Examined": "returns.examine",
    "FaultyAssessmentError": "jobs.loading",
    "Finding": "findings.finding",
    "HandedIn": "jobs.handing_in",
    "ImpossibleError": "workspace.folders",
    "Issued": "jobs.issue",
    "Origin": "outcome.tracing",
    "Outcome": "outcome.result",
    "Panel": "panel.agreeing",
    "Place": "findings.finding",
    "Publication": "jobs.run",
    "Question": "jobs.explain",
    "Result": "outcome.result",
    "Run": "jobs.run",
    "Settings": "assessment.settings",
    "Severity": "findings.finding",
    "Standard": "scoring.model",
    "Status": "outcome.status",
    "StepOptions": "jobs.present",
    "Taken": "jobs.stepping",
    "Totalled": "jobs.total",
    "Traced": "jobs.explain",
    "UnusableWorkspaceError": "workspace.folders",
    "Verification": "jobs.verify",
    "Wanted": "jobs.decide",
    "Workspace": "workspace.folders",
    "WrittenDecision": "jobs.decide",
    "archive": "jobs.archive",
    "assess": "jobs.assessing",
    "close": "jobs.close",
    "commend": "jobs.commend",
    "decide": "jobs.decide",
    "diff": "jobs.diff",
    "explain": "jobs.explain",
    "init": "jobs.init",
    "issue": "jobs.issue",
    "judge": "jobs.assessing",
    "load": "jobs.loading",
    "log": "jobs.log",
    "open_workspace": "workspace.folders",
    "publish": "jobs.publish",
    "read": "jobs.assessing",
    "run": "jobs.run",
    "scores": "outcome.scores",
    "total": "jobs.total",
    "verify": "jobs.verify",
    "verify_archive": "jobs.unpacking",
    "write_papers": "jobs.run",
}
"""Public name → the module that defines it."""

__all__ = sorted(_HOMES)  # noqa: PLE0605  the names are those of the table

if TYPE_CHECKING:
    from wuhao_batch.assessment.loading import Assessment as Assessment
    from wuhao_batch.assessment.roster import Branch as Branch
    from wuhao_batch.assessment.settings import Settings as Settings
    from wuhao_batch.findings.finding import Finding as Finding
    from wuhao_batch.findings.finding import Place as Place
    from wuhao_batch.findings.finding import Severity as Severity
    from wuhao_batch.jobs.archive import Archived as Archived
    from wuhao_batch.jobs.archive import archive as archive
    from wuhao_batch.jobs.assessing import assess as assess
    from wuhao_batch.jobs.assessing import judge as judge
    from wuhao_batch.jobs.assessing import read as read
    from wuhao_batch.jobs.close import close as close
    from wuhao_batch.jobs.commend import commend as commend
    from wuhao_batch.jobs.decide import Wanted as Wanted
    from wuhao_batch.jobs.decide import WrittenDecision as WrittenDecision
    from wuhao_batch.jobs.decide import decide as decide
    from wuhao_batch.jobs.diff import Diff as Diff
    from wuhao_batch.jobs.diff import diff as diff
    from wuhao_batch.jobs.explain import Question as Question
    from wuhao_batch.jobs.explain import Traced as Traced
    from wuhao_batch.jobs.explain import explain as explain
    from wuhao_batch.jobs.handing_in import HandedIn as HandedIn
    from wuhao_batch.jobs.init import init as init
    from wuhao_batch.jobs.issue import Issued as Issued
    from wuhao_batch.jobs.issue import issue as issue
    from wuhao_batch.jobs.loading import FaultyAssessmentError as FaultyAssessmentError
    from wuhao_batch.jobs.loading import load as load
    from wuhao_batch.jobs.log import log as log
    from wuhao_batch.jobs.present import StepOptions as StepOptions
    from wuhao_batch.jobs.publish import publish as publish
    from wuhao_batch.jobs.run import Publication as Publication
    from wuhao_batch.jobs.run import Run as Run
    from wuhao_batch.jobs.run import run as run
    from wuhao_batch.jobs.run import write_papers as write_papers
    from wuhao_batch.jobs.stepping import Taken as Taken
    from wuhao_batch.jobs.total import Totalled as Totalled
    from wuhao_batch.jobs.total import total as total
    from wuhao_batch.jobs.unpacking import verify_archive as verify_archive
    from wuhao_batch.jobs.verify import Verification as Verification
    from wuhao_batch.jobs.verify import verify as verify
    from wuhao_batch.outcome.result import Outcome as Outcome
    from wuhao_batch.outcome.result import Result as Result
    from wuhao_batch.outcome.scores import scores as scores
    from wuhao_batch.outcome.status import Status as Status
    from wuhao_batch.outcome.tracing import Origin as Origin
    from wuhao_batch.panel.agreeing import Panel as Panel
    from wuhao_batch.records.acts import Act as Act
    from wuhao_batch.returns.examine import Examined as Examined
    from wuhao_batch.scoring.model import Standard as Standard
    from wuhao_batch.workspace.folders import ImpossibleError as ImpossibleError
    from wuhao_batch.workspace.folders import UnusableWorkspaceError as UnusableWorkspaceError
    from wuhao_batch.workspace.folders import Workspace as Workspace
    from wuhao_batch.workspace.folders import open_workspace as open_workspace
    from wuhao_batch.workspace.lock import BusyError as BusyError


def __getattr__(name: str) -> Any:
    """Load a public name from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
