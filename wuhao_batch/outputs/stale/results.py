"""results.xlsx with its 会议用表, and the report, held against the present results."""

from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import from_json, snapshot_of
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace

CHANGED = "生成以后结果有变动"
WHOSE = {"results": "results.xlsx（含会议用表）", "report": "report.html"}


def result_papers(outcome: Outcome, workspace: Workspace, after: After) -> list[StandingPaper]:
    """Return the papers of the last run; none where nothing says what it found.

    Raises:
        OSError: Its results cannot be read.
    """
    kept = after.read(workspace.output / PAPERS["data"])
    if kept is None:
        return []
    why = "" if _is_of(kept, outcome) else CHANGED
    return [
        StandingPaper(path, WHOSE[name], why)
        for name in WHOSE
        for path in after.files(workspace.output, PAPERS[name])
    ]


def _is_of(kept: bytes, outcome: Outcome) -> bool:
    try:
        return from_json(kept) == snapshot_of(outcome)
    except ValueError:
        return False
