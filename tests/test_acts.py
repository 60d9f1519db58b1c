"""Every decision of the office has an author and a reason, and none is ever forgotten."""

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import load_workbook

from tests.support.acts import ACT, BY, SIGNED, WHY, deed, remember_act
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import ROOT, loaded, workspace
from tests.support.faults import returned
from tests.support.killing import in_a_fork
from tools.filling import strip_identity
from wuhao_batch.jobs.accept import accept
from wuhao_batch.jobs.assign import assign
from wuhao_batch.jobs.remind import note_reminded
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.settling import settle
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.records import acts as recording
from wuhao_batch.records import decisions
from wuhao_batch.records.acts import Act, Deed, RecordedAct, acts_of, load_acts
from wuhao_batch.records.decisions import load_decisions
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.records.witness import place_of
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import ImpossibleError, Workspace

BRANCHES = [["01", "甲党总支", "教学", "", "b1@example.cn"], ["02", "乙党总支", "教学"]]
ONE, OTHER, NAMELESS = "input/returned/a.xlsx", "input/returned/b.xlsx", "input/returned/c.xlsx"


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Branch 01 handed in two different forms; of a third form nobody knows whose it is."""
    place = workspace(tmp_path, BRANCHES)
    assessment = loaded(place)
    forms = {
        ONE: returned(assessment),
        OTHER: returned(assessment, {"数量": {"1-1.2": 1}}),
        NAMELESS: returned(assessment, edit=strip_identity),
    }
    for name, data in forms.items():
        (place.root / name).write_bytes(data)
    return place


def told(place: Workspace) -> list[tuple[str, str, str]]:
    return [(each.command, each.subject, each.what) for each in load_acts(place.records)]


def test_every_decision_is_kept_with_its_author(place: Workspace) -> None:
    assign(place, NAMELESS, "02", act=ACT)
    accept(place, ONE, act=Act("李四", "第一份盖了章"))
    settle(place, "01", "sent", act=ACT)
    assert told(place) == [
        ("assign", "02", f"指定“{NAMELESS}”是乙党总支的表"),
        ("accept", "01", f"选定“{ONE}”作为甲党总支的表"),
        ("send --settle", "01", "记下甲党总支的发表邮件已经发出"),
    ]
    first, second, third = load_acts(place.records)
    assert (first.by, first.why) == (third.by, third.why) == (BY, WHY)
    assert (second.by, second.why) == ("李四", "第一份盖了章")
    assert second.sha256 == digest((place.root / ONE).read_bytes())
    assert {each.period for each in (first, second, third)} == {"2026"}


def test_a_change_of_mind_is_a_second_decision(place: Workspace) -> None:
    """What holds is the last word; that there was another one before is not forgotten."""
    accept(place, ONE, act=Act("张三", "先来的"))
    accept(place, OTHER, act=Act("李四", "后来的是更正"))
    one, other = (digest((place.root / name).read_bytes()) for name in (ONE, OTHER))
    assert load_decisions(place.records).set_aside == {one: other}
    assert [(each.by, each.sha256) for each in load_acts(place.records)] == [
        ("张三", one),
        ("李四", other),
    ]


def test_what_was_reminded_of_by_hand_and_lost_records_are_signed_too(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    note_reminded(place, "01,02", act=ACT)
    assert told(place) == [
        ("remind --sent", "01", "记下甲党总支的催交邮件已经发出"),
        ("remind --sent", "02", "记下乙党总支的催交邮件已经发出"),
    ]
    place.records.unlink()
    start_over(place, act=ACT)
    assert told(place) == [("send --records-lost", "", "记录找不回来，重新开始记")]


def test_mails_to_one_address_are_one_decision(tmp_path: Path) -> None:
    place = workspace(tmp_path, [[*BRANCHES[0]], ["02", "乙党总支", "教学", "", "b1@example.cn"]])
    settle(place, "01,02", "sent", act=ACT)
    assert told(place) == [("send --settle", "01、02", "记下甲党总支、乙党总支的发表邮件已经发出")]
    assert len(load_ledger(place.records, "2026").entries) == 1


def test_a_decision_and_its_author_are_written_together_or_not_at_all(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    assign(place, NAMELESS, "01", act=ACT)
    before = load_decisions(place.records)
    for module in (decisions, recording):
        monkeypatch.setattr(module, "note_act", cut)
    monkeypatch.setattr("wuhao_batch.records.settling.note_act", cut)
    with pytest.raises(KeyboardInterrupt):
        assign(place, NAMELESS, "02", act=ACT)
    with pytest.raises(KeyboardInterrupt):
        accept(place, ONE, act=ACT)
    with pytest.raises(KeyboardInterrupt):
        settle(place, "01,02", "sent", act=ACT)
    assert load_decisions(place.records) == before
    assert load_ledger(place.records, "2026").entries == ()
    assert len(load_acts(place.records)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_killed_at_any_statement_there_is_a_decision_with_its_author_or_neither(
    place: Workspace,
) -> None:
    """kill -9 at each statement of SQL, and where the witness takes its place."""
    path, step, seen = place.records, 0, set()
    decisions.assign(path, "aa", "01", deed())
    before = path.read_bytes(), place_of(path).read_bytes()
    while in_a_fork(partial(killed_at, step, partial(decisions.assign, path, "aa", "02", deed()))):
        owner, count = load_decisions(path).assigned["aa"], len(load_acts(path))
        assert (owner, count) in (("01", 1), ("02", 2)), f"half written at step {step}"
        seen.add(owner)
        step += 1
        for file, data in zip((path, place_of(path)), before, strict=True):
            file.write_bytes(data)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    assert step > 5
    assert load_decisions(path).assigned["aa"] == "02"


def killed_at(step: int, work: Callable[[], object]) -> None:
    """Do it in this process, which kills itself at that statement or move of a file."""
    count, connect, move = 0, sqlite3.connect, Path.replace

    def counted(*_: object) -> None:
        nonlocal count
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    def watched(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.set_trace_callback(counted)
        return connection

    def moved(file: Path, target: Path) -> Path:
        counted()
        return move(file, target)

    with (
        patch.object(sqlite3, "connect", watched),
        patch.object(Path, "replace", moved),
    ):
        work()


def test_of_several_mails_all_are_settled_or_none(place: Workspace) -> None:
    with pytest.raises(ImpossibleError, match="没有编号“99”"):
        settle(place, "01,99", "sent", act=ACT)
    assert not place.records.exists()


# --- the command line -----------------------------------------------------------------------------

COMMANDS = [
    ["assign", NAMELESS, "02"],
    ["accept", ONE],
    ["send", "--settle", "01", "sent"],
    ["remind", "--sent", "02"],
    ["send", "--records-lost"],
]


@pytest.mark.parametrize("said", [[], SIGNED[:2], SIGNED[2:], ["--by", " \t", "--why", "某"]])
def test_without_author_or_reason_nothing_is_decided(tmp_path: Path, said: list[str]) -> None:
    place = workspace(tmp_path, BRANCHES)
    before = snapshot(place.root)
    for command in COMMANDS:
        done = wuhao(*command, *said, cwd=place.root)
        assert done.returncode == 2
        assert "--by" in done.stderr
        assert "--why" in done.stderr
    assert snapshot(place.root) == before


def test_where_there_is_a_terminal_they_are_asked_for(place: Workspace) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "wuhao_batch", "accept", ONE],
        cwd=place.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as program:
        os.write(ours, "王五\n以这份为准\n".encode())
        program.communicate(timeout=60)
        said = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert program.returncode == 0, said
    assert "经办人" in said
    assert "理由" in said
    (act,) = load_acts(place.records)
    assert (act.by, act.why) == ("王五", "以这份为准")


def test_all_decisions_are_listed_in_their_order(place: Workspace) -> None:
    assert wuhao("log", cwd=place.root).stderr == "还没有记下过决定。\n"
    assert not place.records.exists(), "looking records nothing"
    wuhao("assign", NAMELESS, "02", *SIGNED, cwd=place.root)
    wuhao("accept", ONE, "--by", "李四", "--why", "盖了章", cwd=place.root)
    done = wuhao("log", cwd=place.root)
    assert done.returncode == 0
    _, first, second = done.stdout.splitlines()
    assert all(word in first for word in (NAMELESS, "乙党总支", BY, WHY, "assign"))
    assert all(word in second for word in (ONE, "甲党总支", "李四", "盖了章", "accept"))
    listed = json.loads(wuhao("log", "--json", cwd=place.root).stdout)
    assert [each["by"] for each in listed["acts"]] == [BY, "李四"]
    assert listed["findings"] == []


def test_the_log_needs_neither_template_nor_roster(place: Workspace) -> None:
    remember_act(place.records, deed())
    place.roster.unlink()
    place.template.unlink()
    assert BY in wuhao("log", cwd=place.root).stdout


# --- the papers -----------------------------------------------------------------------------------


def test_the_results_list_what_was_decided_for_their_year(place: Workspace) -> None:
    run(place)
    assert "经办记录" not in load_workbook(place.output / "results.xlsx").sheetnames
    assign(place, NAMELESS, "02", act=ACT)
    remember_act(place.records, deed(period="2025"))
    run(place)
    sheet = load_workbook(place.output / "results.xlsx")["经办记录"]
    head, row = (list(row) for row in sheet.iter_rows(values_only=True))
    assert head == ["时间", "编号", "事项", "经办人", "理由", "命令", "SHA-256"]
    sha256 = digest((place.root / NAMELESS).read_bytes())
    assert row[1:] == ["02", f"指定“{NAMELESS}”是乙党总支的表", BY, WHY, "assign", sha256]


def test_a_decision_without_a_period_may_concern_every_year() -> None:
    def act(period: str) -> RecordedAct:
        moment = datetime(2026, 12, 1, tzinfo=UTC)
        return RecordedAct(moment, period, "assign", "01", "某", "", "", "")

    acts = [act(""), act("2026"), act("2026(1月)")]
    assert acts_of(acts, "2026") == tuple(acts[:2])
    assert acts_of(acts, "2026(1月)") == (acts[0], acts[2])


# --- what is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  张三 ", "张三"),
        ("张\x00三\n李四", "张 三 李四"),
        ("张三\udcff", "张三"),
        ("\x1b[31m张三", "[31m张三"),
        ("=cmd()", "=cmd()"),
    ],
)
def test_texts_are_one_line_that_can_be_shown(tmp_path: Path, text: str, kept: str) -> None:
    path = tmp_path / "records.db"
    remember_act(path, Deed("assign", "01", text, "2026", Act(text, text)))
    (act,) = load_acts(path)
    assert (act.by, act.why, act.what) == (kept, kept, kept)


@pytest.mark.parametrize(("by", "why"), [("", "某"), ("某", ""), ("\n", "某"), ("某", "\x00")])
def test_nobody_and_no_reason_are_no_author(by: str, why: str) -> None:
    with pytest.raises(ImpossibleError, match="经办人和理由"):
        Act(by, why)


def test_decisions_of_an_earlier_program_are_taken_over_without_an_author(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "CREATE TABLE assigned"
            " (sha256 TEXT PRIMARY KEY, branch TEXT NOT NULL, decided TEXT NOT NULL);"
            "CREATE TABLE set_aside (sha256 TEXT PRIMARY KEY, chosen TEXT NOT NULL,"
            " branch TEXT NOT NULL, decided TEXT NOT NULL);"
            "INSERT INTO assigned VALUES ('aa', 'WHP-P1', '2026-12-02T00:00:00+00:00');"
            "INSERT INTO set_aside VALUES ('cc', 'bb', '01', '2026-12-01T00:00:00+00:00');"
            "INSERT INTO set_aside VALUES ('dd', 'bb', '01', '2026-12-01T00:00:00+00:00');"
            "PRAGMA application_id = 2004183137; PRAGMA user_version = 1;"
        )
    for _ in range(2):
        acts = load_acts(path)
        assert [(each.command, each.subject, each.sha256) for each in acts] == [
            ("accept", "01", "bb"),
            ("assign", "P1", "aa"),
        ]
        assert {(each.by, each.why, each.period) for each in acts} == {("", "", "")}
    remember_act(path, deed())
    assert len(load_acts(path)) == 3
