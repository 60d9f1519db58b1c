"""Published issues, and the papers of later steps, held against the records and made again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.jobs.kept_inputs import changed_inputs
from wuhao_batch.jobs.paper_states import PaperState, Verified
from wuhao_batch.jobs.proving import shown
from wuhao_batch.jobs.remaking import Remade, remake
from wuhao_batch.outputs.paper_names import CORRECTION, FORMAL, PAPERS
from wuhao_batch.outputs.proof.differences import first_difference
from wuhao_batch.outputs.proof.program import this_program
from wuhao_batch.outputs.proof.run_record import RUN_FILE, RunRecord, read_run
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.outputs.publication.issue import FILES, FORMS, RESULTS
from wuhao_batch.records.evidence import Evidence, Row
from wuhao_batch.records.stages import Frozen, Stage
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import Track
from wuhao_batch.writing.sealing import is_as_made

_FROZEN = {
    Stage.SHOWN: FILES,
    Stage.CLOSED: ("statement.html", "statement.docx", "objections.xlsx"),
    Stage.COMMENDED: ("commendation.html", "commendation.docx"),
}
"""The files that each step has frozen in its folder; what else lies there is none of ours."""


def verify_steps(
    records: Evidence, workspace: Workspace, track: Track
) -> tuple[tuple[Verified, ...], tuple[Finding, ...]]:
    """Hold every step that was taken against what was recorded of it, and each issue made again.

    Raises:
        OSError: Something cannot be read.
    """
    papers: list[Verified] = []
    findings: list[Finding] = []
    before = ""
    for row in records.tables.get("stages", ()):
        stage, folder = Stage(str(row["stage"])), str(row["folder"])
        files = _files(workspace.root / folder, stage)
        record = _record(files)
        if Frozen(files).digest != row["digest"]:
            findings += (finding("A017", Place(file)) for file in _changed(files, record, row))
        elif stage is Stage.SHOWN:
            held, on_issue = _issue(files, record, folder, workspace, track)
            papers += held
            findings += on_issue
        findings += _order(row, max(before, record.at if record else ""))
        before = max(before, str(row["at"]))
    told = (found for each in papers for found in _told(each))
    return tuple(papers), (*findings, *told)


def _files(folder: Path, stage: Stage) -> dict[str, bytes]:
    paths = {name: folder / name for name in _FROZEN[stage]}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _record(files: Mapping[str, bytes]) -> RunRecord | None:
    try:
        return read_run(files[RUN_FILE])
    except (KeyError, UnsealedError):
        return None


def _changed(files: Mapping[str, bytes], record: RunRecord | None, row: Row) -> list[str]:
    """Return the files that are not as the run left them, or the folder where none can be told."""
    folder = str(row["folder"])
    if record is None:
        unsealed = RUN_FILE in files
        return [f"{folder}/{RUN_FILE}"] if unsealed else [folder]
    sure, doubtful = [], []
    for name, output in _outputs(int(str(row["number"]))).items():
        if name not in files:
            sure.append(name)
        elif output not in record.outputs or _is_worked_on(name, files[name]):
            doubtful.append(name)  # it was frozen as something else than the run made
        elif digest(files[name]) != record.outputs[output]:
            sure.append(name)
    wrong = sure or (doubtful if len(doubtful) == 1 else [])
    return [f"{folder}/{name}" for name in wrong] or [folder]


def _is_worked_on(name: str, data: bytes) -> bool:
    """True for a Word file that was edited, perhaps before it was published."""
    return name.endswith(".docx") and not is_as_made(data)


def _outputs(number: int) -> dict[str, str]:
    """Return name in an issue's folder → the paper of the run that it was."""
    keys = CORRECTION if number > 1 else FORMAL
    forms = dict(zip(FORMS, (PAPERS[key] for key in keys), strict=True))
    names = {**forms, PAPERS["results"]: PAPERS["results"], RESULTS: PAPERS["data"]}
    return {name: f"output/{output}" for name, output in names.items()}


def _issue(
    files: Mapping[str, bytes],
    record: RunRecord | None,
    folder: str,
    workspace: Workspace,
    track: Track,
) -> tuple[list[Verified], list[Finding]]:
    """Hold the papers of an issue against those made again from what was kept."""
    remade = _remade(record, workspace, track)
    other = list(record.program.unlike(this_program())) if record else []
    number = int(folder.rpartition("-")[2])
    names = {name: output for name, output in _outputs(number).items() if name in files}
    held = [
        _held(f"{folder}/{name}", files[name], remade.papers.get(output), by_other=bool(other))
        for name, output in names.items()
    ]
    lacking = [name for name, output in names.items() if output not in remade.papers]
    told = []
    if other:
        told.append(finding("A010", Place(f"{folder}/{RUN_FILE}"), told="；".join(other)))
    if lacking:
        why = remade.why or f"没有重新生成 {first_of(lacking)}"
        told.append(finding("A018", Place(folder), why=why))
    return held, told


def _remade(record: RunRecord | None, workspace: Workspace, track: Track) -> Remade:
    """Make the run of an issue again, or say why not."""
    if record is None:
        return Remade(why=f"没有完好的 {RUN_FILE}")
    if changed := changed_inputs(record, workspace):
        return Remade(why=f"公示时用的输入有{len(changed)}个变了，又没有留底（如 {changed[0]}）")
    formal = replace(record, asked=replace(record.asked, draft=False))
    return remake(formal, workspace, track=track)


def _held(file: str, kept: bytes, made: bytes | None, *, by_other: bool) -> Verified:
    """Hold a paper against the one made again, which another program may make otherwise."""
    if made is None:
        return Verified(file, PaperState.EARLIER)
    differs = first_difference(kept, made)
    if differs is None:
        return Verified(file, PaperState.SAME)
    if _is_worked_on(file, kept):
        return Verified(file, PaperState.WORKED_ON, differs)
    return Verified(file, PaperState.EARLIER if by_other else PaperState.DIFFERENT, differs)


def _order(row: Row, before: str) -> Iterator[Finding]:
    """Report a step that is said to be earlier than what went before it (A012)."""
    moment = str(row["at"])
    if moment < before:
        step = f"{row['stage']}（{str(row['folder']).rpartition('/')[2]}）"
        yield finding(
            "A012",
            Place(str(row["folder"])),
            earlier=step,
            now=shown(moment),
            then=shown(before),
            later="前一步",
        )


def _told(paper: Verified) -> Iterator[Finding]:
    if paper.state is PaperState.DIFFERENT and paper.difference is not None:
        place = Place(paper.file, paper.difference.sheet, paper.difference.cell)
        yield finding("A007", place, told=str(paper.difference))
