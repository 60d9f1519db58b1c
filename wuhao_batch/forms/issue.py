"""One form per branch, made from the template: fields, formulas, limits, locks, identity, pages."""

import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from wuhao_batch.forms.fields import (
    DECLARED_FIELD,
    ID_FIELD,
    PROGRESS_FIELD,
    cells_with,
    field_values,
    fill_fields,
    text_cells,
)
from wuhao_batch.forms.formulas import Formula, Formulas
from wuhao_batch.forms.identity import Identity
from wuhao_batch.forms.layout import (
    COUNTS,
    ID_LABEL,
    META_PROPERTY,
    META_SHEET,
    SCORES,
    VETOES,
    Table,
)
from wuhao_batch.forms.limits import limit_counts, limit_scores, limit_vetoes, open_inputs, unmerge
from wuhao_batch.forms.printing import fit_rows, set_up_pages
from wuhao_batch.model import Standard
from wuhao_batch.packages import to_bytes
from wuhao_batch.roster import Branch
from wuhao_batch.settings import Settings


@dataclass(frozen=True)
class Template:
    """The template as bytes, with where its tables stand and the standard read from it."""

    data: bytes
    standard: Standard
    tables: Mapping[str, Table]


def make_form(
    template: Template,
    branch: Branch,
    settings: Settings,
    revise: Callable[[Workbook], None] | None = None,
) -> bytes:
    """The form of one branch as an .xlsx package; the same input gives the same bytes.

    ``revise`` may fill it in before it is laid out for paper. Its formulas then have no stored
    results: the programs that open it compute them.
    """
    workbook = load_workbook(io.BytesIO(template.data))
    standard, tables = template.standard, template.tables
    scores, counts, vetoes = (tables[spec.name] for spec in (SCORES, COUNTS, VETOES))
    identity = str(Identity(settings.year, branch.code, standard.digest))

    _make_room_for_identity(workbook)
    formulas = list(
        _formulas(workbook, Formulas(standard, scores, counts, vetoes, settings.capping))
    )
    fill_fields(workbook, field_values(branch, settings, identity))
    results: dict[str, dict[str, str]] = {}
    for formula in formulas:
        unmerge(workbook[formula.sheet], formula.cell, unless_first=True)
        workbook[formula.sheet][formula.cell] = formula.text
        results.setdefault(formula.sheet, {})[formula.cell] = formula.result
    open_inputs(workbook, tables.values())
    limit_scores(workbook[scores.sheet.name], scores, standard)
    limit_counts(workbook[counts.sheet.name], counts, standard)
    limit_vetoes(workbook[vetoes.sheet.name], vetoes, standard, branch)
    carry_identity(workbook, identity, {"党总支": branch.name, "考核年度": settings.year})
    if revise is not None:
        revise(workbook)
        results = {}
    by_sheet = {table.sheet.name: table for table in tables.values()}
    for worksheet in workbook.worksheets:
        if worksheet.title == META_SHEET:
            continue
        fit_rows(worksheet)
        set_up_pages(worksheet, by_sheet.get(worksheet.title), f"{ID_LABEL} {identity}")
    return to_bytes(workbook, results)


def _make_room_for_identity(workbook: Workbook) -> None:
    """A sheet of a template that has no {识别码} gets it in a line below its last row."""
    marked = {
        cell.parent.title for cell in text_cells(workbook) if f"{{{ID_FIELD}}}" in str(cell.value)
    }
    for worksheet in workbook.worksheets:
        if worksheet.title not in marked:
            worksheet.cell(
                worksheet.max_row + 2,
                1,
                f"{{党总支}}　{{考核年度}}年度　{ID_LABEL}：{{{ID_FIELD}}}",
            )


def _formulas(workbook: Workbook, formulas: Formulas) -> Iterator[Formula]:
    """The formulas of the tables, and those that stand where the template asks for progress."""
    yield from formulas.all()
    for name, text, result in (
        (PROGRESS_FIELD, formulas.progress(), formulas.progress_when_blank()),
        (DECLARED_FIELD, formulas.declared(), formulas.declared_when_blank()),
    ):
        for cell in cells_with(workbook, name):
            yield Formula(cell.parent.title, cell.coordinate, text, result)


def carry_identity(workbook: Workbook, identity: str, facts: Mapping[str, str]) -> None:
    """Put a 识别码 on a very hidden sheet, beside what people may want to know, and a property."""
    meta = workbook.create_sheet(META_SHEET)
    meta.sheet_state = "veryHidden"
    for row, pair in enumerate(((ID_LABEL, identity), *facts.items()), start=1):
        for column, text in enumerate(pair, start=1):
            meta.cell(row, column, text).data_type = "s"
    meta.protection.sheet = True
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=META_PROPERTY, value=identity))


# --- file names -------------------------------------------------------------------------------

_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?")
_LONGEST = 215  # UTF-8 bytes: room for a mark and a suffix within every file system's 255


def form_names(branches: Iterable[Branch], year: str) -> dict[str, str]:
    """编号 → file name, ``{编号}_{党总支}_{年度}.xlsx``."""
    return file_names({branch.code: f"{branch.code}_{branch.name}_{year}" for branch in branches})


def file_names(texts: Mapping[str, str]) -> dict[str, str]:
    """Code → the name of its .xlsx file, made from a text.

    Names that a file system would take for one and the same get a mark of their own, each from
    its code alone, so that a name does not depend on the order of the roster.
    """
    stems = {code: safe_stem(text) for code, text in texts.items()}
    shared = Counter(stem.casefold() for stem in stems.values())
    return {
        code: f"{stem}.xlsx" if shared[stem.casefold()] == 1 else f"{stem}_{_mark(code)}.xlsx"
        for code, stem in stems.items()
    }


def safe_stem(text: str) -> str:
    """A name that every file system takes: forbidden signs become their full-width forms."""
    text = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = text.lstrip(".-~$ ").rstrip(". ")
    while len(text.encode()) > _LONGEST:
        text = text[:-1]
    if not text or _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text


def _mark(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:6]
