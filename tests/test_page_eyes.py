"""The pages in Chromium: they fit, can be read by everybody, and work by keyboard alone."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from tests.support.commands import wuhao
from tests.support.drawing import ROOT, loaded, small_template, workspace
from tests.support.eyes import AXE, address, inside, look_at_all
from tests.support.faults import returned
from tests.support.installed import give_up
from tests.support.line import put
from tests.support.programs import chromium
from tests.support.serving import served
from tests.support.stages import BY_SOMEBODY, OBJECTION, clock_at, objected
from wuhao_batch.jobs.issue import issue
from wuhao_batch.jobs.overview import stamp
from wuhao_batch.jobs.publish import publish
from wuhao_batch.jobs.run import run
from wuhao_batch.jobs.verify import verify
from wuhao_batch.page.door import Door
from wuhao_batch.page.pages.archiving import Proof
from wuhao_batch.workspace.folders import Workspace

PAGES = (
    "/start", "/prepare", "/issue", "/issue/look/01", "/collect", "/collect/branch/02",
    "/collect/branch/03", "/collect/letters", "/nothing",
)  # fmt: skip
LATER = (
    "/panel", "/panel/marks/P01", "/panel/marks/P03", "/results", "/results/explain/06",
    "/results/explain/06/4-1", "/publish", "/feedback", "/archive",
)  # fmt: skip
ROWS = [
    ["01", "甲党总支", "教学", "", "a@example.cn"],
    ["02", "乙" * 40, "教学", "", "b@example.cn"],
    ["03", "丙<党总支>&", "教学", "", "a-very-long-address-of-somebody@a-long-domain.example.cn"],
    ["04", "丁党总支"],
]

pytestmark = [pytest.mark.slow, pytest.mark.program("chromium")]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A year in the middle of things: forms issued, faults, versions, a file of nobody."""
    place = workspace(tmp_path / "w", ROWS, small_template(), 报送截止日期="2026-12-21")
    issue(place)
    assessment = loaded(place)
    branches = assessment.roster.branches
    came: list[tuple[str, int, dict[str, Any]]] = [
        ("甲", 0, {}),
        ("乙", 1, {"数量": {"a1.1": -1, "a1.2": "x"}, "是否存在": {"V1": "是"}}),
        ("丙一", 2, {"数量": {"a1.1": 1}}),
        ("丙二", 2, {"数量": {"a1.1": 2}}),
    ]
    for name, number, inputs in came:
        data = returned(assessment, inputs, branch=branches[number])
        (place.returned / f"{name}.xlsx").write_bytes(data)
    (place.returned / "盖章的.pdf").write_bytes(b"%PDF-1.7")
    strange = ROOT / "examples" / "faulty" / "12_没有识别码.xlsx"
    (place.returned / strange.name).write_bytes(strange.read_bytes())
    return place


@pytest.fixture
def door(place: Workspace, tmp_path: Path) -> Iterator[Door]:
    with served(place.root, tmp_path / "recent.json") as (_, door):
        yield door


def test_every_page_fits_and_can_be_read_by_everybody(
    door: Door, request: pytest.FixtureRequest
) -> None:
    if not AXE.exists():
        give_up(request.config, "npm ci has not been run in tests/node")
    for width in (1280, 390):
        with chromium(width) as browser:
            look_at_all(browser, door, PAGES, width)


def test_the_later_pages_fit_and_can_be_read_by_everybody(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not AXE.exists():
        give_up(request.config, "npm ci has not been run in tests/node")
    place = Workspace(Path(shutil.copytree(ROOT / "examples" / "stages", tmp_path / "w")))
    with clock_at(date(2026, 12, 22)):
        for command in (("panel",), ("run",), ("feedback",)):
            wuhao(*command, cwd=place.root)
    with (
        clock_at(date(2026, 12, 22)),
        served(place.root, tmp_path / "recent.json") as (desk, door),
        chromium(390) as small,
    ):
        look_at_all(small, door, LATER, 390)
        publish(place, BY_SOMEBODY)
        objected(place, {**OBJECTION, "收到日期": "2026-12-22", "处理": "", "核查结果": ""})
        desk.keep(Proof(verify(place), stamp(place)))
        look_at_all(small, door, ("/publish", "/archive"), 390)


def test_forms_are_made_and_files_dropped_by_keyboard_and_by_hand(
    door: Door, place: Workspace, tmp_path: Path
) -> None:
    with chromium(1280) as browser:
        inside(browser, door)
        browser.goto(address(door, "/issue"))
        browser.keyboard.press("Tab")
        expect(browser.locator(":focus")).to_have_text("跳到正文")
        browser.get_by_role("button", name="重新生成").focus()
        browser.keyboard.press("Enter")
        expect(browser.get_by_text("已生成4份评分表")).to_be_visible(timeout=60_000)
        browser.goto(address(door, "/collect"))
        more = tmp_path / "丁.xlsx"
        assessment = loaded(place)
        more.write_bytes(returned(assessment, {}, branch=assessment.roster.branches[3]))
        browser.locator("input[type=file]").first.set_input_files(more)
        expect(browser.get_by_text("收取了1个文件")).to_be_visible(timeout=60_000)
        expect(browser.locator("#cards")).not_to_contain_text("没有交")


def test_a_button_below_the_notice_is_pressed_as_soon_as_it_is_seen(tmp_path: Path) -> None:
    place = workspace(tmp_path / "w", ROWS, small_template(), 落款日期="2026-12-07")
    for row in ROWS:
        put(place, row[0])
    asked: list[str] = []

    def not_yet(question: Dialog) -> None:
        asked.append(question.message)
        question.dismiss()

    with (
        clock_at(date(2026, 12, 7)),
        served(place.root, tmp_path / "recent.json") as (_, door),
        chromium(1280) as browser,
    ):
        run(place)
        browser.on("dialog", not_yet)
        browser.goto(door.address)
        browser.goto(address(door, "/publish"))
        form = browser.locator("form[action='/publish/issue']")
        form.locator("[name=by]").fill("张")
        form.locator("[name=why]").fill("都看过了")
        for times in range(1, 7):
            notice = browser.locator("iframe.paper")
            notice.evaluate("each => each.scrollIntoView({block: 'end'})")
            browser.wait_for_timeout(200)
            form.locator("button").click()  # scrolls to it, and presses
            browser.wait_for_timeout(200)
            assert len(asked) == times


def test_a_page_notices_by_itself_that_a_file_was_saved(door: Door, place: Workspace) -> None:
    good = place.roster.read_bytes()
    with chromium(1280) as browser:
        inside(browser, door)
        browser.goto(address(door, "/prepare"))
        expect(browser.get_by_role("link", name="去发表")).to_be_visible()
        place.roster.write_bytes(b"broken")
        expect(browser.get_by_text("处错误")).to_be_visible(timeout=60_000)
        place.roster.write_bytes(good)
        expect(browser.get_by_role("link", name="去发表")).to_be_visible(timeout=60_000)
