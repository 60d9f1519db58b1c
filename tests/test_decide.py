"""``wuhao decide`` writes down what counts and nothing else; the workbook offers the codes."""

import io
import json
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from tests.support.commands import wuhao
from tests.support.drawing import handed_in, loaded, small_template, workspace
from tests.support.faults import returned
from tests.support.meeting import BY, WHY, decisions
from tools.filling import open_form
from wuhao_batch.assessment.identity import code_meant
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.jobs.assessing import judge, read
from wuhao_batch.jobs.decide import Wanted, WrittenDecision, plan_decision
from wuhao_batch.jobs.decide import decide as write_down
from wuhao_batch.jobs.decisions_sheet import blank, lay_out, plan_anew
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.outputs.blank_decisions import blank_decisions
from wuhao_batch.panel.meeting.layout import SCORES, VETOES
from wuhao_batch.panel.meeting.reading import read_meeting
from wuhao_batch.panel.meeting.writing import with_row
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.writing.packages import to_bytes

TWO = [["01", "甲党总支"], ["02", "乙党总支"]]


def wanted(branch: str, code: str, after: str, **more: Any) -> Wanted:
    """A decision with its decider and its ground."""
    return Wanted(branch, code, after, **{"by": BY, "why": WHY, **more})


@dataclass(frozen=True)
class Year:
    """An assessment, and what was handed in to it."""

    place: Workspace
    assessment: Assessment
    handed_in: HandedIn

    def written(self, *several: Wanted, data: bytes = b"") -> WrittenDecision:
        """The last of several decisions, written into one workbook."""
        data = data or blank(self.assessment)
        for each in several:
            meeting = read_meeting(self.assessment, data)
            handed_in = replace(self.handed_in, meeting=meeting)
            written = plan_decision(self.assessment, handed_in, data, each)
            data = written.data
        return written


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Two branches; the first has handed in, with all of its points."""
    place = workspace(tmp_path_factory.mktemp("year"), TWO)
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place)))
    return Year(place, loaded(place), handed_in(place))


@pytest.fixture
def place(year: Year, tmp_path: Path) -> Workspace:
    """A copy of its workspace."""
    shutil.copytree(year.place.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def rows_of(data: bytes, sheet: str) -> list[tuple[Any, ...]]:
    """The rows below the head in which anything stands."""
    rows = load_workbook(io.BytesIO(data))[sheet].iter_rows(min_row=2, values_only=True)
    return [row for row in rows if any(value is not None for value in row)]


def test_a_decision_is_written_as_a_row_and_counts(place: Workspace) -> None:
    on = date(2026, 12, 16)
    written = write_down(place, wanted("1", "1-1", "7.5", before="8", on=on))
    assert (written.sheet, written.row, written.wanted.branch) == ("会议决定", 2, "01")
    (row,) = rows_of(place.decisions.read_bytes(), "会议决定")
    assert [*row[:6], row[6].date()] == ["01", "1-1", 8, 7.5, WHY, BY, on]
    outcome = judge(loaded(place), handed_in(place))
    assert float(outcome.results[0].items["1-1"]) == 7.5
    assert not outcome.not_followed


def test_what_somebody_saves_meanwhile_is_not_lost(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_while_saving(*given: Any, **named: Any) -> HandedIn:
        done = read(*given, **named)
        place.decisions.write_bytes(b"saved in Excel")
        return done

    monkeypatch.setattr("wuhao_batch.jobs.decide.read", read_while_saving)
    with pytest.raises(ImpossibleError, match="刚刚有人保存过"):
        write_down(place, wanted("01", "1-1", "7"))
    assert place.decisions.read_bytes() == b"saved in Excel"


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", "01"), ("０１", "01"), ("1-1", "1-1"), ("3", None)]
)
def test_a_code_is_known_however_it_is_written(typed: str, meant: str | None) -> None:
    assert code_meant(typed, ["01", "1-1"]) == meant


def test_items_are_known_by_decide_and_by_the_workbook_alike(year: Year) -> None:
    written = year.written(wanted("01", "１-１", "7"), wanted("01", "v1", "存在"))
    assert [row[1] for row in rows_of(written.data, SCORES.name)] == ["1-1"]
    assert [row[1] for row in rows_of(written.data, VETOES.name)] == ["V1"]


def test_the_next_decision_begins_where_the_last_one_ended(year: Year) -> None:
    written = year.written(*(wanted("01", "1-1", after) for after in ("7.5", "6")))
    rows = rows_of(written.data, "会议决定")
    assert [row[2:4] for row in rows] == [(8, 7.5), (7.5, 6)]
    assert float(written.now.items["1-1"]) == 6


def test_a_veto_is_decided_on_likewise(year: Year) -> None:
    written = year.written(wanted("01", "v1", "存在", parts="甲一支部"))
    (row,) = rows_of(written.data, "一票否决决定")
    assert row[:5] == ("01", "V1", "不存在", "存在", "甲一支部")
    assert (written.was.verdict, written.now.verdict) == ("达标", "不达标")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (wanted("01", "1-1", "9"), "不能超过8分"),
        (wanted("01", "1-1", "多"), "应填数字"),
        (wanted("01", "1-1", "7", before="6"), "现在是8分"),
        (wanted("02", "1-1", "7"), "还没有得分"),
        (wanted("02", "1-1", "7", before="8"), "现在还没有"),
        (wanted("09", "1-1", "7"), "没有编号“09”"),
        (wanted("01", "1-9", "7"), "是否想写“1-4”"),
        (wanted("01", "V1", "也许"), "“存在”或“不存在”"),
        (wanted("01", "1-1", "7", by=""), "决定人和依据"),
        (wanted("01", "1-1", "7", why=" "), "决定人和依据"),
    ],
)
def test_what_would_not_count_is_refused(year: Year, typed: Wanted, why: str) -> None:
    with pytest.raises(ImpossibleError, match=why):
        year.written(typed)


def test_the_same_decision_is_not_written_twice(year: Year) -> None:
    once = wanted("01", "1-1", "7", before="8")
    with pytest.raises(ImpossibleError, match="同一条决定"):
        year.written(once, once)


def test_another_fault_in_the_workbook_does_not_stand_in_the_way(year: Year) -> None:
    written = year.written(wanted("01", "1-1", "7"), data=decisions([["01", "9-9", 8, 7]]))
    assert written.row == 3
    assert [each.code for each in written.findings] == ["M005"]


def test_a_row_is_written_in_the_looks_of_the_workbook() -> None:
    workbook = open_form(decisions([["01", "1-1", 8, 7]]))
    sheet = workbook["会议决定"]
    sheet.insert_rows(1)
    sheet["A1"] = "2026年度党委会决定"
    sheet.column_dimensions["E"].width = 50
    sheet["E3"].font = Font(name="楷体")
    written = with_row(to_bytes(workbook), SCORES, {"编号": "02", "依据": "=1+1"})
    sheet = load_workbook(io.BytesIO(written.data))["会议决定"]
    assert (written.row, sheet["A4"].value) == (4, "02")
    assert (sheet["E4"].value, sheet["E4"].data_type) == ("=1+1", "s"), "a text stays a text"
    assert sheet["E4"].font.name == "楷体"
    assert sheet.column_dimensions["E"].width == 50
    assert sheet["A1"].value == "2026年度党委会决定"


@pytest.mark.parametrize("data", [b"no workbook", decisions()[:200]])
def test_a_workbook_that_cannot_be_read_is_not_written(year: Year, data: bytes) -> None:
    with pytest.raises(ImpossibleError, match=r"decisions\.xlsx"):
        year.written(wanted("01", "1-1", "7", before="8"), data=data)


def test_the_blank_one_offers_the_codes_and_has_no_fault(year: Year) -> None:
    assessment = year.assessment
    data = blank(assessment)
    assert read_meeting(assessment, data).findings == ()
    workbook = load_workbook(io.BytesIO(data))
    assert workbook.sheetnames == ["会议决定", "一票否决决定", "编号对照"]
    codes = workbook["编号对照"]
    assert [codes["A3"].value, codes["B3"].value] == ["02", "乙党总支"]
    offered = {
        str(each.sqref): each.formula1
        for each in workbook["会议决定"].data_validations.dataValidation
    }
    count = len(assessment.standard.items)
    assert offered["A2:A41"] == "编号对照!$A$2:$A$3"
    assert offered["B2:B41"] == f"编号对照!$C$2:$C${count + 1}"
    assert codes.cell(count + 1, 3).value == assessment.standard.items[-1].code
    lists = {each.formula1 for each in workbook["一票否决决定"].data_validations.dataValidation}
    assert '"存在,不存在"' in lists


def test_without_vetoes_there_is_no_sheet_for_them(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO, small_template(否决=[]))
    assessment = loaded(place)
    data = blank(assessment)
    assert VETOES.name not in load_workbook(io.BytesIO(data)).sheetnames
    assert read_meeting(assessment, data).findings == ()


def test_the_blank_one_follows_the_roster_until_somebody_has_saved_it(place: Workspace) -> None:
    assessment = loaded(place)
    assert plan_anew(assessment, place).write == {}, "none is laid where there is none"
    place.decisions.write_bytes(blank_decisions(assessment.standard, (), USUAL))
    issue_forms(assessment, place)
    assert place.decisions.read_bytes() == blank(assessment)
    place.decisions.write_bytes(with_row(blank(assessment), SCORES, {"编号": "01"}).data)
    assert plan_anew(assessment, place).write == {}


def test_a_blank_one_is_laid_out_once(place: Workspace) -> None:
    lay_out(place)
    assert place.decisions.read_bytes() == blank(loaded(place))
    with pytest.raises(ImpossibleError, match="已经有了"):
        lay_out(place)


def test_the_command_says_what_was_written_and_what_it_does(place: Workspace) -> None:
    signed = ("--by", BY, "--why", WHY)
    done = wuhao("decide", "01", "V1", "存在", *signed, cwd=place.root)
    assert done.returncode == 0, done.stderr
    assert "“一票否决决定”第2行" in done.stdout
    assert "变为“不达标”" in done.stdout
    told = wuhao(
        "decide", "01", "1-1", "7", *signed, "--on", "2026-12-16", "--json", cwd=place.root
    )
    found = json.loads(told.stdout)["decided"]
    assert (found["before"], found["after"], found["row"]) == ("8", "7", 2)
    short = wuhao("decide", "01", "1-1", cwd=place.root)
    assert (short.returncode, "编号、考评编号和新分" in short.stderr) == (2, True)
    unsigned = wuhao("decide", "01", "1-1", "6", cwd=place.root)
    assert (unsigned.returncode, "--by" in unsigned.stderr) == (2, True)
