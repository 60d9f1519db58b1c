"""``examples/stages/``: a year from the panel to the commendation, corrected twice on the way."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.support.acts import SIGNED
from tests.support.commands import Done, snapshot, wuhao
from tests.support.drawing import ROOT
from tests.support.notices import of_page, of_word, of_workbook
from tests.support.stages import clock_at
from wuhao_batch.outcome.snapshot import Snapshot, from_json

SAMPLE = ROOT / "examples" / "stages"


class Office:
    """The sample's folder, and its commands on one day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = date(2026, 12, 22)
        shutil.copytree(SAMPLE, folder)

    def said(self, *command: str, code: int = 0) -> Done:
        with clock_at(self.day):
            done = wuhao(*command, cwd=self.folder)
        assert done.returncode == code, done
        return done

    def found(self, *command: str, code: int = 0) -> Any:
        return json.loads(self.said(*command, "--json", code=code).stdout)

    def next_step(self, name: str, day: date) -> None:
        """Put the files of a step in their places."""
        (step,) = (self.folder / "steps").glob(f"{name}_*")
        shutil.copytree(step, self.folder, dirs_exist_ok=True)
        self.day = day

    def issue(self, number: int) -> Path:
        return self.folder / f"output/published/2026-{number:02}"

    def shown(self, number: int) -> Snapshot:
        return from_json((self.issue(number) / "results.json").read_bytes())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("stages") / "year")


def ranks(snapshot: Snapshot) -> dict[str, int | None]:
    return {unit.code: unit.rank for unit in snapshot.units}


@pytest.mark.slow
def test_the_year(office: Office) -> None:
    # Scored by the evaluators, looked at, and put up.
    office.said("run")
    office.said("close", *SIGNED, code=2)
    first = office.found("publish", *SIGNED)["step"]
    assert (first["folder"], first["begins"], first["ends"]) == (
        "output/published/2026-01", "2026-12-22", "2026-12-28",
    )  # fmt: skip
    assert ranks(office.shown(1)) == {"01": 1, "02": 3, "04": 3, "06": 5, "09": 1}
    frozen = snapshot(office.issue(1))

    # An objection is right: the branch rises, the other one falls behind it.
    office.next_step("1", date(2027, 1, 5))
    found = office.found("run")
    told = {each["branch"]: each["message"] for each in found["findings"] if each["code"] == "P001"}
    assert "总分由95.5变为96.5，4-5由13变为14" in told["02"]
    assert "名次由3变为4" in told["04"]
    assert set(told) == {"02", "04"}
    page = (office.folder / "output/notice_correction.html").read_text("utf-8")
    assert "1．信息工程系党总支：总分由95.5分更正为96.5分。" in page
    assert "2．旅游服务系党总支：名次由第3名更正为第4名。" in page
    second = office.found("publish", *SIGNED)["step"]
    assert (second["number"], second["begins"], second["ends"]) == (2, "2027-01-05", "2027-01-11")
    assert ranks(office.shown(2)) == {"01": 1, "02": 3, "04": 4, "06": 5, "09": 1}
    assert snapshot(office.issue(1)) == frozen
    office.said("close", *SIGNED, code=2)

    # The name of a branch was written wrongly: another correction, the scores are the same.
    office.next_step("2", date(2027, 1, 13))
    office.said("run")
    page = (office.folder / "output/notice_correction.html").read_text("utf-8")
    assert "名称由“旅游服务系党总支”更正为“旅游管理系党总支”" in page
    third = office.found("publish", *SIGNED)["step"]
    assert (third["number"], third["ends"]) == (3, "2027-01-19")
    assert ranks(office.shown(3)) == ranks(office.shown(2))
    office.said("commend", "01", *SIGNED, code=2)

    # Its days are over, both objections are settled.
    office.day = date(2027, 1, 20)
    closed = office.found("close", *SIGNED)
    assert closed["step"]["folder"] == "output/closed/2026-03"
    statement = Document(str(office.folder / closed["outputs"]["statement.docx"]))
    texts = [each.text for each in statement.paragraphs]
    assert any("第2次更正公示自2027年1月13日起至2027年1月19日止公示" in each for each in texts)
    assert any("收到异议2件，其中实名1件、匿名1件" in each for each in texts)
    assert any("维持原结果1件，更正1件" in each for each in texts)
    assert len(statement.tables[0].rows) == 3

    # The committee commends the first two and the one whose objection was right.
    office.said("commend", "04", *SIGNED, code=2)
    commended = office.found("commend", "01,02,09", *SIGNED)
    draft = Document(str(office.folder / commended["outputs"]["commendation.docx"]))
    lines = [each.text for each in draft.paragraphs]
    names = ["机电工程系党总支", "机关党总支", "信息工程系党总支"]
    at = lines.index(names[0])
    assert lines[at : at + 3] == names
    assert snapshot(office.issue(1)) == frozen

    said = office.said("log").stdout
    assert [said.count(word) for word in ("publish", "close", "commend")] == [3, 1, 1]
    said = office.said("run").stdout
    assert "阶段：表彰。公示的以 output/published/2026-03 为准" in said
    for number in (1, 2, 3):
        forms_say_the_same(office, number)


def forms_say_the_same(office: Office, number: int) -> None:
    """Hold the three forms of an issue against each other and against what it froze."""
    folder = office.issue(number)
    page, word = of_page(folder / "notice.html"), of_word(folder / "notice.docx")
    workbook = of_workbook(folder / "notice.xlsx")
    assert page.table == word.table == workbook.table
    ranked = {row[1]: row[0] for row in page.table[1:]}
    assert {unit.name: str(unit.rank) for unit in office.shown(number).units} == ranked
    corrections = [text for text in page.texts if "更正为" in text]
    assert len(corrections) == (0, 2, 1)[number - 1]
    assert all(any(text in other for other in word.texts) for text in corrections)
    assert all(any(text in other for other in workbook.texts) for text in corrections)

    # Each issue is made again from the inputs of its day.
    office.said("run")
    proved = office.found("verify")
    assert proved["findings"] == []
    states = {each["file"]: each["state"] for each in proved["outputs"]}
    assert set(states.values()) == {"same"}
    assert {f"output/published/2026-0{number}/notice.docx" for number in (1, 2, 3)} <= set(states)
