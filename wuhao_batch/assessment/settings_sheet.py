"""The sheet 设置 → :class:`.Settings`, or what is wrong with it and where."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.assessment.setting_values import (
    STEP,
    WORD,
    InvalidValueError,
    ValueKind,
    veto_target,
)
from wuhao_batch.assessment.settings import (
    ASSESSOR,
    FIELDS,
    SCORE_STEP,
    UNIT,
    VETO_TARGET,
    Settings,
)
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, Place, finding, nearest
from wuhao_batch.numbers import is_contradicted
from wuhao_batch.sheets import Book, Cell, Sheet, address, fold
from wuhao_batch.tables import seen_otherwise, shown

SHEET = "设置"
HEADERS = ("设置项", "值", "说明")
REQUIRED = ("考核年度",)


def read_settings(
    sheet: Sheet, columns: dict[str, int], header_row: int, file: str, words: Words = USUAL
) -> tuple[Settings, list[Finding]]:
    """Read the sheet 设置.

    Args:
        sheet: The sheet.
        columns: The column numbers of 设置项 and 值.
        header_row: Where they stand.
        file: The roster's name, for findings.
        words: In which 一票否决对象 may be written.

    Returns:
        The settings, defaults where a value is blank or wrong, and the findings V024 and V102–V107.
    """
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    seen: set[str] = set()
    for row in (number for number in sheet.rows if number > header_row):
        name, value = sheet.at(row, columns["设置项"]), sheet.at(row, columns["值"])
        key = fold(name.text)
        at_name = Place(file, sheet.name, address(row, columns["设置项"]))
        at_value = Place(file, sheet.name, address(row, columns["值"]))
        if not key:
            continue
        if key not in FIELDS:
            findings.append(finding("V102", at_name, value=key, hint=nearest(key, FIELDS)))
        elif key in seen:
            findings.append(finding("V105", at_name, value=key, key=key))
        elif value.has_no_result:
            shown_value = shown(value)
            findings.append(finding("V107", at_value, value=shown_value, header=key))
            values[FIELDS[key].name] = FIELDS[key].default
        elif not value.blank:
            try:
                values[FIELDS[key].name] = _kind(key, words).read(value)
            except ValueError:
                findings.append(_unusable(key, value, at_value, words))
                values[FIELDS[key].name] = FIELDS[key].default
        seen.add(key)
    findings += [
        finding("V104", Place(file, sheet.name), key=key)
        for key in REQUIRED
        if FIELDS[key].name not in values
    ]
    return Settings(**values), findings


def settings_of(told: Mapping[str, str]) -> Settings:
    """Return the settings that :func:`.public_values` told; what cannot be read has its default."""
    values: dict[str, Any] = {}
    for key in told.keys() & FIELDS.keys():
        with suppress(ValueError):
            values[FIELDS[key].name] = _kind(key, USUAL).read(Cell(told[key]))
    return Settings(**values)


def read_words(book: Book) -> Words:
    """Return the words that the sheet 设置 says, before all else is read; faults are told later."""
    said: dict[str, str] = {}
    for key, listing, row in _settings_in(book, ""):
        if key in (UNIT, ASSESSOR):
            with suppress(InvalidValueError):
                said.setdefault(key, WORD.read(listing.cell(row, "值")))
    return Words(said.get(UNIT, USUAL.unit), said.get(ASSESSOR, USUAL.panel))


def read_step(book: Book) -> Decimal | None:
    """Return the 得分步长 that the sheet 设置 says, None if it says none; faults are told later."""
    for key, listing, row in _settings_in(book, ""):
        if key == SCORE_STEP:
            with suppress(InvalidValueError):
                step: Decimal = STEP.read(listing.cell(row, "值"))
                return step
    return None


def find_settings(book: Book, file: str) -> Listing | Finding:
    """Return the table of settings, or why there is none."""
    return find_listing(book, SHEET, ("设置项", "值"), file)


def on_setting(code: str, key: str, book: Book, file: str, /, **facts: str) -> Finding:
    """Return a finding at the value of a 设置项; at the whole sheet where that is not written."""
    for written, listing, row in _settings_in(book, file):
        if written == key:
            value = shown(listing.cell(row, "值")) or None
            return finding(code, listing.place(row, "值"), value=value, **facts)
    return finding(code, Place(file, SHEET), **facts)


def _settings_in(book: Book, file: str) -> Iterator[tuple[str, Listing, int]]:
    """Yield the keys that are written in the sheet, each with its row."""
    listing = find_settings(book, file)
    if isinstance(listing, Listing):
        for row in listing.rows:
            yield fold(listing.text(row, "设置项")), listing, row


def _kind(key: str, words: Words) -> ValueKind:
    kind: ValueKind = FIELDS[key].metadata["kind"]
    return veto_target(words) if key == VETO_TARGET else kind


def _unusable(key: str, value: Cell, place: Place, words: Words) -> Finding:
    if is_contradicted(value, "分"):
        return seen_otherwise(f"“{key}”", place, value)
    return finding("V103", place, value=value.seen, key=key, expected=_kind(key, words).takes)
