"""复核表 and feedback by mail: each to its own, as it lies there and still holds, nobody twice."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.acts import ACT, SIGNED
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import good_scores, handed_in, loaded, small_template, workspace
from tests.support.faults import put_panel, returned
from tests.support.line import put
from tests.support.mail_servers import (
    DROP,
    SECRET,
    SILENCE,
    Plan,
    Post,
    attachments,
    begin,
    environment,
    finish,
    kill,
    smtp_server,
)
from tests.support.mailing import Taking, answer, mail
from tests.support.offices import through
from tools.filling import fill_panel
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.assessing import judge
from wuhao_batch.jobs.collect import collect_from_files
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.panel import plan_panel
from wuhao_batch.jobs.remind import note_reminded, remind_panel
from wuhao_batch.jobs.send_made import send_made
from wuhao_batch.jobs.settling import settle
from wuhao_batch.jobs.starting_over import start_over
from wuhao_batch.mail.delivering import Delivery, Pace, Sender
from wuhao_batch.mail.dispatch import Dispatched, Order
from wuhao_batch.mail.letters import Letter
from wuhao_batch.mail.server import Patience, no_password
from wuhao_batch.mail.server import smtp_server as server_of
from wuhao_batch.mail.smtp import Outgoing
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import load_ledger
from wuhao_batch.workspace.disk import ChangedError
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.plan import apply
from wuhao_batch.workspace.progress import unwatched

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

PANEL, FEEDBACK = Order(what=Kind.PANEL), Order(what=Kind.FEEDBACK)
ROWS = [["01", "甲党总支", "", "", "b1@example.cn"], ["02", "乙党总支", "", "", "b2@example.cn"]]
EVALUATORS: list[list[Any]] = [
    ["01", "孙书记", "", "", "p1@example.cn"],
    ["P2", "王部长", "", "", "P2@example.cn"],
]
"""The first has the code of a branch."""
QUICK = Patience(connect=5, answer=5, message=5, whole=9)


def office(
    folder: Path, port: int = 465, evaluators: list[list[Any]] = EVALUATORS, **settings: Any
) -> Workspace:
    """A year in which both branches have handed in."""
    given = through(port) | settings
    place = workspace(folder, ROWS, small_template(), evaluators, **given)
    for code in ("01", "02"):
        put(place, code, {"考评得分": {}, "扣分说明": {}})
    return place


def scored(folder: Path, port: int = 465, **settings: Any) -> Workspace:
    """A year in which the 考评组 has scored in the forms, so that feedback can be given."""
    place = workspace(folder, ROWS, small_template(), **(through(port) | settings))
    for code in ("01", "02"):
        put(place, code)
    return place


Job = Callable[[Assessment, Workspace, HandedIn, Order], Dispatched]


def send(place: Workspace, order: Order, job: Job = send_made) -> Dispatched:
    """Compose the mails, in this process."""
    return job(loaded(place), place, handed_in(place), order)


def deliver(place: Workspace, order: Order) -> Dispatched:
    """Send them."""
    assessment = loaded(place)
    with Outgoing(server_of(assessment.settings, plain=True), no_password, QUICK) as outgoing:
        sender = Sender(place, assessment.settings, outgoing, Pace(60_000))
        return send(place, replace(order, deliver=lambda letters: sender.send(letters, unwatched)))


def remind(place: Workspace, order: Order) -> Dispatched:
    return send(place, order, remind_panel)


def issue(place: Workspace) -> Mapping[str, Path]:
    planned = plan_panel(loaded(place), place, handed_in(place))
    apply(planned.plan)
    return planned.workbooks


def tell(place: Workspace, *, draft: bool = False) -> Mapping[str, Path]:
    outcome = judge(loaded(place), handed_in(place))
    return give_feedback(outcome, place, draft=draft).workbooks


def codes(done: Dispatched) -> list[str]:
    return [found.code for found in done.findings]


def change_a_return(place: Workspace, marks: int) -> None:
    """The first branch hands in another report, and the forms' scores are others too."""
    assessment = loaded(place)
    inputs: dict[str, Any] = {"数量": {"a1.1": marks}}
    if not assessment.evaluators:
        inputs |= {"考评得分": {"a1": marks}, "扣分说明": {"a1": "核实"}}
    data = returned(assessment, inputs, branch=assessment.roster.branches[0])
    (place.returned / "01.xlsx").write_bytes(data)


def at(step: str, address: str, action: Any) -> Plan:
    return lambda now, recipient: action if (now, recipient) == (step, address) else None


# --- each to its own ------------------------------------------------------------------------------


def test_each_evaluator_gets_its_own_workbook_once(tmp_path: Path) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path, port)
        workbooks = issue(place)
        assert codes(deliver(place, PANEL)) == []
        again = deliver(place, PANEL)
    assert post.copies() == {"p1@example.cn": 1, "p2@example.cn": 1}
    sent = {address: attachments(letter) for address, letter in post.taken}
    for code, address in (("01", "p1@example.cn"), ("P2", "p2@example.cn")):
        path = workbooks[code]
        assert sent[address] == {path.name: path.read_bytes()}
    assert (again.mails, again.held, codes(again)) == ((), ("01", "P2"), [])


def test_each_branch_gets_its_own_feedback_once(tmp_path: Path) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = scored(tmp_path, port)
        workbooks = tell(place)
        assert codes(deliver(place, FEEDBACK)) == []
        again = deliver(place, FEEDBACK)
    sent = {address: attachments(letter) for address, letter in post.taken}
    assert sent == {
        f"b{int(code)}@example.cn": {path.name: path.read_bytes()}
        for code, path in workbooks.items()
    }
    assert post.copies() == dict.fromkeys(sent, 1)
    assert (again.mails, again.held) == ((), ("01", "02"))


def test_evaluators_that_share_an_address_share_a_mail(tmp_path: Path) -> None:
    place = office(tmp_path, evaluators=[[*row[:4], "p@example.cn"] for row in EVALUATORS])
    issue(place)
    (letter,) = send(place, PANEL).mails
    assert letter.letter.parcel.codes == ("01", "P2")
    assert "孙书记、王部长" in letter.letter.subject
    assert letter.file == "output/mail/01_孙书记等2个_复核.eml"


@pytest.mark.parametrize("address", ["b2@example.cn", "B2@Example.cn"])
def test_no_workbook_goes_to_the_mailbox_of_a_branch(tmp_path: Path, address: str) -> None:
    place = office(tmp_path, evaluators=[EVALUATORS[0], [*EVALUATORS[1][:4], address]])
    issue(place)
    for done in (send(place, PANEL), remind(place, PANEL)):
        assert [each.letter.parcel.address for each in done.mails] == ["p1@example.cn"]
        assert codes(done) == ["D053"]
        assert "王部长的邮箱也是乙党总支的邮箱" in done.findings[-1].message


@pytest.mark.parametrize(
    "evaluators", [[row[:4] for row in EVALUATORS], [[*row[:4], "p1@"] for row in EVALUATORS]]
)
def test_evaluators_without_an_address_are_told_until_they_have_it_otherwise(
    tmp_path: Path, evaluators: list[list[Any]]
) -> None:
    place = office(tmp_path, evaluators=evaluators)
    issue(place)
    done = send(place, PANEL)
    assert [code for code in codes(done) if code != "V101"] == ["D013", "D013"]
    assert "“评委”表里孙书记没有可用的邮箱" in "".join(each.message for each in done.findings)
    settle(place, "01", "已发", what=Kind.PANEL, act=ACT)
    left = [each.message for each in send(place, PANEL).findings if each.code == "D013"]
    assert len(left) == 1
    assert "王部长" in left[0]


def test_the_letters_say_what_they_bring(tmp_path: Path) -> None:
    place = office(tmp_path / "a")
    issue(place)
    text = send(place, PANEL).mails[0].letter.text
    assert text.startswith("孙书记：")
    assert "复核表" in text
    assert "李老师" in text
    assert "2026年12月21日" not in text, "that is the day for the branches"
    place = scored(tmp_path / "b")
    tell(place)
    text = send(place, FEEDBACK).mails[1].letter.text
    assert text.startswith("乙党总支：")
    assert "甲党总支" not in text
    assert "反馈意见" in text


# --- only what still holds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "order", "make_papers"),
    [(office, PANEL, issue), (scored, FEEDBACK, tell)],
    ids=["panel", "feedback"],
)
def test_what_has_changed_since_is_made_anew_and_sent_once_more_only_if_asked(
    tmp_path: Path,
    make: Callable[..., Workspace],
    order: Order,
    make_papers: Callable[[Workspace], object],
) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = make(tmp_path, port)
        assert codes(deliver(place, order)) == ["D051"]
        make_papers(place)
        change_a_return(place, 1)
        stale = deliver(place, order)
        assert codes(stale) == ["D052"]
        make_papers(place)
        deliver(place, order)
        first = len(post.taken)
        change_a_return(place, 2)
        assert "D052" in codes(deliver(place, order))
        make_papers(place)
        told = deliver(place, order)
        assert codes(told) == ["D050"]
        assert len(post.taken) == first == 2
        again = replace(order, resend=True)
        assert codes(deliver(place, again)) == []
        assert codes(deliver(place, order)) == []
    assert len(post.taken) == 4


def test_a_draft_of_feedback_is_not_sent(tmp_path: Path) -> None:
    place = scored(tmp_path)
    tell(place, draft=True)
    done = send(place, FEEDBACK)
    assert (done.mails, codes(done)) == ((), ["D052"])
    assert "征求意见稿" in done.findings[-1].message


def test_what_somebody_changes_while_mails_go_does_not_go(tmp_path: Path) -> None:
    place, taking = scored(tmp_path), Taking()
    papers = tell(place)
    sender = Sender(place, loaded(place).settings, taking, Pace(60_000))

    def meanwhile(letters: Sequence[Letter]) -> Delivery:
        papers["02"].write_bytes(b"saved by somebody")
        return sender.send(letters, unwatched)

    with pytest.raises(ChangedError) as told:
        send(place, replace(FEEDBACK, deliver=meanwhile))
    assert told.value.filename == str(papers["02"])
    assert taking.taken == ["b1@example.cn"]
    one, other = load_ledger(place.records, "2026").entries
    assert (one.state, other.state) == (State.SENT, State.FAILED)


def test_feedback_waits_for_all_results(tmp_path: Path) -> None:
    place = scored(tmp_path)
    tell(place)
    (place.returned / "02.xlsx").unlink()
    done = send(place, FEEDBACK)
    assert (done.mails, codes(done)) == ((), ["D003"])


def test_a_workbook_that_somebody_works_on_where_it_lies_stays_there(tmp_path: Path) -> None:
    place = office(tmp_path)
    path = issue(place)["P2"]
    workbook = load_workbook(path)
    workbook.worksheets[1]["A1"] = "草稿"
    workbook.save(path)
    done = send(place, PANEL)
    assert [each.letter.parcel.codes for each in done.mails] == [("01",)]
    assert codes(done) == ["D004"]


def test_a_dry_run_writes_nothing_and_only_names_who_gets_it(tmp_path: Path) -> None:
    place = office(tmp_path)
    issue(place)
    before = snapshot(place.root)
    done = send(place, replace(PANEL, only=("P2",), dry_run=True))
    assert [(each.letter.parcel.codes, each.fate.value) for each in done.mails] == [
        (("P2",), "planned")
    ]
    assert snapshot(place.root) == before


# --- the ledger -----------------------------------------------------------------------------------


def test_a_branch_and_an_evaluator_of_one_code_are_two(tmp_path: Path) -> None:
    post = Post(at("TAKEN", "p1@example.cn", DROP))
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path, port)
        issue(place)
        done = deliver(place, PANEL)
        (told,) = [each for each in done.findings if each.code == "D018"]
        assert told.branch is None
        assert "wuhao send --panel --settle 01 sent" in told.remedy
        settle(place, "01", "sent", act=ACT)  # the form of the branch, by hand
        assert codes(deliver(place, PANEL)) == ["D018"]
        post.plan = lambda _step, _recipient: None
        settled = settle(place, "01", "resend", what=Kind.PANEL, act=ACT)
        assert dict(settled.names) == {"01": "孙书记"}
        deliver(place, PANEL)
        assert load_ledger(place.records, "2026").on(Kind.FORM, "01")[0].state is State.SENT
    assert post.copies() == {"p1@example.cn": 2, "p2@example.cn": 1}
    numbers = {
        line
        for address, letter in post.taken
        for line in letter.splitlines()
        if address == "p1@example.cn" and line.startswith(b"Message-ID")
    }
    assert len(numbers) == 1, "a server that has it already can tell"


def test_killed_within_a_message_it_is_in_doubt_and_nobody_gets_it_twice(tmp_path: Path) -> None:
    def plan(step: str, recipient: str) -> Any:
        if (step, recipient) != ("TAKEN", "p2@example.cn"):
            return None
        kill(running)
        return SILENCE

    post = Post(plan)
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path, port)
        issue(place)
        args = ("send", "--panel", "--deliver", "--plain", "--rate", "6000")
        running = begin(place.root, *args, env=environment(None, WUHAO_SMTP_PASSWORD=SECRET))
        assert finish(running).returncode < 0
        post.plan = lambda _step, _recipient: None
        assert codes(deliver(place, PANEL)) == ["D018"]
        settle(place, "P2", "sent", what=Kind.PANEL, act=ACT)
        assert codes(deliver(place, PANEL)) == []
    assert post.copies() == {"p1@example.cn": 1, "p2@example.cn": 1}


def test_lost_records_write_to_nobody_twice(tmp_path: Path) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path / "a", port)
        issue(place)
        other = scored(tmp_path / "b", port)
        tell(other)
        for each, order in ((place, PANEL), (other, FEEDBACK)):
            deliver(each, order)
            each.records.write_bytes(b"")
            found = start_over(each, act=ACT)
            told = [one for one in found if f"{order.what.label}" in one.message]
            assert {one.code for one in told} == {"D035"}
            assert len(told) == 2
            done = deliver(each, order)
            assert done.mails == ()
    assert set(post.copies().values()) == {1}
    settle(place, "01,P2", "sent", what=Kind.PANEL, act=ACT)
    assert load_ledger(place.records, "2026").of_branch("01")[0].in_doubt, "that is the branch's"


# --- 催评 -----------------------------------------------------------------------------------------


def test_only_those_who_have_not_scored_everything_are_reminded(tmp_path: Path) -> None:
    place = office(tmp_path)
    put_panel(place)
    assert codes(remind(place, PANEL)) == ["D051"]
    issue(place)
    (letter,) = remind(place, PANEL).mails
    assert letter.letter.parcel.codes == ("P2",)
    assert "到目前还没有收到王部长填好的复核表。" in letter.letter.text
    assert [each.name for each in letter.letter.parcel.attached] == ["P2_王部长.xlsx"]
    with pytest.raises(ImpossibleError, match="孙书记"):
        remind(place, replace(PANEL, only=("01",)))
    note_reminded(place, "P2", panel=True, act=ACT)
    again = remind(place, PANEL)
    assert (again.mails, codes(again)) == ((), ["D026"])


def test_a_workbook_with_gaps_is_asked_for_what_is_left(tmp_path: Path) -> None:
    place = office(tmp_path)
    blank = dict.fromkeys(good_scores(loaded(place)))
    part = issue(place)["01"].read_bytes()
    scores = good_scores(loaded(place))
    filled = fill_panel(part, {"01": scores, "02": blank | dict(list(scores.items())[:1])})
    (place.panel / "01.xlsx").write_bytes(filled)
    issue(place)
    letter = next(each.letter for each in remind(place, PANEL).mails if "孙" in each.letter.text)
    assert f"孙书记交来的复核表还有{len(scores) - 1}项没有评。" in letter.text


# --- and back -------------------------------------------------------------------------------------


def test_what_evaluators_answer_goes_where_it_is_read(tmp_path: Path) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path / "w", port)
        issue(place)
        deliver(place, PANEL)
    inbox = tmp_path / "in"
    inbox.mkdir()
    for number, (address, letter) in enumerate(post.taken):
        files = {
            name: fill_panel(data, dict.fromkeys(("01", "02"), good_scores(loaded(place))))
            for name, data in attachments(letter).items()
        }
        (inbox / f"{number}.eml").write_bytes(answer(letter, address, files))
    done = collect_from_files(loaded(place), place, [inbox], unwatched)
    assert len(done.arrivals) == 2
    assert all(each.files[0].startswith("input/panel/") for each in done.arrivals)
    run = json.loads(wuhao("run", "--json", cwd=place.root).stdout)
    assert [(each["scored"], each["assigned"]) for each in run["panel"]] == [(14, 14)] * 2


def test_the_list_of_what_is_mended_is_told_for_what_it_is(tmp_path: Path) -> None:
    place = scored(tmp_path)
    workbook = load_workbook(tell(place)["01"])
    workbook["整改清单"]["G6"] = "张三"
    workbook.save(place.returned / "整改.xlsx")
    read = handed_in(place).examined
    told = [found for found in read.findings if found.place.file == "input/returned/整改.xlsx"]
    assert [found.code for found in told] == ["I021"]
    assert "反馈意见和整改清单" in told[0].message
    assert set(read.accepted) == {"01", "02"}


def test_a_workbook_that_bounces_is_told_and_not_taken_in(tmp_path: Path) -> None:
    post = Post()
    with smtp_server(post, auth=False) as port:
        place = office(tmp_path / "w", port)
        issue(place)
        deliver(place, PANEL)
    sent = next(letter for address, letter in post.taken if address == "p2@example.cn")
    back = (
        b"From: MAILER-DAEMON@example.cn\r\nTo: office@example.cn\r\nSubject: Undelivered\r\n"
        b"Message-ID: <bounce>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.cn\r\n"
        b"\r\nFinal-Recipient: rfc822; p2@example.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + sent + b"\r\n--b--\r\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.eml").write_bytes(back)
    done = collect_from_files(loaded(place), place, [tmp_path / "in"], unwatched)
    assert [each.code for each in done.findings] == ["D023"]
    assert "“评委”表" in done.findings[0].remedy
    assert "wuhao send --panel" in done.findings[0].remedy
    assert snapshot(place.panel) == {}


def test_what_an_evaluator_sends_without_a_workbook_is_told(tmp_path: Path) -> None:
    place = office(tmp_path / "w")
    (tmp_path / "in").mkdir()
    data = mail("p1@example.cn", files={"复核表.rar": b"Rar!"})
    (tmp_path / "in" / "1.eml").write_bytes(data)
    done = collect_from_files(loaded(place), place, [tmp_path / "in"], unwatched)
    assert [each.code for each in done.findings] == ["D021"]
    assert "input/panel" in done.findings[0].remedy


# --- the command line -----------------------------------------------------------------------------


def test_the_commands_name_their_mails(tmp_path: Path) -> None:
    place = office(tmp_path)
    issue(place)
    told = json.loads(wuhao("send", "--panel", "--json", cwd=place.root).stdout)
    assert [(each["kind"], each["branches"]) for each in told["mails"]] == [
        ("panel", ["01"]),
        ("panel", ["P2"]),
    ]
    done = wuhao("send", "--panel", "--settle", "01,P2", "sent", *SIGNED, cwd=place.root)
    assert "已记下：孙书记、王部长的复核邮件已经发出。" in done.stdout
    assert wuhao("send", "--panel", "--feedback", cwd=place.root).returncode == 2
    assert "催评邮件已生成2封" in wuhao("remind", "--panel", cwd=place.root).stdout


@pytest.mark.parametrize("what", [Kind.PANEL, Kind.FEEDBACK])
def test_what_has_not_been_made_is_not_noted_as_sent(tmp_path: Path, what: Kind) -> None:
    place = office(tmp_path)
    with pytest.raises(ImpossibleError, match="还没有生成"):
        settle(place, "01", "sent", what=what, act=ACT)
