"""Word files, filled into templates of the office's own.

Page, fonts and styles are the template's; the program fills in the facts, and whatever only it can
know of the layout.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from markupsafe import Markup, escape

from wuhao_batch.findings.finding import Finding, shorten
from wuhao_batch.writing.templating import clean, demand, environment, guarded, squeezed
from wuhao_batch.writing.word_packages import published

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

V = TypeVar("V")

_LONGEST_QUOTE = 30


@dataclass(frozen=True)
class WordPaper(Generic[V]):
    """A template, the value that it sees under a name, and the facts that the paper has to show."""

    template: Path
    name: str
    value: V
    title: str
    facts: tuple[str, ...]

    def finish(self, document: "Document") -> None:
        """Set what only the program knows; a kind of paper may have something of its own."""


def fill_word(paper: WordPaper[V], called: str) -> bytes | Finding:
    """Fill in a template as a .docx package; mistakes in it are findings (L113, L114).

    Args:
        paper: What is filled in.
        called: The paper's name, for people.
    """
    made = _Made(paper)
    return guarded(made.package, paper.template, called, made.where)


def opened(data: bytes) -> "Document":
    """Return a Word file; any exception if it is none."""
    import docx  # noqa: PLC0415  loaded where papers are filled: in the child

    return docx.Document(io.BytesIO(data))


def text_of(document: "Document") -> str:
    """Return the text outside tables."""
    return "".join(paragraph.text for paragraph in document.paragraphs)


def tables_of(
    document: "Document", columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> list["Table"]:
    """Return the tables with exactly this heading and these rows, white space apart."""
    wanted = [[squeezed(text) for text in row] for row in (columns, *rows)]
    return [table for table in document.tables if _texts(table) == wanted]


def _texts(table: "Table") -> list[list[str]]:
    return [[squeezed(cell.text) for cell in row.cells] for row in table.rows]


def paragraphs_in(rows: Iterable["_Row"]) -> Iterator["Paragraph"]:
    """Yield the paragraphs of rows of a table."""
    for row in rows:
        for cell in row.cells:
            yield from cell.paragraphs


def _written(value: Any) -> Any:
    """Return text for Word, without ``{_{`` and the like: docxtpl takes them for escapes."""
    if type(value) is not str:
        return value
    return Markup(str(escape(clean(value))).replace("_", "&#95;"))  # noqa: S704  just escaped


class _Made(Generic[V]):
    """One template being filled in."""

    def __init__(self, paper: WordPaper[V]) -> None:
        self._paper = paper
        self._word: Any = None

    def package(self) -> bytes:
        from docx.oxml.parser import parse_xml  # noqa: PLC0415

        values, filling = {self._paper.name: self._paper.value}, environment(finalize=_written)
        self._word = word = self._fresh()
        parse_xml(word.build_xml(values, filling))  # docxtpl itself cuts torn XML down, silently
        word.render(values, filling, autoescape=True)
        self._paper.finish(word.docx)
        # Anew, since a document whose text was looked at before it is filled keeps its old body.
        demand(self._paper.facts, text_of(word.docx), text_of(self._fresh().docx))
        return published(word.docx.part.package, self._paper.title)

    def _fresh(self) -> Any:
        """Return the template as it is."""
        from docxtpl import DocxTemplate  # noqa: PLC0415

        word = DocxTemplate(io.BytesIO(self._paper.template.read_bytes()))
        word.init_docx()
        return word

    def where(self, line: int) -> str:
        """Return the content of a line that jinja2 saw: docxtpl begins one with each paragraph."""
        if self._word is None or self._word.current_rendering_part is not self._word.docx.part:
            return "的页眉、页脚或文档属性里"
        fresh = self._fresh()
        whole = re.sub(r"<w:p([ >])", r"\n<w:p\1", fresh.patch_xml(fresh.get_xml())).split("\n")
        text = re.sub(r"<[^>]+>", "", whole[line - 1]) if line <= len(whole) else ""
        return f"里写着“{shorten(text, _LONGEST_QUOTE)}”的一段" if text else ""
