"""``wuhao verify``: make a run again, and hold inputs, decisions and papers against its record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.period import Period
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.jobs.paper_states import PaperState, Verified
from wuhao_batch.jobs.proving import inputs_of, papers_below, shown
from wuhao_batch.jobs.remaking import Remade, remake
from wuhao_batch.jobs.verify_steps import verify_steps
from wuhao_batch.outputs.proof.differences import Difference, first_difference
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord, read_run
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.outputs.publication.issue import PUBLISHED, unrecorded
from wuhao_batch.records.evidence import GROWING, REPLACEABLE, TABLES, Evidence, Row, load_evidence
from wuhao_batch.records.stages import load_course
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.fingerprints import Fingerprints, fingerprint
from wuhao_batch.workspace.folders import UnusableWorkspaceError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True)
class Verification:
    """A run held against its record; ``record`` is None where that cannot be trusted itself."""

    record: RunRecord | None
    papers: tuple[Verified, ...]
    findings: tuple[Finding, ...]
    run_file: str = ""
    archive: str = ""
    """The SHA-256 of the record's file, and of the archive that it came from."""


def verify(workspace: Workspace, *, track: Track = unwatched) -> Verification:
    """Hold the last run of a workspace against its record (``wuhao verify``). Nothing is written.

    Args:
        workspace: The workspace.
        track: Shows progress.

    Raises:
        LostRecordsError: What was recorded is missing or damaged, so that nothing can be held
            against it.
        UnusableWorkspaceError: There is no record of a run.
        OSError: Something cannot be read.
    """
    path = workspace.output / RUN_FILE
    file = workspace.relative(path)
    if not path.is_file():
        raise UnusableWorkspaceError(f"没有 {file}，没有可核对的运行。请先运行 wuhao run。")
    data = path.read_bytes()
    try:
        record = read_run(data)
    except UnsealedError:
        return Verification(None, (), (finding("A001", Place(file)),), digest(data))
    there = load_evidence(workspace.records)
    remade = remake(record, workspace, others=True, track=track)
    steps, on_steps = verify_steps(there, workspace, track)
    papers = (*_papers(record, workspace, remade), *steps)
    findings = (
        *_on_the_program(record, file),
        *_on_inputs(record, workspace),
        *_on_decisions(record, there, workspace.relative(workspace.records)),
        *_on_the_clock(record, file),
        *_on_remaking(remade, file),
        *on_steps,
        *_unrecorded(record, workspace),
        *(found for each in papers if each not in steps for found in _told(each, record)),
    )
    return Verification(record, papers, findings, digest(data))


# --- what a run was made from ---------------------------------------------------------------------


def _on_the_program(record: RunRecord, file: str) -> Iterator[Finding]:
    unlike = list(record.program.unlike(this_program()))
    if unlike:
        yield finding("A010", Place(file), told="；".join(unlike))


def _on_inputs(record: RunRecord, workspace: Workspace) -> Iterator[Finding]:
    there = inputs_of(workspace, record.asked)
    for name, sha256 in record.inputs.items():
        if sha256 is not None and there.get(name) is None:
            yield finding("A003", Place(name))
        elif there.get(name) != sha256:
            yield finding("A002", Place(name))
    yield from (finding("A004", Place(name)) for name in there if name not in record.inputs)


def _on_decisions(record: RunRecord, now: Evidence, file: str) -> Iterator[Finding]:
    later = list(now.without(record.decisions))
    for table, row in record.decisions.without(now):
        if not _was_decided_anew(table, row, later, record.decisions):
            yield finding("A008", Place(file), what=TABLES[table], row=_in_short(row))
    tables = [table for table, _ in later if table not in GROWING]
    for table in dict.fromkeys(tables):
        yield finding("A009", Place(file), what=TABLES[table], count=str(tables.count(table)))


def _unrecorded(record: RunRecord, workspace: Workspace) -> Iterator[Finding]:
    """Yield P020 for steps of the run's period of which nothing is recorded."""
    period = Period.read(record.period)
    yield from unrecorded(workspace, load_course(workspace.records, period), period)


def _was_decided_anew(
    table: str, row: Row, later: Iterable[tuple[str, Row]], before: Evidence
) -> bool:
    """True if a decision that holds no longer was replaced by another one, which has an author."""
    if table not in REPLACEABLE:
        return False
    known = {each["id"] for each in before.tables.get("acts", ())}
    acts = {each["sha256"] for name, each in later if name == "acts" and each["id"] not in known}
    instead = {
        each.get("chosen", each["sha256"])
        for name, each in later
        if name == table and each.get("sha256") == row.get("sha256")
    }
    return bool(({row["sha256"]} | instead) & acts)


_SHOWN = 24


def _in_short(row: Row) -> str:
    """Return a row of the records in one line, long values cut."""
    told = (
        f"{name} {str(value)[:_SHOWN]}" for name, value in row.items() if value not in (None, "")
    )
    return "，".join(told).replace("。", "，")


def _on_the_clock(record: RunRecord, file: str) -> Iterator[Finding]:
    """Report a run that is said to be earlier than what went before it."""
    before = {"上一次运行": record.since, "记录里的决定": record.decisions.latest}
    for what, moment in before.items():
        if record.at < moment:
            yield finding(
                "A012",
                Place(file),
                earlier="这次运行",
                now=shown(record.at),
                then=shown(moment),
                later=what,
            )


def _on_remaking(remade: Remade, file: str) -> Iterator[Finding]:
    if remade.why:
        yield finding("A016", Place(file), why=remade.why)
        yield from remade.findings


# --- what it made ---------------------------------------------------------------------------------


def _papers(record: RunRecord, workspace: Workspace, remade: Remade) -> Iterator[Verified]:
    """Yield every paper of the run, then those of other commands that can be told."""
    for name, sha256 in record.outputs.items():
        yield _paper(name, sha256, workspace, remade)
    known = {*record.outputs, *record.beside}
    more = (name for name in remade.papers if name not in known)
    yield from (Verified(name, PaperState.DIFFERENT, _NOT_RECORDED) for name in more)
    there = papers_below(workspace, (workspace.root / name for name in record.outputs))
    for name in there:
        yield from _by_others(name, workspace, record.beside, remade)


_NOT_MADE = Difference(where="这次没有生成它")
_NOT_RECORDED = Difference(where="run.json 里没有记它")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _paper(name: str, sha256: str | None, workspace: Workspace, remade: Remade) -> Verified:
    kept = _read(workspace.root / name)
    made = remade.papers.get(name)
    if kept is None:
        published = _is_published(sha256, workspace)
        return Verified(name, PaperState.PUBLISHED if published else PaperState.MISSING)
    differs = _NOT_MADE if made is None else first_difference(kept, made)
    if digest(kept) != sha256:
        return Verified(name, PaperState.CHANGED, differs)
    if made is None and remade.why:
        return Verified(name, PaperState.EARLIER)
    return Verified(name, PaperState.DIFFERENT if differs else PaperState.SAME, differs)


def _is_published(sha256: str | None, workspace: Workspace) -> bool:
    """True if a paper went from ``output/`` into an issue that was published since."""
    issues = (workspace.root / PUBLISHED).glob("*/notice.*")
    return sha256 is not None and any(fingerprint(path) == sha256 for path in issues)


def _by_others(
    name: str, workspace: Workspace, beside: Fingerprints, remade: Remade
) -> Iterator[Verified]:
    """Yield the verdict on a paper of another command; none where nothing is known of it."""
    kept, made = _read(workspace.root / name), _again(name, remade)
    if kept is None or not (made or name in beside):
        return
    differing = [first_difference(kept, each) for each in made]
    if None in differing:
        yield Verified(name, PaperState.SAME)
    elif beside.get(name) == digest(kept) and name not in remade.papers:
        yield Verified(name, PaperState.EARLIER)
    else:
        yield Verified(name, PaperState.CHANGED, differing[-1] if differing else None)


def _again(name: str, remade: Remade) -> tuple[bytes, ...]:
    """Return a paper that the run found there as it is made again, in each way that it may be."""
    own = remade.papers.get(name)
    return remade.by_others.get(name, () if own is None else (own,))


def _told(paper: Verified, record: RunRecord) -> Iterator[Finding]:
    differs = paper.difference
    place = Place(paper.file, differs.sheet, differs.cell) if differs else Place(paper.file)
    told = str(differs) if differs else "没有可比的"
    match paper.state:
        case PaperState.MISSING:
            yield finding("A006", place)
        case PaperState.CHANGED if paper.file not in record.outputs:
            yield finding("A013", place, told=told)
        case PaperState.CHANGED:
            yield finding("A005", place, told=f"，{told}" if differs else "")
        case PaperState.DIFFERENT:
            yield finding("A007", place, told=told)
