"""发表 on the page: forms, mailboxes, drafts, the clerk's word, and what is carried by hand."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.desk import Browser
from tests.support.drawing import VETOES, loaded, roster, small_template, workspace
from tests.support.faults import returned
from tests.support.line import put
from tests.support.mail_servers import SECRET, Post, make_certificate, smtp_server
from tests.support.offices import BRANCHES, office
from tools.filling import fill_form
from wuhao_batch.page.pages.issuing import BELOW
from wuhao_batch.page.steps import StepState, step_lines
from wuhao_batch.records.ledger import Intent
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.records.sending import claim, load_ledger
from wuhao_batch.workspace.folders import Workspace

THREE = [["01", "甲党总支", "教学", "", "a@example.cn"], ["02", "乙党总支"], ["03", "丙党总支"]]


@pytest.fixture
def three(tmp_path: Path) -> Workspace:
    """Three branches on a small template."""
    return workspace(tmp_path / "w", THREE, small_template())


@pytest.fixture
def twin(three: Workspace, tmp_path: Path) -> Workspace:
    """The same workspace once more, for the command."""
    return Workspace(Path(shutil.copytree(three.root, tmp_path / "twin")))


@pytest.fixture
def browser(three: Workspace, tmp_path: Path) -> Iterator[Browser]:
    with Browser(three.root, tmp_path / "recent.json") as inside:
        yield inside


def test_the_buttons_write_what_the_commands_write(
    browser: Browser, three: Workspace, twin: Workspace
) -> None:
    assert "生成评分表" in browser.get(BELOW).text
    page = browser.press(f"{BELOW}/make", on=BELOW).text
    assert "已生成3份评分表" in page
    wuhao("issue", cwd=twin.root)
    assert snapshot(three.output) == snapshot(twin.output)
    page = browser.press(f"{BELOW}/compose", on=BELOW).text
    assert "草稿已备好" in page
    wuhao("send", cwd=twin.root)
    assert snapshot(three.output) == snapshot(twin.output)


def test_a_draft_is_given_by_its_name_and_nothing_else(browser: Browser, three: Workspace) -> None:
    browser.press(f"{BELOW}/compose", on=BELOW)
    (draft,) = three.mail.glob("*.eml")
    answer = browser.get(f"{BELOW}/draft/{draft.name}")
    assert answer.content == draft.read_bytes()
    assert answer.headers["content-disposition"].startswith("attachment")
    for name in ("..%2f..%2finput%2froster.xlsx", "%2e%2e", "roster.xlsx", "%00"):
        assert "roster" not in browser.get(f"{BELOW}/draft/{name}").headers.get(
            "content-disposition", ""
        )


def test_what_went_by_hand_is_noted_and_can_be_taken_back(
    browser: Browser, three: Workspace
) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    told = {"only": "01", "by": "张三", "why": "自己发的", "at": "row-01"}
    page = browser.press(f"{BELOW}/settle", on=BELOW, word="sent", **told).text
    assert 'id="row-01"' in page
    assert browser.went_to.endswith(f"{BELOW}#row-01")
    assert "已记下：甲党总支的发表邮件已经发出" in page
    assert 'value="张三"' in page
    (entry,) = load_ledger(three.records, "2026").entries
    assert (entry.state, entry.holds("01")) == (State.SENT, True)
    page = browser.press(f"{BELOW}/settle", on=BELOW, word="resend", **told).text
    assert "要再发一次" in page
    assert not load_ledger(three.records, "2026").entries[0].holds("01")


def test_the_step_is_done_once_everybody_has_a_form(browser: Browser) -> None:
    def state() -> StepState:
        return step_lines(browser.desk.overview())[1].state

    assert state() is StepState.WAITING
    browser.press(f"{BELOW}/make", on=BELOW)
    assert state() is StepState.DOING
    told = {"only": "01,02,03", "word": "sent", "by": "张三", "why": "当面交的"}
    assert "都发出了" in browser.press(f"{BELOW}/settle", on=BELOW, **told).text
    assert state() is StepState.DONE


def test_a_word_without_its_author_is_not_taken(browser: Browser) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    told = {"only": "01", "word": "sent", "by": "张三", "why": "自己发的"}
    for lacking in ("by", "why"):
        page = browser.press(f"{BELOW}/settle", on=BELOW, **(told | {lacking: " "})).text
        assert "要写明经办人和理由" in page


def test_a_form_is_looked_at_as_it_prints(browser: Browser) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    page = browser.get(f"{BELOW}/look/01").text
    assert "项未填" in page, "what a blank form shows of its formulas"
    assert "按时学习" in page
    assert "style=" not in page
    assert "请核对 roster.xlsx" in browser.get(f"{BELOW}/look/99").text


def test_forms_are_carried_in_one_package_or_one_a_branch(
    browser: Browser, three: Workspace
) -> None:
    assert "请先生成" in browser.get(f"{BELOW}/stick").text
    browser.press(f"{BELOW}/make", on=BELOW)
    whole, one = browser.get(f"{BELOW}/stick"), browser.get(f"{BELOW}/stick?code=01")
    assert whole.content == browser.get(f"{BELOW}/stick").content
    for answer, count in ((whole, 3), (one, 1)):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
            held = {name: package.read(name) for name in package.namelist()}
        assert len(held) == count
        assert held.items() <= snapshot(three.forms).items()


def test_without_a_mail_server_nothing_is_sent_and_it_is_said_why(browser: Browser) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    page = browser.press(f"{BELOW}/send", on=BELOW, password=SECRET).text
    assert "发信要在设置里填" in page


def test_those_in_doubt_are_settled_by_one_of_two_buttons(
    browser: Browser, three: Workspace
) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    intent = Intent(Kind.FORM, "a@example.cn", {"01": "x"}, "")
    claim(three.records, "2026", intent, "example.cn")
    page = browser.get(BELOW).text
    assert "不能断定" in page
    assert "对方收到了" in page
    assert "没收到，再发" in page
    told = {"only": "01", "by": "张三", "why": "问过"}
    assert "不能断定" not in browser.press(f"{BELOW}/settle", on=BELOW, word="sent", **told).text


@pytest.mark.slow
def test_mails_are_sent_with_a_password_that_no_file_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, post = make_certificate(tmp_path), Post()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with smtp_server(post, certificate) as port:
        place = office(tmp_path / "office", port)
        with Browser(place.root, tmp_path / "recent.json") as browser:
            browser.press(f"{BELOW}/make", on=BELOW)
            page = browser.press(f"{BELOW}/send", on=BELOW, rate="6000").text
            assert "请填写邮箱的密码" in page
            page = browser.press(f"{BELOW}/send", on=BELOW, rate="6000", password=SECRET).text
            assert "已发出" in page
            assert SECRET not in page
    assert {address for address, _ in post.taken} == {each[4] for each in BRANCHES}
    assert all(SECRET.encode() not in data for data in snapshot(tmp_path).values())


def test_what_a_change_after_issue_makes_stale_is_told(browser: Browser, three: Workspace) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    assert "都还照现在的" in browser.get("/prepare/changes").text
    rows = [["01", "甲党总支改名", "教学"], ["02", "乙党总支", "教学"], ["03", "丙党总支", "机关"]]
    three.roster.write_bytes(roster(rows))
    page = browser.get("/prepare/changes").text
    assert "发出的评分表和现在的不一样" in page
    assert "甲党总支改名" in page


def test_forms_and_drafts_of_before_a_change_are_not_offered_to_be_sent(
    browser: Browser, three: Workspace
) -> None:
    browser.press(f"{BELOW}/compose", on=BELOW)
    assert ">打开草稿<" in browser.get(BELOW).text
    three.roster.write_bytes(roster(THREE, 标题="另一个标题"))
    page = browser.get(BELOW).text
    assert "3份评分表还是以前的" in page
    assert "3个单位的评分表还是以前的" in browser.get("/prepare").text
    page = browser.press(f"{BELOW}/make", on=BELOW).text
    assert "还是以前的" not in page
    assert ">打开草稿<" not in page
    assert "1个邮箱还没有发" in page
    assert ">打开草稿<" in browser.press(f"{BELOW}/compose", on=BELOW).text


def test_a_form_filled_in_where_it_lies_is_not_to_be_made_anew(
    browser: Browser, three: Workspace
) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    (path,) = three.forms.glob("01_*")
    path.write_bytes(fill_form(path.read_bytes(), {"数量": {"a1.1": 1}}))
    assert "还是以前的" not in browser.get(BELOW).text


def test_who_has_another_form_than_that_of_now_is_told_once_all_is_sent(
    browser: Browser, three: Workspace
) -> None:
    browser.press(f"{BELOW}/make", on=BELOW)
    told = {"only": "01,02,03", "word": "sent", "by": "张三", "why": "当面交的"}
    browser.press(f"{BELOW}/settle", on=BELOW, **told)
    assert "都发出了，等各单位" in browser.get(BELOW).text
    three.roster.write_bytes(roster(THREE, 报送截止日期="2031-05-06"))
    browser.press(f"{BELOW}/make", on=BELOW)
    assert "都发出了，等各单位" in browser.get(BELOW).text, "a deadline alone makes no other form"
    (three.templates / "score_template.xlsx").write_bytes(
        small_template(否决=[VETOES, ["V1", "另一条"]])
    )
    page = browser.press(f"{BELOW}/make", on=BELOW).text
    assert "3个单位手里的表和现在的不同" in page
    assert "丙党总支的评分表发出以后" in page
    assert "发出的评分表和现在的不一样（3个）" in browser.get("/prepare/changes").text


def test_forms_that_all_came_back_ask_for_none_to_be_made(
    browser: Browser, three: Workspace
) -> None:
    for branch in loaded(three).roster.branches:
        data = returned(loaded(three), branch=branch)
        (three.returned / f"{branch.code}.xlsx").write_bytes(data)
    page = browser.get(BELOW).text
    assert "都已经交回了，不用再发" in page
    assert "还没有评分表" not in page


def test_a_deadline_that_is_over_is_told_before_a_form_is_made(
    browser: Browser, three: Workspace
) -> None:
    three.roster.write_bytes(roster(THREE, 报送截止日期="2024-12-10"))
    for page in ("/prepare", BELOW):
        assert "报送截止日期2024年12月10日已经过了" in browser.get(page).text
    three.roster.write_bytes(roster(THREE, 报送截止日期="2099-12-10"))
    for page in ("/prepare", BELOW):
        assert "已经过了" not in browser.get(page).text
    three.roster.write_bytes(roster(THREE, 报送截止日期="2024-12-10"))
    put(three, "02")  # a form that was never made here: the branch has it all the same
    for page in ("/prepare", BELOW):
        assert "已经过了" not in browser.get(page).text


def test_dates_of_the_notice_that_are_still_blank_are_no_error_of_the_beginning(
    browser: Browser, three: Workspace
) -> None:
    three.roster.write_bytes(roster(THREE, 落款日期=""))
    page = browser.get("/prepare").text
    assert "现在可以不填" in page
    assert "D011" not in page


@pytest.mark.slow
def test_sending_is_stopped_between_two_mails_and_goes_on_without_a_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    browser: Browser | None = None

    def stop_at_once(step: str, _recipient: str) -> str | None:
        if step == "DATA" and browser is not None and browser.desk.work is not None:
            browser.desk.work.stop()
        return None

    post = Post(stop_at_once)
    with smtp_server(post, certificate) as port:
        place = office(tmp_path / "office", port)
        with Browser(place.root, tmp_path / "recent.json") as browser:
            browser.press(f"{BELOW}/make", on=BELOW)
            page = browser.press(f"{BELOW}/send", on=BELOW, rate="6000", password=SECRET).text
            assert "已停下" in page
            assert "3个邮箱还没有发" in page
            assert len(post.taken) == 1
            post.plan = lambda _step, _recipient: None
            browser.press(f"{BELOW}/send", on=BELOW, rate="6000")
    assert sorted(address for address, _ in post.taken) == [each[4] for each in BRANCHES]
