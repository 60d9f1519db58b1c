"""Words: what is assessed, who assesses, what a veto names, titles of any wording."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.commands import wuhao
from tests.support.drawing import (
    ROOT,
    Rows,
    book,
    handed_in,
    loaded,
    small_template,
    template_of,
    workspace,
)
from tests.support.faults import put_panel
from tests.support.line import put, run
from tests.support.texts import all_text
from tools.filling import type_veto
from wuhao_batch.assessment.choices import VetoTarget
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.roster import HEADERS, read_roster
from wuhao_batch.assessment.settings_sheet import read_words
from wuhao_batch.assessment.words import USUAL, Words, subject_of
from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace

OF_ROOMS = {"被考评单位": "寝室", "考评机构": "检查组", "标题": "寝室卫生检查表"}
FOREIGN = re.compile("党总支|党支部|考评组|党委|书记|学院(总分)?中位数")

VETOES: Rows = [
    ["序号", "情形", "是否存在", "涉及成员", "时间", "情况说明"],
    ["V1", "私拉电线"],
    ["V2", "留宿他人"],
]


def of_rooms(**changed: Rows) -> bytes:
    """A template of a dormitory inspection: it says {寝室} and 涉及成员, nothing of the Party."""
    title: Rows = [["{标题}"], ["{寝室}，由{考评机构}检查"], ["{进度}"], ["{考评组填写说明}"]]
    return small_template(**({"说明": title, "否决": VETOES} | changed))


def rooms(
    root: Path, branches: Rows, header: str = "寝室", template: bytes = b"", **settings: Any
) -> Workspace:
    """A workspace whose roster has that header over the names of rooms."""
    place = workspace(root, branches, template or of_rooms(), **(OF_ROOMS | settings))
    workbook = load_workbook(place.roster)
    workbook["名单"]["B1"] = header
    workbook["名单"]["F1"] = "成员"
    workbook.save(place.roster)
    return place


def roster_with(headers: list[str], row: list[str], **settings: str) -> Book:
    values = {"考核年度": "2026", **settings}
    data = book(
        名单=[headers, row],
        设置=[["设置项", "值", "说明"], *([key, value] for key, value in values.items())],
    )
    read = read_book(data)
    assert isinstance(read, Book)
    return read


# --- the roster -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "unit", "name", "parts"),
    [
        (["编号", "党总支", "党支部"], "", "甲", ("乙",)),
        (["编号", "寝室", "成员"], "寝室", "甲", ("乙",)),
        (["编号", "党总支", "成员"], "寝室", "甲", ("乙",)),
        (["编号", "寝室", "党支部"], "寝室", "甲", ("乙",)),
        (["编号", "党支部", "党总支"], "党支部", "甲", ()),
        (["编号", "党总支", "党支部"], "党支部", "乙", ()),
    ],
)
def test_names_stand_under_the_units_own_word_or_under_the_usual_one(
    headers: list[str], unit: str, name: str, parts: tuple[str, ...]
) -> None:
    read = roster_with(headers, ["01", "甲", "乙"], **({"被考评单位": unit} if unit else {}))
    part = "成员" if unit == "寝室" else USUAL.part
    words = Words(read_words(read).unit, part=part)
    roster, findings = read_roster(read, "roster.xlsx", words)
    assert findings == []
    assert (roster.branches[0].name, roster.branches[0].sub_branches) == (name, parts)


def test_a_missing_name_is_told_under_the_header_that_the_sheet_has() -> None:
    read = roster_with(["编号", "寝室"], ["01", ""], 被考评单位="寝室")
    (found,) = read_roster(read, "roster.xlsx", read_words(read))[1]
    assert (found.code, found.place.cell) == ("I010", "B2")
    assert "寝室" in found.message


@pytest.mark.parametrize(
    ("value", "target"),
    [
        (None, VetoTarget.BRANCH),
        ("寝室", VetoTarget.BRANCH),
        ("党总支", VetoTarget.BRANCH),
        ("成员", VetoTarget.SUB_BRANCH),
        ("党支部", VetoTarget.SUB_BRANCH),
    ],
)
def test_whom_a_veto_fails_may_be_said_in_the_own_words(
    tmp_path: Path, value: str | None, target: VetoTarget
) -> None:
    place = rooms(tmp_path, [["301", "301室"]], 一票否决对象=value)
    assert loaded(place).settings.veto_target is target


def test_another_word_there_is_told_with_the_own_words(tmp_path: Path) -> None:
    found = load(rooms(tmp_path, [["301", "301室"]], 一票否决对象="班级"))[1][-1]
    assert (found.code, "“寝室”或“成员”" in found.message) == ("V103", True)


@pytest.mark.parametrize("word", ["寝 室 ", "党支部", "6S小组", "供应商"])
def test_words_of_the_office_are_taken(word: str) -> None:
    assert read_words(roster_with(list(HEADERS), [], 被考评单位=word)).unit == "".join(word.split())


@pytest.mark.parametrize("word", ["寝室、班级", "=A1", "{标题}", "一二三四五六七八九十一二三"])
def test_what_is_no_single_word_is_refused_at_its_cell(tmp_path: Path, word: str) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 考评机构=word)
    (found,) = load(place)[1]
    assert (found.code, found.place.sheet) == ("V103", "设置")


@pytest.mark.parametrize("word", ["总分", "类别", "学习"])
def test_a_word_that_is_another_columns_name_is_refused(tmp_path: Path, word: str) -> None:
    place = workspace(tmp_path, [["01", "甲"]], small_template(), 被考评单位=word)
    assert "L134" in [found.code for found in load(place)[1]]


# --- forms, papers, mails and messages ------------------------------------------------------------


def test_nothing_of_a_dormitory_inspection_speaks_of_the_party(tmp_path: Path) -> None:
    rows = [[f"30{n}", f"30{n}室", None, None, f"r{n}@example.cn", "甲、乙"] for n in range(1, 5)]
    place = rooms(tmp_path, rows, 考评得分填在=None, 学院名称=None, 公示依据="经研究")
    said = [wuhao(*told.split(), cwd=place.root) for told in ("standard", "issue", "send")]
    put(place, "301")
    put(place, "302", {"数量": {"a1.1": "很多"}, "考评得分": {}, "扣分说明": {}})
    put(place, "304", {"是否存在": {"V1": "是"}, "考评得分": {}, "扣分说明": {}})
    said.append(wuhao("panel", cwd=place.root))
    put_panel(place, lambda book: type_veto(book, ["301", "V2", "丙", "5月", "见记录", "王"]))
    later = ("check input", "run --draft --all", "feedback --draft", "status", "remind")
    said += [wuhao(*told.split(), cwd=place.root) for told in later]
    assert {each.returncode for each in said} <= {0, 1}, said
    made = [path for path in place.output.rglob("*") if path.is_file() and path.suffix != ".json"]
    kinds = {path.suffix for path in made}
    assert kinds >= {".xlsx", ".html", ".txt", ".docx", ".eml"}
    folders = {path.parent.name for path in made}
    assert folders >= {"forms", "panel", "corrections", "feedback"}
    for path in (*made, *place.panel.iterdir()):
        found = FOREIGN.search(all_text(path))
        assert found is None, (path, found)
        assert FOREIGN.search(path.name) is None
    for each in said:
        assert FOREIGN.search(each.stdout + each.stderr) is None, each


def test_the_results_are_headed_by_the_word(tmp_path: Path) -> None:
    place = rooms(tmp_path, [["301", "301室"]], header="党总支")
    put(place, "301", {"是否存在": {"V1": "是", "V2": "否"}})
    _, _, outputs = run(place, draft=True)
    workbook = load_workbook(outputs["results"])
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in workbook}
    assert all(heads[name][:2] == ["编号", "寝室"] for name in ("逐项得分", "一票否决", "回收情况"))
    assert "涉及成员" in heads["一票否决"]


def test_what_a_veto_names_is_held_against_the_roster_in_the_own_words(tmp_path: Path) -> None:
    place = rooms(tmp_path, [["301", "301室", None, None, None, "张三、李四"]], 一票否决对象="成员")
    assessment = loaded(place)
    branch = assessment.roster.branches[0]
    form = load_workbook(io.BytesIO(stamp(arm(assessment.template, assessment.settings), branch)))
    form["否决"]["C2"], form["否决"]["D2"], form["否决"]["C3"] = "是", "王五", "是"
    form.save(place.returned / "301.xlsx")
    findings = handed_in(place).examined.findings
    told = {found.code: found for found in findings if found.code in ("V017", "V018")}
    assert told["V017"].rule == "名单里没有这个成员：“王五”。"
    assert "写涉及哪个成员" in told["V018"].rule
    assert told["V018"].place.cell == "D3"


def test_the_field_of_the_name_may_be_the_word(tmp_path: Path) -> None:
    assessment = loaded(rooms(tmp_path, [["301", "301室"]]))
    branch = assessment.roster.branches[0]
    form = load_workbook(io.BytesIO(stamp(arm(assessment.template, assessment.settings), branch)))
    assert form["说明"]["A2"].value == "301室，由检查组检查"


def test_a_field_that_is_neither_stays_a_mistake(tmp_path: Path) -> None:
    template = of_rooms(说明=[["{班级}"]])
    place = rooms(tmp_path, [["301", "301室"]], template=template)
    assert [found.code for found in load(place)[1]] == ["L105", "L110"]
    assert wuhao("standard", cwd=place.root).returncode == 2


def test_the_agreed_workbook_is_called_after_those_who_assess(tmp_path: Path) -> None:
    (agreed,) = loaded(rooms(tmp_path, [["301", "301室"]])).panel
    assert (agreed.code, agreed.name, agreed.alone) == ("检查组", "检查组", True)


# --- titles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("“五好党组织”量化考核评分表", "“五好党组织”量化考核"),
        ("寝室卫生检查表", "寝室卫生检查"),
        ("供应商评分表", "供应商评分"),
        ("班级量化考核办法（试行）", "班级量化考核"),
        ("考评标准", "考评"),
        ("党支部绩效考核", "党支部绩效考核"),
    ],
)
def test_papers_are_about_what_the_title_is_about(title: str, subject: str) -> None:
    assert subject_of(title) == subject


@pytest.mark.parametrize(
    ("words", "head", "leader"),
    [
        (USUAL, "书记", "组长"),
        (Words("团支部", "评审委员会"), "书记", "负责人"),
        (Words("寝室", "检查组"), "负责人", "组长"),
    ],
)
def test_who_signs_follows_from_the_words(words: Words, head: str, leader: str) -> None:
    assert (words.head, words.leader) == (head, leader)


# --- the template's own word ----------------------------------------------------------------------


def test_the_template_says_what_a_veto_names(tmp_path: Path) -> None:
    assert template_of(of_rooms(说明=[["x"]]), tmp_path).standard.part == "成员"
    assert template_of(small_template(), tmp_path).standard.part == "党支部"


def test_two_columns_of_what_a_veto_names_are_one_too_many(tmp_path: Path) -> None:
    vetoes = [[*VETOES[0], "涉及班级"], *VETOES[1:]]
    place = rooms(tmp_path, [["301", "301室"]], template=of_rooms(否决=vetoes))
    assert "L013" in [found.code for found in load(place)[1]]


def test_no_text_of_the_program_names_the_units_itself() -> None:
    texts = [text for entry in CATALOGUE.values() for text in (entry.message, entry.remedy)]
    texts += [path.read_text("utf-8") for path in (ROOT / "templates").glob("*.j2")]
    assert [text for text in texts if FOREIGN.search(text)] == []
