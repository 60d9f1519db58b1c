"""The notice as a Word file, filled into the office's own ``templates/notice.docx``.

Page, fonts and styles are the template's; the program fills in the facts and sets the widths of
the table's columns, whose number it alone knows.
"""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.parser import parse_xml
from docx.shared import Length, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from markupsafe import Markup, escape

from wuhao_batch.findings.finding import Finding, shorten
from wuhao_batch.outputs.notice.fitting import KEPT_TOGETHER
from wuhao_batch.outputs.notice.notice import TABLE_SIZE, WORD_TEMPLATE, Notice
from wuhao_batch.writing.packages import published
from wuhao_batch.writing.templating import (
    LackingError,
    clean,
    demand,
    environment,
    guarded,
    squeezed,
)

_LONGEST_QUOTE = 30


def notice_word(notice: Notice, templates: Path, paper: str) -> bytes | Finding:
    """Fill in the notice as a .docx package; mistakes in its template are findings (L113, L114)."""
    made = _Made(notice, templates / WORD_TEMPLATE)
    return guarded(made.package, templates / WORD_TEMPLATE, paper, made.where)


def _written(value: Any) -> Any:
    """Return text for Word, without ``{_{`` and the like: docxtpl takes them for escapes."""
    if type(value) is not str:
        return value
    return Markup(str(escape(clean(value))).replace("_", "&#95;"))  # noqa: S704  just escaped


class _Made:
    """One template being filled in."""

    def __init__(self, notice: Notice, template: Path) -> None:
        self._notice, self._template = notice, template
        self._word: Any = None

    def package(self) -> bytes:
        values, filling = {"notice": self._notice}, environment(finalize=_written)
        self._word = word = self._fresh()
        parse_xml(word.build_xml(values, filling))  # docxtpl itself cuts torn XML down, silently
        word.render(values, filling, autoescape=True)
        self._finish(word.docx)
        return published(word.docx.part.package, self._notice.title)

    def _fresh(self) -> Any:
        """Return the template as it is."""
        word = DocxTemplate(io.BytesIO(self._template.read_bytes()))
        word.init_docx()
        return word

    def _finish(self, document: Document) -> None:
        """Set table and page ends; a template that has lost the table, or a fact, is a mistake."""
        rows = (self._notice.columns, *self._notice.rows)
        wanted = [[squeezed(text) for text in row] for row in rows]
        tables = [table for table in document.tables if _texts(table) == wanted]
        if not tables:
            raise LackingError("、".join(self._notice.columns))
        for table in tables:
            self._set_widths(table)
            self._set_rows(table)
        for paragraph in document.paragraphs:
            if paragraph.text in self._notice.closing:
                paragraph.paragraph_format.keep_together = True
        # Anew, since a document whose text was looked at before it is filled keeps its old body.
        demand(self._notice.around, _whole(document), _whole(self._fresh().docx))

    def _set_widths(self, table: Table) -> None:
        widths = self._notice.widths
        room = sum(column.width or 0 for column in table.columns)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Length(int(room * width / sum(widths)))
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                cell.width = column.width
                if self._notice.table_size != TABLE_SIZE:
                    for run in (run for each in cell.paragraphs for run in each.runs):
                        run.font.size = Pt(self._notice.table_size)

    def _set_rows(self, table: Table) -> None:
        """Set names from the left, and let no page hold the last line or two alone."""
        name, (_, *rows) = self._notice.columns.index(self._notice.name), table.rows
        for row in rows:
            for paragraph in row.cells[name].paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for paragraph in _paragraphs(rows[-KEPT_TOGETHER:-1]):
            paragraph.paragraph_format.keep_with_next = True

    def where(self, line: int) -> str:
        """Return the content of a line that jinja2 saw: docxtpl begins one with each paragraph."""
        if self._word is None or self._word.current_rendering_part is not self._word.docx.part:
            return "的页眉、页脚或文档属性里"
        fresh = self._fresh()
        whole = re.sub(r"<w:p([ >])", r"\n<w:p\1", fresh.patch_xml(fresh.get_xml())).split("\n")
        text = re.sub(r"<[^>]+>", "", whole[line - 1]) if line <= len(whole) else ""
        return f"里写着“{shorten(text, _LONGEST_QUOTE)}”的一段" if text else ""


def _paragraphs(rows: Iterable[_Row]) -> Iterator[Paragraph]:
    for row in rows:
        for cell in row.cells:
            yield from cell.paragraphs


def _texts(table: Table) -> list[list[str]]:
    return [[squeezed(cell.text) for cell in row.cells] for row in table.rows]


def _whole(document: Document) -> str:
    return "".join(paragraph.text for paragraph in document.paragraphs)
