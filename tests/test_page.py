"""The frame of the pages: a workspace opened, the steps, long work, two at a time."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.desk import ORIGIN, Browser
from tests.support.drawing import roster, small_template, workspace
from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.page.steps import StepState, YearStep, step_lines
from wuhao_batch.page.views import HERE
from wuhao_batch.page.wording import PLACES, in_words_of_the_page
from wuhao_batch.page.work import Told
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive
from wuhao_batch.workspace.progress import Track


@pytest.fixture
def three(tmp_path: Path) -> Workspace:
    """Three branches on a small template."""
    rows = [["01", "甲党总支", "教学", "", "a@example.cn"], ["02", "乙党总支"], ["03", "丙党总支"]]
    return workspace(tmp_path / "w", rows, small_template())


@pytest.fixture
def browser(three: Workspace, tmp_path: Path) -> Iterator[Browser]:
    with Browser(three.root, tmp_path / "recent.json") as inside:
        yield inside


def test_the_first_page_is_the_step_to_go_on_with(browser: Browser) -> None:
    answer = browser.get("/")
    assert str(answer.url).endswith("/issue") or answer.status_code == 404
    page = browser.get("/prepare").text
    assert all(step.label in page for step in YearStep)
    assert "去发表" in page


def test_faults_are_shown_at_once_and_gone_once_they_are_mended(
    browser: Browser, three: Workspace
) -> None:
    good = three.roster.read_bytes()
    three.roster.write_bytes(roster([["01", "甲党总支"], ["01", "乙党总支"]], 考核年度="去年"))
    page = browser.get("/prepare").text
    assert "错误" in page
    assert "名单·" in page
    assert "设置·" in page
    assert "用 Excel 打开名单" in page
    assert "去准备" in browser.get("/issue").text
    steps = step_lines(browser.desk.overview())
    assert [each.state for each in steps] == [StepState.TROUBLE, *[StepState.WAITING] * 7]
    three.roster.write_bytes(good)
    assert "去发表" in browser.get("/prepare").text


def test_a_new_year_is_made_as_the_command_makes_it(
    browser: Browser, three: Workspace, tmp_path: Path
) -> None:
    wuhao("init", tmp_path / "a", "--like", three.root)
    (tmp_path / "page").mkdir()
    browser.press("/new", on="/start", above=str(tmp_path / "page"), name="a", like=str(three.root))
    assert browser.desk.workspace.root == tmp_path / "page" / "a"
    assert snapshot(tmp_path / "page" / "a") == snapshot(tmp_path / "a")
    assert (tmp_path / "a/input/roster.xlsx").read_bytes() == three.roster.read_bytes()


@pytest.mark.parametrize("name", ["", "../x", "a/b"])
def test_a_new_year_has_a_name_of_its_own(browser: Browser, tmp_path: Path, name: str) -> None:
    page = browser.press("/new", on="/start", above=str(tmp_path), name=name)
    assert "请写新文件夹的名称" in page.text


def test_a_folder_that_is_no_workspace_is_not_opened(browser: Browser, tmp_path: Path) -> None:
    before = browser.desk.workspace
    for folder, told in ((str(tmp_path.parent), "里没有"), ("相对的", "完整的路径"), ("", "请写")):
        assert told in browser.press("/open", on="/start", folder=folder).text
    assert browser.desk.workspace == before


def test_long_work_is_watched_stopped_and_found_again(browser: Browser) -> None:
    begun, go_on = Event(), Event()

    def job(_place: Workspace, track: Track) -> int:
        for number in track(range(5), "数数"):
            if number == 2:
                begun.set()
                assert go_on.wait(30)
        return 5

    browser.desk.begin("数到五", job, lambda count: Told(f"数到了{count}"))
    assert begun.wait(30)
    page = browser.get("/prepare").text
    assert "正在数到五" in page
    assert "2/5" in page
    told = browser.client.post(
        "/open", data={"folder": "/"}, headers={"Origin": "http://127.0.0.1:8123"}
    )
    assert told.status_code == 303
    assert "正在数到五，请等它做完" in browser.get("/prepare").text
    assert browser.desk.work
    browser.desk.work.stop()
    go_on.set()
    assert browser.desk.work.wait(30)
    assert "已停下" in browser.get("/prepare").text
    assert "已停下" in browser.get("/prepare").text
    assert "已停下" not in browser.press("/seen", on="/prepare").text


def test_a_page_waits_for_a_command_with_its_sentence(
    browser: Browser, three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(place: Workspace, _track: Track) -> None:
        with exclusive(place, "issue", patience=0.1):
            pass

    with exclusive(three, "run"):
        work = browser.desk.begin("生成评分表", job, lambda _: Told("好了"))
        assert work.wait(30)
    assert work.told is not None
    assert not work.told.good
    assert "wuhao run" in work.told.sentence


def test_a_fault_of_ours_is_told_and_nothing_breaks(browser: Browser) -> None:
    def job(_place: Workspace, _track: Track) -> None:
        raise ZeroDivisionError

    assert browser.desk.begin("除以零", job, lambda _: Told("")).wait(30)
    assert "程序内部错误" in browser.get("/prepare").text


def test_a_file_that_is_opened_on_this_computer_is_told(browser: Browser) -> None:
    with patch("wuhao_batch.page.call.open_locally") as opened:
        page = browser.press("/prepare/open", on="/prepare", file="roster").text
    assert "正在打开“roster.xlsx”" in page
    assert [call.args[0].name for call in opened.call_args_list] == ["roster.xlsx"]


def test_quitting_ends_the_program(browser: Browser) -> None:
    page = browser.client.post("/end", headers={"Origin": ORIGIN}).text
    assert "已经退出" in page
    assert "<form" not in page, "nothing answers any more"
    assert 'href="/prepare"' not in page
    assert browser.presence.ending
    assert browser.client.get("/events").status_code == 204


def test_left_alone_for_hours_without_a_tab_it_ends(browser: Browser) -> None:
    assert not browser.presence.is_alone()
    assert browser.presence.is_alone(0)
    with browser.presence.tab():
        assert not browser.presence.is_alone(0)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请先运行 wuhao run。", "请先到“结果”页点“计分”。"),
        ("再用 wuhao send --panel 发出", "到“考评”页办发出"),
        ("要写明理由。请加上 --by 和 --why，如：--by 张三。", "要写明理由。请填好再点。"),
        ("请补齐后再运行一次。", "请补齐后再办一次。"),
        ("交回后放进 input/panel 文件夹。", "交回后拖到“考评”页。"),
        ("给各单位生成反馈意见", "给各单位生成反馈意见"),
    ],
)
def test_commands_are_told_as_places(said: str, shown: str) -> None:
    assert in_words_of_the_page(said) == shown


def test_a_second_workspace_takes_the_place_of_the_first(browser: Browser, tmp_path: Path) -> None:
    other = workspace(tmp_path / "other", [["01", "别的党总支"]])
    assert "别的党总支" in browser.press("/open", on="/prepare", folder=str(other.root)).text


def test_lost_records_are_begun_anew_from_the_page(browser: Browser, three: Workspace) -> None:
    browser.press("/issue/make", on="/issue")
    assert three.records.is_file()
    three.records.unlink()
    page = browser.get("/issue").text
    assert "重新开始记" in page
    assert "wuhao" not in page
    told = browser.press("/records-lost", on="/issue", by="张三", why="找不到").text
    assert "已经重新开始记" in told


def test_no_finding_tells_of_a_terminal() -> None:
    texts = (f"{rule.message}{rule.remedy}" for rule in CATALOGUE.values())
    filled = (text.replace("{send}", "wuhao send --panel") for text in texts)
    told = [in_words_of_the_page(text.replace("{code}", "01,02")) for text in filled]
    assert [text for text in told if "wuhao" in text or " --" in text or "再运行" in text] == []
    assert [text for text in told if text.count("（") != text.count("）")] == []


def test_a_page_that_is_long_in_reading_says_so_and_is_there_later(
    three: Workspace, tmp_path: Path
) -> None:
    with Browser(three.root, tmp_path / "recent.json", patience=0) as browser:
        first = browser.get("/prepare").text
        assert "正在读取" in first
        assert 'http-equiv="refresh"' in first
        for _ in range(600):
            if "去发表" in browser.get("/prepare").text:
                return
            time.sleep(0.05)
        pytest.fail("it was never read")


def test_buttons_that_sentences_name_are_there() -> None:
    pages = [*HERE.glob("views/*.html"), *HERE.glob("pages/*.py")]
    shown = "".join(path.read_text("utf-8") for path in pages)
    named = {name for place in PLACES.values() for name in re.findall("“([^”]+)”$", place)}
    assert [name for name in named if name not in shown] == []
