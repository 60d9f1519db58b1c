"""A deadline that is moved: told to exactly those who have not handed in, and to nobody twice."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.support.acts import ACT
from tests.support.drawing import handed_in, loaded, small_template, workspace
from tests.support.faults import returned
from tests.support.mail_servers import Post, smtp_server
from tests.support.offices import through
from wuhao_batch.assessment.settings import spell
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.remind import note_reminded, remind, remind_branches
from wuhao_batch.jobs.send import send, send_forms
from wuhao_batch.jobs.settling import settle
from wuhao_batch.jobs.transport import Transport
from wuhao_batch.mail.dispatch import EVERYBODY, Dispatched, Order
from wuhao_batch.mail.letters import Letter
from wuhao_batch.mail.server import no_password
from wuhao_batch.outputs.stale.checking import check_papers
from wuhao_batch.records.database import writing
from wuhao_batch.records.ledger import AGAIN_AFTER, Intent, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

BRANCHES = [[f"0{n}", f"第{n}党总支", "", "", f"b{n}@example.cn"] for n in "1234"]
TODAY = date.today()
FIRST, LATER, LAST = (TODAY + timedelta(days=days) for days in (30, 44, 58))
PRINTED = small_template(说明=[["请于{报送截止日期}前报送。"]])
"""A form that prints the deadline."""


def year(folder: Path, deadline: date | str, branches: object = BRANCHES) -> Workspace:
    """The workspace with that deadline; what was handed in and recorded stays."""
    settings = {"报送截止日期": str(deadline), "联系人": "李老师", "发件邮箱": "me@example.cn"}
    return workspace(folder, branches, PRINTED, **settings)  # type: ignore[arg-type]


def told(folder: Path, deadline: date | str = FIRST) -> Workspace:
    """Four branches that were told a deadline; 01 has handed in, 02 something of no use."""
    place = year(folder, deadline)
    for row in BRANCHES:
        settle(place, row[0], "sent", act=ACT)
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place)))
    (place.returned / "02").mkdir()
    (place.returned / "02" / "第2党总支.xlsx").write_bytes(b"")
    return place


def reminded(place: Workspace, *only: str) -> Dispatched:
    return remind_branches(judge(loaded(place), handed_in(place)), place, Order(only))


def kinds(done: Dispatched) -> dict[str, Kind]:
    return {
        code: mail.letter.parcel.kind for mail in done.mails for code in mail.letter.parcel.codes
    }


def letter_to(done: Dispatched, code: str) -> Letter:
    return next(mail.letter for mail in done.mails if code in mail.letter.parcel.codes)


# --- to whom --------------------------------------------------------------------------------------


def test_exactly_those_who_have_not_handed_in_are_told(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    assert kinds(reminded(place)) == dict.fromkeys(("02", "03", "04"), Kind.NEW_DEADLINE)
    assert sorted(path.name for path in place.mail.iterdir()) == [
        f"{row[0]}_{row[1]}_2026_改期.eml" for row in BRANCHES[1:]
    ]


def test_a_notice_to_somebody_who_has_handed_in_since_holds_no_more(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    reminded(place)
    (third,) = (each for each in loaded(place).roster.branches if each.code == "03")
    (place.returned / "03.xlsx").write_bytes(returned(loaded(place), branch=third))
    papers = check_papers(judge(loaded(place), handed_in(place)), place, Plan())
    (found,) = (each for each in papers.findings if each.code == "D057")
    assert "03" in found.message
    assert "04" not in found.message


def test_where_it_was_not_moved_there_are_reminders(tmp_path: Path) -> None:
    place = told(tmp_path)
    assert set(kinds(reminded(place)).values()) == {Kind.REMINDER}


def test_the_first_mail_goes_to_nobody_again(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    done = send_forms(loaded(place), place, Order())
    assert done.mails == ()
    assert done.held == ("01", "02", "03", "04")
    (found,) = (each for each in done.findings if each.code in ("D020", "D058"))
    assert found.code == "D058", "the forms differ by the date alone"
    assert spell(LATER) in found.message
    assert "第1党总支" in found.message


def test_another_change_of_the_form_is_told_as_before(tmp_path: Path) -> None:
    told(tmp_path)
    place = workspace(tmp_path, BRANCHES, PRINTED, 报送截止日期=str(LATER), 标题="新的表")
    found = {each.code for each in send_forms(loaded(place), place, Order()).findings}
    assert {"D020", "D058"} <= found


def test_who_was_told_no_date_is_reminded(tmp_path: Path) -> None:
    """A branch that has got no mail from here, and one of which an earlier program knew no date."""
    place = year(tmp_path, FIRST)
    for code in ("03", "04"):
        settle(place, code, "sent", act=ACT)
    with writing(place.records) as records:
        records.execute("UPDATE sent SET deadline = NULL WHERE id = 1")
    place = year(tmp_path, LATER)
    assert kinds(reminded(place)) == {
        "01": Kind.REMINDER,
        "02": Kind.REMINDER,
        "03": Kind.REMINDER,
        "04": Kind.NEW_DEADLINE,
    }


def test_a_date_where_there_was_none_is_told(tmp_path: Path) -> None:
    told(tmp_path, "")
    done = reminded(year(tmp_path, LATER))
    assert kinds(done) == dict.fromkeys(("02", "03", "04"), Kind.NEW_DEADLINE)
    text = letter_to(done, "03").text
    assert f"的报送截止日期，改为{spell(LATER)}" in text


@pytest.mark.parametrize("deadline", ["", TODAY - timedelta(days=2)])
def test_no_date_and_one_that_is_over_are_no_news(tmp_path: Path, deadline: date | str) -> None:
    told(tmp_path)
    done = reminded(year(tmp_path, deadline))
    assert set(kinds(done).values()) == {Kind.REMINDER}


def test_of_two_branches_with_one_address_one_may_have_handed_in(tmp_path: Path) -> None:
    rows = [[*row[:4], "both@example.cn"] for row in BRANCHES[:2]]
    place = year(tmp_path, FIRST, rows)
    settle(place, "01", "sent", act=ACT)
    (place.returned / "01.xlsx").write_bytes(returned(loaded(place)))
    done = reminded(year(tmp_path, LATER, rows))
    assert kinds(done) == {"02": Kind.NEW_DEADLINE}


# --- what -----------------------------------------------------------------------------------------


def test_it_says_both_dates_and_encloses_nothing(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    done = reminded(place)
    letter = letter_to(done, "03")
    assert letter.subject.endswith(f"的报送截止日期改为{spell(LATER)}：第3党总支")
    assert f"由{spell(FIRST)}改为{spell(LATER)}" in letter.text
    (path,) = place.mail.glob("03_*.eml")
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert list(message.iter_attachments()) == []


def test_what_came_and_cannot_be_used_is_said_as_in_a_reminder(tmp_path: Path) -> None:
    told(tmp_path)
    letter = letter_to(reminded(year(tmp_path, LATER)), "02")
    assert "收到了下面的内容，但不能采用" in letter.text
    assert "评分表也再附上一份" in letter.text, "there something is to be filled in anew"
    assert [each.name for each in letter.parcel.attached] == ["02_第2党总支_2026.xlsx"]


# --- once -----------------------------------------------------------------------------------------


def test_once_told_there_are_reminders_again_after_a_while(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    note_reminded(place, "03", act=ACT)
    done = reminded(place)
    assert kinds(done) == dict.fromkeys(("02", "04"), Kind.NEW_DEADLINE)
    assert "D026" in {each.code for each in done.findings}, "no reminder an hour later"
    with writing(place.records) as records:
        records.execute("UPDATE sent SET begun = '2020-01-01T00:00:00+00:00'")
    assert kinds(reminded(place))["03"] is Kind.REMINDER


@pytest.mark.slow
def test_each_move_is_told_also_back_to_an_earlier_date(tmp_path: Path) -> None:
    told(tmp_path)
    for before, now in ((FIRST, LATER), (LATER, FIRST), (FIRST, LATER), (LATER, LAST)):
        place = year(tmp_path, now)
        done = reminded(place, "03")
        assert kinds(done) == {"03": Kind.NEW_DEADLINE}
        assert f"由{spell(before)}改为{spell(now)}" in letter_to(done, "03").text
        note_reminded(place, "03", act=ACT)
        assert kinds(reminded(place)).get("03") is None


def test_in_doubt_it_is_not_sent_again_before_somebody_has_settled_it(tmp_path: Path) -> None:
    told(tmp_path)
    place = year(tmp_path, LATER)
    note_reminded(place, "03", act=ACT)
    with writing(place.records) as records:
        records.execute("UPDATE sent SET state = 'doubtful' WHERE kind = 'new deadline'")
    assert kinds(reminded(place)) == dict.fromkeys(("02", "04"), Kind.NEW_DEADLINE)
    settle(place, "03", "resend", act=ACT)
    assert kinds(reminded(place))["03"] is Kind.NEW_DEADLINE


def test_a_reminder_of_an_hour_ago_does_not_keep_back_the_news(tmp_path: Path) -> None:
    place = told(tmp_path)
    note_reminded(place, "03", act=ACT)
    assert kinds(reminded(year(tmp_path, LATER)))["03"] is Kind.NEW_DEADLINE


def test_sent_by_the_program_it_goes_to_each_once(tmp_path: Path) -> None:
    """And nobody gets the first mail for it."""
    told(tmp_path)
    post = Post()
    with smtp_server(post, auth=False) as port:
        settings = {**through(port), "报送截止日期": str(LATER)}
        place = workspace(tmp_path, BRANCHES, PRINTED, **settings)
        way = Transport(lambda _server: no_password, 60_000, plain=True)
        for job in (send, remind, remind, send):
            job(place, EVERYBODY, way)
    assert post.copies() == {f"b{number}@example.cn": 1 for number in "234"}
    entries = load_ledger(place.records, "2026").entries
    assert [each.kind for each in entries[4:]] == [Kind.NEW_DEADLINE] * 3


# --- the ledger -----------------------------------------------------------------------------------


def test_a_form_and_all_about_it_keep_the_date_that_they_told(tmp_path: Path) -> None:
    place = told(tmp_path)
    (entry, *_) = load_ledger(place.records, "2026").entries
    assert entry.deadline == FIRST.isoformat()
    place = year(tmp_path, LATER)
    note_reminded(place, "03", act=ACT)
    last = load_ledger(place.records, "2026").entries[-1]
    assert (last.kind, last.deadline) == (Kind.NEW_DEADLINE, LATER.isoformat())


def entry(number: int, kind: Kind, content: str, **more: object) -> Message:
    begun = datetime(2026, 12, 1, tzinfo=UTC) + AGAIN_AFTER * number
    facts = {"state": State.SENT, "deadline": None, **more}
    return Message(
        number, kind, "2026", "a@example.cn", "<x>", said="", begun=begun, ended=begun,
        about={"01": content}, **facts,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("state", [State.FAILED, State.DOUBTFUL, State.SENDING])
def test_only_what_has_gone_has_told_anything(state: State) -> None:
    gone = entry(1, Kind.FORM, "一", deadline="2026-12-10")
    open_ = entry(2, Kind.NEW_DEADLINE, "1 2026-12-20", state=state, deadline="2026-12-20")
    assert Ledger("2026", (gone, open_)).last_told("01") == gone
    assert Ledger("2026", (open_,)).last_told("01") is None


def test_it_counts_for_the_move_that_it_told() -> None:
    sent = entry(1, Kind.NEW_DEADLINE, "1 2026-12-20")
    ledger = Ledger("2026", (sent,))

    def held(content: str) -> bool:
        intent = Intent(Kind.NEW_DEADLINE, "a@example.cn", {"01": content})
        return bool(ledger.held(intent, sent.begun + 100 * AGAIN_AFTER))

    assert held("1 2026-12-20")
    assert not held("3 2026-12-20")
