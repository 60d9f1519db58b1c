"""OpenDocument spreadsheets with repeats and faults of their own (docs/reading.md, G11)."""

from collections.abc import Iterator

from tests.support.hostile.case import Hostile, case
from tests.support.hostile.crafting import (
    CONTENT,
    MANIFEST,
    MIMETYPE,
    ODS_TYPE,
    manifest,
    noise,
    ods,
    ods_cell,
    ods_content,
    ods_row,
    ods_table,
)


def opendocument() -> Iterator[Hostile]:
    yield from _repeats()
    yield from _contents()
    yield from _packages()


REPEATS: tuple[tuple[str, str, str, str], ...] = (
    # name, codes, attributes of a row, attributes of its cell
    ("rows_20000", "I001", 'table:number-rows-repeated="20000"', ""),
    ("rows_20001", "F017", 'table:number-rows-repeated="20001"', ""),
    ("rows_1048576", "F017", 'table:number-rows-repeated="1048576"', ""),
    ("rows_2147483647", "F017 F002", 'table:number-rows-repeated="2147483647"', ""),
    ("rows_of_30_digits", "F017 F002", f'table:number-rows-repeated="{"9" * 30}"', ""),
    ("rows_negative", "F002 F017 I001", 'table:number-rows-repeated="-1"', ""),
    ("rows_0", "F002 I001", 'table:number-rows-repeated="0"', ""),
    ("rows_word", "F002 F017", 'table:number-rows-repeated="many"', ""),
    ("rows_arabic", "F002 F017", 'table:number-rows-repeated="٩٩"', ""),
    ("columns_512", "I001", "", 'table:number-columns-repeated="512"'),
    ("columns_513", "F017", "", 'table:number-columns-repeated="513"'),
    ("columns_1000000000", "F017 F002", "", 'table:number-columns-repeated="1000000000"'),
    (
        "rows_and_columns",
        "F018 F017",
        'table:number-rows-repeated="20000"',
        'table:number-columns-repeated="512"',
    ),
)
BLANK_CELL = "<table:table-cell {}/>"


def _repeats() -> Iterator[Hostile]:
    for name, codes, of_row, of_cell in REPEATS:
        content = ods_table(ods_row(ods_cell(attributes=of_cell), of_row))
        yield case(f"repeat_{name}.ods", codes, ods, content)
    filled = ods_row(ods_cell())
    all_columns = BLANK_CELL.format('table:number-columns-repeated="16384"')
    for name, codes, count in (
        ("1048576", "I001 F017", 1_048_575),
        ("4294967295", "F017 F002 I001", 4_294_967_295),
    ):
        blank = ods_row(all_columns, f'table:number-rows-repeated="{count}"')
        yield case(f"blank_rows_{name}.ods", codes, ods, ods_table(filled + blank))
        yield case(f"blank_rows_{name}_then_value.ods", "F017 F002", ods, ods_table(blank + filled))
    spaces = '<text:s text:c="{}"/>'
    for told, codes in (
        ("2000000000", "F002 F017 F018 F019"),
        ("40000", "F019"),
        ("9" * 40, "F002 F017 F018 F019"),
        ("-5", "F002 F017 I001"),
        ("10", "I001"),
    ):
        content = ods_table(ods_row(ods_cell(spaces.format(told))))
        yield case(f"spaces_{told[:10]}.ods", codes, ods, content)
    many = ods_table(ods_row(ods_cell(spaces.format(30_000) * 50_000)))
    yield case("spaces_many_times.ods", "F018 F019", ods, many)
    texts = ods_table(ods_row(ods_cell(noise(30_000)), 'table:number-rows-repeated="20000"'))
    yield case("repeat_long_text.ods", "F018", ods, texts)


KINDS = "".join(
    f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"/>'
    for kind, name, value in (
        ("float", "value", "7.5"),
        ("float", "value", "NaN"),
        ("percentage", "value", "0.5"),
        ("currency", "value", "1e309"),
        ("date", "date-value", "2026-01-05"),
        ("date", "date-value", "99999-99-99"),
        ("time", "time-value", "PT99H"),
        ("boolean", "boolean-value", "maybe"),
        ("nothing", "value", "1"),
    )
)


def _contents() -> Iterator[Hostile]:
    good = ods_row(ods_cell())
    for name, codes, content in (
        ("good", "I001", ods_table(good)),
        ("kinds", "I001", ods_table(ods_row(KINDS))),
        ("no_tables", "F002", ""),
        ("two_of_one_name", "F023", ods_table(good) * 2),
        ("table_in_cell", "F002 F023 I001", ods_table(ods_row(ods_cell(ods_table(good, "乙"))))),
        ("table_in_table", "F002 F023 I001", ods_table(ods_table(good, "乙") + good)),
        ("cell_without_row", "F002 I001", ods_table(ods_cell())),
        ("row_without_table", "F002", good),
        ("nameless", "I001 F002", ods_table(good, "")),
        ("formula", "I001", ods_table(ods_row(_formula("of:=SUM([.B1:.B9])")))),
        ("formula_that_runs", "I001", ods_table(ods_row(_formula('msoxl:=cmd|" /c calc"!A0')))),
    ):
        yield case(f"ods_{name}.ods", codes, ods, content)
    yield case("ods_100_tables.ods", "I001", _tables, 100)
    yield case("ods_101_tables.ods", "F018", _tables, 101)
    yield case("ods_text_40000.ods", "F019", _text, 40_000)
    yield case("ods_paragraphs_40000.ods", "F019 I001", _paragraphs, 40_000)
    yield case("ods_note_40000.ods", "I001 F019", _note, 40_000)


def _formula(text: str) -> str:
    told = text.replace('"', "&quot;")
    return f'<table:table-cell table:formula="{told}"/>'


def _tables(count: int) -> bytes:
    return ods("".join(ods_table(ods_row(ods_cell()), f"表{each}") for each in range(count)))


def _text(length: int) -> bytes:
    return ods(ods_table(ods_row(ods_cell(noise(length)))))


def _paragraphs(count: int) -> bytes:
    return ods(ods_table(ods_row(ods_cell("</text:p><text:p>" * count))))


def _note(length: int) -> bytes:
    note = f"<office:annotation><text:p>{noise(length)}</text:p></office:annotation>"
    return ods(
        ods_table(
            ods_row(f'<table:table-cell office:value-type="string">{note}</table:table-cell>')
        )
    )


LOCKED = (
    '<manifest:encryption-data manifest:checksum-type="SHA256/1K" manifest:checksum="AA==">'
    '<manifest:algorithm manifest:algorithm-name="AES256-CBC"'
    ' manifest:initialisation-vector="AA=="/>'
    '<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:iteration-count="'
    '999999999" manifest:salt="AA=="/></manifest:encryption-data>'
)


def _packages() -> Iterator[Hostile]:
    good = ods_table(ods_row(ods_cell()))
    content = ods_content(good)
    template = ODS_TYPE + b"-template"
    for name, codes, changes in (
        ("locked", "F006", {MANIFEST: manifest(LOCKED), CONTENT: noise(900).encode()}),
        ("locked_manifest_only", "F006", {MANIFEST: manifest(LOCKED)}),
        ("no_manifest", "I001 F002", {MANIFEST: None}),
        ("no_mimetype", "F001 F002 F021 I001", {MIMETYPE: None}),
        ("mimetype_with_newline", "I001 F001 F002 F021", {MIMETYPE: ODS_TYPE + b"\n"}),
        ("template", "I001", {MIMETYPE: template}),
        ("no_content", "F002 F001", {CONTENT: None}),
        ("content_cut_short", "F002", {CONTENT: content[:-40]}),
        ("content_of_no_bytes", "F002", {CONTENT: b""}),
        ("macros", "I001", {"Basic/Standard/Module1.xml": b"<a/>"}),
        ("thumbnail", "I001", {"Thumbnails/thumbnail.png": b"\x89PNG"}),
        ("bad_properties", "I001 F002", {"meta.xml": b"<office:meta"}),
    ):
        yield case(f"ods_{name}.ods", codes, ods, good, changes)
