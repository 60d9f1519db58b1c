"""A year of the office, command after command: what goes wrong is told, and nothing is lost.

Four branches and one evaluator. One branch scores itself, one sends last year's form first, one
declares a veto, one sends nothing until it is asked; a score changes after the notice went up.
"""

import json
from collections import Counter
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import SIGNED
from tests.support.commands import Done, snapshot, wuhao
from tests.support.drawing import workspace
from tests.support.faults import SOLO, put_panel
from tests.support.line import put
from tests.support.stages import on
from tools.filling import Inputs, open_form, type_marks
from wuhao_batch.outputs.stale.listing import LISTING
from wuhao_batch.workspace.folders import Workspace

ROWS = [
    [f"0{number}", f"{name}党总支", "教学", "张", f"b{number}@example.cn", "甲支部、乙支部"]
    for number, name in enumerate("甲乙丙丁", start=1)
]
OFFICE: dict[str, Any] = {"发件人": "党委办公室", "联系人": "李老师", "报送截止日期": "2026-12-21"}
ITSELF: Inputs = {"考评得分": {"1-1": 8, "1-2": 7}, "扣分说明": {"1-1": "都做到了"}}
VETO: Inputs = {
    "是否存在": {"V2": "是"},
    "涉及党支部": {"V2": "甲支部"},
    "时间": {"V2": "2026年3月"},
    "情况说明": {"V2": "通报"},
}


class Year:
    """The office's folder, and what its commands say."""

    def __init__(self, place: Workspace) -> None:
        self.place = place

    def run(self, *options: str) -> tuple[Done, Counter[str], dict[str, str]]:
        """Run; gives the codes of the findings and 编号 → 结论."""
        done = wuhao("run", "--json", *options, cwd=self.place.root)
        found: dict[str, Any] = json.loads(done.stdout)
        codes = Counter(each["code"] for each in found["findings"])
        return done, codes, {each["code"]: each["status"] for each in found["branches"]}

    def said(self, *command: str) -> str:
        done = wuhao(*command, cwd=self.place.root)
        assert done.returncode == 0, done
        return done.stdout

    def notices(self) -> dict[str, bytes]:
        found = snapshot(self.place.output)
        return {name: data for name, data in found.items() if name.startswith("notice.")}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    place = workspace(tmp_path_factory.mktemp("year"), ROWS, evaluators=SOLO, **OFFICE)
    return Year(place)


def last_years(folder: Path) -> bytes:
    """The form of 乙党总支 as it was filled in a year ago."""
    before = workspace(folder, ROWS, evaluators=SOLO, 考核年度="2025", **OFFICE)
    put(before, "02")
    return (before.returned / "02.xlsx").read_bytes()


@pytest.mark.slow
def test_the_year(year: Year, tmp_path: Path) -> None:
    place = year.place

    # Roster, settings and template are looked at alone, before anything goes out.
    assert "4个党总支参评，评委1位" in year.said("check")
    year.said("issue")
    assert len(list(place.forms.glob("*.xlsx"))) == len(ROWS)

    # A branch scores itself; another sends last year's form; the third declares a veto.
    put(place, "01", ITSELF)
    (place.returned / "去年的.xlsx").write_bytes(last_years(tmp_path))
    put(place, "03", VETO)
    done, codes, status = year.run()
    assert done.returncode == 1
    assert status == {
        "01": "unscored", "02": "needs_correction", "03": "unscored", "04": "missing",
    }  # fmt: skip
    assert codes["S014"] == codes["S016"] == 1
    assert not year.notices()

    # The letters give the reason that is true of each.
    year.said("remind")
    written = letters(place)
    assert written.keys() == {"b2@example.cn", "b4@example.cn"}
    assert "这是2025年度的表，本次考核年度是2026" in written["b2@example.cn"]
    assert "还没有收到贵党总支填好的" in written["b4@example.cn"]

    # Last year's form is a note once the right one is there.
    put(place, "02")
    put(place, "04")
    _, codes, _ = year.run()
    assert codes["I026"] == 1

    # The evaluators' workbooks hold nothing that a branch has written as its score.
    year.said("panel")
    (workbook,) = place.panel_forms.glob("*.xlsx")
    assert "都做到了" not in texts_of(workbook.read_bytes())

    # Scored, the year is complete; the veto is to be confirmed, and says so at the top.
    put_panel(place)
    done, codes, status = year.run()
    assert done.returncode == 0
    assert status["03"] == "vetoed"
    assert codes["S016"] == 1
    published = year.notices()
    assert set(published) == {"notice.html", "notice.docx", "notice.xlsx"}
    year.said("feedback")
    told = snapshot(place.feedback)
    assert told.pop(LISTING)

    # It goes up. A score changes: what was published stands, and the feedback is told to be stale.
    with on(date(2026, 12, 22)):
        year.said("publish", *SIGNED)
    frozen = snapshot(place.output / "published")
    assert set(published.values()) <= set(frozen.values())
    assert not year.notices()
    put_panel(place, lambda book: type_marks(book, {"01": {"1-1": 1}}))
    _, codes, _ = year.run()
    assert codes["P001"] == 1
    assert codes["D043"] == 1
    year.run("--draft")
    assert not year.notices()
    assert snapshot(place.output / "published") == frozen
    still = snapshot(place.feedback)
    assert "后来变了" in still.pop(LISTING).decode()
    assert still == told


def letters(place: Workspace) -> dict[str, str]:
    """Address → the text of the mail that is to be sent there."""
    mails = (message_from_bytes(path.read_bytes(), policy=default) for path in place.mail.iterdir())
    return {str(mail["To"]): plain_text(mail) for mail in mails}


def plain_text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def texts_of(data: bytes) -> str:
    workbook = open_form(data)
    cells = (cell for sheet in workbook for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None)
