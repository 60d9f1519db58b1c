"""The notice on paper, by GB/T 9704-2012: printed by Chromium and by LibreOffice, and measured."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.drawing import ROOT, TEMPLATE, loaded, template_of, workspace
from tests.support.faults import make_form_of, put_panel
from tests.support.line import put, run
from tests.support.printing import (
    as_laid_out,
    ink,
    lines,
    page_sizes,
    printed,
    squeezed,
    strip,
    texts,
)
from tests.support.programs import chromium, converted
from tools.filling import type_marks
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.outputs.blank_decisions import blank_decisions
from wuhao_batch.outputs.blank_roster import blank_roster
from wuhao_batch.outputs.feedback.feedback import FEEDBACK_TEMPLATE, Feedback, make_feedback
from wuhao_batch.outputs.feedback.workbook import feedback_workbook
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


def name_columns(pdf: Path, listed: Notice) -> list[str]:
    """What stands on each page where the table has its names."""
    em = (RIGHT - LEFT) / sum(listed.widths)
    left = LEFT + listed.widths[0] * em
    right = left + listed.widths[1] * em
    return [strip(pdf, number, left, right) for number, _ in enumerate(page_sizes(pdf), start=1)]


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
    columns = name_columns(pdf, listed)
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


@pytest.mark.slow
@pytest.mark.program("chromium", "pdftotext")
def test_no_page_holds_the_last_line_or_two_of_the_table_alone(
    notice: Notice, tmp_path: Path, browser: Page
) -> None:
    """Where a line or two is missing, rows draw together; where more is, three go over."""
    spaces = {}
    for count in range(8, 22):
        rows = tuple((str(n), f"第{n}党总支", *["9.5"] * 7) for n in range(1, count + 1))
        listed = replace(notice, rows=rows)
        spaces[count] = listed.row_space
        pages = texts(page_of(listed, tmp_path, browser))
        on_pages = [sum(f"第{n}党总支" in page for n in range(1, count + 1)) for page in pages]
        *_, last = [each for each in on_pages if each]
        assert last >= 3, f"{count} rows: {on_pages}"
        assert sum(on_pages) == count
    assert len(set(spaces.values())) > 1, "no row was drawn together"
    assert spaces[8] == max(spaces.values())


@pytest.mark.program("chromium", "pdftotext")
@pytest.mark.parametrize("opening", range(0, 28, 3))
def test_the_window_is_torn_by_no_page_and_its_length_by_no_line(
    notice: Notice, tmp_path: Path, browser: Page, opening: int
) -> None:
    """Few columns, wherever on the page the sentence falls."""
    few = replace(
        notice,
        opening="测" * (28 * 8 + opening * 6),
        columns=("名次", "党总支", "总分", "结论"),
        rows=tuple((str(n), f"第{n}党总支", "95.5", "达标") for n in range(1, 7)),
    )
    pdf = page_of(few, tmp_path, browser)
    whole = [page for page in texts(pdf) if squeezed(few.closing[0]) in page]
    assert len(whole) == 1
    assert any("共5个工作日。" in line for line in lines(pdf, texts(pdf).index(whole[0]) + 1))


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
    names = "".join(name_columns(pdf, listed))
    assert all(row[1] in names for row in listed.rows)
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


# --- feedback -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    """Feedback to a branch that lost points everywhere, with a reason on every item."""
    place = workspace(
        tmp_path_factory.mktemp("feedback"), [["01", "甲党总支"]], evaluators=[["P1", "张"]]
    )
    put(place, "01")
    codes = [item.code for item in loaded(place).standard.items]
    marks = {"01": {code: (0, f"材料不全{code}") for code in codes}}
    put_panel(place, partial(type_marks, marks=marks))
    outcome, _, _ = run(place, draft=True)
    return make_feedback(outcome, draft=False)["01"]


def shortened(told: Feedback, count: int) -> Feedback:
    """The same with so many items, each name telling its place."""
    lines = [replace(line, content=f"第{n}项内容") for n, line in enumerate(told.lines, 1)]
    tasks = [replace(task, content=f"第{n}件事项") for n, task in enumerate(told.tasks, 1)]
    return replace(told, lines=tuple(lines[:count]), tasks=tuple(tasks[:count]))


COUNTS = (*range(5, 9), *range(15, 19))
"""Items with which a page is about full."""


def assert_nothing_closes_alone(pdf: Path, count: int) -> None:
    """What closes a part stands on one page, and the last row above it too."""
    pages = texts(pdf)
    (closing,) = (page for page in pages if "请对照失分原因" in page)
    assert f"第{count}项内容" in closing
    assert "示例学院2026年12月21日" in closing
    (confirmed,) = (page for page in pages if "党总支书记签字" in page)
    assert f"第{count}件事项" in confirmed


@pytest.mark.program("chromium", "pdftotext")
def test_the_page_of_feedback_closes_on_no_page_of_its_own(
    told: Feedback, tmp_path: Path, browser: Page
) -> None:
    for count in COUNTS:
        given = shortened(told, count)
        data = fill_page(FEEDBACK_TEMPLATE, TEMPLATES, "反馈意见", given.facts, feedback=given)
        assert isinstance(data, bytes)
        (tmp_path / "feedback.html").write_bytes(data)
        browser.goto((tmp_path / "feedback.html").as_uri())
        assert_nothing_closes_alone(printed(browser, tmp_path / "feedback.pdf"), count)


@pytest.mark.program("soffice", "pdftotext")
def test_the_workbook_of_feedback_closes_on_no_page_of_its_own(
    told: Feedback, tmp_path: Path
) -> None:
    files = [tmp_path / f"{count}.xlsx" for count in COUNTS]
    for path, count in zip(files, COUNTS, strict=True):
        path.write_bytes(feedback_workbook(shortened(told, count), "01"))
    converted(files[0], "pdf", tmp_path, *files[1:])
    for path, count in zip(files, COUNTS, strict=True):
        assert_nothing_closes_alone(path.with_suffix(".pdf"), count)


# --- template, roster, form -----------------------------------------------------------------------


@pytest.mark.program("soffice", "pdftotext")
def test_workbooks_of_the_office_are_printed_whole_and_no_line_begins_with_a_mark(
    tmp_path: Path,
) -> None:
    branch = Branch("01", "马克思主义学院与基础教学研究部联合党总支（含公共课、心理健康教育中心）")
    data = TEMPLATE.read_bytes()
    files = {
        "template.xlsx": data,
        "roster.xlsx": blank_roster(),
        "decisions.xlsx": blank_decisions(template_of(data, tmp_path).standard, [branch], USUAL),
        "form.xlsx": make_form_of(branch),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    template, roster, decisions, form = (tmp_path / name for name in files)
    converted(template, "pdf", tmp_path, roster, decisions, form)
    across = {
        template: [("项目编号考评内容", "扣分说明"), ("编号计分指标", "备注")],
        roster: [("编号党总支", "不考评"), ("设置项", "说明"), ("评委编号", "组别")],
        decisions: [("编号考评编号", "日期"), ("编号否决编号", "日期"), ("编号党总支", "情形")],
    }
    for path, heads in across.items():
        pdf = path.with_suffix(".pdf")
        assert len(page_sizes(pdf)) <= 6
        lines_of_text = [squeezed(line) for line in as_laid_out(pdf).splitlines()]
        for first, last in heads:
            begun = [line for line in lines_of_text if line.startswith(first)]
            assert begun
            assert all(line.endswith(last) for line in begun), "columns torn apart"
    with_mark = re.compile(r"(?:^| {2}) *[，。、；：）”]", re.MULTILINE)
    assert not with_mark.findall(as_laid_out(form.with_suffix(".pdf")))
