"""Records that were there are missed: nobody is written to twice, no decision is left out."""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.acts import ACT, SIGNED, deed, remember_act
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import loaded
from tests.support.faults import returned
from tests.support.killing import in_a_fork
from tests.support.mail_servers import Post, smtp_server
from tests.support.offices import BRANCHES, office
from tools.filling import strip_identity
from wuhao_batch.jobs.remind import remind
from wuhao_batch.jobs.send import send
from wuhao_batch.jobs.settling import settle
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.jobs.transport import Transport
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order
from wuhao_batch.mail.server import no_password
from wuhao_batch.records import database
from wuhao_batch.records.acts import load_acts
from wuhao_batch.records.database import LostRecordsError, OlderRecordsError, reading, writing
from wuhao_batch.records.decisions import assign, load_decisions
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.records.renewing import renewed
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.records.witness import load_witness, place_of
from wuhao_batch.workspace.folders import ImpossibleError, UnusableWorkspaceError, Workspace

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

ADDRESSES = {f"b{number}@example.cn" for number in "1234"}
PAGE = 4096


def deliver(
    place: Workspace, order: Order = EVERYBODY, job: Callable[..., Dispatched] = send
) -> Dispatched:
    return job(place, order, Transport(lambda _server: no_password, 60_000, plain=True))


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311


def changed(statement: str) -> Callable[[Path], None]:
    """A loss by a statement of SQL."""

    def lose(path: Path) -> None:
        with closing(sqlite3.connect(path)) as records, records:
            records.executescript(statement)

    return lose


def with_noise(number: int) -> Callable[[Path], None]:
    """A loss of one page to random bytes."""

    def lose(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[number * PAGE : (number + 1) * PAGE] = noise(PAGE)
        path.write_bytes(data)

    return lose


def cut(parts: int, of: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, path.stat().st_size * parts // of)


def by(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """A loss by which something else stands in the place of the file."""

    def lose(path: Path) -> None:
        path.unlink()
        make(path)

    return lose


LOSSES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "removed": Path.unlink,
    "renamed": lambda path: path.rename(path.with_name("records (1).db")),
    "a link into nothing": by(lambda path: path.symlink_to("/nowhere/records.db")),
    "a link to itself": by(lambda path: path.symlink_to(path)),
    "a folder": by(Path.mkdir),
    "one byte": by(lambda path: path.write_bytes(b"S")),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "noise": lambda path: path.write_bytes(noise(path.stat().st_size)),
    "cut in a page": lambda path: os.truncate(path, path.stat().st_size // 2 - 100),
    "cut in half": cut(1, 2),
    "cut to a page": lambda path: os.truncate(path, PAGE),
    "its head alone": lambda path: os.truncate(path, 100),
    "version 0": changed("PRAGMA user_version = 0"),
    "an older version": changed("PRAGMA user_version = 1"),
    "of another program": changed("PRAGMA application_id = 7"),
    "a table less": changed("DROP TABLE sent_about"),
    "a column renamed": changed("ALTER TABLE sent RENAME COLUMN state TO status"),
    "no rows": changed("DELETE FROM sent_about; DELETE FROM sent"),
    "no rows, no marks": changed("DELETE FROM sent_about; DELETE FROM sent; DELETE FROM writes"),
    **{f"noise in page {number}": with_noise(number) for number in range(8)},
}  # fmt: skip
"""What may happen to records.db, and must never look like “nothing sent yet”."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace from which all four branches were written to, and where one thing was decided."""
    with smtp_server(Post(), auth=False) as port:
        place = office(tmp_path_factory.mktemp("sent"), port)
        deliver(place)
    remember_act(place.records, deed())
    return place


@pytest.fixture
def place(tmp_path: Path, sent: Workspace) -> Workspace:
    """A copy of it."""
    return Workspace(Path(shutil.copytree(sent.root, tmp_path / "w")))


def through(place: Workspace, port: int) -> None:
    """Let the workspace send through that port."""
    office(place.root, port)


def refused(place: Workspace) -> str:
    """The words with which sending is refused; nothing goes, and nothing changes."""
    post = Post()
    with smtp_server(post, auth=False) as port:
        through(place, port)
        before = snapshot(place.root)
        with pytest.raises(UnusableWorkspaceError) as told:
            deliver(place)
    assert post.taken == []
    assert snapshot(place.root) == before
    return str(told.value)


# --- what is missing is missed --------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
def test_nobody_is_written_to_twice_whatever_befell_the_records(
    place: Workspace, loss: str
) -> None:
    LOSSES[loss](place.records)
    told = refused(place)
    assert "records.db" in told
    assert "请从备份里换回它" in told


COMMANDS = [
    ["run"], ["check", "input/returned"], ["status"], ["issue"], ["send"], ["send", "--dry-run"],
    ["remind"], ["panel"], ["feedback"], ["collect", "../in"],
    ["accept", "input/returned/a.xlsx", *SIGNED],
    ["assign", "input/returned/b.xlsx", "01", *SIGNED],
    ["send", "--settle", "01", "resend", *SIGNED],
    ["remind", "--sent", "01", *SIGNED],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("loss", ["emptied", "removed", "noise in page 2"])
def test_every_command_tells_it_in_a_sentence(
    place: Workspace, loss: str, command: list[str]
) -> None:
    data = returned(loaded(place))
    (place.returned / "a.xlsx").write_bytes(data)
    (place.returned / "b.xlsx").write_bytes(returned(loaded(place), edit=strip_identity))
    folder = place.root.parent / "in"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(data)
    LOSSES[loss](place.records)
    done = wuhao(*command, cwd=place.root)
    assert done.returncode == 2
    assert done.stderr.count("records.db") == 1
    assert "Traceback" not in done.stderr


def test_records_of_yesterday_are_no_records_of_today(place: Workspace) -> None:
    yesterday = place.records.read_bytes()
    settle(place, "01", "resend", act=ACT)
    today = place.records.read_bytes()
    place.records.write_bytes(yesterday)
    assert "是旧的" in refused(place)
    place.records.write_bytes(today)
    assert load_ledger(place.records, "2026").entries


def test_a_colleagues_copy_that_went_its_own_way_is_told(place: Workspace) -> None:
    copy = Workspace(Path(shutil.copytree(place.root, place.root.parent / "home")))
    for _ in range(3):
        assign(copy.records, "aa", "01", deed())
    assign(place.records, "bb", "02", deed())
    shutil.copy(copy.records, place.records)
    with pytest.raises(OlderRecordsError):
        load_decisions(place.records)


# --- what is not missing is not missed ------------------------------------------------------------


def test_the_folder_can_be_copied_and_so_can_the_file_alone(place: Workspace) -> None:
    alone = place.root.parent / "alone" / "records.db"
    alone.parent.mkdir()
    shutil.copy(place.records, alone)
    for path in (place.records, alone):
        assert len(load_ledger(path, "2026").entries) == 4
        assign(path, "aa", "01", deed())
        assert load_decisions(path).assigned == {"aa": "01"}
    assert deliver_nothing(place)


def deliver_nothing(place: Workspace) -> bool:
    """Whether nobody is left to be written to."""
    post = Post()
    with smtp_server(post, auth=False) as port:
        through(place, port)
        done = deliver(place)
    return post.taken == [] and done.held == ("01", "02", "03", "04")


def test_a_kill_between_records_and_witness_loses_nothing(place: Workspace) -> None:
    witness = place_of(place.records).read_bytes()
    assign(place.records, "aa", "01", deed())
    place_of(place.records).write_bytes(witness)
    assert load_decisions(place.records).assigned == {"aa": "01"}
    assert deliver_nothing(place)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"last": 3}', b"[" * 100_000])
def test_a_damaged_witness_still_tells_that_there_were_records(
    place: Workspace, text: bytes
) -> None:
    place_of(place.records).write_bytes(text)
    assert deliver_nothing(place)
    assert load_witness(place.records)
    place_of(place.records).write_bytes(text)
    place.records.unlink()
    with pytest.raises(LostRecordsError, match="不见了"):
        load_decisions(place.records)


def test_looking_changes_nothing(place: Workspace) -> None:
    before = snapshot(place.root)
    for _ in range(2):
        load_decisions(place.records)
    assert snapshot(place.root) == before


def test_records_without_a_witness_are_taken_as_they_are(place: Workspace) -> None:
    place_of(place.records).unlink()
    assert deliver_nothing(place)
    assign(place.records, "aa", "01", deed())
    assert load_witness(place.records)


# --- records that are lost for good ---------------------------------------------------------------


def in_doubt(place: Workspace) -> list[tuple[str, str]]:
    return [
        (entry.kind.value, entry.address)
        for entry in load_ledger(place.records, "2026").entries
        if entry.in_doubt
    ]


@pytest.mark.parametrize("loss", ["emptied", "removed", "a folder", "noise in page 3"])
def test_lost_records_begin_anew_and_whoever_may_have_been_written_to_is_asked_about(
    place: Workspace, loss: str
) -> None:
    LOSSES[loss](place.records)
    there = os.path.lexists(place.records)
    done = wuhao("send", "--records-lost", *SIGNED, cwd=place.root)
    assert done.returncode == 1
    assert {address for _, address in in_doubt(place)} == ADDRESSES
    assert len(list(place.root.glob("records-lost-1*"))) == there
    assert not list(place.root.glob("*new*"))
    post = Post()
    with smtp_server(post, auth=False) as port:
        through(place, port)
        for job in (send, remind):
            told = deliver(place, job=job)
            assert [found.code for found in told.findings if found.code != "L105"] == ["D035"] * 4
        assert post.taken == []
        settle(place, "01,02,03", "sent", act=ACT)
        settle(place, "04", "resend", act=ACT)
        deliver(place)
    assert post.copies() == {"b4@example.cn": 1}


def test_what_is_still_there_is_gone_on_with(place: Workspace) -> None:
    assign(place.records, "aa", "01", deed())
    yesterday = place.records.read_bytes()
    settle(place, "02", "resend", act=ACT)
    place.records.write_bytes(yesterday)
    found = start_over(place, act=ACT)
    assert {kind for kind, _ in in_doubt(place)} == {Kind.REMINDER}, (
        "the forms are known to be sent"
    )
    assert {each.code for each in found} == {"L105", "D035"}
    assert load_decisions(place.records).assigned == {"aa": "01"}
    assert deliver_nothing(place)


def test_sound_records_are_not_begun_anew(place: Workspace) -> None:
    before = snapshot(place.root)
    with pytest.raises(ImpossibleError, match="没有缺失"):
        start_over(place, act=ACT)
    assert snapshot(place.root) == before
    for other in (["--deliver"], ["--settle", "01", "sent"]):
        done = wuhao("send", "--records-lost", *other, cwd=place.root)
        assert done.returncode == 2
        assert "分两次运行" in done.stderr


@pytest.mark.parametrize(
    ("loss", "witnessed"), [("emptied", True), ("emptied", False), ("removed", True)]
)
def test_begun_anew_halfway_they_are_still_lost(
    place: Workspace, loss: str, witnessed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program killed before the new records are in their place; whatever comes first."""
    LOSSES[loss](place.records)
    if not witnessed:
        place_of(place.records).unlink()
    moves: list[str] = []
    move = Path.replace

    def at_most(path: Path, target: Path) -> Path:
        if len(moves) == 2:
            raise KeyboardInterrupt
        moves.append(path.name)
        return move(path, target)

    for allowed in range(2):
        moves[:] = [""] * (2 - allowed)
        with (
            monkeypatch.context() as patched,
            pytest.raises(KeyboardInterrupt),
            renewed(place.records),
        ):
            patched.setattr(Path, "replace", at_most)
        with pytest.raises(LostRecordsError), reading(place.records):
            pass
    start_over(place, act=ACT)
    assert len(in_doubt(place)) == 8


def test_sending_needs_no_server_to_be_looked_at(tmp_path: Path) -> None:
    """``--dry-run`` of send and remind, before anything is filled in on how to send."""
    place = office(tmp_path, 25, SMTP服务器="", 发件邮箱="")
    for job in (send, remind):
        done = deliver(place, Order(dry_run=True), job)
        assert [mail.fate for mail in done.mails] == ["planned"] * len(BRANCHES)
        with pytest.raises(ImpossibleError, match="SMTP服务器"):
            deliver(place, job=job)
    assert wuhao("send", "--deliver", "--dry-run", cwd=place.root).returncode == 0


def broken_off(records: Path) -> None:
    """A write that fails before it is whole."""
    with pytest.raises(ZeroDivisionError), writing(records):
        raise ZeroDivisionError


def killed(records: Path) -> None:
    """A write during which the program is killed."""

    def write() -> None:
        with writing(records):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_fork(write)


@pytest.mark.parametrize("stopped", [broken_off, killed])
@pytest.mark.parametrize("version", range(3, len(database._SCHEMA)))
def test_records_of_an_earlier_program_outlive_a_first_write_that_is_stopped(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: int,
    stopped: Callable[[Path], None],
) -> None:
    records = tmp_path / "records.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "_SCHEMA", database._SCHEMA[:version])
        with writing(records) as old:
            old.execute("INSERT INTO assigned VALUES ('aa', 'WHP-P1', '2026-12-02T00:00:00+00:00')")
    before = records.read_bytes()
    stopped(records)
    with reading(records) as now:
        assert now.execute("SELECT sha256 FROM assigned").fetchall() == [("aa",)]
    assert records.read_bytes() == before
    remember_act(records, deed())
    assert load_acts(records)[-1].subject == "01"
