"""``output/run.json``: each run leaves what it was made from beside what it made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wuhao_batch.assessment.settings import public_values
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.jobs.comparing import PREVIOUS
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.outputs.proof.run_record import (
    RUN_FILE,
    Asked,
    RunRecord,
    objections_of,
    read_run,
)
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.outputs.stale.listing import LISTING
from wuhao_batch.records.evidence import Evidence, load_evidence
from wuhao_batch.workspace.disk import digest, files_below
from wuhao_batch.workspace.fingerprints import Fingerprints, fingerprint, fingerprints
from wuhao_batch.workspace.folders import CACHE, Workspace
from wuhao_batch.workspace.moments import in_china, now
from wuhao_batch.workspace.plan import Plan

INPUTS = ("templates", "input")
"""The folders that results are made from; ``records.db`` is the third source.

What a run is held against, the results before it, is an input as well.
"""

RECORDS = ("records.db", ".wuhao.records")
"""The records of a workspace; those of a round are inputs of the year."""

PASSING = ("mail", "published", "closed", "commended", "archive", CACHE)
"""Folders of ``output/`` that are not papers of a run."""


@dataclass(frozen=True)
class Ground:
    """The ground of a run, taken before anything of it is read."""

    asked: Asked
    inputs: Fingerprints
    modified: Mapping[str, float]


def ground_of(workspace: Workspace, asked: Asked) -> Ground:
    """Take the fingerprints of all that a run will read."""
    inputs = inputs_of(workspace, asked)
    modified = {name: _modified(workspace.root / name) for name in inputs} if asked.latest else {}
    return Ground(asked, inputs, modified)


def inputs_of(workspace: Workspace, asked: Asked) -> dict[str, str | None]:
    """Return the fingerprints of all inputs, those of rounds too; objections are none."""
    found = fingerprints(workspace.root, INPUTS)
    before = workspace.output / PREVIOUS
    if before.is_file():
        found[workspace.relative(before)] = fingerprint(before)
    for folder in asked.rounds:
        root = workspace.root / folder
        inner = fingerprints(root, INPUTS)
        inner |= {name: fingerprint(root / name) for name in RECORDS if (root / name).is_file()}
        found |= {f"{folder}/{name}": sha256 for name, sha256 in inner.items()}
    for name in objections_of(asked.rounds):
        found.pop(name, None)
    return found


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def proved(plan: Plan, outcome: Outcome, workspace: Workspace, ground: Ground) -> "Proved":
    """Return a run's plan with its record, which is left as it is if nothing else has changed.

    Raises:
        OSError: The records cannot be read.
    """
    path = workspace.output / RUN_FILE
    before = load_run(path)
    record = _record(plan, outcome, workspace, ground)
    findings = tuple(_clock(record.at, before, record.decisions, workspace.relative(path)))
    if before is not None and before.is_as(record):
        return Proved(plan, before, findings)
    record = replace(record, since=before.at if before else "")
    written = Plan({path: record.to_json()})
    return Proved(plan.and_then(written), record, findings)


@dataclass(frozen=True)
class Proved:
    """A plan with the record of its run in it, and what is wrong with the moment."""

    plan: Plan
    record: RunRecord
    findings: tuple[Finding, ...]


def load_run(path: Path) -> RunRecord | None:
    """Return the record there; None if there is none that is sound.

    Raises:
        OSError: It cannot be read.
    """
    try:
        return read_run(path.read_bytes())
    except (FileNotFoundError, UnsealedError):
        return None


def _record(plan: Plan, outcome: Outcome, workspace: Workspace, ground: Ground) -> RunRecord:
    settings = outcome.assessment.settings
    outputs = {
        workspace.relative(path): digest(data)
        for path, data in plan.write.items()
        if is_paper(path, workspace)
    }
    beside = papers_below(workspace, {*plan.write, *plan.remove})
    previous = workspace.output / PREVIOUS
    inputs = dict(ground.inputs)
    if previous in plan.write:  # put aside by this very run, and so what it was held against
        inputs[workspace.relative(previous)] = digest(plan.write[previous])
    return RunRecord(
        at=now(),
        asked=ground.asked,
        program=this_program(),
        period=str(settings.period),
        standard=outcome.assessment.standard.digest,
        settings=public_values(settings),
        inputs=inputs,
        decisions=load_evidence(workspace.records),
        outputs=dict(sorted(outputs.items())),
        beside=beside,
        modified=ground.modified,
    )


def papers_below(workspace: Workspace, besides: Iterable[Path] = ()) -> dict[str, str | None]:
    """Return the fingerprints of the papers in ``output/`` that other commands made."""
    left_out = set(besides)
    return {
        workspace.relative(path): fingerprint(path)
        for path in files_below(workspace.output)
        if path not in left_out and is_paper(path, workspace)
    }


_NOT_OF_A_RUN = (RUN_FILE, PREVIOUS, "status.xlsx", "compare.xlsx")
"""Files of ``output/`` that are no papers of a run: they are looked at and made again at will."""


def is_paper(path: Path, workspace: Workspace) -> bool:
    """True for a paper of this year as it is now, which can be made again."""
    inside = path.relative_to(workspace.output)
    passing = path.name.startswith((".", "~$")) or inside.as_posix() in _NOT_OF_A_RUN
    return not passing and path.name != LISTING and inside.parts[0] not in PASSING


def clock_behind(workspace: Workspace) -> Iterable[Finding]:
    """Report a clock that goes behind the last run or what was recorded (A011).

    Raises:
        OSError: They cannot be read.
    """
    before, recorded = load_run(workspace.output / RUN_FILE), load_evidence(workspace.records)
    yield from _clock(now(), before, recorded, workspace.relative(workspace.records))


def _clock(at: str, before: RunRecord | None, recorded: Evidence, file: str) -> Iterable[Finding]:
    known = max(before.at if before else "", recorded.latest)
    if at < known:
        yield finding("A011", Place(file), now=shown(at), then=shown(known))


def shown(moment: str) -> str:
    """Return a moment in UTC as people here read it."""
    try:
        return f"{in_china(datetime.fromisoformat(moment)):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return moment
