"""The notice as a Word file, filled into the office's own ``templates/notice.docx``.

Page, fonts and styles are the template's; the program fills in the facts and sets the widths of
the table's columns, whose number it alone knows.
"""

import io
import re
from pathlib import Path

from docx.shared import Length
from docx.table import Table
from docxtpl import DocxTemplate

from wuhao_batch.findings import Finding, shorten
from wuhao_batch.outputs.notice import WORD_TEMPLATE, Notice
from wuhao_batch.outputs.templating import environment, guarded
from wuhao_batch.packages import packed_again

_LONGEST_QUOTE = 30


def notice_word(notice: Notice, templates: Path, paper: str) -> bytes | Finding:
    """The notice as a .docx package, or what is wrong with the office's template (L113)."""
    template = templates / WORD_TEMPLATE

    def where(line: int) -> str:
        return _paragraph(template, line)

    return guarded(lambda: _filled(notice, template), WORD_TEMPLATE, paper, where)


def _filled(notice: Notice, template: Path) -> bytes:
    word = DocxTemplate(io.BytesIO(template.read_bytes()))
    word.render({"notice": notice}, environment(), autoescape=True)
    for table in word.docx.tables:
        if [cell.text for cell in table.rows[0].cells] == list(notice.columns):
            _set_widths(table, notice)
    data = io.BytesIO()
    word.save(data)
    return packed_again(data.getvalue())


def _set_widths(table: Table, notice: Notice) -> None:
    room = sum(column.width or 0 for column in table.columns)
    for column, width in zip(table.columns, notice.widths, strict=True):
        column.width = Length(int(room * width / sum(notice.widths)))
        for cell in column.cells:
            cell.width = column.width


def _paragraph(template: Path, line: int) -> str:
    """What stands on a line of the text that jinja2 saw: docxtpl begins one with each paragraph."""
    word = DocxTemplate(io.BytesIO(template.read_bytes()))
    word.init_docx()
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", word.patch_xml(word.get_xml())).split("\n")
    text = re.sub(r"<[^>]+>", "", lines[line - 1]) if line <= len(lines) else ""
    return f"里写着“{shorten(text, _LONGEST_QUOTE)}”的一段" if text else ""
