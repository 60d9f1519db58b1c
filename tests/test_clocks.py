"""Clocks that are wrong: nobody waits for a time that is years ahead, and 1970 ends nothing."""

import shutil
import sqlite3
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.acts import ACT
from tests.support.drawing import ROOT, loaded
from tests.support.faults import returned
from tests.support.offices import BRANCHES, office
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.remind import note_reminded, remind
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.send import send
from wuhao_batch.mail.dispatch import Order
from wuhao_batch.records.ledger import AGAIN_AFTER
from wuhao_batch.records.witness import place_of
from wuhao_batch.workspace.folders import Workspace


def reminded(place: Workspace, begun: datetime) -> None:
    """All branches were reminded at that time, by the clock of then."""
    note_reminded(place, "、".join(row[0] for row in BRANCHES), act=ACT)
    with closing(sqlite3.connect(place.records)) as records, records:
        records.execute("UPDATE sent SET begun = ?", (begun.isoformat(timespec="seconds"),))
    place_of(place.records).unlink()


@pytest.mark.parametrize(
    ("ahead", "again"),
    [
        (timedelta(days=400), True),
        (AGAIN_AFTER + timedelta(hours=1), True),
        (timedelta(minutes=5), False),
        (-timedelta(hours=1), False),
        (-AGAIN_AFTER, True),
        (-timedelta(days=20_000), True),
    ],
)
def test_a_reminder_by_a_clock_that_was_ahead_blocks_no_other(
    tmp_path: Path, ahead: timedelta, again: bool
) -> None:
    place = office(tmp_path, 25)
    reminded(place, datetime.now(UTC) + ahead)
    done = remind(place, Order(dry_run=True))
    assert len(done.mails) == (len(BRANCHES) if again else 0)
    assert ("D026" in {found.code for found in done.findings}) is not again


def test_1970_ends_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive knows no time before 1980, and libraries take it off the clock."""
    place = office(tmp_path, 25)
    shutil.copytree(ROOT / "templates", place.templates, dirs_exist_ok=True)
    office(tmp_path, 25)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    beginning = time.gmtime(0)
    monkeypatch.setattr(time, "localtime", lambda *_: beginning)
    with pytest.raises(ValueError, match="1980"), zipfile.ZipFile(tmp_path / "x.zip", "w") as x:
        x.writestr("a", b"")
    send(place)
    run(place, draft=True)
    feedback(place, draft=True)
    made = {path.suffix for path in place.output.rglob("*")}
    assert {".xlsx", ".docx", ".eml"} <= made
