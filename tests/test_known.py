"""Sheets and forms that are like others before them are read as if they were the first."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from tests.support.drawing import ROOT, loaded, small_template, workspace, zipped
from tests.support.edits import EDITS
from tests.support.faults import returned
from tests.support.hostile import CASES, Hostile
from tests.support.hostile.crafting import sheet, with_rows
from tests.support.mutating import package_mutated
from tests.support.packing import ooxml, opened, shared, styles
from tests.support.readers import exactly, read_plainly
from tests.support.resaving import resaved
from tools.filling import open_form
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.reading import known
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.known_cells import known_sheet
from wuhao_batch.reading.limits import Most
from wuhao_batch.reading.package import MAGIC
from wuhao_batch.reading.xml import walk
from wuhao_batch.returns.entries import read_entries
from wuhao_batch.returns.examine import expected_forms
from wuhao_batch.returns.forms import ExpectedForms
from wuhao_batch.returns.inputs import Return
from wuhao_batch.sheets import Book
from wuhao_batch.writing.packages import to_bytes

FORMS = sorted(ROOT.glob("input/returned/**/*.xlsx"))
"""Forms as openpyxl saves them."""
SAMPLES = [*FORMS[:3], *sorted(ROOT.glob("examples/faulty/*.xlsx"))]
WORKBOOKS = [each for each in CASES if each.name.endswith((".xlsx", ".xlsm"))]


def same(data: bytes) -> None:
    """A workbook is read to the same end, whatever was read before it."""
    plainly = exactly(read_plainly(data))
    assert exactly(read_book(data)) == plainly
    assert exactly(read_book(data)) == plainly


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For every sheet read: whether it was taken by what is known."""
    found: list[bool] = []
    real = known_sheet

    def watched(*given: object) -> object:
        found.append(False)
        result = real(*given)  # type: ignore[arg-type]
        found[-1] = True
        return result

    monkeypatch.setattr("wuhao_batch.reading.ooxml.known_sheet", watched)
    return found


@pytest.fixture(autouse=True)
def with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests compare both ways, however the suite is run."""
    monkeypatch.setattr("wuhao_batch.reading.ooxml.known_book", known.known_book)


# --- sheets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_read_alike(path: Path) -> None:
    same(path.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda case: case.name)
def test_hostile_workbooks_are_read_alike(case: Hostile) -> None:
    data = case.make()
    if data.startswith(MAGIC) and len(data) < 200_000:
        same(data)


@settings(max_examples=60)
@given(st.sampled_from(FORMS[:4]), st.randoms(use_true_random=False))
def test_damaged_forms_are_read_alike(path: Path, chance: Random) -> None:
    read_book(path.read_bytes())
    same(package_mutated(path.read_bytes(), chance))


def test_forms_are_taken_by_what_is_known(taken: list[bool]) -> None:
    for path in FORMS:
        read_book(path.read_bytes())
    assert taken
    assert all(taken)


def test_forms_as_they_are_issued_are_taken_by_what_is_known(
    two: Assessment, taken: list[bool]
) -> None:
    armed = arm(two.template, two.settings)
    for branch in two.roster.branches:
        same(stamp(armed, branch))
    assert all(taken)


@pytest.mark.program("soffice")
def test_forms_saved_by_libreoffice_are_taken_by_what_is_known(
    taken: list[bool], tmp_path: Path
) -> None:
    forms = {f"{number}": path.read_bytes() for number, path in enumerate(FORMS[:3])}
    for data in resaved("libreoffice.xlsx", forms, tmp_path).values():
        same(data)
    assert all(taken)


def test_nothing_is_walked_again(monkeypatch: pytest.MonkeyPatch, taken: list[bool]) -> None:
    data = FORMS[0].read_bytes()
    read_book(data)
    monkeypatch.setattr(known, "walk", None)
    monkeypatch.setattr(known, "MOST_LEARNT", 0)
    assert isinstance(read_book(data), Book)
    assert all(taken)


GOOD = '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="B1" t="inlineStr"><is><t>甲</t></is></c></row>'
LIKE_GOOD = [
    '<row r="1"><c r="A1" s="1"><v>5</t></is></c></row>',  # the end of another content
    '<row r="1"><c r="A1" s="1"><v</c></row>',
    '<row r="1"><c r="A1" s="1"><v>5<</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>&amp;</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>&x;</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>\x01</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>５</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>\u3000 a</t></is></c></row>',
    '<row r="1"><c r="A1" s="1"><v>></v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>3>5</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v a=">">5</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a>b</t></is></c></row>',
    '<row r="1"><c r="A1" s="&#49;"><v>5</v></c></row>',
    '<row r="1"><c r="A1" s="99"><v>5</v></c></row>',
    '<row r="1"><c r=\'A1\' cm=\' s="1"\' s="0"><v>5</v></c></row>',
    '<row r="1"><c r="B1" s="1"><v>5</v></c><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="2"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="2"></row><row r="1"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="2"><c r="A2"><v>5</v></c></row><row r="1"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="1"><row r="2"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="1"><c r="A1" s="1"><v>5</v></c>',
    '<c r="A1" s="1"><v>5</v></c></row>',
    '<c r="A1" s="1"><v>5</v></c>',
    '<row r="1" hidden="1"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="1" x:y="1"><c r="A1" s="1"><v>5</v></c></row>',
    '<row r="1"><!-- <c r="A1" s="1"><v>5</v></c> --></row>',
    '<row r="1"><?x <c r="A1" s="1"><v>5</v></c> ?></row>',
    '<row r="1"><c r="A1" s="1"><v><![CDATA[5]]></v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"></c></row>',
    '<row r="1"><c r="A1" t="inlineStr">甲</c></row>',
    '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>-0</v></c></row>',
    '<row r="1"><c r="A1" t="s"><f>1</f><v>0</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
    '<row r="1"><c r="A1"><is><t>1</t></is><v>2</v></c></row>',
    '<row r="1"><c><v>1</v></c></row><row><c><v>2</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="2"/>',
    f'<row r="1"><c r="A1" t="str"><v>{"长" * 32_768}</v></c></row>',
    '<row r="20001"><c r="A20001"><v>1</v></c></row>',
]


@pytest.mark.parametrize("rows", LIKE_GOOD)
def test_rows_that_begin_like_good_ones_are_read_for_themselves(rows: str) -> None:
    read_book(with_rows(GOOD))
    read_book(with_rows(GOOD.replace("<v>5</v>", "<v>6</v>")))
    same(with_rows(rows))


TEXTS = [
    "<t>乙</t>",
    "<t>乙</t></t>",
    "<t></t>",
    "<r><t>甲</t></r>",
    "<r><rPr><strike/></rPr><t>甲</t></r><r><t>乙</t></r>",
    "<r><rPr><strike/></rPr><t>甲</t></t></r>",
    "<r><rPr><strike/></rPr><t></t></r><r><t></t></r>",
    "<r><rPr><strike/></rPr><t>&lt;</t></r>",
    "<r><t>a</t ></r><r><t>b</t></r>",
    "<rPh><t>甲</t></rPh><t>_x000A_</t>",
    "<t>&x;</t>",
    "<t>a>b</t>",
    "<r><t>a>b</t></r>",
    "<r><rPr><strike/></rPr><t>></t></r>",
]


@pytest.mark.parametrize("text", TEXTS)
def test_shared_texts_are_read_alike(text: str) -> None:
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    for texts in (("<t>甲</t>", TEXTS[4]), (text, "<t>乙</t>")):
        parts = ooxml(sheet(row), sharedStrings=shared(*texts), styles=styles([0]))
        same(zipped(parts))


def test_zeros_that_one_sheet_shows_are_hidden_on_another() -> None:
    row = '<row r="1"><c r="A1"><v>0</v></c></row>'
    hiding = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    for before in ("", hiding, "", hiding):
        same(with_rows(row, before=before))


# --- its cost -----------------------------------------------------------------------------------

BLOCKS = [
    "<row", "<c ", '<c r="A1"', "</c>", "</row>", '<c r="A1" s="', "<v>", "</v>", ">", "<is><t>",
    '<row r="1"><c r="A1"><v>1</v></c>', '<c r="A1" s="1"/>', "<c\t", "<si>", "</si>", "<r><t>",
    "</t></r>", "<headerFooter", "</headerFooter>", '<row r="1"', " ", "x", "&", '"',
]  # fmt: skip


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length of every piece that was walked alone."""
    found: list[int] = []
    real = walk

    def counted(document: bytes, *handlers: object) -> None:
        found.append(len(document))
        real(document, *handlers)  # type: ignore[arg-type]

    monkeypatch.setattr(known, "walk", counted)
    return found


@pytest.mark.parametrize("block", BLOCKS)
def test_hostile_text_is_walked_a_few_times_at_most(block: str, walked: list[int]) -> None:
    content = block * (500_000 // len(block))
    for rows in (content, f'<row r="1"><c r="A1"><v>{content}</v></c></row>'):
        same(with_rows(rows))
        same(zipped(ooxml(sheet(""), sharedStrings=shared(rows))))
    assert len(walked) <= 8 * known.MOST_LEARNT
    assert sum(walked) < 20_000_000


@pytest.mark.parametrize("more", [0, 1])
def test_a_list_longer_than_any_form_is_not_got_to_know(more: int, walked: list[int]) -> None:
    cells = known.MOST_LEARNT + more
    rows = (f'<row r="{n}"><c r="A{n}"><v>0.{n}7</v></c></row>' for n in range(1, cells + 1))
    same(with_rows("".join(rows)))
    assert bool(walked) == (not more)


@pytest.mark.parametrize("missing", [0, 1])
def test_texts_are_counted_alike(missing: int) -> None:
    data = FORMS[0].read_bytes()
    texts = [text for each in opened(data).sheets for text in each.texts()]
    most = Most(characters=sum(map(len, texts)) - missing)
    found = exactly(read_book(data, most=most))
    assert found == exactly(read_plainly(data, most))
    assert isinstance(read_book(data, most=most), Book) == (not missing)


def test_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_MOST_KEPT", 20_000)
    for path in FORMS[:4]:
        same(path.read_bytes())


# --- forms --------------------------------------------------------------------------------------

ODD_INPUTS: dict[str, dict[str, dict[str, object]]] = {
    "good": {},
    "a header": {"备注": {"1-1.1": "数量"}},
    "the beginning of a header": {"备注": {"1-1.1": "涉及一人"}},
    "what we print": {"备注": {"1-1.1": "由考评组填写"}},
    "a name": {"备注": {"1-1.1": "甲党总支"}},
    "nothing": {"数量": {"1-1.1": None}},
    "a word": {"数量": {"1-1.1": "三"}},
    "a formula": {"数量": {"1-1.1": "=1+1"}},
}
OTHERS: dict[str, Callable[[Workbook], object]] = {
    "a cap": lambda book: _set(book, "D6", 9),
    "a line": lambda book: _set(book, "A3", "计分明细还有7项未填"),
    "a foreign line": lambda book: _set(book, "A3", "以下各项均已核实"),
    "a name": lambda book: _set(book, "A2", "被考评党总支：丙党总支　　　　考核年度：2026年度"),
    "beside": lambda book: _set(book, "J9", "见附件"),
    "a hidden sheet": lambda book: _hide(book, "一票否决"),
    "a hidden row": lambda book: _hide_row(book, 8),
}


def _set(book: Workbook, cell: str, value: str | int) -> None:
    book["评分表"][cell] = value


def _hide(book: Workbook, sheet: str) -> None:
    book[sheet].sheet_state = "hidden"


def _hide_row(book: Workbook, row: int) -> None:
    book["计分明细"].row_dimensions[row].hidden = True


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """Two branches on the college's own template."""
    rows = [["01", "甲党总支", "", "", "", "甲支部"], ["02", "乙党总支"]]
    return loaded(workspace(tmp_path_factory.mktemp("two"), rows))


@pytest.fixture(scope="module")
def seen(two: Assessment) -> ExpectedForms:
    """Expectations that have met good forms of both."""
    met = expected_forms(two)
    for branch in two.roster.branches:
        entries(opened(returned(two, branch=branch)), branch, met)
    return met


def alike(form: bytes, assessment: Assessment, seen: ExpectedForms) -> None:
    book = opened(form)
    for branch in assessment.roster.branches:
        assert entries(book, branch, seen) == entries(book, branch, expected_forms(assessment))


@pytest.mark.parametrize("name", ODD_INPUTS)
def test_odd_inputs_are_told_alike(two: Assessment, seen: ExpectedForms, name: str) -> None:
    alike(returned(two, ODD_INPUTS[name]), two, seen)


@pytest.mark.parametrize("name", OTHERS)
def test_odd_forms_are_told_alike(two: Assessment, seen: ExpectedForms, name: str) -> None:
    alike(returned(two, edit=OTHERS[name]), two, seen)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_edited_forms_are_told_alike(two: Assessment, seen: ExpectedForms, name: str) -> None:
    workbook = open_form(returned(two))
    alike(to_bytes(EDITS[name](workbook) or workbook), two, seen)


def test_nothing_is_looked_for_in_a_form_like_one_before(
    two: Assessment, seen: ExpectedForms, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = two.roster.branches[1]
    monkeypatch.setattr("wuhao_batch.returns.entries.the_table", None)
    data = returned(two, {"数量": {"1-1.1": 3}}, branch=second)
    found = entries(opened(data), second, seen)
    assert found.inputs["数量"]["1-1.1"].cell.value == 3


def test_a_form_like_one_before_has_the_headers_of_tables_without_rows_too(
    tmp_path: Path,
) -> None:
    template = small_template(否决=[["本表不用"]])
    assessment = loaded(workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]], template))
    met = expected_forms(assessment)
    forms = [opened(returned(assessment, branch=each)) for each in assessment.roster.branches]
    first, second = (
        entries(form, branch, met)
        for form, branch in zip(forms, assessment.roster.branches, strict=True)
    )
    issued = met.issued(assessment.roster.branches[1])
    assert issued.precedents.like(forms[1], issued.printed) is not None
    assert first.inputs.keys() == second.inputs.keys()
    assert not second.inputs["是否存在"]


def entries(book: Book, branch: Branch, expected: ExpectedForms) -> Return:
    return read_entries(book, "a.xlsx", branch.code, expected.issued(branch))
