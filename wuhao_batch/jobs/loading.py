"""Load template and roster, or end the job: the first step of nearly every one."""

from collections.abc import Iterable

from wuhao_batch.assessment import loading
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.workspace.folders import ImpossibleError, Workspace

FAULTY = "模板或名单有错误，请先改正。output 里如有结果和公示稿，还是上一次的。"


class FaultyAssessmentError(ImpossibleError):
    """Template or roster has errors, which are among the ``findings``."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__(FAULTY)
        self.findings = tuple(findings)


class NotYetError(ImpossibleError):
    """A step lacks its ground; the text says what to do, ``findings`` are more of the reason."""

    def __init__(self, sentence: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(sentence)
        self.findings = tuple(findings)


def load(workspace: Workspace) -> Assessment:
    """Load template and roster.

    Raises:
        FaultyAssessmentError: Either has an error.
        OSError: Either cannot be read.
    """
    assessment, findings = loading.load(workspace)
    if assessment is None:
        raise FaultyAssessmentError(findings)
    return assessment
