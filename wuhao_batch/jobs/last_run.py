"""Papers of the last run, and the feedback: whether they are those that would be made now."""

from collections.abc import Sequence
from dataclasses import dataclass

from wuhao_batch.jobs.proving import inputs_of, load_run
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import snapshot_of, to_json
from wuhao_batch.outputs.pairs import feedback_pair
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord
from wuhao_batch.outputs.stale.feedback import feedback_papers
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.records.evidence import REPLACEABLE, Evidence, Row, load_evidence
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True)
class LastRun:
    """The record of the last run, None without one that is sound.

    ``is_current`` means that nothing it read has changed, and that its results are those of now.
    """

    record: RunRecord | None = None
    is_current: bool = False

    @property
    def has_rounds(self) -> bool:
        """True if it brought the rounds of a year together."""
        return self.record is not None and bool(self.record.asked.rounds)


NO_RUN = LastRun()


def look_at_last_run(outcome: Outcome, workspace: Workspace) -> LastRun:
    """Hold the last run against what lies there now, without making anything.

    A record that cannot be read is none.
    """
    try:
        record = load_run(workspace.output / RUN_FILE)
        if record is None:
            return NO_RUN
        same = record.inputs == inputs_of(workspace, record.asked)
        same = same and _holding(record.decisions) == _holding(load_evidence(workspace.records))
        if same and not record.asked.rounds:
            now = to_json(snapshot_of(outcome))
            same = (workspace.output / PAPERS["data"]).read_bytes() == now
    except OSError:
        return NO_RUN
    return LastRun(record, same)


def _holding(decided: Evidence) -> list[Sequence[Row]]:
    """Return the decisions that hold."""
    return [decided.tables.get(table, ()) for table in REPLACEABLE]


def look_at_feedback_papers(outcome: Outcome, workspace: Workspace) -> tuple[StandingPaper, ...]:
    """Return the workbooks with feedback that lie there; one that cannot be read does not hold."""
    try:
        return tuple(feedback_papers(outcome, workspace, After(Plan())))
    except OSError:
        pair = feedback_pair(workspace)
        paths = (pair.paths(stem)[0] for stem in pair.stems())
        return tuple(StandingPaper(path, path.stem, UNREADABLE) for path in paths)


UNREADABLE = "有的反馈意见现在打不开，不能断定"
