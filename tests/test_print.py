"""The notice on paper, by GB/T 9704-2012: printed by Chromium and by LibreOffice, and measured."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.drawing import ROOT, loaded, workspace
from tests.support.line import run
from tests.support.printing import ink, lines, page_sizes, printed, squeezed, strip, texts
from tests.support.programs import chromium, converted
from wuhao_batch.outputs.notice.notice import HTML_TEMPLATE, Notice, make_notice
from wuhao_batch.outputs.notice.window import plan_window
from wuhao_batch.outputs.notice.word import notice_word
from wuhao_batch.outputs.notice.workbook import notice_workbook
from wuhao_batch.writing.templating import fill_page

TEMPLATES = ROOT / "templates"
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
"""The edges of the text area, mm from the page's left and upper edge."""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Notice:
    place = workspace(tmp_path_factory.mktemp("notice"), [["01", "甲"]])
    outcome, _, _ = run(place, draft=True)
    settings = outcome.assessment.settings
    window, _ = plan_window(settings, loaded(place).working_days)
    return make_notice(outcome, window, draft=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with chromium() as page:
        yield page


def with_branches(notice: Notice, count: int) -> Notice:
    """So many rows, every seventh with a name of 60 characters; ranks tell the rows apart."""
    scores = ("14.5", "12.75", "20", "39.25", "10", "96.5", "未达分数线")
    names = (f"第{n}党总支".ljust(60 if n % 7 == 3 else 1, "测") for n in range(1, count + 1))
    rows = tuple((str(n), name, *scores) for n, name in enumerate(names, 1))
    return replace(notice, rows=rows)


def page_of(notice: Notice, folder: Path, browser: Page) -> Path:
    """The notice, printed from its web page."""
    data = fill_page(HTML_TEMPLATE, TEMPLATES, "公示稿", notice.facts, notice=notice)
    assert isinstance(data, bytes)
    path = folder / "notice.html"
    path.write_bytes(data)
    browser.goto(path.as_uri())
    return printed(browser, folder / "page.pdf")


def by_libreoffice(data: bytes | object, name: str, folder: Path) -> Path:
    assert isinstance(data, bytes)
    (folder / name).write_bytes(data)
    return converted(folder / name, "pdf", folder)


@pytest.mark.program("chromium", "pdftotext")
def test_a_full_page_holds_22_lines_of_28_characters_in_its_place(
    notice: Notice, tmp_path: Path, browser: Page
) -> None:
    pdf = page_of(replace(notice, opening="测" * 2000), tmp_path, browser)
    assert {(round(width), round(height)) for width, height in page_sizes(pdf)} == {(210, 297)}
    *full, number = lines(pdf, 2)
    assert [len(line) for line in full] == [28] * 22
    assert squeezed(number) == "—2—"
    area = ink(pdf, 2, below=BOTTOM + 3)
    assert LEFT <= area.left <= LEFT + 1
    assert RIGHT - 1.5 <= area.right <= RIGHT
    assert TOP <= area.top <= TOP + 4, "half of the space between lines stands above the first"
    assert BOTTOM - 4 <= area.bottom <= BOTTOM


@pytest.mark.program("chromium", "pdftotext")
def test_page_numbers_stand_outside_below_the_text(
    notice: Notice, tmp_path: Path, browser: Page
) -> None:
    pdf = page_of(replace(notice, opening="测" * 2000), tmp_path, browser)
    odd, even = (ink(pdf, page, above=BOTTOM + 2) for page in (1, 2))
    for number in (odd, even):
        assert BOTTOM + 7 <= number.top <= BOTTOM + 11
    assert RIGHT - 8 <= odd.right <= RIGHT - 3, "one character from the right"
    assert LEFT + 3 <= even.left <= LEFT + 8, "one character from the left"


@pytest.mark.program("chromium")
def test_type_is_set_in_the_sizes_of_the_standard(
    notice: Notice, tmp_path: Path, browser: Page
) -> None:
    page_of(replace(notice, mark="征求意见稿"), tmp_path, browser)
    browser.emulate_media(media="print")

    def style(selector: str, name: str) -> str:
        told = browser.locator(selector).first.evaluate(
            "(element, name) => getComputedStyle(element)[name]", name
        )
        return str(told)

    def points(selector: str, name: str = "fontSize") -> float:
        return round(float(style(selector, name).removesuffix("px")) * 72 / 96, 2)

    assert points("main > p:not(.mark)") == 15.75
    assert points("main > p:not(.mark)", "lineHeight") == 28.98
    assert points("h1") == 22
    assert points("td") == points("thead th") == 12
    assert style("main > p:not(.mark)", "fontFamily").startswith("仿宋_GB2312, 仿宋, FangSong")
    assert style("h1", "fontFamily").startswith("方正小标宋简体")
    browser.emulate_media(media="null")


@pytest.mark.program("chromium", "pdftotext")
@pytest.mark.parametrize("count", [3, 30, 300])
def test_long_lists_keep_heads_rows_and_signature_together(
    notice: Notice, tmp_path: Path, browser: Page, count: int
) -> None:
    listed = with_branches(notice, count)
    pdf = page_of(listed, tmp_path, browser)
    pages = texts(pdf)
    em = (RIGHT - LEFT) / sum(listed.widths)
    left = LEFT + listed.widths[0] * em
    right = left + listed.widths[1] * em
    columns = [strip(pdf, number, left, right) for number in range(1, len(pages) + 1)]
    for row in listed.rows:
        assert sum(row[1] in column for column in columns) == 1, f"torn: {row[1]}"
    for page, column in zip(pages, columns, strict=True):
        if any(row[1] in column for row in listed.rows):
            assert "党总支" in column.partition("第")[0], "no head on this page"
            assert "结论" in page
    for text in (*listed.title_lines, listed.opening, *listed.closing):
        assert squeezed(text) in "".join(pages)
    together = (listed.contacts[-1][1], *listed.signature)
    assert all(squeezed(text) in pages[-1] for text in together), "the signature stands alone"
    for number in range(1, len(pages) + 1):
        area = ink(pdf, number, below=BOTTOM + 3)
        assert area.left >= LEFT - 0.5
        assert area.right <= RIGHT + 0.5
        assert area.top >= TOP - 0.5
        assert area.bottom <= BOTTOM + 0.5


@pytest.mark.program("soffice", "lowriter", "pdftotext")
@pytest.mark.parametrize("count", [3, 30, 300])
def test_libreoffice_prints_the_word_file_with_all_its_text(
    notice: Notice, tmp_path: Path, count: int
) -> None:
    listed = with_branches(notice, count)
    pdf = by_libreoffice(notice_word(listed, TEMPLATES, "公示稿"), "notice.docx", tmp_path)
    pages = texts(pdf)
    whole = "".join(
        page.replace(squeezed(f"—{number}—"), "") for number, page in enumerate(pages, start=1)
    )
    for text in (*listed.title_lines, listed.opening, *listed.closing, *listed.signature):
        assert squeezed(text) in whole
    assert all(squeezed(row[1]) in whole for row in listed.rows)
    assert all(squeezed(text) in pages[-1] for text in listed.signature)
    assert squeezed(listed.contacts[-1][1]) in pages[-1]
    for number in range(1, len(pages) + 1):
        area = ink(pdf, number, below=BOTTOM + 2)
        assert area.left >= LEFT - 1
        assert area.right <= RIGHT + 1
        assert area.bottom <= BOTTOM + 1
        assert squeezed(f"—{number}—") in pages[number - 1]


@pytest.mark.program("soffice", "lowriter", "pdftotext")
def test_the_word_file_holds_lines_of_28_characters(notice: Notice, tmp_path: Path) -> None:
    long = replace(notice, opening="测" * 2000)
    pdf = by_libreoffice(notice_word(long, TEMPLATES, "公示稿"), "notice.docx", tmp_path)
    *full, _ = lines(pdf, 2)
    assert [len(line) for line in full] == [28] * 22


@pytest.mark.program("soffice", "pdftotext")
def test_libreoffice_prints_the_workbook_with_the_head_on_each_page(
    notice: Notice, tmp_path: Path
) -> None:
    listed = with_branches(notice, 60)
    pages = texts(by_libreoffice(notice_workbook(listed), "notice.xlsx", tmp_path))
    assert all("名次" in page for page in pages)
    assert all(squeezed(text) in pages[-1] for text in listed.signature)
