"""What every reading must survive, and the small good workbooks that damage starts from."""

import tempfile
from functools import cache
from pathlib import Path

from tests.support.drawing import loaded, small_template, workspace, zipped
from tests.support.faults import returned
from tests.support.hostile.crafting import sheet as worksheet
from tests.support.packing import ods, ods_of, ooxml, opened, shared, styles, table
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.ods import read_ods
from wuhao_batch.reading.ooxml import read_ooxml
from wuhao_batch.reading.package import MAGIC, open_package
from wuhao_batch.reading.refusal import Refusal, RefusedError
from wuhao_batch.returns.checks import check
from wuhao_batch.returns.entries import read_entries
from wuhao_batch.returns.examine import expected_forms, form_owners
from wuhao_batch.returns.identify import read_identity
from wuhao_batch.sheets import Book

MINIATURE_XLSX = zipped(
    ooxml(
        worksheet(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46000.5</v></c>'
            '<c r="C1" s="2"><v>0.5</v></c><c r="D1" t="b"><v>1</v></c></row>'
            '<row r="3"><c r="A3" t="inlineStr"><is><t>甲_x000A_乙</t></is></c>'
            '<c r="B3"><f>1+1</f><v>2</v></c><c r="C3" t="e"><v>#N/A</v></c>'
            '<c r="D3" t="d"><v>2026-05-04</v></c><c><v>-1.5e3</v></c></row>'
        ),
        worksheet('<row><c t="str"><f t="shared" si="0"/><v>x</v></c></row>'),
        states=["visible", "hidden"],
        properties='date1904="0"',
        sharedStrings=shared("<r><t>甲</t></r><rPh><t>乙</t></rPh>", "<t>丙</t>"),
        styles=styles([0, 164, 9], {164: "yyyy-mm-dd"}),
    )
    | {
        "docProps/core.xml": b"<a><modified>2026-12-07T10:00:00Z</modified></a>",
        "docProps/custom.xml": b'<a><property name="b"><c> d </c></property></a>',
    }
)
MINIATURE_ODS = zipped(
    ods(
        table(
            '<table:table-row table:number-rows-repeated="2"><table:table-cell '
            'office:value-type="float" office:value="7.5" table:number-columns-repeated="2"/>'
            '<table:table-cell office:value-type="date" office:date-value="2026-05-04"/>'
            '<table:covered-table-cell office:value-type="percentage" office:value="0.5"/>'
            '<table:table-cell table:formula="of:=1" office:value-type="string">'
            '<text:p>甲<text:s text:c="2"/><text:tab/></text:p><office:annotation><text:p>x'
            "</text:p></office:annotation></table:table-cell><table:table-cell "
            'office:value-type="boolean" office:boolean-value="true"/></table:table-row>',
            style="ta1",
        ),
        styles='<style:style style:name="ta1"><style:table-properties table:display="false"/>'
        "</style:style>",
        meta='<dc:date>2026-12-07T10:00:00</dc:date><meta:user-defined meta:name="a">b'
        "</meta:user-defined>",
    )
)


@cache
def assessment() -> Assessment:
    """A small assessment of two branches."""
    with tempfile.TemporaryDirectory() as folder:
        branches = [["01", "甲党总支", "", "", "", "甲支部"], ["02", "乙党总支"]]
        return loaded(workspace(Path(folder), branches, small_template()))


GOOD = ("miniature.xlsx", "miniature.ods", "form.xlsx", "form.ods")


@cache
def good(name: str) -> bytes:
    """A workbook without a fault: one of ``GOOD``."""
    match name:
        case "miniature.xlsx":
            return MINIATURE_XLSX
        case "miniature.ods":
            return MINIATURE_ODS
        case "form.xlsx":
            return returned(assessment())
        case _:
            return zipped(ods_of(opened(good("form.xlsx"))))


def goes_through(data: bytes) -> Book | Refusal:
    """Read a file as the program does; what it gives is examined and checked."""
    result = read_book(data)
    assert isinstance(result, Book | Refusal)
    if isinstance(result, Book):
        examine_book(result)
    return result


def examine_book(book: Book) -> None:
    """Everything that a return's workbook goes through, whoever's it is."""
    ours = assessment()
    read_identity(book, "a.xlsx", form_owners(ours))
    branch = ours.roster.branches[0]
    read = read_entries(book, "a.xlsx", branch.code, expected_forms(ours).issued(branch))
    checked = check(read, branch, ours.standard, ours.settings)
    assert all(found.message for found in checked.findings)
    assert hash(checked.content)


def read_package_strictly(data: bytes) -> Book | None:
    """The program's own readers of packages, without the net under them.

    What is raised here for a reason nobody thought of would refuse an honest file as damaged.
    """
    if not data.startswith(MAGIC):
        return None
    try:
        package = open_package(data)
        mimetype = package.find("mimetype")
        return read_ooxml(package) if mimetype is None else read_ods(package)
    except RefusedError:
        return None
