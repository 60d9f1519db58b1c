"""The results as they are now, as a page shows them: the report's tables, and what has changed."""

from contextlib import suppress
from dataclasses import dataclass

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.comparing import compared, kept
from wuhao_batch.jobs.last_run import LastRun
from wuhao_batch.jobs.overview import Known
from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.snapshot import Snapshot, SnapshotUnit
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.report.facts import Report
from wuhao_batch.outputs.report.report import make_report
from wuhao_batch.workspace.folders import Workspace


@dataclass(frozen=True)
class Standings:
    """The report on the results of now, and these held against earlier ones.

    ``year`` are the results of the rounds that were brought together last, each round in place of
    an item; None where none were, or where they cannot be read.
    """

    report: Report
    comparison: Comparison
    last_run: LastRun
    findings: tuple[Finding, ...]
    year: Snapshot | None = None

    @property
    def of_year(self) -> list[SnapshotUnit]:
        """The units of the year, by rank, those without one behind."""
        units = self.year.units if self.year else ()
        return sorted(units, key=lambda each: (each.rank is None, each.rank or 0))

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
    return Standings(report, comparison, known.on_disk.last_run, told, _year(known, workspace))


def _year(known: Known, workspace: Workspace) -> Snapshot | None:
    if not known.on_disk.last_run.has_rounds:
        return None
    with suppress(ValueError):
        return kept(workspace.output / PAPERS["data"])
    return None
