"""The score template as a value: its bytes, its tables and the standard read from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.assessment.fields import check_fields
from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.standard import read_standard
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import Book
from wuhao_batch.tables import Table, template_table
from wuhao_batch.workspace.folders import TEMPLATE


@dataclass(frozen=True)
class Template:
    """The template's bytes and cells, the standard and the tables read from it."""

    data: bytes
    book: Book
    standard: Standard
    tables: Mapping[str, Table]


def load_template(path: Path, words: Words = USUAL) -> tuple[Template | None, list[Finding]]:
    """Read the template; it is None if there is an error among the findings.

    ``words`` are those of the roster, which may name fields.
    """
    data = path.read_bytes()
    book = read_book(data)
    if isinstance(book, Refusal):
        return None, [finding(book.code, Place(TEMPLATE), **book.facts)]
    standard, findings = read_standard(book, TEMPLATE)
    own = words if standard is None else replace(words, part=standard.part)
    findings += check_fields(book, TEMPLATE, own)
    if standard is None or has_errors(findings):
        return None, findings
    return Template(data, book, standard, _tables(book)), findings


def _tables(book: Book) -> dict[str, Table]:
    found = {spec.name: template_table(book, spec, TEMPLATE) for spec in TABLES}
    return {name: table for name, table in found.items() if isinstance(table, Table)}
