"""The rows of a table of a form, by code, and what a form prints in them."""

from collections import Counter
from collections.abc import Iterator, Mapping

from wuhao_batch.assessment.layout import CAP, CEILING, COUNTS, NATURE, SCORES, START, TOP, VETOES
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.rules.rule import Stated
from wuhao_batch.scoring.scale import UNLIMITED
from wuhao_batch.sheets import fold
from wuhao_batch.tables import RowKind, Table, TableSpec


def rows_of_codes(table: Table, standard: Standard) -> Mapping[str, list[int]]:
    """Return code → rows, by the code column or else by the text printed beside it."""
    if table.spec.key in table.columns:
        return table.keyed_rows
    codes = codes_by_text(table.spec, standard)
    rows: dict[str, list[int]] = {}
    for row in table.rows_of_kind(RowKind.ITEM):
        code = codes.get(fold(table.at(row, table.spec.label).text))
        if code is not None:
            rows.setdefault(code, []).append(row)
    return rows


def codes_by_text(spec: TableSpec, standard: Standard) -> dict[str, str]:
    """Return printed text → code, for texts that stand in the standard once."""
    texts = [
        (fold(expected), code)
        for code, header, expected in printed_in_rows(spec, standard)
        if header == spec.label and isinstance(expected, str)
    ]
    times = Counter(text for text, _ in texts)
    return {text: code for text, code in texts if times[text] == 1}


def codes_of(spec: TableSpec, standard: Standard) -> list[str]:
    """Return the codes that the standard has for a kind of table."""
    by_table = {
        SCORES.name: [item.code for item in standard.items],
        COUNTS.name: [measure.code for measure in standard.measures],
        VETOES.name: [veto.code for veto in standard.vetoes],
    }
    return by_table[spec.name]


def printed_in_rows(spec: TableSpec, standard: Standard) -> Iterator[tuple[str, str, Stated]]:
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
