"""Whatever comes: bytes, damage, odd values. It ends in a workbook or a reason, never else."""

import io
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.support.dispositions import DISPOSITIONS
from tests.support.drawing import ROOT
from tests.support.hostile.crafting import attachment, mail
from tests.support.mutating import bytes_mutated, package_mutated
from tests.support.packing import opened
from tests.support.programs import converted
from tests.support.survival import GOOD, examine_book, goes_through, good, read_package_strictly
from wuhao_batch.reading.children import Bounds
from wuhao_batch.reading.executor import ChildProcesses, Executor, ask
from wuhao_batch.reading.files import Source, read_source
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import Book, clean

MAGICS = [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08"]
MAGICS += [b"<?xml", b"From: a\r\nTo: b\r\nDate: c\r\n", b"\xff\xfe", b"%PDF", b"\x09\x04\x06\x00"]

Chances = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every example writes over."""
    return tmp_path_factory.mktemp("any") / "a.bin"


# --- bytes and damage ---------------------------------------------------------------------------


def read_whole(path: Path, data: bytes) -> None:
    """Read a file and what it carries, one level deep; nothing may be raised."""
    path.write_bytes(data)
    found = read_source(Source(path)).body
    assert isinstance(found, Book | Refusal | tuple)
    for inner in range(len(found) if isinstance(found, tuple) else 0):
        assert isinstance(read_source(Source(path, (inner,))).body, Book | Refusal | tuple)


@given(st.sampled_from(MAGICS), st.binary(max_size=400))
def test_any_bytes_end_in_a_workbook_or_a_reason(file: Path, magic: bytes, data: bytes) -> None:
    read_whole(file, magic + data)


@given(st.sampled_from(MAGICS), st.text(max_size=400))
def test_any_text_ends_in_a_reason(file: Path, magic: bytes, text: str) -> None:
    read_whole(file, magic + text.encode("utf-8", "surrogatepass"))


@given(st.sampled_from(GOOD), Chances)
def test_a_form_with_damaged_bytes_ends_in_a_workbook_or_a_reason(
    name: str, chance: Random
) -> None:
    goes_through(bytes_mutated(good(name), chance))


@pytest.mark.slow
@settings(max_examples=800)
@given(st.sampled_from(GOOD), Chances)
def test_a_form_with_damaged_parts_ends_in_a_workbook_or_a_reason(
    name: str, chance: Random
) -> None:
    damaged = package_mutated(good(name), chance)
    goes_through(damaged)
    book = read_package_strictly(damaged)
    if book is not None:
        examine_book(book)


@given(st.sampled_from(sorted(DISPOSITIONS)), Chances)
def test_a_damaged_mail_ends_in_its_files_or_a_reason(
    file: Path, name: str, chance: Random
) -> None:
    read_whole(file, bytes_mutated(mail(attachment(b"%PDF-1.7", DISPOSITIONS[name])), chance))


PIECES = [
    b"=?", b"?=", b"?B?", b"?Q?", b"utf-8", b"utf-7", b"idna", b"undefined", b"hex", b"\0", b"''",
    b"%ff", b"=ff", b"+2AA-", b"*0*=", b"*", b'"', b";", b"\r\n ", b"a", b"1" * 4400,
]  # fmt: skip
NAMES = st.lists(st.binary(max_size=4) | st.sampled_from(PIECES), max_size=10).map(b"".join)


@settings(max_examples=300)
@given(NAMES)
def test_any_name_of_an_attachment_is_read_or_given_up(file: Path, name: bytes) -> None:
    for disposition in (b'filename="' + name + b'"', b"filename*=" + name, b"filename*0" + name):
        read_whole(file, mail(attachment(b"%PDF-1.7", disposition)))


# --- old workbooks, in child processes ----------------------------------------------------------


@pytest.fixture(scope="module")
def old_form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A filled form as LibreOffice saves it for Excel 97."""
    folder = tmp_path_factory.mktemp("xls")
    (folder / "a.xlsx").write_bytes(good("form.xlsx"))
    return converted(folder / "a.xlsx", "xls", folder).read_bytes()


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """Readers that give up early, so that a loop costs the tests little."""
    with ChildProcesses(bounds=Bounds(seconds=3)) as children:
        yield children


@pytest.mark.program("soffice")
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(Chances)
def test_a_damaged_old_workbook_ends_in_a_workbook_or_a_reason(
    old_form: bytes, executor: Executor, file: Path, chance: Random
) -> None:
    file.write_bytes(bytes_mutated(old_form, chance))
    found = ask(executor, read_source, Source(file)).body
    assert isinstance(found, Book | Refusal)
    if isinstance(found, Book):
        examine_book(found)


@pytest.mark.program("soffice")
def test_an_old_workbook_without_damage_is_read(old_form: bytes) -> None:
    old, new = opened(old_form), opened(good("form.xlsx"))
    assert old.properties.items() >= new.properties.items()
    assert [sheet.name for sheet in old.sheets] == [sheet.name for sheet in new.sheets]
    examine_book(old)


# --- values -------------------------------------------------------------------------------------

WRITABLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(WRITABLE | st.sampled_from("\n\t\u200b\u202e\ufeff=+-@' "), min_size=1, max_size=80)
VALUES = (
    st.integers(-(10**15) + 1, 10**15 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.datetimes(datetime(1950, 1, 1), datetime(9999, 12, 31, 23, 59, 59))
    | TEXTS.filter(lambda text: "_x" not in text)
)


def written(values: list[Any]) -> bytes:
    """A workbook with these values in one column, as openpyxl writes them."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row, value in enumerate(values, start=1):
        cell = sheet.cell(row, 1, value)
        if isinstance(value, str):
            cell.data_type = "s"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def stored(value: Any) -> Any:
    """A value as far as a workbook keeps it: 16 digits, whole seconds, no unseen characters.

    The largest number that there is becomes larger by those digits: what is no number stays a text.
    """
    match value:
        case str():
            return clean(value)
        case bool():
            return value
        case float():
            text = format(value, ".16g")
            return float(text) if isfinite(float(text)) else text
        case datetime():
            return value.replace(microsecond=0)
        case _:
            return value


@given(st.lists(VALUES.filter(lambda value: getattr(value, "microsecond", 0) == 0), max_size=12))
def test_values_come_back_as_they_were_written(values: list[Any]) -> None:
    sheet = opened(written(values)).sheets[0]
    for row, value in enumerate(values, start=1):
        found = sheet.at(row, 1)
        assert found.value == stored(value), value
        assert isinstance(found.value, bool) == isinstance(value, bool)
        assert not found.formula
        assert not found.error


RETURNED = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("input/returned/**/*.xlsx")
)


@pytest.mark.parametrize("name", RETURNED)
def test_the_sample_reads_as_openpyxl_reads_it(name: str) -> None:
    data = (ROOT / name).read_bytes()
    book = opened(data)
    other = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    assert [sheet.name for sheet in book.sheets] == other.sheetnames
    for sheet in book.sheets:
        values: Any = other[sheet.name]
        values.reset_dimensions()
        shown = {
            (cell.row, cell.column): clean(value) if isinstance(value, str) else value
            for row in values.iter_rows()
            for cell in row
            if (value := cell.value) not in (None, "")
        }
        ours = {at: cell.value for at, cell in sheet.cells.items()}
        assert {at: value for at, value in ours.items() if value not in (None, "")} == shown
    other.close()
