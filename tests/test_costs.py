"""Costs that may not grow faster than the work: counted, never timed."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import ROOT, handed_in, loaded, small_template, workspace
from tests.support.faults import PLAIN
from tests.support.line import put, run
from tests.support.mailing import Taking
from tests.support.offices import through
from tests.support.tasks import names_of_loaded
from wuhao_batch.forms.refilling import Refills
from wuhao_batch.forms.stamping import Stamps
from wuhao_batch.jobs import made
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.jobs.remind import remind_branches
from wuhao_batch.jobs.run import run as run_job
from wuhao_batch.jobs.send import send_forms
from wuhao_batch.jobs.send_made import send_made
from wuhao_batch.mail import delivering, dispatch
from wuhao_batch.mail.delivering import Pace, Sender
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order
from wuhao_batch.outputs.feedback import feedback
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.reading import book as reading_book
from wuhao_batch.reading import carriers
from wuhao_batch.reading.child import Answered
from wuhao_batch.reading.children import close_kept, run_limited
from wuhao_batch.reading.executor import ENOUGH, WORKERS, children_for
from wuhao_batch.reading.files import Source, read_source
from wuhao_batch.records import sending
from wuhao_batch.records.ledger import Intent, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import claim, conclude
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.examine import Examined, form_owners
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan, apply, look_again, write_atomically
from wuhao_batch.workspace.progress import unwatched

MANY = 64
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real, self.times = real, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.times += 1
        return self.real(*given, **named)


def counting(monkeypatch: pytest.MonkeyPatch, home: Any, name: str) -> Counted:
    counted = Counted(getattr(home, name))
    monkeypatch.setattr(home, name, counted)
    return counted


# --- start-up -------------------------------------------------------------------------------------

SCORING, WORKBOOKS, WORD = {"pandas"}, {"openpyxl", "numpy", "lxml"}, {"docx", "docxtpl"}
PAGES, WEB, TERMINAL = {"jinja2"}, {"http", "ssl", "imapclient", "smtplib"}, {"rich"}
CALENDAR = {"chinese_calendar"}
HEAVY = SCORING | WORKBOOKS | WORD | PAGES | WEB | TERMINAL | CALENDAR


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["--help"], set()),
        (["run", "--help"], set()),
        (["log"], TERMINAL),
        (["standard"], TERMINAL),
        (["check"], TERMINAL),
        (["issue"], WORKBOOKS | TERMINAL),
        (["send"], WORKBOOKS | PAGES | WEB | TERMINAL),
        (["collect", "mails"], WEB | TERMINAL),
        (["check", "mails"], SCORING | WORKBOOKS | TERMINAL),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_a_command_loads_only_what_it_uses(
    three: Workspace, command: list[str], needed: set[str]
) -> None:
    (three.root / "mails").mkdir()
    code = (
        "import sys; from wuhao_batch.cli.commands import run_command; "
        "run_command(sys.argv[1:]); print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}", *command],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=three.root,
    )
    loaded_now = set(done.stdout.splitlines()[-1].split())
    assert HEAVY & loaded_now <= needed


@pytest.mark.process
def test_checking_returns_writes_no_workbook_and_needs_nothing_that_does() -> None:
    code = (
        "import sys, wuhao_batch.jobs.check, wuhao_batch.jobs.accept; "
        "import wuhao_batch.jobs.explain; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert not {"openpyxl", "docx", "lxml", "ssl"} & set(done.stdout.split())


@pytest.mark.process
def test_a_run_needs_nothing_that_makes_papers_until_there_are_some_to_be_made() -> None:
    code = "import sys, wuhao_batch.cli.printing; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert not {"docx", "docxtpl", "openpyxl", "jinja2", "lxml", "ssl"} & set(done.stdout.split())


def test_one_child_reads_and_fills_and_loads_no_more_than_that_takes(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_kept()
    started = counting(monkeypatch, subprocess, "Popen")
    put(three, "01")
    run_job(three, draft=True)
    answer = run_limited(names_of_loaded)
    assert started.times == 1
    assert isinstance(answer, Answered)
    assert isinstance(answer.result, set)
    assert answer.result & HEAVY == PAGES | WORD | {"lxml"}


def test_another_child_starts_only_for_files_enough() -> None:
    assert [children_for(files) for files in (0, 1, ENOUGH)] == [1, 1, 1]
    assert children_for(ENOUGH + 1) == 2
    assert children_for(1000 * ENOUGH) == WORKERS


# --- files ----------------------------------------------------------------------------------------


def test_a_folder_is_not_looked_through_for_every_file_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_again()
    looked = counting(monkeypatch, os, "listdir")
    for number in range(MANY):
        write_atomically(tmp_path / str(number), b"")
    assert looked.times <= MANY.bit_length() + 1, "as often as what is there has doubled"
    looked.times = 0
    look_again()
    apply(Plan({tmp_path / f"{number}.xlsx": b"" for number in range(MANY)}))
    assert looked.times == 1


def test_a_package_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(PLAIN)
    opened = [counting(monkeypatch, home, "open_package") for home in (carriers, reading_book)]
    assert isinstance(read_source(Source(tmp_path / "a.xlsx")).body, Book)
    assert sum(each.times for each in opened) == 1


# --- branches -------------------------------------------------------------------------------------


def receipt(number: int) -> Receipt:
    return Receipt(f"{number:02}", ReturnState.ACCEPTED, f"{number}.xlsx", None, None)


def test_the_files_of_a_branch_are_found_without_looking_at_those_of_others() -> None:
    examined = Examined(receipts=tuple(map(receipt, range(MANY))))
    index = examined.receipts_of("01"), examined.receipts_of("nobody")
    assert index == ((receipt(1),), ())
    assert examined._by_owner is examined._by_owner


def test_an_assignment_is_found_without_walking_all_names(three: Workspace) -> None:
    owners = form_owners(loaded(three))
    assert [owners.assigned(mark) for mark in ("01", "99", None)] == ["01", None, None]
    assert owners._marks is owners._marks


def test_medians_are_computed_once_for_all_branches(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("01", "02", "03"):
        put(three, code)
    outcome, _, _ = run(three)
    medians = counting(monkeypatch, feedback, "median")
    middles = counting(monkeypatch, feedback, "middles")
    assert len(make_feedback(outcome, draft=True)) == 3
    assert (medians.times, middles.times) == (1, 1)


# --- mails ----------------------------------------------------------------------------------------


class Held(bytes):
    """A file or a mail that is counted as long as it is in memory."""

    now = most = made = 0

    def __new__(cls, data: bytes) -> "Held":
        cls.now, cls.made = cls.now + 1, cls.made + 1
        cls.most = max(cls.most, cls.now)
        return super().__new__(cls, data)

    def __del__(self) -> None:
        type(self).now -= 1


def holding(monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> type[Held]:
    """Count what these functions have made, as long as anybody holds it."""

    class Own(Held):
        pass

    for home, name in places:
        real = getattr(home, name)
        monkeypatch.setattr(home, name, lambda *given, real=real: Own(real(*given)))
    return Own


def by_server(place: Workspace) -> Order:
    sender = Sender(place, loaded(place).settings, Taking(), Pace(60_000))
    return Order(deliver=lambda letters: sender.send(letters, unwatched))


def composing(_place: Workspace) -> Order:
    return EVERYBODY


def forms(place: Workspace, order: Order) -> Dispatched:
    return send_forms(loaded(place), place, order)


def reminders(place: Workspace, order: Order) -> Dispatched:
    return remind_branches(judge(loaded(place), handed_in(place)), place, order)


def corrections(place: Workspace, order: Order) -> Dispatched:
    for each in loaded(place).roster.branches:
        put(place, each.code, {"数量": {"a1.1": "三"}})
    return reminders(place, order)


def feedback_to_all(place: Workspace, order: Order) -> Dispatched:
    for each in loaded(place).roster.branches:
        put(place, each.code)
    give_feedback(judge(loaded(place), handed_in(place)), place, draft=False)
    order = replace(order, what=Kind.FEEDBACK)
    return send_made(loaded(place), place, handed_in(place), order)


@pytest.mark.parametrize(
    ("mails", "way"),
    [
        (forms, by_server),
        (forms, composing),
        (reminders, composing),
        (corrections, composing),
        (feedback_to_all, composing),
    ],
)
def test_of_all_mails_one_is_in_memory_with_its_file(
    mails: Callable[[Workspace, Order], Dispatched],
    way: Callable[[Workspace], Order],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [[f"{n:02}", f"第{n}党总支", "", "", f"b{n}@example.cn"] for n in range(1, 7)]
    place = workspace(tmp_path, rows, small_template(), **through(465))
    held = holding(
        monkeypatch,
        (Stamps, "stamp"),
        (Refills, "form"),
        (made, "read_unchanged"),
        (dispatch, "to_bytes"),
        (delivering, "to_bytes"),
    )
    done = mails(place, way(place))
    assert len(done.mails) == len(rows)
    assert held.made >= 2 * len(rows)
    assert held.most <= 3


# --- the ledger -----------------------------------------------------------------------------------


def intent(number: int) -> Intent:
    return Intent(Kind.FORM, f"{number}@example.cn", {f"{number:02}": "x"})


def test_a_claim_reads_the_messages_to_its_own_address_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = tmp_path / "records.db"
    for number in range(8):
        claimed = claim(records, "2026", intent(number), "example.cn")
        assert claimed is not None
        conclude(records, claimed.number, State.SENT, "")
    read = counting(monkeypatch, sending, "_entry")
    assert claim(records, "2026", intent(3), "example.cn") is None
    assert read.times == 1
    assert claim(records, "2026", intent(9), "example.cn") is not None
    assert read.times == 1


def test_the_ledger_knows_each_recipient_s_messages_as_if_it_walked_all() -> None:
    def message(number: int, address: str, *codes: str, kind: Kind = Kind.FORM) -> Message:
        about = dict.fromkeys(codes, "x")
        return Message(number, kind, "2026", address, "", State.SENT, "", NOW, None, about)

    known = (
        message(1, "a", "01", "02"),
        message(2, "b", "01"),
        message(3, "a", "01", kind=Kind.PANEL),
        message(4, "a", "02"),
    )
    all_ = Ledger("2026", known)
    wanted = Intent(Kind.FORM, "a", {"01": "x", "02": "x"})
    assert all_.held(wanted, NOW) == {"01": known[0], "02": known[3]}
    assert all_.of_branch("01") == [known[0], known[1]]
    assert all_.on(Kind.PANEL, "01") == [known[2]]
    alone = replace(all_, entries=(known[1],))
    assert alone.message_id(wanted, "x.cn") != all_.message_id(wanted, "x.cn")
