"""Inputs of published issues, kept by their SHA-256: an issue can be made again for ever.

They lie in ``output/published/inputs/``, each content once, whatever becomes of the inputs later.
"""

from pathlib import Path

from wuhao_batch.jobs.loading import NotYetError
from wuhao_batch.outputs.proof.run_record import RunRecord
from wuhao_batch.outputs.publication.issue import PUBLISHED
from wuhao_batch.workspace.fingerprints import fingerprint
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Copy, Plan

FOLDER = f"{PUBLISHED}/inputs"


def keep_inputs(record: RunRecord, workspace: Workspace) -> Plan:
    """Plan to keep the inputs of a run that are not kept yet.

    Raises:
        NotYetError: One is no longer as it was.
    """
    copies: dict[Path, Copy] = {}
    for name, sha256 in record.inputs.items():
        if sha256 is None:
            continue
        place, source = _place(sha256, workspace), workspace.root / name
        if fingerprint(source) != sha256:
            command = record.asked.command
            raise NotYetError(f"{name} 在运行以后改动过。请先再运行 wuhao {command}，再公示。")
        if not place.exists():
            copies[place] = Copy(source, sha256)
    return Plan(copy=copies)


def source_of(name: str, sha256: str | None, workspace: Workspace) -> Path:
    """Return where an input lies as it was: in its place, else among those that were kept."""
    path = workspace.root / name
    if sha256 is None or fingerprint(path) == sha256:
        return path
    kept = _place(sha256, workspace)
    return kept if fingerprint(kept) == sha256 else path


def changed_inputs(record: RunRecord, workspace: Workspace) -> list[str]:
    """Return the inputs of a run that nobody has any more as they were."""
    return [
        name
        for name, sha256 in record.inputs.items()
        if sha256 is not None and fingerprint(source_of(name, sha256, workspace)) != sha256
    ]


def _place(sha256: str, workspace: Workspace) -> Path:
    return workspace.root / FOLDER / sha256
