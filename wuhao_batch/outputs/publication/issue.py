"""An issue of the notice as it was published: its three forms and the results they came from.

It lies in ``output/published/2026-01/`` as it was frozen; what else somebody lays beside it, such
as a scan with the seal, is none of ours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.settings_sheet import settings_of
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.outcome.snapshot import Snapshot, from_json
from wuhao_batch.outputs.proof.run_record import RUN_FILE, read_run
from wuhao_batch.outputs.proof.sealed import UnsealedError
from wuhao_batch.records.stages import Course, Frozen, Stage, Transition
from wuhao_batch.workspace.folders import Workspace

PUBLISHED, CLOSED, COMMENDED = "output/published", "output/closed", "output/commended"
"""Folders of the workspace in which each step has one of its own."""

_PLACES = {PUBLISHED: Stage.SHOWN, CLOSED: Stage.CLOSED, COMMENDED: Stage.COMMENDED}

RESULTS = "results.json"

FORMS = ("notice.html", "notice.docx", "notice.xlsx")

FILES = (*FORMS, "results.xlsx", RESULTS, RUN_FILE)
"""The files of an issue, by their names in its folder; the last one where a run has left it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that was published, and what it shows."""

    step: Transition
    files: Mapping[str, bytes]
    snapshot: Snapshot

    def settings(self, now: Settings) -> Settings:
        """Return the settings with which it went up; those of now where no run has left any."""
        try:
            return settings_of(read_run(self.files[RUN_FILE]).settings)
        except (KeyError, UnsealedError):
            return now


Standing = Issue | Finding | None
"""The issue that was published last, or what befell it; None before the first."""


def load_standing(workspace: Workspace, course: Course) -> Standing:
    """Load the issue that stands. Raises OSError as :func:`load_issue` does."""
    return load_issue(workspace, course.standing) if course.standing else None


def load_issue(workspace: Workspace, step: Transition) -> Issue | Finding:
    """Load an issue; a file that is missing or was changed since is a finding (P003).

    Raises:
        OSError: A file cannot be read.
    """
    folder = workspace.root / step.folder
    paths = {name: folder / name for name in FILES}
    files = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
    try:
        if Frozen(files).digest == step.digest:
            return Issue(step, files, from_json(files[RESULTS]))
    except (KeyError, ValueError):
        pass
    return finding("P003", Place(step.folder), name=step.name)


def unrecorded(workspace: Workspace, course: Course, period: Period) -> Iterator[Finding]:
    """Yield P020 for each folder of a step of the period of which nothing is recorded.

    Raises:
        OSError: The folder of the steps cannot be read.
    """
    known = {step.folder for step in course.steps}
    own = re.compile(rf"{re.escape(period.in_names)}-[0-9]{{2,}}")
    for place, stage in _PLACES.items():
        root = workspace.root / place
        for name in sorted(path.name for path in root.iterdir()) if root.is_dir() else ():
            if own.fullmatch(name) and f"{place}/{name}" not in known:
                yield finding("P020", Place(f"{place}/{name}"), stage=stage.value)
