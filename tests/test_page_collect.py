"""收表 on the page: what came, its faults in their cells, versions side by side, letters."""

import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.desk import Browser
from tests.support.drawing import loaded, roster, small_template, workspace
from tests.support.faults import returned
from wuhao_batch.page.pages import letters, resulting
from wuhao_batch.page.pages.collecting import BELOW
from wuhao_batch.records.decisions import load_decisions
from wuhao_batch.workspace.folders import Workspace

ROWS = [
    ["01", "甲党总支", "教学", "", "a@example.cn"],
    ["02", "乙党总支", "教学", "", "b@example.cn"],
    ["03", "丙党总支", "教学", "", "c@example.cn"],
    ["04", "丁党总支", "教学", "", "d@example.cn"],
]
SIGNED = {"by": "张三", "why": "问过"}
HTML = "<script>alert(1)</script>.html"


def files(place: Workspace) -> list[tuple[str, bytes]]:
    """What came: a good one, a faulty one, two versions of one, a stranger's, a page."""
    assessment = loaded(place)
    branches = assessment.roster.branches

    def form(number: int, **inputs: Any) -> bytes:
        return returned(assessment, inputs or None, branch=branches[number])

    return [
        ("甲/好的.xlsx", form(0)),
        ("乙/有错.xlsx", form(1, 数量={"a1.1": -1}, 是否存在={"V1": "是"})),
        ("丙/第一份.xlsx", form(2, 数量={"a1.1": 1})),
        ("丙/第二份.xlsx", form(2, 数量={"a1.1": 2})),
        (HTML, b"<html><script>alert(1)</script></html>"),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("collect"), ROWS, small_template())


@pytest.fixture(scope="module")
def browser(place: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A page into which all of it was dropped."""
    with Browser(place.root, tmp_path_factory.mktemp("own") / "recent.json") as inside:
        assert "还没有收到表" in inside.get(BELOW).text
        inside.drop(f"{BELOW}/drop", files(place), on=BELOW)
        yield inside


def test_what_is_dropped_lies_where_the_command_puts_it(
    browser: Browser, place: Workspace, tmp_path: Path
) -> None:
    twin = workspace(tmp_path / "twin", ROWS, small_template())
    for name, data in files(twin):
        path = (
            tmp_path / "came" / name.replace("<", "＜").replace(">", "＞").replace("/s", "／s", 1)
        )
        if name == HTML:
            path = tmp_path / "came" / "＜script＞alert(1)＜" / "script＞.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    wuhao("collect", tmp_path / "came", cwd=twin.root)
    assert browser.desk.work is not None
    assert snapshot(place.returned) == snapshot(twin.returned)
    assert snapshot(place.returned)


def test_each_branch_has_a_card_in_one_of_four_states(browser: Browser) -> None:
    page = browser.get(BELOW).text
    cards = page[page.index('id="cards"') :]
    assert [cards.count(f">{word}<") for word in ("齐了", "要更正", "要选定", "没有交")] == [1] * 4


def test_a_veto_asks_to_be_confirmed_in_red(browser: Browser) -> None:
    page = browser.get(BELOW).text
    alarm = page[page.index('class="alarm"') :].partition("</section>")[0]
    assert "乙党总支" in alarm
    assert "点错了" in alarm


def test_a_fault_stands_in_its_row_with_its_cell_marked(browser: Browser) -> None:
    page = browser.get(f"{BELOW}/branch/02").text
    excerpt = page[page.index('class="excerpt"') :].partition("</table>")[0]
    assert "缺少的次数" in excerpt
    assert '<td class="fault">-1</td>' in excerpt
    assert '<th scope="col">数量</th>' in excerpt
    assert "有要更正的，写信退回" in page


def test_versions_show_only_the_cells_that_differ(browser: Browser) -> None:
    page = browser.get(f"{BELOW}/branch/03").text
    versions = page[page.index('id="versions"') :].partition("</section>")[0]
    assert versions.count('<th scope="row">') == 1
    assert "<td>1</td>" in versions
    assert "<td>2</td>" in versions
    assert "a1.1 缺少的次数" in versions


def test_a_file_that_came_is_a_download_and_nothing_else(
    browser: Browser, place: Workspace
) -> None:
    path = place.returned / "网页.html"
    path.write_bytes(b"<html><script>alert(1)</script></html>")
    try:
        assert "网页.html" in browser.get(BELOW).text
        answer = browser.get(f"{BELOW}/file?name={place.relative(path)}")
    finally:
        path.unlink()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name", ["../input/roster.xlsx", "input/roster.xlsx", "/etc/passwd", "", "javascript:alert(1)"]
)
def test_no_other_file_is_given(browser: Browser, name: str) -> None:
    answer = browser.get(f"{BELOW}/file?name={name}")
    assert "content-disposition" not in answer.headers
    assert "没有这一个" in answer.text


def test_a_choice_is_recorded_as_by_the_command(place: Workspace, tmp_path: Path) -> None:
    page, command = (Path(shutil.copytree(place.root, tmp_path / name)) for name in "pc")
    wuhao("accept", "第二份.xlsx", "--by", "张三", "--why", "问过", cwd=command)
    with Browser(page, tmp_path / "recent.json") as browser:
        told = browser.press(
            f"{BELOW}/accept", on=BELOW, file="input/returned/丙/第二份.xlsx", **SIGNED
        ).text
    assert "已选定" in told
    chosen = [load_decisions(each / "records.db") for each in (page, command)]
    assert chosen[0] == chosen[1]
    assert chosen[0].set_aside


def test_letters_are_those_of_the_command_but_for_what_was_changed(
    place: Workspace, tmp_path: Path
) -> None:
    page, command = (Workspace(Path(shutil.copytree(place.root, tmp_path / name))) for name in "pc")
    below = f"{BELOW}/letters"
    wuhao("remind", cwd=command.root)
    with Browser(page.root, tmp_path / "recent.json") as browser:
        shown = browser.get(below).text
        assert "催交" in shown
        assert "退回" in shown
        browser.press(f"{below}/compose", on=below)
        assert snapshot(page.mail) == snapshot(command.mail)
        text = "主题：请快交\r\n\r\n丁党总支：\r\n　　就差你们了。"
        said = {"only": "04", "said reminder d@example.cn": text}
        browser.press(f"{below}/compose", on=below, **said)
        said["said reminder d@example.cn"] = "没有主题"
        assert "没有主题" in browser.press(f"{below}/compose", on=below, **said).text
    mails, others = snapshot(page.mail), snapshot(command.mail)
    own = [name for name in mails if name.startswith("04")]
    assert [name for name, data in mails.items() if data != others[name]] == own
    mail = message_from_bytes((page.mail / own[0]).read_bytes(), policy=policy.default)
    assert mail["subject"] == "请快交"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "就差你们了" in body.get_content()
    assert "催交和退回" in shown


def test_a_file_of_nobody_is_given_its_owner(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS[:1], small_template())
    scan = b"%PDF-1.4\n%%EOF\n"
    with Browser(place.root, tmp_path / "recent.json") as browser:
        page = browser.drop(f"{BELOW}/drop", [("扫描件.pdf", scan)], on=BELOW).text
        assert (place.returned / "扫描件.pdf").read_bytes() == scan
        card = page[page.index('id="others"') :]
        assert '<span class="badge">PDF</span>' in card
        assert "甲党总支（没有交）" in card
        told = browser.press(
            f"{BELOW}/assign", on=BELOW, file="input/returned/扫描件.pdf", code="01", **SIGNED
        ).text
        assert "已指定" in told
    assert set(load_decisions(place.records).assigned.values()) == {"01"}


def test_a_form_of_a_branch_that_does_not_take_part_is_shown(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS[:2], small_template())
    (place.returned / "甲.xlsx").write_bytes(returned(loaded(place)))
    place.roster.write_bytes(roster([[*ROWS[0][:2], *[""] * 4, "否"], ROWS[1]]))
    with Browser(place.root, tmp_path / "recent.json") as browser:
        page = browser.get(BELOW).text
    assert "不参评的交来的表（1个）" in page
    assert "甲.xlsx" in page


def test_a_workbook_that_was_none_to_be_handed_in_is_put_away(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS[:1], small_template())
    file = "input/returned/名单.xlsx"
    (place.root / file).write_bytes(place.roster.read_bytes())
    with Browser(place.root, tmp_path / "recent.json") as browser:
        assert "有1个文件认不出是谁的" in browser.get(BELOW).text
        told = browser.press(f"{BELOW}/assign", on=BELOW, file=file, code="-", **SIGNED).text
        assert "已记为不收“input/returned/名单.xlsx”" in told
        assert "认不出是谁的文件" not in told
    assert (place.root / file).is_file()


def test_an_upload_of_nothing_or_of_many_files_is_refused(browser: Browser) -> None:
    assert "没有选文件" in browser.press(f"{BELOW}/drop", on=BELOW).text
    own = {"Origin": "http://127.0.0.1:8123"}
    many = [("files", (f"{number}.xlsx", b"")) for number in range(1001)]
    assert browser.client.post(f"{BELOW}/drop", files=many, headers=own).status_code == 413
    declared = own | {
        "Content-Length": str(10 * 2**30),
        "Content-Type": "multipart/form-data; boundary=x",
    }
    assert browser.client.post(f"{BELOW}/drop", content=b"--x", headers=declared).status_code == 413


def test_a_veto_is_confirmed_and_shown_with_who_did(browser: Browser) -> None:
    page = browser.press(f"{BELOW}/confirm", on=BELOW, code="02", veto="V1", **SIGNED).text
    assert 'class="alarm"' not in page
    sure = page[page.index('id="confirmed"') :].partition("</section>")[0]
    assert "乙党总支" in sure
    assert "属实" in sure
    assert " 核实：问过" in sure


def test_nothing_is_looked_at_twice_while_nothing_changes(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    def counted(name: str, look: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any) -> Any:
            looks.append(name)
            return look(*given)

        return counting

    for module, name in ((resulting, "look_at_standings"), (letters, "remind_branches")):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    for _ in range(2):
        browser.get("/results")
        browser.get(f"{BELOW}/letters")
    assert looks == ["look_at_standings", "remind_branches"]
