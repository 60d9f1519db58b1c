"""How far everybody is, and who is reminded of what."""

import io
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.acts import ACT, SIGNED
from tests.support.commands import wuhao
from tests.support.drawing import handed_in, loaded, small_template, workspace
from tests.support.faults import PLAIN, returned
from tests.support.mail_servers import (
    SECRET,
    USER,
    Certificate,
    Post,
    attachments,
    begin,
    environment,
    finish,
    smtp_server,
)
from tests.support.mailing import mail
from tests.support.resaving import encrypted
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.cli.printing_status import status_json, status_row
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.collect import collect_from_files
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.jobs.remind import remind_branches
from wuhao_batch.jobs.run import write_papers
from wuhao_batch.jobs.settling import settle
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outputs.status.progress import StatusReport, status_of
from wuhao_batch.outputs.status.workbook import status_workbook
from wuhao_batch.records.ledger import Intent
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import claim, conclude, load_ledger
from wuhao_batch.records.stages import Stage, Transition, record_transition
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import CHINA
from wuhao_batch.workspace.progress import unwatched

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

NAMES = {
    "01": "好的", "02": "要改的", "03": "没交的", "04": "空白的", "05": "几份的", "06": "往年的",
    "07": "考评组要改的", "08": "不参评的", "09": "没邮箱的",
}  # fmt: skip
ROWS = [
    [code, f"{name}党总支", "", "", "" if code == "09" else f"b{code}@example.cn", "",
     "否" if code == "08" else "是"]
    for code, name in NAMES.items()
]  # fmt: skip
FAULTY = {"数量": {"a1.1": -1}}


def in_every_state(folder: Path, **settings: Any) -> Workspace:
    """One branch in each of the states that there are."""
    place = workspace(folder, ROWS, small_template(), **settings)
    assessment = loaded(place)
    branches = {branch.code: branch for branch in assessment.roster.branches}

    def put(name: str, data: bytes) -> None:
        (place.returned / f"{name}.xlsx").write_bytes(data)

    put("01", returned(assessment, branch=branches["01"]))
    put("02", returned(assessment, FAULTY, branch=branches["02"]))
    put("05", returned(assessment, {"备注": {"a1.1": "一"}}, branch=branches["05"]))
    put("05b", returned(assessment, {"备注": {"a1.1": "二"}}, branch=branches["05"]))
    put("07", returned(assessment, {"考评得分": {"a1": 99}}, branch=branches["07"]))
    issue_forms(assessment, place)
    put("04", next(place.forms.glob("04_*")).read_bytes())
    put("06", last_year(assessment, branches["06"]))
    return place


def last_year(assessment: Assessment, branch: Branch) -> bytes:
    """The form of the year before."""
    return stamp(arm(assessment.template, replace(assessment.settings, year="2025")), branch)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return in_every_state(tmp_path, 联系人="李老师", 发件邮箱=USER)


def reminded(place: Workspace, *only: str) -> Dispatched:
    outcome = judge(loaded(place), handed_in(place).examined)
    return remind_branches(outcome, place, Order(only))


# --- reminding ------------------------------------------------------------------------------------


def test_exactly_those_with_nothing_acceptable_are_reminded_and_those_with_faults_get_them_back(
    place: Workspace,
) -> None:
    done = reminded(place)
    to: dict[Kind, list[str]] = {}
    for each in done.mails:
        to.setdefault(each.letter.parcel.kind, []).extend(each.letter.parcel.codes)
    assert to == {
        Kind.REMINDER: ["03", "04", "06"],
        Kind.CORRECTION: ["02"],
    }
    assert [(found.code, found.branch) for found in done.findings] == [
        ("D025", "05"), ("D027", "07"), ("D013", "09"), ("D012", None),
    ]  # fmt: skip


def test_what_goes_back_is_the_corrections_workbook_with_its_letter(place: Workspace) -> None:
    reminded(place)
    outcome = judge(loaded(place), handed_in(place).examined)
    write_papers(outcome, place, draft=True)
    (path,) = place.mail.glob("02_*_退回.eml")
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert str(message["Subject"]).startswith("请更正")
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    letter = next(place.corrections.glob("02_*.txt")).read_text("utf-8")
    assert letter.strip() in str(text.get_content()).replace("\r\n", "\n")
    workbook = next(place.corrections.glob("02_*.xlsx"))
    assert attachments(path.read_bytes()) == {workbook.name: workbook.read_bytes()}


def test_a_reminder_brings_the_form_once_more(place: Workspace) -> None:
    reminded(place)
    (path,) = place.mail.glob("03_*_催交.eml")
    form = next(place.forms.glob("03_*"))
    assert attachments(path.read_bytes()) == {form.name: form.read_bytes()}


def text_of_reminder(place: Workspace, code: str) -> str:
    (path,) = place.mail.glob(f"{code}_*_催交.eml")
    message = message_from_bytes(path.read_bytes(), policy=default)
    plain = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return str(plain.get_content()).replace("\r\n", "\n")


LOCKED = encrypted(PLAIN, "a password")
CAME: dict[str, tuple[str, bytes, str]] = {
    "damaged": ("没交的党总支.xlsx", b"PK\x03\x04 damaged", "已损坏或不完整"),
    "a scan": ("没交的党总支 盖章.pdf", b"%PDF-1.7\n", "这是PDF"),
    "empty": ("没交的党总支/评分表.xlsx", b"", "这是空文件"),
    "locked": ("没交的党总支.xlsx", LOCKED, "打开密码"),
}


@pytest.mark.parametrize("kind", CAME)
def test_whoever_sent_something_of_no_use_is_told_so(place: Workspace, kind: str) -> None:
    name, data, why = CAME[kind]
    path = place.returned / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    reminded(place)
    text = text_of_reminder(place, "03")
    assert f"“{Path(name).name}”：" in text
    assert why in text
    assert "还没有收到" not in text
    assert text.count("没交的党总支：") == 1
    (row,) = (each for each in report(place).branches if each.branch.code == "03")
    assert why in row.situation


def test_a_reminder_says_that_a_form_is_blank_or_last_years(place: Workspace) -> None:
    reminded(place)
    assert "什么都没有填" in text_of_reminder(place, "04")
    text = text_of_reminder(place, "06")
    assert "这是2025年度的表" in text
    assert "请把内容填到附上的表里" in text
    assert "还没有收到" not in text
    assert "wuhao" not in text, "what the office has to do is not asked of the branch"
    assert "到目前还没有收到贵党总支" in text_of_reminder(place, "03")


def test_what_came_by_mail_is_told_with_its_day(place: Workspace) -> None:
    sent = datetime(2026, 12, 5, 1, 30, tzinfo=UTC)
    letters = {
        "a.eml": mail("b03@example.cn", "盖章扫描件", {"扫描件.pdf": b"%PDF-1.7\n"}, sent=sent),
        "b.eml": mail("b04@example.cn", files={"表.xlsx": LOCKED}, number="2", sent=sent),
    }
    for name, data in letters.items():
        (place.root / name).write_bytes(data)
    collect_from_files(loaded(place), place, [place.root / name for name in letters], unwatched)
    reminded(place)
    text = text_of_reminder(place, "03")
    assert "“扫描件.pdf”（2026-12-05 09:30）：这是PDF 文件，不是表格" in text
    assert "还没有收到" not in text
    locked = "邮件《评分表》（2026-12-05 09:30）：附件是表.xlsx：工作簿设了打开密码，无法读取。"
    assert locked in text_of_reminder(place, "04")


def test_reminders_that_are_not_needed_any_more_are_taken_away(place: Workspace) -> None:
    reminded(place)
    assert len(list(place.mail.glob("*.eml"))) == 4
    (place.returned / "03.xlsx").write_bytes(
        returned(loaded(place), branch=loaded(place).roster.branches[2])
    )
    reminded(place)
    assert sorted(path.name[:2] for path in place.mail.glob("*.eml")) == ["02", "04", "06"]


@pytest.mark.slow
def test_what_was_reminded_by_hand_can_be_noted(place: Workspace) -> None:
    for code, word in (("03", "催交"), ("02", "退回")):
        done = wuhao("remind", "--sent", code, *SIGNED, cwd=place.root)
        assert (done.returncode, word in done.stdout) == (0, True), done
    again = reminded(place)
    assert [each.letter.parcel.codes for each in again.mails] == [("04",), ("06",)]
    assert again.held == ("03", "02")
    done = wuhao("remind", "--sent", "04,01", *SIGNED, cwd=place.root)
    assert done.returncode == 2
    assert reminded(place).held == ("03", "02"), "nothing is noted where one of them is wrong"
    told = status(place)["branches"]
    assert [bool(told[2]["reminded"]), bool(told[2]["sent_back"])] == [True, False]
    assert [bool(told[1]["reminded"]), bool(told[1]["sent_back"])] == [False, True]
    done = wuhao("remind", "--sent", "04、06", *SIGNED, "--json", cwd=place.root)
    assert json.loads(done.stdout)["decision"]["branches"] == ["04", "06"]


def test_only_some_may_be_written_to(place: Workspace) -> None:
    assert [each.letter.parcel.codes for each in reminded(place, "02", "04").mails] == [
        ("04",), ("02",),
    ]  # fmt: skip
    done = wuhao("remind", "--only", "01", cwd=place.root)
    assert done.returncode == 2
    assert "没有要发的邮件" in done.stderr


@pytest.mark.slow
def test_nobody_is_reminded_twice_in_a_row_and_a_return_goes_back_once(
    tmp_path: Path, certificate: Certificate
) -> None:
    post = Post()
    with smtp_server(post, certificate) as port:
        server = {"SMTP服务器": "localhost", "SMTP端口": str(port), "SMTP加密": "SSL"}
        place = in_every_state(tmp_path, 发件邮箱=USER, **server)
        env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)

        def send(*args: str) -> dict[str, Any]:
            args = ("remind", "--deliver", "--json", "--rate", "6000", *args)
            found: dict[str, Any] = json.loads(finish(begin(place.root, *args, env=env)).stdout)
            return found

        assert {each["state"] for each in send()["mails"]} == {"sent"}
        assert post.copies() == dict.fromkeys(
            ["b03@example.cn", "b04@example.cn", "b06@example.cn", "b02@example.cn"], 1
        )
        again = send()
        assert (again["mails"], again["already"]) == ([], ["03", "04", "06", "02"])
        (told,) = [each["message"] for each in again["findings"] if each["code"] == "D026"]
        assert all(code in told for code in ("（03）", "（04）", "（06）"))
        send("--resend", "--only", "03")
        assert post.copies()["b03@example.cn"] == 2
        branch = loaded(place).roster.branches[1]
        other = returned(loaded(place), {"数量": {"a1.1": -2}}, branch=branch)
        (place.returned / "02.xlsx").write_bytes(other)
        assert [each["branches"] for each in send()["mails"]] == [["02"]]
    assert post.copies()["b02@example.cn"] == 2


@pytest.mark.slow
def test_one_address_may_get_a_reminder_and_a_return_in_one_run(
    tmp_path: Path, certificate: Certificate
) -> None:
    rows = [["01", "甲", "", "", "a@example.cn"], ["02", "乙", "", "", "a@example.cn"]]
    post = Post()
    with smtp_server(post, certificate) as port:
        server = {"SMTP服务器": "localhost", "SMTP端口": str(port), "SMTP加密": "SSL"}
        place = workspace(tmp_path, rows, small_template(), 发件邮箱=USER, **server)
        (place.returned / "01.xlsx").write_bytes(returned(loaded(place), FAULTY))
        env = environment(certificate, WUHAO_SMTP_PASSWORD=SECRET)
        process = begin(place.root, "remind", "--deliver", "--json", "--rate", "6000", env=env)
        mails = json.loads(finish(process).stdout)["mails"]
    assert [(each["kind"], each["branches"], each["state"]) for each in mails] == [
        ("reminder", ["02"], "sent"), ("correction", ["01"], "sent"),
    ]  # fmt: skip
    assert post.copies() == {"a@example.cn": 2}


def test_a_reminder_is_due_again_after_half_a_day(place: Workspace) -> None:
    (mail, *_) = reminded(place).mails
    parcel, code = mail.letter.parcel, mail.letter.parcel.codes[0]
    settle(place, code, "sent", act=ACT)
    ledger = load_ledger(place.records, "2026")
    (entry,) = ledger.entries
    as_reminder = replace(ledger, entries=(replace(entry, kind=Kind.REMINDER),))
    soon, later = entry.begun + timedelta(hours=11), entry.begun + timedelta(hours=13)
    assert list(as_reminder.held(parcel.intent, soon)) == [code]
    assert as_reminder.held(parcel.intent, later) == {}


# --- status -------------------------------------------------------------------------------------


def report(place: Workspace) -> StatusReport:
    outcome = judge(loaded(place), handed_in(place).examined)
    return status_of(outcome, place)


def status(place: Workspace) -> dict[str, Any]:
    return status_json(report(place))


def test_every_branch_stands_where_it_stands(place: Workspace) -> None:
    found = status(place)
    assert {each["code"]: each["status"] for each in found["branches"]} == {
        "01": "accepted", "02": "needs_correction", "03": "missing", "04": "missing",
        "05": "disputed", "06": "unusable", "07": "needs_correction", "08": "exempt",
        "09": "missing",
    }  # fmt: skip
    assert found["counts"] == {
        "accepted": 1, "needs_correction": 2, "disputed": 1, "unusable": 1, "missing": 3,
        "exempt": 1,
    }  # fmt: skip
    issued = {each["code"] for each in found["branches"] if each["issued"]}
    assert issued == set(NAMES) - {"08"}
    came = {each["code"] for each in found["branches"] if each["returned"] is not None}
    assert came == {"01", "02", "04", "05", "06", "07"}


def test_the_command_prints_the_table_and_writes_the_workbook(place: Workspace) -> None:
    found = json.loads(wuhao("status", "--json", cwd=place.root).stdout)
    assert found["outputs"] == {"status": "output/status.xlsx"}
    assert (place.output / "status.xlsx").is_file()
    assert len(found["branches"]) == len(NAMES)
    text = wuhao("status", cwd=place.root).stdout
    assert all(f"{name}党总支" in text for name in NAMES.values())


def test_what_was_sent_and_when_is_told(place: Workspace) -> None:
    settle(place, "01", "sent", act=ACT)
    first = status(place)["branches"][0]
    assert first["sent"][:10] == datetime.now(CHINA).date().isoformat()
    assert not first["in_doubt"]
    assert status(place)["branches"][1]["sent"] is None


@pytest.mark.parametrize(("days", "words"), [(3, "还有3天"), (0, "就是今天"), (-2, "已过2天")])
def test_the_days_to_the_deadline_are_counted_in_china(
    tmp_path: Path, days: int, words: str
) -> None:
    deadline = (datetime.now(CHINA) + timedelta(days=days)).date().isoformat()
    place = workspace(tmp_path, ROWS[:1], small_template(), 报送截止日期=deadline)
    assert (status(place)["days_left"], status(place)["deadline"]) == (days, deadline)
    assert words in report(place).sentence


def test_a_late_return_is_marked(tmp_path: Path) -> None:
    place = workspace(tmp_path, ROWS[:1], small_template(), 报送截止日期="2026-12-06")
    data = mail("b01@example.cn", files={"表.xlsx": returned(loaded(place))})
    (place.returned / "a.eml").write_bytes(data)
    (first,) = status(place)["branches"]
    assert (first["late"], first["returned"]) == (True, "2026-12-07T10:30:00")
    assert "（迟交）" in status_row(report(place).branches[0])[6]


def test_the_workbook_holds_status_and_records_as_plain_tables(
    place: Workspace, tmp_path: Path
) -> None:
    settle(place, "01", "sent", act=ACT)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.eml").write_bytes(mail("=b03@example.cn", "=1+1"))
    (tmp_path / "in" / "b.eml").write_bytes(mail("b03@example.cn", "见网盘", number="2"))
    collect_from_files(loaded(place), place, [place.root / "in"], unwatched)
    found = status(place)
    (place.output / "status.xlsx").write_bytes(status_workbook(report(place)))
    assert [each["subject"] for each in found["not_collected"]] == ["=1+1", "见网盘"]
    sheets = pd.read_excel(
        place.output / "status.xlsx", sheet_name=None, dtype=str, engine="openpyxl"
    )
    assert list(sheets) == ["进度", "发信记录", "收信记录"]
    progress = sheets["进度"].set_index("编号")
    assert progress["情况"].to_dict()["05"] == "待选定"
    assert list(progress.index) == list(NAMES)
    assert sheets["发信记录"]["情况"].tolist() == ["已发出"]
    assert sheets["收信记录"]["主题"].tolist() == ["=1+1", "见网盘"]


def test_what_went_to_evaluators_and_as_feedback_and_the_stage_are_told(tmp_path: Path) -> None:
    people = [["P1", "王部长", "", "", "p1@example.cn"], ["P2", "李部长", "", "", ""]]
    place = workspace(tmp_path, ROWS[:2], small_template(), evaluators=people)
    assert "阶段" not in report(place).sentence
    for kind, code in ((Kind.PANEL, "P1"), (Kind.FEEDBACK, "02")):
        intent = Intent(kind, f"{code}@example.cn", {code: "甲"})
        claimed = claim(place.records, "2026", intent, "example.cn")
        assert claimed is not None
        conclude(place.records, claimed.number, State.SENT, "")
    begins, ends = date(2026, 12, 22), date(2026, 12, 28)
    folder = "output/published/2026-01"
    step = Transition(Stage.SHOWN, Period("2026"), 1, folder, "", begins, ends, ACT)
    record_transition(place.records, step)

    found = status(place)
    assert found["stage"] == "公示"
    assert [bool(each["feedback"]) for each in found["branches"]] == [False, True]
    people_told = [(each["code"], bool(each["sent"])) for each in found["evaluators"]]
    assert people_told == [("P1", True), ("P2", False)]
    assert report(place).sentence.endswith("；阶段：公示（公示的是2026-01）")
    workbook = io.BytesIO(status_workbook(report(place)))
    sheets = pd.read_excel(workbook, sheet_name=None, dtype=str, engine="openpyxl")
    assert sheets["进度"]["反馈"].notna().tolist() == [False, True]
    assert sheets["复核"]["发信"].notna().tolist() == [True, False]
    assert sheets["复核"]["应评"].tolist() == ["0", "0"]


def test_what_was_handed_over_without_a_saved_time_has_that_of_its_file(place: Workspace) -> None:
    path = place.returned / "01.xlsx"
    os.utime(path, (0, datetime(2026, 12, 9, 6, 30, tzinfo=UTC).timestamp()))
    first = report(place).branches[0]
    assert first.returned is not None
    assert first.returned.spelled("%m-%d %H:%M") == "12-09 14:30（文件日期）"
    assert not first.late, "that a file was copied late does not make it late"


def test_an_empty_year_has_a_status(tmp_path: Path) -> None:
    place = workspace(tmp_path, ROWS[:2], small_template())
    found = status(place)
    assert found["counts"]["missing"] == 2
    assert found["days_left"] is None
    assert [each["issued"] for each in found["branches"]] == [None, None]
