"""Feedback in `output/feedback/`, held against what its branches would be told now."""

from wuhao_batch.forms.names import form_stems
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.feedback.feedback import feedback_digest, make_feedback
from wuhao_batch.outputs.pairs import feedback_pair
from wuhao_batch.outputs.stale.paper import LOCK, StandingPaper
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.stamps import carries

NO_RESULT = "现在没有结果"
CHANGED = "得分、名次、中位数或说明后来变了"


def feedback_papers(outcome: Outcome, workspace: Workspace, after: After) -> list[StandingPaper]:
    """Return the workbooks with feedback, by file name.

    Raises:
        OSError: One cannot be read.
    """
    pair = feedback_pair(workspace)
    paths = after.files(pair.folder, f"*{pair.workbook_suffix}")
    if not paths:
        return []
    stems = form_stems(outcome.assessment)
    now = {stems[code]: each for code, each in make_feedback(outcome, draft=False).items()}
    codes = {stem: code for code, stem in stems.items()}
    papers = []
    for path in paths:
        if path.name.startswith(LOCK):
            continue
        stem = path.name.removesuffix(pair.workbook_suffix)
        if stem not in now:
            why = NO_RESULT
        else:
            holds = carries(after.read(path) or b"", feedback_digest(now[stem]))
            why = "" if holds else CHANGED
        papers.append(StandingPaper(path, codes.get(stem, stem), why))
    return papers
