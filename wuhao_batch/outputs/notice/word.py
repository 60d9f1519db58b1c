"""The notice as a Word file, filled into the office's own ``templates/notice.docx``.

Page, fonts and styles are the template's; the program fills in the facts and sets the widths of
the table's columns, whose number it alone knows.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.notice.fitting import KEPT_TOGETHER
from wuhao_batch.outputs.notice.notice import TABLE_SIZE, WORD_TEMPLATE, Notice
from wuhao_batch.reading.child import Answered
from wuhao_batch.reading.children import run_limited
from wuhao_batch.writing.templating import LackingError, squeezed
from wuhao_batch.writing.word import WordPaper, fill_word, opened, paragraphs_in, tables_of, text_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table


def notice_word(notice: Notice, templates: Path, paper: str) -> bytes | Finding:
    """Fill in the notice as a .docx package; mistakes in its template are findings (L113, L114)."""
    made = _NoticePaper(templates / WORD_TEMPLATE, "notice", notice, notice.title, notice.around)
    return fill_word(made, paper)


def gainsays(data: bytes, notice: Notice) -> str:
    """Return why a Word file of somebody's does not say the same as the notice; "" if it does."""
    answer = run_limited(partial(_gainsaying, data, notice))
    return str(answer.result) if isinstance(answer, Answered) else _without(notice.title)


def _gainsaying(data: bytes, notice: Notice) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415  loaded where papers are filled: in the child

    try:
        document = opened(data)
    except Exception:  # noqa: BLE001  anything may be wrong with a file
        return _without(notice.title)
    if next(document.element.body.iter(*map(qn, _UNSETTLED)), None) is not None:
        return _NOT_PLAIN
    if not tables_of(document, notice.columns, notice.rows):
        return _without("、".join(notice.columns))
    there = squeezed(text_of(document))
    lacking = (fact for fact in notice.around if squeezed(fact) not in there)
    return next(map(_without, lacking), "")


_UNSETTLED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:txbxContent")
"""Elements whose text readers show beside, or instead of, that of the paragraphs."""

_NOT_PLAIN = "里面有没有接受的修订，或文本框，说的是什么不能确定。请先接受或拒绝修订，去掉文本框"


def _without(fact: str) -> str:
    return f"里面没有“{fact}”，与现在的结果对不上。请改好它"


@dataclass(frozen=True)
class _NoticePaper(WordPaper[Notice]):
    """The notice's template being filled in."""

    def finish(self, document: "Document") -> None:
        """Set table and page ends; a template that has lost the table is a mistake."""
        tables = tables_of(document, self.value.columns, self.value.rows)
        if not tables:
            raise LackingError("、".join(self.value.columns))
        for table in tables:
            self._set_widths(table)
            self._set_rows(table)
        for paragraph in document.paragraphs:
            if paragraph.text in self.value.closing:
                paragraph.paragraph_format.keep_together = True

    def _set_widths(self, table: "Table") -> None:
        from docx.shared import Length, Pt  # noqa: PLC0415

        widths = self.value.widths
        room = sum(column.width or 0 for column in table.columns)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Length(int(room * width / sum(widths)))
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                cell.width = column.width
                if self.value.table_size != TABLE_SIZE:
                    for run in (run for each in cell.paragraphs for run in each.runs):
                        run.font.size = Pt(self.value.table_size)

    def _set_rows(self, table: "Table") -> None:
        """Set names from the left, and let no page hold the last line or two alone."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

        name, (_, *rows) = self.value.columns.index(self.value.name), table.rows
        for row in rows:
            for paragraph in row.cells[name].paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for paragraph in paragraphs_in(rows[-KEPT_TOGETHER:-1]):
            paragraph.paragraph_format.keep_with_next = True
