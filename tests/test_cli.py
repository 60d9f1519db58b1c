"""The command line: exit codes, one clear sentence, streams, encodings, JSON."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.acts import SIGNED
from tests.support.commands import COMMANDS, snapshot, wuhao, wuhao_started
from tests.support.drawing import ROOT, loaded, small_template, workspace
from tests.support.faults import returned
from tests.support.line import put
from tools.filling import strip_identity
from wuhao_batch import __version__
from wuhao_batch.assessment.settings import FIELDS
from wuhao_batch.workspace.folders import Workspace


def assert_refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One clear sentence or list of findings, no traceback, the right exit code."""
    assert done.returncode == code, done
    text = done.stdout + done.stderr
    assert "Traceback" not in text
    for word in words:
        assert word in text


# --- help -----------------------------------------------------------------------------------------


@pytest.mark.process
def test_help_is_chinese_and_names_every_command() -> None:
    done = wuhao_started("--help")
    assert done.returncode == 0
    assert "用法" in done.stdout
    for command in COMMANDS:
        assert f"  {command} " in done.stdout
    for english in ("Usage", "Options", "Show this message", "Commands"):
        assert english not in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_chinese_help(command: str) -> None:
    done = wuhao(command, "--help")
    assert done.returncode == 0
    assert f"用法：wuhao {command}" in done.stdout
    assert "Show this message" not in done.stdout


def test_without_a_command_the_help_is_shown() -> None:
    assert wuhao().stdout == wuhao("--help").stdout


@pytest.mark.process
def test_help_loads_neither_pandas_nor_openpyxl() -> None:
    code = (
        "import sys, wuhao_batch.cli.commands as c\n"
        "sys.argv = ['wuhao', '--help']\n"
        "try: c.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'openpyxl', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.process
def test_a_console_that_knows_only_gbk_gets_readable_text(three: Workspace) -> None:
    book = load_workbook(three.roster)
    book["名单"]["B2"] = "甲党总支😀"
    book.save(three.roster)
    put(three, "01")
    done = wuhao_started("run", "--draft", cwd=three.root, encoding="gbk")
    assert_refused(done, 0, "甲党总支?", "已写出")
    for command in ("--help", "standard"):
        assert wuhao(command, cwd=three.root, encoding="gbk").returncode == 0
    found = json.loads(wuhao("run", "--draft", "--json", cwd=three.root, encoding="gbk").stdout)
    assert found["branches"][0]["name"] == "甲党总支😀"


# --- usage and unusable workspaces ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["chekc"], "是否想用 check"),
        (["run", "--drafft"], "没有选项“--drafft”"),
        (["assign", "a", "b.xlsx", "01"], "多出了参数“01”。名称里有空格的，请用英文双引号"),
        (["init"], "缺少参数“文件夹”"),
    ],
)
def test_wrong_usage_is_said_in_chinese(args: list[str], word: str) -> None:
    assert_refused(wuhao(*args), 2, word)


@pytest.mark.parametrize("command", [["standard"], ["issue"], ["check", "x.xlsx"], ["run"]])
def test_an_empty_folder(tmp_path: Path, command: list[str]) -> None:
    assert_refused(wuhao(*command, cwd=tmp_path), 2, "wuhao init")
    assert snapshot(tmp_path) == {}
    done = wuhao(*command, "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["findings"] == []


@pytest.mark.parametrize("command", [["standard"], ["issue"], ["check", "x.xlsx"], ["run"]])
def test_a_file_instead_of_a_folder(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert_refused(wuhao(*command, "--workspace", file), 2, "不是文件夹")


@pytest.mark.parametrize("command", [["standard"], ["issue"], ["check", "x.xlsx"], ["run"]])
def test_a_template_with_a_broken_cap(three: Workspace, command: list[str]) -> None:
    book = load_workbook(three.template)
    book["评分表"]["D6"] = "八"
    book.save(three.template)
    before = snapshot(three.root)
    assert_refused(wuhao(*command, cwd=three.root), 2, "【评分表·D6】现填“八”")
    done = wuhao(*command, "--json", cwd=three.root)
    assert done.returncode == 2
    assert [found["code"] for found in json.loads(done.stdout)["findings"]] == ["L103"]
    assert snapshot(three.root) == before


@pytest.mark.parametrize("command", [["issue"], ["check", "x.xlsx"], ["run"]])
def test_a_broken_roster(three: Workspace, command: list[str]) -> None:
    three.roster.write_bytes(b"not a workbook")
    assert_refused(wuhao(*command, cwd=three.root), 2, "F010")


@pytest.mark.parametrize("command", ["issue", "run"])
def test_a_file_where_output_should_be(three: Workspace, command: str) -> None:
    three.output.rmdir()
    three.output.write_text("in the way")
    before = snapshot(three.root)
    assert_refused(wuhao(command, cwd=three.root), 3, "output")
    assert snapshot(three.root) == before


@pytest.mark.slow
def test_a_mistake_in_the_notice_template_is_named_with_its_line(three: Workspace) -> None:
    for code in ("01", "02", "03"):
        put(three, code)
    wuhao("run", cwd=three.root)
    assert list(three.output.glob("notice.*"))
    for mistake in (
        "{% if %}",
        "{{ 标题 }}",
        "{{ 1 / 0 }}",
        "{{ notice.nope }}",
        "{{ notice + 1 }}",
    ):
        (three.templates / "notice.html.j2").write_text(f"一\n{mistake}\n", "utf-8")
        assert_refused(wuhao("run", cwd=three.root), 1, "L113", "notice.html.j2", "第2行")
        assert not list(three.output.glob("notice*")), "no form is left of another run"
    (three.templates / "notice.html.j2").write_bytes("公示".encode("gbk"))
    assert_refused(wuhao("run", cwd=three.root), 1, "L113")
    (three.templates / "notice.html.j2").unlink()
    assert_refused(wuhao("run", cwd=three.root), 1, "L113")


def test_outputs_that_belong_together_are_written_together(three: Workspace) -> None:
    for code in ("01", "02", "03"):
        put(three, code)
    wuhao("run", cwd=three.root)
    for left in three.output.glob("notice.*"):
        left.unlink()
    (three.output / "notice.html").mkdir()
    before = snapshot(three.root)
    put(three, "01", {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "改"}})
    (three.output / "results.xlsx").touch()
    done = wuhao("run", cwd=three.root)
    assert_refused(done, 3, "output/notice.html", "那里是一个文件夹")
    changed = {name for name, data in snapshot(three.root).items() if before.get(name) != data}
    assert changed == {"input/returned/01.xlsx"}


# --- what the commands give -----------------------------------------------------------------------


def test_init_makes_a_clean_workspace_and_refuses_a_full_one(tmp_path: Path) -> None:
    done = wuhao("init", tmp_path / "新年度")
    assert done.returncode == 0
    made = set(snapshot(tmp_path / "新年度"))
    assert made == {
        "input/decisions.xlsx",
        "input/roster.xlsx",
        "templates/commendation.docx",
        "templates/commendation.html.j2",
        "templates/correct.txt.j2",
        "templates/feedback.html.j2",
        "templates/mail.html.j2",
        "templates/mail.txt.j2",
        "templates/mail_feedback.txt.j2",
        "templates/mail_panel.txt.j2",
        "templates/new_deadline.txt.j2",
        "templates/notice.docx",
        "templates/notice.html.j2",
        "templates/remind.txt.j2",
        "templates/remind_panel.txt.j2",
        "templates/report.html.j2",
        "templates/score_template.xlsx",
        "templates/statement.docx",
        "templates/statement.html.j2",
        "打开.bat",
        "打开.command",
        "打开.sh",
    }
    assert (tmp_path / "新年度/input/returned").is_dir()
    assert_refused(wuhao("init", tmp_path / "新年度"), 2, "已有内容")
    assert_refused(wuhao("run", cwd=tmp_path / "新年度"), 2, "考核年度")


def test_init_completes_what_was_broken_off_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "w"
    wuhao("init", place)
    whole = snapshot(place)
    shutil.rmtree(place / "output")
    (place / "打开.bat").unlink()
    assert wuhao("init", place).returncode == 0
    assert snapshot(place) == whole
    (place / "打开.bat").unlink()
    (place / "别的.txt").write_bytes(b"")
    assert_refused(wuhao("init", place), 2, "已有内容")


def test_the_blank_roster_explains_every_setting(tmp_path: Path) -> None:
    wuhao("init", tmp_path / "w")
    sheet = load_workbook(tmp_path / "w/input/roster.xlsx")["设置"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == list(FIELDS)
    assert all(row[2] for row in rows)
    assert all(row[1] is None for row in rows)


def test_standard_prints_the_whole_standard(three: Workspace) -> None:
    done = wuhao("standard", cwd=three.root)
    assert done.returncode == 0
    assert done.stdout.startswith("领导班子好（15）\n  1-1 认真宣传")
    found = json.loads(wuhao("standard", "--json", cwd=three.root).stdout)
    assert found["standard"]["items"] == 21
    assert found["findings"] == []


def test_issue_writes_one_form_a_branch(three: Workspace) -> None:
    done = wuhao("issue", "--json", cwd=three.root)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "forms": [
            {"branch": code, "file": f"output/forms/{code}_{name}_2026.xlsx"}
            for code, name in (("01", "甲党总支"), ("02", "乙党总支"), ("03", "丙党总支"))
        ],
        "findings": [],
    }
    assert len(snapshot(three.forms)) == 3


def test_check_reports_and_writes_nothing(three: Workspace) -> None:
    put(three, "01", {"考评得分": {"1-1": 9}})
    before = snapshot(three.root)
    done = wuhao("check", "input/returned/01.xlsx", cwd=three.root)
    assert_refused(done, 1, "V003", "【评分表·G6】现填“9.0”", "请改为0到8之间的数")
    done = wuhao("check", "input", "--json", cwd=three.root)
    codes = {found["code"] for found in json.loads(done.stdout)["findings"]}
    assert codes >= {"V003"}
    assert snapshot(three.root) == before


def test_check_without_files_holds_template_and_roster_against_themselves(
    three: Workspace,
) -> None:
    put(three, "01", {"考评得分": {"1-1": 9}})
    done = wuhao("check", cwd=three.root)
    assert (done.returncode, done.stdout) == (
        0,
        "模板21项，共100分，名单上3个党总支参评，没有列评委。\n",
    )


def test_the_program_tells_its_version() -> None:
    assert wuhao("--version").stdout == f"wuhao {__version__}\n"


def test_run_prints_the_contracts_object(three: Workspace) -> None:
    put(three, "01")
    put(three, "02", {"是否存在": {"V1": "是"}})
    done = wuhao("run", "--json", cwd=three.root)
    assert done.returncode == 1
    found: dict[str, Any] = json.loads(done.stdout)
    assert list(found) == ["standard", "branches", "panel", "changes", "outputs", "findings"]
    assert found["standard"] == {"items": 21, "total": 100, "digest": found["standard"]["digest"]}
    first, second, third = found["branches"]
    assert list(first) == [
        "code", "name", "status", "grade", "rank", "total", "categories", "items", "self_items",
        "left_out", "vetoes", "decided", "decided_vetoes", "file",
    ]  # fmt: skip
    assert first["categories"]["领导班子好"] == 15
    assert (first["status"], first["rank"]) == ("qualified", 1)
    assert first["file"] == "input/returned/01.xlsx"
    assert (second["status"], second["rank"], second["vetoes"]) == ("vetoed", None, ["V1"])
    assert (third["status"], third["total"], third["file"]) == ("missing", None, None)
    assert third["items"]["1-1"] is None
    assert found["outputs"] == {
        "results": "output/results.xlsx",
        "report": "output/report.html",
        "data": "output/results.json",
    }
    assert [f["code"] for f in found["findings"]] == ["S016", "D002", "D003"]
    assert done.stderr == ""


def test_a_draft_run_is_clean_where_only_returns_are_missing(three: Workspace) -> None:
    put(three, "01")
    done = wuhao("run", "--draft", cwd=three.root)
    assert done.returncode == 0
    assert "output/notice_draft.html" in done.stdout


def test_another_template_through_the_command_line(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["x", "甲"]], small_template())
    put(place, "x")
    found = json.loads(wuhao("run", "--json", cwd=tmp_path).stdout)
    assert found["standard"]["total"] == 50
    assert list(found["branches"][0]["categories"]) == ["学习", "实践", "纪律"]


# --- decisions ------------------------------------------------------------------------------------


def test_accept_decides_between_two_returns(three: Workspace) -> None:
    put(three, "01", {"备注": {"1-1.1": "一"}}, "a b.xlsx")
    put(three, "01", {"备注": {"1-1.1": "二"}}, "c.xlsx")
    assert wuhao("check", "input/returned", cwd=three.root).returncode == 1
    done = wuhao("accept", "input/returned/a b.xlsx", *SIGNED, cwd=three.root)
    assert (done.returncode, done.stdout) == (
        0,
        "已选定“input/returned/a b.xlsx”作为甲党总支的表。\n",
    )
    checked = wuhao("check", "input/returned", cwd=three.root)
    assert checked.returncode == 0
    assert "I017" in checked.stdout


def test_latest_decides_for_one_run(three: Workspace) -> None:
    put(three, "01", {"备注": {"1-1.1": "一"}}, "a.xlsx")
    put(three, "01", {"备注": {"1-1.1": "二"}}, "b.xlsx")
    assert "I018" in wuhao("check", "input/returned", "--latest", cwd=three.root).stdout
    assert "I007" in wuhao("check", "input/returned", cwd=three.root).stdout


def test_assign_answers_in_json(three: Workspace) -> None:
    data = returned(loaded(three), edit=strip_identity)
    (three.returned / "a.xlsx").write_bytes(data)
    done = wuhao(
        "assign", "a.xlsx", "02", *SIGNED, "--json", cwd=three.returned.parent / "returned"
    )
    assert_refused(done, 2)
    done = wuhao("assign", "input/returned/a.xlsx", "02", *SIGNED, "--json", cwd=three.root)
    answer = json.loads(done.stdout)
    assert answer["decision"] == {
        "file": "input/returned/a.xlsx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "branch": "02",
    }
    assert answer["findings"] == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["accept", "没有.xlsx", *SIGNED], "没有收到“没有.xlsx”"),
        (["assign", "没有.xlsx", "01", *SIGNED], "不能指定"),
        (["assign", "没有.xlsx", "88", *SIGNED], "没有编号“88”"),
        (["assign", "没有.xlsx"], "缺少参数“编号”"),
    ],
)
def test_an_impossible_decision_is_one_sentence(
    three: Workspace, command: list[str], words: str
) -> None:
    assert_refused(wuhao(*command, cwd=three.root), 2, words)
    assert not three.records.exists()


def test_records_of_another_program_are_refused(three: Workspace) -> None:
    three.records.write_bytes(b"something else" * 99)
    assert_refused(wuhao("run", cwd=three.root), 2, "不是本程序的记录")
    assert not (three.output / "results.xlsx").exists()


def test_the_same_file_named_twice_is_read_once(three: Workspace) -> None:
    put(three, "01", name="a.xlsx")
    done = wuhao("check", "input/returned", "input/returned/a.xlsx", cwd=three.root)
    assert "共1个文件" in done.stdout
