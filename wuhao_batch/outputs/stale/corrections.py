"""Forms that went back, in `output/corrections/`, held against the returns that count now."""

from wuhao_batch.assessment.identity import replacing
from wuhao_batch.forms.names import form_stems
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.pairs import FORM_SUFFIX
from wuhao_batch.outputs.stale.paper import LOCK, StandingPaper
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.stamps import carries

DONE, ANOTHER = "现在没有要更正的", "后来又交了别的一份"


def correction_papers(outcome: Outcome, workspace: Workspace, after: After) -> list[StandingPaper]:
    """Return the forms that go back, by file name.

    Raises:
        OSError: One cannot be read.
    """
    stems = form_stems(outcome.assessment)
    codes = {stem: code for code, stem in stems.items()}
    sources = {
        result.branch.code: result.checked.source.sha256 or ""
        for result in outcome.results
        if result.status is Status.NEEDS_CORRECTION and result.checked is not None
    }
    papers = []
    for path in after.files(workspace.corrections, f"*{FORM_SUFFIX}"):
        if path.name.startswith(LOCK):
            continue
        stem = path.name.removesuffix(FORM_SUFFIX)
        code = codes.get(stem, stem)
        if code not in sources:
            why = DONE
        else:
            holds = carries(after.read(path) or b"", replacing(sources[code]))
            why = "" if holds else ANOTHER
        papers.append(StandingPaper(path, code, why))
    return papers
