"""The results as they are now, as a page shows them: the report's tables, and what has changed."""

from dataclasses import dataclass

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.comparing import compared
from wuhao_batch.jobs.last_run import LastRun
from wuhao_batch.jobs.overview import Known
from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outputs.report.facts import Report
from wuhao_batch.outputs.report.report import make_report
from wuhao_batch.workspace.folders import Workspace


@dataclass(frozen=True)
class Standings:
    """The report on the results of now, and these held against earlier ones."""

    report: Report
    comparison: Comparison
    last_run: LastRun
    findings: tuple[Finding, ...]

    @property
    def since(self) -> Changes | None:
        """The changes since the last results that were not the same."""
        return self.comparison.since

    @property
    def changes(self) -> dict[str, UnitChange]:
        """编号 → what changed of a unit since then, of those of which anything did."""
        changed = self.since.changed if self.since else ()
        return {each.unit.code: each for each in changed if not each.went}


def look_at_standings(known: Known, workspace: Workspace) -> Standings:
    """Look at the results, without making a paper.

    Raises:
        OSError: Results that were kept cannot be read.
    """
    outcome = known.outcome
    comparison, findings = compared(outcome, workspace)
    report = make_report(outcome, outcome.findings, comparison)
    told = (*outcome.on_the_whole, *findings)
    return Standings(report, comparison, known.on_disk.last_run, told)
