"""Papers that an earlier run left in ``output/``: what somebody changed stays.

A notice there is a working paper until it is published; what hangs on the board lies frozen in
``output/published/`` (docs/notice.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.outputs.paper_names import (
    CORRECTION,
    DRAFT,
    FORMAL,
    LONG_TABLES,
    PAPERS,
    WORKING,
    file_of,
)
from wuhao_batch.outputs.publication.issue import Issue, Standing
from wuhao_batch.workspace.plan import Plan
from wuhao_batch.writing.sealing import is_as_made


@dataclass(frozen=True, slots=True)
class PlannedPapers:
    """The papers as they are to lie in ``output/``, and what is told of those kept there."""

    plan: Plan
    findings: tuple[Finding, ...] = ()


def plan_papers(
    made: Mapping[str, bytes], output: Path, standing: Standing, *, draft: bool
) -> PlannedPapers:
    """Plan the working papers anew; a form of the notice that somebody changed is kept.

    Args:
        made: Key of a paper → its bytes.
        output: The folder.
        standing: The issue that was published last: what is frozen there is not kept twice.
        draft: Only 征求意见稿 was asked for: the other notices are left alone.

    Returns:
        The plan, with D041 or D042 for each form that is kept and is not what was made.

    Raises:
        OSError: A form there cannot be read.
    """
    long = {name for name in made if name not in PAPERS}
    working = {output / file_of(name): made[name] for name in (*WORKING, *long) if name in made}
    gone = {path for path in output.glob(LONG_TABLES) if path.name not in long}
    stale = (*(output / PAPERS[name] for name in WORKING if name not in made), *sorted(gone))
    frozen = tuple(standing.files.values()) if isinstance(standing, Issue) else ()
    planned = PlannedPapers(Plan(working, stale))
    for name in DRAFT if draft else (*FORMAL, *CORRECTION):
        planned = _with_form(planned, name, made.get(name), output, frozen)
    return planned


def _with_form(
    planned: PlannedPapers,
    name: str,
    data: bytes | None,
    output: Path,
    frozen: Collection[bytes],
) -> PlannedPapers:
    """Plan one form of the notice as well."""
    path = output / PAPERS[name]
    there = path.read_bytes() if path.is_file() else None
    if data is None and there is None:
        return planned
    if there is None or there == data or there in frozen or is_as_made(there):
        more = Plan(remove=(path,)) if data is None else Plan({path: data})
        return replace(planned, plan=planned.plan.and_then(more))
    told = finding("D042" if data is None else "D041", Place(f"output/{PAPERS[name]}"))
    plan = planned.plan.and_then(Plan(keep=(path,)))
    return PlannedPapers(plan, (*planned.findings, told))


def papers_written(plan: Plan, output: Path) -> dict[str, Path]:
    """Return the name of an output → its path, of the papers that a plan writes."""
    paths = {name: output / file for name, file in PAPERS.items()}
    paths |= {
        path.name: path for path in plan.write if path.parent == output and path.match(LONG_TABLES)
    }
    return {name: path for name, path in paths.items() if path in plan.write}
