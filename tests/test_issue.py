"""Issued forms: what a person finds in them, and that they are the same every time."""

import io
import math
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import DocumentSecurity

from tests.support.drawing import COUNTS, TEMPLATE, VETOES, loaded, small_template, workspace
from tests.support.faults import make_form_of
from tools.filling import find_cell, open_form
from wuhao_batch.assessment.fields import check_fields
from wuhao_batch.assessment.identity import Identity, find_identities
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import Armed, arm, stamp
from wuhao_batch.forms.names import form_names
from wuhao_batch.jobs import issue
from wuhao_batch.jobs.issue import issue_forms
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import FIXED_TIME
from wuhao_batch.writing.file_names import safe_stem
from wuhao_batch.writing.line_breaks import keep_marks, with_breaks
from wuhao_batch.writing.printing import page_breaks
from wuhao_batch.writing.row_heights import fit_rows, in_rows, set_smaller, text_height
from wuhao_batch.writing.sizes import column_widths

JIA = Branch("01", "甲党总支", sub_branches=("甲一支部", "甲二支部"))
SHEETS = ["填表说明", "评分表", "计分明细", "一票否决"]


@pytest.fixture(scope="module")
def form() -> bytes:
    return make_form_of(JIA)


@pytest.fixture(scope="module")
def workbook(form: bytes) -> Workbook:
    return open_form(form)


def test_the_branch_and_the_year_are_filled_in_on_every_sheet(workbook: Workbook) -> None:
    for name in SHEETS[1:]:
        texts = " ".join(str(c.value) for row in workbook[name].iter_rows(max_row=3) for c in row)
        assert "甲党总支" in texts
        assert "2026年度" in texts
    assert not [
        cell.value
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if re.search(r"\{.+\}", str(cell.value))
    ]


def test_the_identity_stands_on_every_sheet_and_in_a_property(form: bytes) -> None:
    book = read_book(form)
    assert isinstance(book, Book)
    (identity,), damaged, beginnings = find_identities(book)
    assert (identity.period, identity.owner) == (Period("2026"), "01")
    assert not damaged | beginnings
    assert book.properties == {"wuhao.form": str(identity)}
    for sheet in book.sheets:
        assert find_identities(Book((sheet,)))[0] == {identity}, sheet.name
    assert [sheet.name for sheet in book.sheets if not sheet.visible] == ["_wuhao"]
    for name in SHEETS:
        footer = open_form(form)[name].oddFooter
        assert footer is not None
        assert footer.left is not None
        assert str(identity) in str(footer.left.text)


@given(
    st.text(alphabet="0123456789ABW-甲()", min_size=1, max_size=8),
    st.sampled_from(("", "1月", "第一季度", "1-3月")),
    st.integers(0, 30),
)
def test_a_mistyped_identity_is_not_taken_for_another(branch: str, named: str, place: int) -> None:
    identity = Identity(Period("2026", named), branch, "7F3C9A21")
    text = str(identity)
    wrong = text[:place] + "Z" + text[place + 1 :] if place < len(text) else text + "Z"
    found, _, _ = find_identities(_texts(f"识别码：{wrong}"))
    assert identity not in found or wrong == text
    assert find_identities(_texts(f"识别码：{text}"))[0] == {identity}


def _texts(text: str) -> Book:
    return Book((), {"text": text})


def test_only_the_inputs_are_open_and_all_have_one_colour(workbook: Workbook) -> None:
    opened: dict[str, set[str]] = {}
    for sheet in workbook.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    opened.setdefault(sheet.title, set()).add(cell.coordinate)
                    assert cell.fill.fgColor.rgb == "00FFF8E1"
    assert workbook.security.lockStructure in (None, False)
    measures = {f"{column}{row}" for column in "IJ" for row in range(5, 41)}
    assert opened["计分明细"] == measures
    assert opened["一票否决"] == {f"{column}{row}" for column in "CDEF" for row in (6, 7, 8)}
    assert len(opened["评分表"]) == 2 * 21
    assert opened.keys() == {"评分表", "计分明细", "一票否决"}


def test_inputs_are_never_merged(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        merged = {
            cell for area in sheet.merged_cells.ranges for row in sheet[area.coord] for cell in row
        }
        assert all(cell.protection.locked for cell in merged)


def test_progress_keeps_the_width_that_the_template_gives_it(workbook: Workbook) -> None:
    merged = {area.coord for area in workbook["评分表"].merged_cells.ranges}
    assert "A3:D3" in merged
    assert str(workbook["评分表"]["A3"].value).startswith("=")


def test_progress_stands_where_the_template_asks_for_it_or_else_beside_the_total(
    workbook: Workbook, tmp_path: Path
) -> None:
    scores = workbook["评分表"]
    (total,) = (row for row in scores.iter_rows() if row[2].value == "合计")
    below = scores.cell(int(total[0].row or 0) + 1, 1)
    assert str(below.value).startswith('="计分明细还有'), "below the total, over the whole width"
    assert "A33:H33" in {area.coord for area in scores.merged_cells.ranges}
    assert total[4].value is None, "the row of 合计 holds sums alone"
    place = workspace(tmp_path, [["01", "甲"]], small_template())
    form = open_form(issue_forms(loaded(place), place).forms["01"].read_bytes())["打分"]
    (total,) = (row for row in form.iter_rows() if row[3].value == "合计")
    assert str(total[2].value).startswith('="计分明细还有'), "this template has no {进度}"


# --- lines ----------------------------------------------------------------------------------------

CLOSING, OPENING = "、。，；：！？”）》」】…%", "“（《「【"


def filled(text: str, room: float, em: float, narrow: float) -> list[str]:
    """The lines of a program that minds words in Latin letters, and no marks."""
    lines, line, used = [], "", 0.0
    for word in re.findall(r"[A-Za-z0-9.%]+|.", text):
        size = sum(em * (narrow if sign.isascii() else 1) for sign in word)
        if line and used + size > room:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + word, used + size
    return [*lines, line]


SENTENCES = st.text(st.sampled_from(f"一二三四五六七八九十 0.5a{CLOSING}{OPENING}"), max_size=90)


@given(
    SENTENCES.filter(lambda text: not re.search(f"[{CLOSING}{OPENING}]{{3}}|[a0-9.%]{{5}}", text)),
    st.integers(12, 60),
    st.sampled_from([9, 10, 10.5, 11, 12]),
    st.sampled_from([(8, 1), (5, 1), (3, 1), (3, 1.02), (3, 1.04)]),
    st.sampled_from([0.4, 0.5, 0.65]),
)
def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(
    text: str, width: int, points: float, sheet: tuple[int, float], narrow: float
) -> None:
    told = with_breaks(text, width, points)
    assert told.replace("\n", "") == text, "nothing but breaks is added"
    room = (7 * width + 5 - sheet[0]) * sheet[1]
    lines = [
        line
        for paragraph in told.split("\n")
        for line in filled(paragraph, room, points * 4 / 3, narrow)
    ]
    assert not [line for line in lines[1:] if line[0] in CLOSING]
    assert not [line for line in lines[:-1] if line[-1] in OPENING]
    assert len(lines) == len(told.split("\n")) or told == text, "our lines fit in every program"


def test_texts_that_part_no_mark_stay_as_they_are() -> None:
    assert with_breaks("短", 10, 11) == "短"
    assert with_breaks("一二三四五六七八九十" * 3, 20, 11) == "一二三四五六七八九十" * 3


@pytest.mark.parametrize("width", range(3, 9))
def test_a_code_is_never_broken(width: int) -> None:
    assert with_breaks("10-12.3", width, 10.5) == "10-12.3"


def test_only_what_people_cannot_change_is_broken_into_lines() -> None:
    sheet = Workbook().worksheets[0]
    sheet.column_dimensions["A"].width = 10
    for row, locked in ((1, True), (2, False)):
        cell = sheet.cell(row, 1, "一二三四，五六七八。")
        cell.alignment, cell.protection = Alignment(wrap_text=True), Protection(locked=locked)
    sheet["A3"] = "一二三四，五六七八。"
    keep_marks(sheet)
    texts = [sheet.cell(row, 1).value for row in (1, 2, 3)]
    assert texts == ["一二三\n四，五六\n七八。", texts[1], texts[1]]
    assert "\n" not in str(texts[1]), "an input, and a text that does not wrap"


def test_a_long_paragraph_goes_on_in_the_next_row_with_a_line() -> None:
    text = "一二三四五，六七。" * 120
    parts = in_rows(text, 20, 16)
    assert "".join(parts) == text
    assert len(parts) > 1
    assert not [part for part in parts if part[0] in CLOSING]
    assert all(text_height(part, 20, 16) < 409 for part in parts)


def limits(workbook: Workbook, header: str, code: str) -> tuple[str | None, ...]:
    sheet, cell = find_cell(workbook, header, code)
    (rule,) = [v for v in sheet.data_validations.dataValidation if cell in v.sqref]
    assert rule.promptTitle
    assert rule.prompt
    assert rule.showInputMessage
    return rule.type, rule.formula1, rule.formula2


def test_drop_downs_and_limits_follow_the_rules(workbook: Workbook) -> None:
    assert limits(workbook, "考评得分", "1-1") == ("decimal", "0", "8")
    assert limits(workbook, "考评得分", "4-4") == ("decimal", "0", "15")
    assert limits(workbook, "数量", "2-2.1") == ("whole", "0", "2")
    assert limits(workbook, "数量", "1-1.1") == ("whole", "0", "9999")
    assert limits(workbook, "数量", "2-3.2") == ("list", '"是,否"', None)
    assert limits(workbook, "是否存在", "V1") == ("list", '"是,否"', None)
    assert limits(workbook, "涉及党支部", "V1") == ("list", '"甲一支部,甲二支部"', None)


def test_texts_of_prompts_fit_what_a_spreadsheet_takes(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.formula1 or "") <= 257
        assert len(sheet.title) <= 31


def test_what_breaks_a_limit_turns_red_at_once(workbook: Workbook) -> None:
    sheet, cell = find_cell(workbook, "考评得分", "1-2")
    rules = [
        rule for area in sheet.conditional_formatting if cell in area.sqref for rule in area.rules
    ]
    assert any("D7" in rule.formula[0] and cell in rule.formula[0] for rule in rules)


def test_results_stored_with_the_formulas_show_in_a_preview(form: bytes) -> None:
    values = load_workbook(io.BytesIO(form), data_only=True)
    formulas = open_form(form)
    texts = [
        values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(texts) == 21 + 12 + 4
    assert sorted(filter(None, texts)) == [
        *["计分明细还有36项未填 · 考评组还有21项未评"] * 3,
        "还有3项没有声明",
    ]


def test_the_page_is_a4_with_repeated_headers_and_frozen_panes(workbook: Workbook) -> None:
    for name, header in (("评分表", 5), ("计分明细", 4), ("一票否决", 5)):
        sheet = workbook[name]
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.freeze_panes == f"A{header + 1}"
        assert sheet.print_area


def test_pages_end_between_categories(workbook: Workbook) -> None:
    sheet = workbook["评分表"]
    subtotals = {row for row in range(6, 33) if sheet[f"C{row}"].value == "小计"}
    ends = [each.id for each in sheet.row_breaks.brk]
    assert ends
    assert set(ends) <= subtotals


def least_height(text: str, width: float, points: float) -> float:
    """The height that a text cannot do without: its whole length in lines of its type's size."""
    pixels = sum(points * 4 / 3 * (1 if ord(sign) > 0x2E7F else 0.5) for sign in text)
    return math.ceil(pixels / (7 * width)) * points if width else 0.0


def test_every_row_is_high_enough_for_its_texts() -> None:
    branch = Branch("01", "某某" * 30)
    workbook = open_form(make_form_of(branch, contact="李老师" * 20))
    several = 0
    for sheet in workbook.worksheets[:4]:
        widths = column_widths(sheet)
        merged = {
            area.start_cell.coordinate: (
                sum(widths[column] for column in range(area.min_col, area.max_col + 1)),
                area.max_row > area.min_row,
            )
            for area in sheet.merged_cells.ranges
        }
        for row in sheet.iter_rows():
            for cell in row:
                width, tall = merged.get(cell.coordinate, (widths[cell.column or 0], False))
                if cell.data_type == "s" and cell.value and not tall:
                    needed = least_height(str(cell.value), width, cell.font.sz)
                    assert (sheet.row_dimensions[cell.row].height or 15) >= needed, cell
                    several += needed > 2 * cell.font.sz
    assert several > 5


def test_a_row_is_as_high_as_the_lines_of_its_text() -> None:
    # A column 10 wide has 75 pixels, 8 of them beside its text: four characters of 11 points.
    heights = [text_height("字" * signs, 10, 11) for signs in (4, 5, 8, 9, 13)]
    assert heights == pytest.approx([21, 36.9, 36.9, 52.85, 68.8], abs=0.06)
    assert text_height("ab" * 4, 10, 11) == heights[0]
    assert text_height("字\n字\n字", 10, 11) == heights[3]
    assert text_height("字" * 500, 10, 11) == 409


def test_rows_grow_with_their_texts_and_never_shrink() -> None:
    sheet = Workbook().worksheets[0]
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 10
    for row in (1, 2, 3, 4):
        sheet.cell(row, 1, "字" * 15)
    sheet.merge_cells("A2:B2")
    sheet.row_dimensions[3].height = 90
    sheet["A4"] = "字"
    fit_rows(sheet)
    heights = [sheet.row_dimensions[row].height for row in (1, 2, 3, 4)]
    assert heights == pytest.approx([68.8, 36.9, 90, 21], abs=0.06)  # 4, 2, 4 lines and 1


def test_a_text_that_no_row_can_hold_is_set_smaller() -> None:
    sheet = Workbook().worksheets[0]
    sheet.column_dimensions["A"].width = 30
    for row, signs in enumerate((100, 450, 9000), start=1):
        sheet.cell(row, 1, "字" * signs).font = Font(name="宋体", size=11, bold=True)
    set_smaller(sheet)
    fit_rows(sheet)
    sizes = [sheet.cell(row, 1).font.sz for row in (1, 2, 3)]
    assert sizes == [11, 9.5, 6], "all that fits, the largest type that does, the least there is"
    assert (sheet["A2"].font.name, sheet["A2"].font.b) == ("宋体", True)
    assert (sheet.row_dimensions[2].height or 0) < 409


def test_a_text_in_a_hidden_column_asks_for_no_height() -> None:
    sheet = Workbook().worksheets[0]
    sheet.append(["字", "最少数量"])
    sheet.column_dimensions["B"].hidden = True
    fit_rows(sheet)
    assert sheet.row_dimensions[1].height == 21


@pytest.mark.parametrize("width", range(17, 40))
def test_no_number_of_a_tier_stands_apart_from_its_sign(width: int) -> None:
    tiers = "≥98=25、≥95=20、＞90.5=12.5、其余=0"
    for line in with_breaks(tiers, width, 10.5).split("\n"):
        assert line[0] not in "=0123456789"
        assert line[-1] not in "≥＞="


@given(
    st.lists(st.floats(15, 120), min_size=8, max_size=60),
    st.data(),
)
def test_no_block_that_fits_a_page_is_torn(heights: list[float], data: st.DataObject) -> None:
    room, header = 500.0, 2
    starts = sorted(
        data.draw(st.sets(st.integers(4, len(heights)), min_size=1, max_size=len(heights) - 3))
    )
    breaks = page_breaks(heights, starts, header, room)
    assert set(breaks) <= {start - 1 for start in starts}
    pages = [0, *breaks, len(heights)]
    blocks = list(zip(starts, [*starts[1:], len(heights) + 1], strict=True))
    for first, last in pairwise(pages):
        height = sum(heights[first:last]) + (heights[header - 1] if first else 0)
        whole = [b for b in blocks if first < b[0] <= last]
        # More than a page holds only where a block is higher than a page, or the first one is
        # together with what stands above it.
        too_high = any(sum(heights[b - 1 : e - 1]) + heights[header - 1] > room for b, e in whole)
        too_low = first == 0 and sum(heights[: blocks[0][1] - 1]) > room
        assert height <= room or len(whole) <= 1 or too_high or too_low


# --- the same every time, and never over another --------------------------------------------------


def test_issuing_twice_gives_the_same_bytes(three: Workspace) -> None:
    assessment = loaded(three)
    first = {code: path.read_bytes() for code, path in issue_forms(assessment, three).forms.items()}
    second = {
        code: path.read_bytes() for code, path in issue_forms(assessment, three).forms.items()
    }
    assert first == second
    assert len(first) == 3


def test_issuing_that_was_stopped_half_way_is_gone_on_with(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped: list[Branch] = []

    def until_the_last(armed: Armed, branch: Branch) -> bytes:
        if len(stamped) == 2:
            raise KeyboardInterrupt
        stamped.append(branch)
        return stamp(armed, branch)

    monkeypatch.setattr(issue, "_TOGETHER", 2)
    monkeypatch.setattr(issue, "stamp", until_the_last)
    with pytest.raises(KeyboardInterrupt):
        issue_forms(loaded(three), three)
    assert len(list(three.forms.iterdir())) == 2
    before = {path: path.stat().st_mtime_ns for path in three.forms.iterdir()}
    monkeypatch.undo()
    forms = issue_forms(loaded(three), three).forms
    assert sorted(forms.values()) == sorted(three.forms.iterdir())
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_form_does_not_depend_on_the_other_branches(tmp_path: Path, three: Workspace) -> None:
    alone = workspace(
        tmp_path / "alone", [["01", "甲党总支", "教学", "张", "a@example.cn", "甲一支部、甲二支部"]]
    )
    (one,) = issue_forms(loaded(alone), alone).forms.values()
    assert one.read_bytes() == issue_forms(loaded(three), three).forms["01"].read_bytes()


def test_the_package_has_the_usual_parts_in_the_usual_order(form: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(form))
    assert package.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    book = read_book(form)
    assert isinstance(book, Book)
    assert book.saved == FIXED_TIME.replace(tzinfo=None)
    root = package.read("docProps/custom.xml").split(b">")[1]
    assert b"xmlns:vt=" in root


def test_a_filled_form_is_never_written_over(three: Workspace) -> None:
    assessment = loaded(three)
    path = issue_forms(assessment, three).forms["02"]
    workbook = load_workbook(path)
    sheet, cell = find_cell(workbook, "情况说明", "V3")
    sheet[cell] = "已填"
    workbook.save(path)
    before = path.read_bytes()
    issued = issue_forms(assessment, three)
    assert path.read_bytes() == before
    assert [(found.code, found.branch) for found in issued.findings] == [("D004", "02")]
    assert set(issued.forms) == {"01", "03"}


AWKWARD = [
    "甲/乙",
    "甲／乙",
    "CON",
    "a b",
    "a  b",
    "A b",
    "..",
    "x" * 300,
    "<>:|?*",
    "\u202e反",
    "",
]


@given(st.lists(st.text(max_size=40) | st.sampled_from(AWKWARD), min_size=1, max_size=6))
def test_no_two_branches_land_on_one_file(names: list[str]) -> None:
    branches = [Branch(f"{number}", name) for number, name in enumerate(names)]
    files = form_names(branches, Period("2026"))
    assert len({name.casefold() for name in files.values()}) == len(branches)
    for name in files.values():
        assert len(name.encode()) < 255
        assert not set('<>:"/\\|?*') & set(name)
        assert name.isprintable()
        assert name[0] not in ".~$- "


def test_names_that_a_system_keeps_for_itself_are_changed() -> None:
    assert safe_stem("con") == "_con"
    assert safe_stem("") == "_"
    assert safe_stem("甲/乙") == "甲／乙"


# --- another template -----------------------------------------------------------------------------


def test_another_template_is_armed_as_well(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲 & 乙"]], small_template(), 标题="年度考核评分表")
    assessment = loaded(place)
    form = stamp(arm(assessment.template, assessment.settings), assessment.roster.branches[0])
    workbook = open_form(form)
    assert workbook["打分"]["A1"].value == "年度考核评分表"
    assert limits(workbook, "考评得分", "b2") == ("decimal", "0", "4")
    assert limits(workbook, "数量", "c1.1") == ("whole", "0", "20")
    book = read_book(form)
    assert isinstance(book, Book)
    for sheet in book.sheets:
        assert len(find_identities(Book((sheet,)))[0]) == 1, sheet.name


def test_templates_without_counts_or_vetoes_and_with_merged_sums_are_armed(tmp_path: Path) -> None:
    for number, changed in enumerate(
        ({"数一数": [COUNTS]}, {"否决": [VETOES]}, {"数一数": [COUNTS], "否决": [VETOES]}), start=1
    ):
        place = workspace(tmp_path / str(number), [["01", "甲"]], small_template(**changed))
        assert len(issue_forms(loaded(place), place).forms) == 1
    workbook = load_workbook(TEMPLATE)
    for area in ("D32:E32", "E6:F6", "F10:H10"):
        workbook["评分表"].merge_cells(area)
    workbook["评分表"].protection.set_password("secret")
    workbook.security = DocumentSecurity(workbookPassword="CC1A", lockStructure=True)
    data = io.BytesIO()
    workbook.save(data)
    place = workspace(tmp_path / "merged", [["01", "甲"]], data.getvalue())
    form = open_form(issue_forms(loaded(place), place).forms["01"].read_bytes())
    assert form["评分表"]["F6"].data_type == "f"
    assert not form["评分表"].protection.password
    assert not form.security.lockStructure


def test_a_field_that_nothing_fills_is_reported_at_its_cell() -> None:
    book = read_book(small_template(说明=[["请{党总支}于{截止}前"], ["{考核年度}"]]))
    assert isinstance(book, Book)
    assert [(found.code, str(found.place)) for found in check_fields(book, "t")] == [
        ("L110", "说明·A1")
    ]


def test_a_branch_name_that_begins_with_an_equals_sign_stays_a_text() -> None:
    workbook = open_form(make_form_of(Branch("01", "=1+1")))
    assert workbook["填表说明"]["C4"].value == "=1+1"
    assert workbook["填表说明"]["C4"].data_type == "s"
