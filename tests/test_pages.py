"""The pages in Chromium: sorting, filtering, print view, accessibility; nothing leaves the page."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.drawing import workspace
from tests.support.faults import put_panel
from tests.support.installed import give_up
from tests.support.line import put, run
from tests.support.pages import table_of
from tests.support.printing import page_sizes, printed, texts
from tests.support.programs import chromium
from tests.support.resaving import NODE
from tools.filling import type_marks
from wuhao_batch.jobs.feedback import give_feedback

AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ["甲<党总支>&", "乙" * 60, "丙党总支", "丁党总支", "戊党总支"]
SCORES = [7.5, 6, 8, 8, 5]
WIDTHS = (1280, 390)
SMALLEST = """Math.min(...[...document.querySelectorAll("td, p")].map(
    each => parseFloat(getComputedStyle(each).fontSize)))"""
COLOUR = """name => {
    const cell = document.querySelector("#heat tbody td");
    cell.className = name;
    return getComputedStyle(cell).backgroundColor;
}"""

pytestmark = pytest.mark.program("chromium")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Report, notice and one feedback of a run with everything in it."""
    rows = [[f"{n:02}", name, "教学" if n % 2 else "机关"] for n, name in enumerate(NAMES, 1)]
    place = workspace(
        tmp_path_factory.mktemp("pages"),
        rows,
        evaluators=[["P1", "张评委"], ["P2", "李评委"]],
        表彰名额=1,
    )
    for number in range(1, len(NAMES) + 1):
        put(place, f"{number:02}", {"是否存在": {"V1": "是"}} if number == 5 else {})
    for evaluator in (0, 1):
        marks = {f"{n:02}": {"1-1": (score, "<i>说明</i>")} for n, score in enumerate(SCORES, 1)}
        put_panel(place, partial(type_marks, marks=marks), evaluator)
    outcome, _, outputs = run(place)
    given = give_feedback(outcome, place, draft=False)
    return {
        "report": outputs["report"],
        "notice": outputs["notice_html"],
        "feedback": given.workbooks["01"].with_suffix(".html"),
    }


@pytest.fixture(params=WIDTHS)
def browser(request: pytest.FixtureRequest) -> Iterator[Page]:
    with chromium(request.param) as page:
        yield page


def opened(browser: Page, path: Path) -> tuple[list[str], list[str]]:
    """Requests and errors while a page loads, kept up from then on."""
    requests: list[str] = []
    errors: list[str] = []
    browser.on("request", lambda request: requests.append(request.url))
    browser.on("pageerror", lambda error: errors.append(str(error)))
    browser.on("console", lambda message: errors.append(message.text))
    browser.goto(path.as_uri())
    return requests, errors


def column(browser: Page, table: str, number: int) -> list[str]:
    cells = browser.locator(f"#{table} tbody tr:visible > :nth-child({number})")
    return [text.strip() for text in cells.all_inner_texts()]


@pytest.mark.parametrize("name", ["report", "notice", "feedback"])
def test_a_page_stands_alone_and_fits_its_window(
    browser: Page, pages: dict[str, Path], name: str
) -> None:
    requests, errors = opened(browser, pages[name])
    assert requests == [pages[name].as_uri()]
    assert errors == []
    width = browser.viewport_size["width"] if browser.viewport_size else 0
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(SMALLEST) >= 12


def test_the_notice_shows_its_table(browser: Page, pages: dict[str, Path]) -> None:
    opened(browser, pages["notice"])
    rows = [row.locator("th, td").all_inner_texts() for row in browser.locator("tr").all()]
    assert rows == table_of(pages["notice"].read_text("utf-8"))
    assert [row[1] for row in rows[1:]] == ["丙党总支", "丁党总支", NAMES[0], NAMES[1], "戊党总支"]


@pytest.mark.parametrize("name", ["report", "notice", "feedback"])
def test_axe_finds_no_serious_fault(
    browser: Page, pages: dict[str, Path], name: str, request: pytest.FixtureRequest
) -> None:
    if not AXE.exists():
        give_up(request.config, "npm ci has not been run in tests/node")
    opened(browser, pages[name])
    browser.evaluate(AXE.read_text("utf-8"))
    found = browser.evaluate("axe.run(document).then(result => result.violations)")
    serious = [
        (each["id"], [node["html"][:90] for node in each["nodes"][:3]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_click_sorts_and_another_turns_the_order(browser: Page, pages: dict[str, Path]) -> None:
    opened(browser, pages["report"])
    ranks = column(browser, "standings", 1)
    assert ranks == ["1", "1", "3", "4", "—"]
    head = browser.locator("#standings thead th", has_text="总分")
    place = 1 + int(head.evaluate("each => each.cellIndex"))
    totals = column(browser, "standings", place)
    head.get_by_role("button").click()
    assert column(browser, "standings", place) == sorted(totals, key=float)
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").press("Enter")
    assert column(browser, "standings", place) == sorted(totals, key=float, reverse=True)
    assert browser.locator("[aria-sort]").count() == 1


def test_filters_show_the_branches_that_fit_in_both_tables(
    browser: Page, pages: dict[str, Path]
) -> None:
    opened(browser, pages["report"])
    browser.get_by_label("按名称查找").fill("丙")
    assert column(browser, "standings", 2) == column(browser, "heat", 1) == ["丙党总支"]
    browser.get_by_label("按名称查找").fill("")
    browser.get_by_role("combobox", name="结论").select_option("不达标")
    assert column(browser, "standings", 2) == ["戊党总支"]
    assert "显示 1 个，共 5 个" in browser.locator("#filter").inner_text()
    browser.get_by_role("combobox", name="类别").select_option("机关")
    assert column(browser, "heat", 1) == []


def test_the_heat_map_tells_what_was_lost_in_figures_and_shades(
    browser: Page, pages: dict[str, Path]
) -> None:
    opened(browser, pages["report"])
    lost = dict(zip(column(browser, "heat", 1), column(browser, "heat", 2), strict=True))
    assert lost == dict(zip(NAMES, ["0.5", "2.0", "0.0", "0.0", "3.0"], strict=True))
    shades = "[...document.querySelectorAll('#heat tbody tr')].map(row => row.cells[1].className)"
    order = column(browser, "heat", 1)
    classes = dict(zip(order, browser.evaluate(shades), strict=True))
    assert [classes[name] for name in NAMES] == ["h1", "h2", "h0", "h0", "h2"]
    levels = [f"h{number}" for number in range(6)]
    greys = [grey(browser.evaluate(COLOUR, name)) for name in levels]
    assert greys == sorted(greys, reverse=True)
    assert all(one - other >= 8 for one, other in pairwise(greys))


def grey(colour: str) -> float:
    """How light a colour is in a grey print, 0 to 255."""
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_without_script_the_report_reads_the_same(pages: dict[str, Path]) -> None:
    source = pages["report"].read_text("utf-8")
    body = source[: source.index("<script>")]
    rows = [row for row in table_of(body) if row]
    assert ["1", "丙党总支"] in [row[:2] for row in rows]
    assert "hidden" in body[body.index('id="filter"') :][:40], "no dead controls without script"


def test_the_print_view_is_whole(browser: Page, pages: dict[str, Path], tmp_path: Path) -> None:
    opened(browser, pages["report"])
    pdf = printed(browser, tmp_path / "report.pdf")
    text = "".join(texts(pdf))
    for name in ("甲<党总支>&", "丙党总支", "一票否决", "拟推荐", "<i>说明</i>", "平均"):
        assert name in text
    assert "按名称查找" not in text
    sizes = {(round(width), round(height)) for width, height in page_sizes(pdf)}
    assert sizes == {(210, 297), (297, 210)}, "the heat map lies across"


def told(report: str, section: str) -> str:
    """The source of one section."""
    return report[report.index(f'id="{section}"') :].split("</section>", maxsplit=1)[0]


def test_the_report_names_what_the_committee_decides(pages: dict[str, Path]) -> None:
    report = pages["report"].read_text("utf-8")
    assert "同为第1名，跨过名额线" in told(report, "t7")
    assert "丙党总支" in told(report, "t7")
    assert "2位评委平均" in report
    assert "戊党总支" in told(report, "t8")
    facts: list[list[Any]] = [row for row in table_of(told(report, "t6")) if row]
    widest = next(row for row in facts if row[0] == "戊党总支" and row[1] == "1-1")
    assert widest[3:6] == ["8.0", "5.0", "-3.0"]
