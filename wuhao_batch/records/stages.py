"""The stages of a period's publication, in ``records.db``: what was published, closed, commended.

A step that is not recorded has not been taken, whatever lies in ``output/``; one that is recorded
is never taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from wuhao_batch.assessment.period import Period
from wuhao_batch.records.acts import Act, Deed, note_act
from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.moments import in_china, now


class Stage(StrEnum):
    """A stage of a period; it is in the first one while no step is recorded."""

    CONSULTING = "征求意见"
    SHOWN = "公示"
    CLOSED = "公示结束"
    COMMENDED = "表彰"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step as it was taken.

    ``number`` counts the issues of the notice, 更正公示 included: the issue that was published,
    closed, or the ground of the 表彰. ``folder`` is relative to the workspace, ``digest`` that of
    its files (:class:`Frozen`). ``begins`` and ``ends`` are the dates of the issue's window.
    """

    stage: Stage
    period: Period
    number: int
    folder: str
    digest: str
    begins: date
    ends: date
    act: Act
    at: str = ""

    @property
    def name(self) -> str:
        """The name of its folder, such as ``2026-01``."""
        return self.folder.rpartition("/")[2]

    @property
    def day(self) -> date:
        """The day, in China, on which it was recorded."""
        return in_china(datetime.fromisoformat(self.at)).date()

    def followed_by(self, stage: Stage, folder: str, frozen: "Frozen", act: Act) -> "Transition":
        """Return the step to a later stage of the same issue."""
        return replace(self, stage=stage, folder=folder, digest=frozen.digest, act=act, at="")


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a period so far, in order."""

    steps: tuple[Transition, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage that the period is in."""
        return self.steps[-1].stage if self.steps else Stage.CONSULTING

    @property
    def issues(self) -> tuple[Transition, ...]:
        """The issues of the notice."""
        return tuple(step for step in self.steps if step.stage is Stage.SHOWN)

    @property
    def commendations(self) -> tuple[Transition, ...]:
        """The drafts of a 表彰; the last one takes the place of those before it."""
        return tuple(step for step in self.steps if step.stage is Stage.COMMENDED)

    @property
    def standing(self) -> Transition | None:
        """The issue that stands: the last one, None before the first."""
        return self.issues[-1] if self.issues else None


NO_STEPS = Course()


@dataclass(frozen=True, slots=True)
class Frozen:
    """Files of a step by their names in its folder."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of all of them: of a line each, name and SHA-256, by name."""
        lines = (f"{name} {digest(data)}\n" for name, data in sorted(self.files.items()))
        return digest("".join(lines).encode())


def load_course(path: Path, period: Period) -> Course:
    """Load the steps of a period; there are none without records.

    Raises:
        LostRecordsError: The records are missing or damaged.
        OSError: They cannot be read.
    """
    query = (
        'SELECT stage, number, folder, digest, begins, ends, "by", why, at'
        " FROM stages WHERE period = ? ORDER BY id"
    )
    with reading(path) as records:
        rows = records.execute(query, (str(period),)).fetchall()
        return Course(tuple(_step(period, *row) for row in rows))


def _step(period: Period, stage: str, number: int, *told: str) -> Transition:
    folder, sha256, begins, ends, by, why, at = told
    first, last = date.fromisoformat(begins), date.fromisoformat(ends)
    return Transition(Stage(stage), period, number, folder, sha256, first, last, Act(by, why), at)


def record_transition(path: Path, step: Transition) -> None:
    """Record a step, and among the office's decisions; from then on it has been taken.

    Raises:
        LostRecordsError: The records are missing or damaged.
        OSError: They cannot be written.
    """
    query = (
        "INSERT INTO stages"
        ' (year, period, stage, number, at, "by", why, folder, digest, begins, ends)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    period, act = str(step.period), step.act
    dates = step.begins.isoformat(), step.ends.isoformat()
    what = f"{step.stage}（{step.name}）"
    with writing(path) as records:
        row = (step.period.year, period, step.stage.value, step.number, now(), act.by, act.why)
        records.execute(query, (*row, step.folder, step.digest, *dates))
        note_act(records, Deed(_COMMANDS[step.stage], "", what, period, act, step.digest))


_COMMANDS = {Stage.SHOWN: "publish", Stage.CLOSED: "close", Stage.COMMENDED: "commend"}
