"""Results that were kept, read from their files to be compared with those of now."""

from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.outcome.comparison import Comparison, Earlier, compare
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import MOST_BYTES, Snapshot, from_json, snapshot_of, to_json
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan

EARLIER = "input/earlier.json"
"""The results of another period, with which every run compares its own."""
PREVIOUS = "previous.json"
"""In ``output/``: the results before the present ones."""


def kept(path: Path) -> Snapshot | None:
    """Return the results in a file, None where there is no file.

    Raises:
        OSError: It cannot be read.
        ValueError: It holds no results.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return from_json(file.read(min(path.stat().st_size, MOST_BYTES) + 1))


def compared(outcome: Outcome, workspace: Workspace) -> tuple[Comparison, list[Finding]]:
    """Hold an outcome against what was kept in the workspace.

    Returns:
        The comparison, with C001 and C002 where the earlier period cannot be compared, C003 where
        the last results cannot.

    Raises:
        OSError: A file cannot be read.
    """
    findings: list[Finding] = []

    def read(file: str, code: str) -> Snapshot | None:
        try:
            return kept(workspace.root / file)
        except ValueError:
            findings.append(finding(code, Place(file)))
            return None

    now, output = snapshot_of(outcome), workspace.relative(workspace.output)
    period = read(EARLIER, "C001")
    if period is not None and period.span == now.span:
        findings.append(finding("C002", Place(EARLIER), period=now.span.words))
        period = None
    last = read(f"{output}/{PAPERS['data']}", "C003")
    previous = read(f"{output}/{PREVIOUS}", "C003")
    return compare(now, Earlier(last, previous, period)), findings


def put_aside(comparison: Comparison, workspace: Workspace) -> Plan:
    """Plan the results of the last run into their file if those of now are others."""
    if comparison.replaced is None:
        return Plan()
    return Plan({workspace.output / PREVIOUS: to_json(comparison.replaced)})
