"""考评 to 归档 as pages: a button and its command write the same bytes; each page in each state."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import Mock, patch
from uuid import UUID

import pytest

from tests.support.acts import BY, SIGNED, WHY, deed, remember_act
from tests.support.commands import snapshot, wuhao
from tests.support.desk import Browser
from tests.support.drawing import book, workspace
from tests.support.faults import put_panel
from tests.support.line import put, run
from tests.support.rounds import office
from tests.support.stages import (
    AFTER,
    OBJECTION,
    POSTED,
    SIGNED_ON,
    clock_at,
    close_on,
    objected,
    publish_on,
    set_in_roster,
)
from tools.filling import Inputs, type_marks
from wuhao_batch.jobs.feedback import feedback
from wuhao_batch.jobs.objecting import Raised, raise_objection
from wuhao_batch.page.steps import StepState, YearStep, step_lines
from wuhao_batch.workspace.folders import OBJECTIONS, ImpossibleError, Workspace

LESS: Inputs = {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "<b>改</b>"}}
ALL = ("01", "02", "03")
ACT = {"by": BY, "why": WHY}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three branches with a result, and a notice to look at."""
    rows = [[code, f"{name}<党总支>"] for code, name in zip(ALL, "甲乙丙", strict=True)]
    place = workspace(tmp_path_factory.mktemp("year") / "w", rows, 落款日期=SIGNED_ON, 表彰名额="2")
    for code in ALL:
        put(place, code, LESS if code == "03" else None)
    with clock_at(date(2026, 12, 7)):  # records have an identity of their own, both are to share
        remember_act(place.records, deed())
        run(place)
    return place.root


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(made, tmp_path / "w")))


@pytest.fixture(scope="module")
def closed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its publication closed, and feedback made."""
    root = Path(shutil.copytree(made, tmp_path_factory.mktemp("closed") / "w"))
    publish_on(POSTED, Workspace(root))
    close_on(AFTER, Workspace(root))
    feedback(Workspace(root))
    return root


@pytest.fixture
def browser(place: Workspace, tmp_path: Path) -> Iterator[Browser]:
    with Browser(place.root, tmp_path / "recent.json") as inside:
        yield inside


@contextmanager
def marks_from(number: int) -> Iterator[None]:
    """Let the marks of the records be the same ones again."""
    with patch("wuhao_batch.records.database.uuid4", Mock(side_effect=map(UUID, marks(number)))):
        yield


def marks(number: int) -> Iterator[str]:
    return (f"{each:032x}" for each in count(1000 * number))


def state(browser: Browser, step: YearStep) -> StepState:
    lines = step_lines(browser.desk.overview())
    return next(each.state for each in lines if each.step is step)


@pytest.mark.slow
def test_a_button_and_its_command_write_the_same_bytes(
    browser: Browser, place: Workspace, tmp_path: Path
) -> None:
    twin = Path(shutil.copytree(place.root, tmp_path / "twin"))
    decision = {"branch": "03", "code": "1-1", "after": "7.5", "day": "2026-12-07"}
    typed = ("03", "1-1", "7.5", "--on", "2026-12-07", *SIGNED)
    steps: tuple[tuple[date, str, tuple[str, ...], dict[str, str | list[str]]], ...] = (
        (POSTED, "/panel/make", ("panel",), {}),
        (POSTED, "/results/decide", ("decide", *typed), {**decision, **ACT}),
        (POSTED, "/results/run", ("run", "--draft"), {"draft": "1"}),
        (POSTED, "/results/run", ("run",), {}),
        (POSTED, "/publish/issue", ("publish", *SIGNED), {**ACT}),
        (AFTER, "/publish/close", ("close", *SIGNED), {**ACT}),
        (AFTER, "/publish/commend", ("commend", "01,02", *SIGNED), {"only": ["01", "02"], **ACT}),
        (AFTER, "/feedback/make", ("feedback",), {}),
        (AFTER, "/results/run", ("run",), {}),
        (AFTER, "/archive/pack", ("archive",), {}),
    )  # fmt: skip
    for number, (day, path, command, fields) in enumerate(steps):
        with clock_at(day), marks_from(number):
            told = browser.press(path, on="/results", **fields).text
        with clock_at(day), marks_from(number):
            done = wuhao(*command, cwd=twin)
        assert "told good" in told, (command, told, done.stdout)
        assert snapshot(place.root) == snapshot(twin), command
    assert all(
        state(browser, each) is StepState.DONE
        for each in (YearStep.RESULTS, YearStep.PUBLISH, YearStep.FEEDBACK, YearStep.ARCHIVE)
    )


@pytest.mark.slow
def test_workbooks_go_out_and_come_in_and_the_meeting_decides_beside_them(tmp_path: Path) -> None:
    rows = [["01", "甲党总支"], ["02", "乙党总支"]]
    people = [["P1", "张<评委>"], ["P2", "李评委"]]
    place = workspace(tmp_path / "w", rows, evaluators=people)
    for code in ("01", "02"):
        put(place, code)
    came = [
        put_panel(place, partial(type_marks, marks={"01": {"1-1": (score, "<i>少</i>")}}), number)
        for number, score in enumerate((2, 8))
    ]
    files = [(path.name, path.read_bytes()) for path in came]
    for path in came:
        path.unlink()
    with Browser(place.root, tmp_path / "recent.json") as browser:
        page = browser.get("/panel").text
        assert "还没有复核表" in page
        assert "S007" not in page, "nobody is late before there is anything to hand in"
        assert "生成邮件" in browser.press("/panel/make", on="/panel").text
        (first,) = place.panel_forms.glob("P1*.xlsx")
        assert browser.get("/panel/made/P1").content == first.read_bytes()
        assert browser.get("/panel/stick").content.startswith(b"PK")
        page = browser.drop("/panel/drop", files, on="/panel").text

        assert "都评完了。有1项评委相差大" in page
        assert "&lt;i&gt;少&lt;/i&gt;" in page
        assert len(list(place.panel.iterdir())) == len(files)
        fields = {"branch": "01", "code": "1-1", "after": "6", "day": "2026-12-07", **ACT}
        page = browser.press("/results/decide", on="/panel", **fields).text
        assert "会议决定由5分改为6分" in page
        assert "评委都评完了" in page
        again = put_panel(place, partial(type_marks, marks={"01": {"1-1": (3, "再看")}}))
        again = again.rename(again.with_name("P1又一份.xlsx"))
        came[0].write_bytes(dict(files)["P1.xlsx"])
        assert "交了内容不同的几份" in browser.get("/panel").text
        name = f"input/panel/{again.name}"
        page = browser.press("/collect/accept", on="/panel", file=name, **ACT).text
        assert "已选定" in page
        assert "交了内容不同的几份" not in page
        assert "没有编号是“P9”的评委" in browser.get("/panel/marks/P9").text
        assert "<i>少" not in browser.get("/panel/marks/P1").text
        put_panel(place, partial(type_marks, marks={"02": {"1-1": (99, "多")}}), 1)
        assert "乙党总支：【" in browser.get("/panel").text


def test_a_click_on_a_number_tells_where_it_comes_from(browser: Browser) -> None:
    page = browser.get("/results").text
    assert '/results/explain/03/1-1"' in page
    told = browser.get("/results/explain/03/1-1").text
    assert "input/returned/03.xlsx" in told
    assert "会议定为" in told
    assert "&lt;b&gt;改&lt;/b&gt;" in told
    assert "<b>改</b>" not in told
    came = browser.get("/file?name=input/returned/03.xlsx")
    assert came.headers["content-disposition"].startswith("attachment")
    assert "一票否决V1" in browser.get("/results/explain/03/V1").text
    assert "没有编号“9-9”" in browser.get("/results/explain/03/9-9").text
    sheet = browser.get("/results/sheet/03?item=1-1")
    assert "sandbox" in sheet.headers["content-security-policy"]
    assert "7" in sheet.text


@pytest.mark.slow
def test_a_decision_of_the_meeting_counts_at_once_and_asks_for_a_run(browser: Browser) -> None:
    fields = {"branch": "03", "code": "1-1", "after": "8", "day": "2026-12-07", **ACT}
    told = browser.press("/results/decide", on="/results/explain/03/1-1", **fields).text
    assert "由7改为8" in told
    page = browser.get("/results").text
    assert "上次计分以后材料有变动" in page
    assert "※" in page
    assert "升" in page
    wrong = browser.press("/results/decide", on="/results", **{**fields, "after": "900"})
    assert "没有写入" in wrong.text
    odd = browser.press("/results/decide", on="/results", **{**fields, "day": "昨天"})
    assert "决定的日期要写成" in odd.text


@pytest.mark.slow
def test_what_stands_in_the_way_is_listed_and_keeps_the_button_shut(
    browser: Browser, place: Workspace
) -> None:
    with clock_at(POSTED):
        assert "都齐了" in browser.get("/publish").text
        (place.returned / "02.xlsx").unlink()
        page = browser.get("/publish").text
        assert "公示以前还有2件事要办" in page
        assert "要办" in page
        assert "disabled>公示</button>" in page
        before = snapshot(place.root)
        told = browser.press("/publish/issue", on="/publish", **ACT).text
        assert "公示稿还不能生成" in told
        assert snapshot(place.root) == before
        blank = browser.press("/publish/issue", on="/publish", by=" ", why=" ").text
        assert "要写明经办人和理由。请填好再点。" in blank
    put(place, "02")
    with clock_at(date(2026, 12, 20)):
        assert "没有人再能提出异议" in browser.get("/publish").text


def test_the_notice_is_shown_where_nothing_in_it_runs(browser: Browser, place: Workspace) -> None:
    page = browser.get("/publish").text
    assert 'src="/paper/notice_html"' in page
    (place.output / "notice.html").write_text("<script>alert(1)</script>", "utf-8")
    shown = browser.get("/paper/notice_html")
    assert shown.headers["content-security-policy"].startswith(
        "sandbox allow-same-origin; default-src 'none';"
    )
    kept = browser.get("/paper/notice_docx")
    assert kept.headers["content-disposition"].startswith("attachment")
    for odd in ("/paper/run.json", "/paper/..%2F..%2Fetc", "/file?name=../w/records.db",
                "/file?name=output/run.json", "/publish/step/0/notice.html",
                "/publish/step/-1/x", "/archive/file/..%2Frun.json"):  # fmt: skip
        answer = browser.get(odd)
        assert answer.headers["content-type"].startswith("text/html"), odd
        assert "<nav" in answer.text, odd


@pytest.mark.slow
def test_objections_are_written_into_the_office_s_own_list(
    browser: Browser, place: Workspace
) -> None:
    publish_on(POSTED, place)
    came = {
        "received": "2026-12-09",
        "way": "来信",
        "named": "1",
        "codes": "03",
        "matter": "<i>少计</i>",
    }
    with clock_at(date(2026, 12, 10)):
        told = browser.press("/publish/objection", on="/publish", **came).text
        assert "已记入" in told
        assert "&lt;i&gt;少计&lt;/i&gt;" in told
        assert "1条没有办结" in told
        wrong = browser.press("/publish/objection", on="/publish", **{**came, "codes": "77"}).text
        assert "没有写入" in wrong
        reply = {"row": "2", "was": came["matter"], "checker": "李四", "result": "不属实",
                 "disposal": "维持", "answered": "2026-12-10"}  # fmt: skip
        late = browser.press("/publish/answer", on="/publish", **{**reply, "was": "别的"}).text
        assert "刚刚有人改过" in late
        assert "条没有办结" not in browser.press("/publish/answer", on="/publish", **reply).text
        assert "正在公示" in browser.get("/publish").text
        assert (
            "公示期到2026年12月14日才满"
            in browser.press("/publish/close", on="/publish", **ACT).text
        )
    with clock_at(AFTER):
        page = browser.press("/publish/close", on="/publish", **ACT).text
    assert "公示已经结束" in page
    assert "/publish/step/1/statement.html" in page
    assert "少计" in browser.get("/publish/step/1/statement.html").text


@pytest.mark.slow
def test_an_objection_in_a_list_that_cannot_be_read_is_refused_in_a_sentence(
    browser: Browser, place: Workspace
) -> None:
    publish_on(POSTED, place)
    (place.root / OBJECTIONS).write_bytes(b"no workbook")
    raised = Raised(POSTED, "来信", named=True, codes="", matter="甲")
    with pytest.raises(ImpossibleError, match=r"objections\.xlsx"):
        raise_objection(place, raised)
    assert "结束公示" in browser.get("/publish").text


@pytest.mark.slow
def test_a_correction_is_asked_for_and_put_up_with_days_of_its_own(
    browser: Browser, place: Workspace
) -> None:
    publish_on(POSTED, place)
    objected(place, {**OBJECTION, "处理": "更正"})
    put(place, "01", LESS)
    with clock_at(date(2026, 12, 11)):
        page = browser.get("/publish").text
        assert "更正公示要有自己的公示期" in page
        set_in_roster(place, 落款日期="2026-12-11", 公示开始日期="2026-12-14")
        assert "都齐了" not in browser.get("/publish").text
        browser.press("/results/run", on="/publish")
        page = browser.get("/publish").text
        assert 'src="/paper/correction_html"' in page
        page = browser.press("/publish/issue", on="/publish", **ACT).text
    assert "已更正公示，封存在 output/published/2026-02" in page
    assert "/publish/step/1/notice.html" in page


@pytest.mark.slow
def test_feedback_is_looked_at_and_marked_once_it_no_longer_holds(
    browser: Browser, place: Workspace
) -> None:
    page = browser.press("/feedback/make", on="/feedback").text
    assert page.count(">一致<") == len(ALL)
    assert "sandbox" in browser.get("/feedback/look/01").headers["content-security-policy"]
    put(place, "02", LESS)
    assert "份过时" in browser.get("/feedback").text
    assert state(browser, YearStep.FEEDBACK) is StepState.TROUBLE
    (place.returned / "01.xlsx").write_bytes(b"broken")
    page = browser.get("/feedback").text
    assert "还不能给定稿" in page
    assert "现在没有结果" in page
    told = browser.press("/feedback/make", on="/feedback").text
    assert "没有生成反馈意见" in told


@pytest.mark.slow
def test_verifying_tells_of_each_paper(browser: Browser, place: Workspace) -> None:
    assert "全部一致" in browser.press("/archive/verify", on="/archive").text
    packed = browser.press("/archive/pack", on="/archive").text
    assert "已经归档" in packed
    (archive,) = (path.name for path in (place.output / "archive").glob("*.zip"))
    told = browser.press(f"/archive/verify/{archive}", on="/archive").text
    assert f"{archive}：核对完了：全部一致。" in told
    remember_act(place.records, deed())
    page = browser.press("/archive/verify", on="/archive").text
    assert "归档以前请再计分一次" in page
    (place.output / "results.xlsx").write_bytes(b"<x>")
    page = browser.get("/archive").text
    assert "核对以后材料又有变动" in page
    page = browser.press("/archive/verify", on="/archive").text
    assert "有不一致的地方" in page
    assert "改动过" in page
    assert "没有归档" in browser.press("/archive/pack", on="/archive").text
    (place.output / "run.json").unlink()
    assert "没有可核对的运行" in browser.press("/archive/verify", on="/archive").text


def test_last_year_stands_beside_this_one(
    browser: Browser, place: Workspace, tmp_path: Path
) -> None:
    last = Path(shutil.copytree(place.root, tmp_path / "last"))
    told = (last / "output/results.json").read_text("utf-8")
    (last / "output/results.json").write_text(told.replace('"2026"', '"2025"'), "utf-8")
    page = browser.press("/archive/compare", on="/archive", typed=str(last)).text
    assert "2026年度与" in page
    assert "下载对照表" in page
    assert "请选去年的工作文件夹" in browser.press("/archive/compare", on="/archive").text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", book(别的=[["<script>x", "x"]])])
def test_every_page_stands_whatever_lies_in_the_folder(
    closed: Path, tmp_path: Path, data: bytes
) -> None:
    place = Workspace(Path(shutil.copytree(closed, tmp_path / "w")))
    for name in ("decisions.xlsx", "objections.xlsx", "earlier.json"):
        (place.root / "input" / name).write_bytes(data)
    for path in (*place.output.glob("*.*"), *place.feedback.iterdir()):
        path.write_bytes(data)
    shutil.rmtree(place.output / "published")
    with Browser(place.root, tmp_path / "recent.json") as browser:
        for step in YearStep:
            answer = browser.get(f"/{step}")
            assert answer.status_code == 200, step
            assert "程序内部错误" not in answer.text, step
            assert "<script>x" not in answer.text


def test_every_page_stands_while_nothing_has_come(three: Workspace, tmp_path: Path) -> None:
    with Browser(three.root, tmp_path / "recent.json") as browser:
        for step in YearStep:
            answer = browser.get(f"/{step}")
            assert answer.status_code == 200, step
            assert 'class="next"' in answer.text, step


@pytest.mark.slow
def test_a_year_of_rounds_shows_what_they_add_up_to(tmp_path: Path) -> None:
    year = office(tmp_path, 一月={"01": 12, "02": 10}, 二月={"01": 8, "02": 11})
    with Browser(year.root, tmp_path / "own" / "recent.json") as browser:
        browser.press("/results/total", on="/results", rounds="../一月\n../二月")
        page = browser.get("/results").text
    table = page[page.index('aria-label="全年的名次"') :].partition("</table>")[0]
    assert [table.count(f">{name}<") for name in ("一月", "二月", "累计")] == [1, 1, 1]
    assert table.index("102室") < table.index("101室") < table.index("103室")
    assert 'id="standings"' not in page
