"""Findings: one grammar, and codes, texts, fixtures and documentation that agree."""

import re
from pathlib import Path

import pytest

from tests.support.drawing import ROOT
from tests.support.faults import FAULTS
from tools.write_findings import DOCUMENT, document
from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.findings.finding import Finding, Place, finding, shorten
from wuhao_batch.findings.joining import joined
from wuhao_batch.findings.own_files import OWN
from wuhao_batch.reading.refusal import Reason


def test_every_code_has_its_fixture_and_its_row() -> None:
    rows = re.findall(r"^\| ([A-Z]\d{3}) \|", (ROOT / "docs/findings.md").read_text("utf-8"), re.M)
    assert sorted(CATALOGUE) == sorted(FAULTS) == sorted(rows)


def test_the_document_is_what_the_catalogue_says() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run: python -m tools.write_findings"


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_fixture_fires_the_code_once_and_no_other_error(code: str, tmp_path: Path) -> None:
    findings = FAULTS[code](tmp_path)
    assert [found.code for found in findings].count(code) == 1
    companions = {"D002": {"D003"}, "D003": {"D002"}, "S004": {"L105"}}
    companions |= {"V017": {"S016"}, "V018": {"S016"}, "L009": {"L016"}, "L017": {"L016"}}
    companions |= {"I014": {"L016"}, "I019": {"L015", "L016"}}
    small = {"L105"} if code.startswith("L1") else set()
    others = {found.code for found in findings} - {code} - companions.get(code, set()) - small
    assert others == set()
    (found,) = (found for found in findings if found.code == code)
    assert_follows_the_grammar(found)


def assert_follows_the_grammar(found: Finding) -> None:
    grammar = r"【[^】]+】(现填“.*?”。)?[^。]+。"
    assert re.fullmatch(grammar, found.message), found.message
    assert re.fullmatch(r"请.+。", found.remedy), found.remedy
    if found.place.cell:
        assert re.fullmatch(r"[A-Z]+\d+", found.place.cell)
        assert found.place.sheet
    assert not found.place.file or not Path(found.place.file).is_absolute()


def test_a_long_value_is_shown_short_and_kept_whole() -> None:
    text = "长" * 500 + "\n第二行"
    found = finding("V002", Place("a", "b", "C1"), value=text, what="1-1的考评得分")
    assert found.value == text
    assert "\n" not in found.message
    assert len(found.message) < 150
    assert shorten("短") == "短"


def test_json_has_the_contracts_fields() -> None:
    found = finding("V008", Place("f.xlsx", "一票否决", "C6"), branch="01", code="V1")
    assert found.as_json() == {
        "code": "V008",
        "severity": "error",
        "branch": "01",
        "file": "f.xlsx",
        "sheet": "一票否决",
        "cell": "C6",
        "cells": ["C6"],
        "value": None,
        "message": "【一票否决·C6】一票否决V1没有声明是否存在。",
        "remedy": "请选填“是”或“否”。",
    }


def alike(code: str, cells: str, /, **facts: str) -> list[Finding]:
    """A finding a cell: those of which the cells are given, each with its own place in 数量."""
    return [
        finding(code, Place("f.xlsx", "计分明细", cell), branch="01", value="无", **facts)
        for cell in cells.split()
    ]


def test_what_one_cause_made_is_one_finding_with_all_of_its_cells() -> None:
    (found,) = joined(alike("V002", "I5 I6 I7 I9", what="数量"))
    assert found.place.cells == ("I5", "I6", "I7", "I9")
    assert found.message == "【计分明细·I5:I7、I9】现填“无”。数量应填数字。"
    assert found.as_json()["cell"] == "I5"
    assert found.as_json()["cells"] == ["I5", "I6", "I7", "I9"]


def test_of_many_alike_the_first_are_named_and_all_are_counted() -> None:
    single = [
        finding("V008", Place("f.xlsx", "一票否决", f"C{n}"), branch="01", code=f"V{n}")
        for n in range(1, 10)
    ]
    (found,) = joined(single)
    assert found.message == "【一票否决·C1:C9】一票否决V1、V2、V3、V4等9个没有声明是否存在。"


def test_other_causes_stand_for_themselves() -> None:
    other_value = finding(
        "V002", Place("f.xlsx", "计分明细", "I6"), value="见表", branch="01", what="数量"
    )
    other_branch = alike("V002", "I5", what="数量")[0].of_branch("02")
    each_its_own = alike("V012", "I8 I9", code="1-1.1", largest="9", range="数")
    findings = [*alike("V002", "I5", what="数量"), other_value, other_branch, *each_its_own]
    assert joined(findings) == findings


@pytest.mark.parametrize("file", [*OWN, "../第一季度/input/decisions.xlsx"])
def test_nobody_hands_in_the_offices_own_workbooks(file: str) -> None:
    """No fault of them has the remedy that somebody else hands something in again."""
    readers = ("tables.py", "assessment/*.py", "panel/meeting/*.py", "returns/values.py")
    sources = [path for name in readers for path in (ROOT / "wuhao_batch").glob(name)]
    named = {code for path in sources for code in re.findall(r'"([FILV]\d{3})"', path.read_text())}
    others = re.compile("重交|重发|对方|该单位|发出的|评委重|单独交|直接交")
    codes = {*named, *Reason} & CATALOGUE.keys()
    assert {"L010", "V024", *Reason} <= codes
    wrong = {code: remedy for code in codes if others.search(remedy := remedy_at(file, code))}
    assert wrong == {}


def test_what_is_not_read_of_the_offices_own_is_an_error() -> None:
    """A PDF that came is a note; one in the place of the decisions would leave them all out."""
    facts = {"kind": "PDF 文件"}
    assert finding("F004", Place("input/returned/a.pdf"), **facts).severity == "note"
    for file in OWN:
        assert finding("F004", Place(file), **facts).severity == "error"
        assert finding("F032", Place(file), **facts).severity == "error"


@pytest.mark.parametrize("folder", ["input/returned", "input/panel", "下载"])
def test_who_handed_a_file_in_is_asked_for_it_again(folder: str) -> None:
    """A branch and an evaluator alike, whatever the file is called."""
    assert remedy_at(f"{folder}/decisions.xlsx", "F009") == "请对方重交。"
    assert remedy_at(f"{folder}/空.xlsx", "F009") == "请对方重交。"


def remedy_at(file: str, code: str) -> str:
    facts = dict.fromkeys(re.findall(r"{(\w+)}", "".join(str(CATALOGUE[code]))), "某")
    return finding(code, Place(file), **facts).remedy
