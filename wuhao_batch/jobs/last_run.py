"""The last run, and whether its papers are still those that would be made now."""

from dataclasses import dataclass

from wuhao_batch.jobs.proving import inputs_of, load_run
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import snapshot_of, to_json
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord
from wuhao_batch.workspace.folders import Workspace


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

    @property
    def is_draft(self) -> bool:
        """True if a 征求意见稿 was asked for."""
        return self.record is not None and self.record.asked.draft


def look_at_last_run(outcome: Outcome, workspace: Workspace) -> LastRun:
    """Hold the last run against what lies there now, without making anything.

    Raises:
        OSError: Its record or its results cannot be read.
    """
    record = load_run(workspace.output / RUN_FILE)
    if record is None:
        return LastRun()
    same = record.inputs == inputs_of(workspace, record.asked)
    results = workspace.output / PAPERS["data"]
    if same and not record.asked.rounds:
        now = to_json(snapshot_of(outcome))
        same = results.is_file() and results.read_bytes() == now
    return LastRun(record, same)
