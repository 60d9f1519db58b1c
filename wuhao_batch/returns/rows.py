"""The rows of a table of a form, by code, and what a form prints in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.assessment.layout import (
    CAP,
    CEILING,
    COUNTS,
    NATURE,
    SCORES,
    START,
    TABLES,
    TOP,
)
from wuhao_batch.numbers import PERCENT
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.rules.rule import Stated
from wuhao_batch.scoring.scale import UNLIMITED
from wuhao_batch.sheets import fold
from wuhao_batch.tables import RowKind, Table, TableSpec

Print = tuple[str, str, Stated, str]
"""Code, header and content of a cell as the form prints it, and the unit of a number in it."""


@dataclass(frozen=True)
class OurRows:
    """The rows of one kind of table in the forms of a standard.

    ``by_text`` maps printed text to code, for texts that stand in the standard once.
    """

    codes: tuple[str, ...]
    printed: tuple[Print, ...]
    by_text: Mapping[str, str]


def our_rows(standard: Standard) -> Mapping[str, OurRows]:
    """Return the rows of each kind of table, by its name: the same for all forms."""
    rates = {each.code for each in standard.measures if each.answer.percent}
    found: dict[str, OurRows] = {}
    for spec in TABLES:
        printed = tuple(
            (code, header, content, PERCENT if code in rates else "")
            for code, header, content in _printed(spec, standard)
        )
        codes = tuple(codes_of(spec, standard))
        found[spec.name] = OurRows(codes, printed, _by_text(spec, printed))
    return found


def rows_of_codes(table: Table, ours: OurRows) -> Mapping[str, list[int]]:
    """Return code → rows, by the code column or else by the text printed beside it."""
    if table.spec.key in table.columns:
        return table.keyed_rows
    rows: dict[str, list[int]] = {}
    for row in table.rows_of_kind(RowKind.ITEM):
        code = ours.by_text.get(fold(table.at(row, table.spec.label).text))
        if code is not None:
            rows.setdefault(code, []).append(row)
    return rows


def codes_of(spec: TableSpec, standard: Standard) -> list[str]:
    """Return the codes that the standard has for a kind of table."""
    if spec is SCORES:
        return [item.code for item in standard.items]
    if spec is COUNTS:
        return [measure.code for measure in standard.measures]
    return [veto.code for veto in standard.vetoes]


def _by_text(spec: TableSpec, printed: Iterable[Print]) -> dict[str, str]:
    texts = [
        (fold(content), code)
        for code, header, content, _ in printed
        if header == spec.label and isinstance(content, str)
    ]
    times = Counter(text for text, _ in texts)
    return {text: code for text, code in texts if times[text] == 1}


def _printed(spec: TableSpec, standard: Standard) -> Iterator[tuple[str, str, Stated]]:
    """Yield code, header and the content that the form should show there."""
    for code in codes_of(spec, standard):
        yield code, spec.key, code
    if spec is SCORES:
        for item in standard.items:
            yield item.code, "考评内容", item.content
            yield item.code, CAP, item.cap
            yield item.code, NATURE, item.terms.nature
            yield item.code, START, item.terms.start or ""
            yield item.code, TOP, UNLIMITED if item.terms.unlimited else item.terms.top
            yield item.code, "考评标准", item.criterion
    elif spec is COUNTS:
        for measure in standard.measures:
            yield measure.code, "计分指标", measure.name
            yield measure.code, "单位", measure.unit
            for header, content in measure.stated.items():
                yield measure.code, header, content
    else:
        for veto in standard.vetoes:
            yield veto.code, "情形", veto.text
            yield veto.code, CEILING, veto.ceiling
