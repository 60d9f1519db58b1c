"""公示情况说明: when the notice was up, what was objected, and what became of it.

It is for the file and for the committee, not for the board: it tells what objections were about,
but never who made them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx.document import Document
from docx.shared import Length

from wuhao_batch.assessment.objections import Disposal, Objection
from wuhao_batch.assessment.settings import Settings, spell
from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.notice.notice import TITLE_ROOM
from wuhao_batch.records.stages import Transition
from wuhao_batch.writing.sealing import sealed
from wuhao_batch.writing.templating import LackingError, fill_page
from wuhao_batch.writing.word import WordPaper, fill_word, tables_of

PAGE_TEMPLATE, WORD_TEMPLATE = "statement.html.j2", "statement.docx"
STATEMENT_FILES = "statement.html", "statement.docx"
STATEMENT = "公示情况说明"
COLUMNS = ("序号", "收到", "事项", "核查", "处理", "答复")
_WIDTHS = (6, 18, 32, 24, 8, 12)


@dataclass(frozen=True)
class Statement:
    """The contents of a 公示情况说明; ``rows`` are the objections, a text for each column."""

    title: str
    title_lines: tuple[str, ...]
    paragraphs: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    signature: tuple[str, ...]

    @property
    def around(self) -> tuple[str, ...]:
        """Return texts outside the table that no form of it may lack."""
        return (*self.paragraphs, *self.closing, *self.signature)


def make_statement(
    settings: Settings, issues: Sequence[Transition], objections: Sequence[Objection], on: date
) -> Statement:
    """Return the statement on a period's issues and objections, signed on a day."""
    title = f"关于{settings.occasion}结果公示情况的说明"
    lines = (f"关于{settings.period.words}", f"{settings.subject}结果公示情况的说明")
    last = issues[-1]
    return Statement(
        title=title,
        title_lines=(title,) if len(title) <= TITLE_ROOM else lines,
        paragraphs=(*_issues(settings, issues), _objected(objections)),
        columns=COLUMNS,
        rows=tuple(_row(number, each) for number, each in enumerate(objections, start=1)),
        closing=(f"公示期已满，结果以自{spell(last.begins)}起公示的为准。",),
        signature=tuple(part for part in (settings.signatory, spell(on)) if part),
    )


def statement_files(statement: Statement, templates: Path) -> dict[str, bytes | Finding]:
    """Make the statement as page and Word file, by file name; a template's mistake is a finding."""
    rows = tuple("".join(row) for row in statement.rows)
    facts = (*rows, *statement.around)
    page = fill_page(PAGE_TEMPLATE, templates, STATEMENT, facts, statement=statement)
    paper = _StatementPaper(
        templates / WORD_TEMPLATE, "statement", statement, statement.title, statement.around
    )
    made = sealed(page) if isinstance(page, bytes) else page, fill_word(paper, STATEMENT)
    return dict(zip(STATEMENT_FILES, made, strict=True))


@dataclass(frozen=True)
class _StatementPaper(WordPaper[Statement]):
    """The statement's template being filled in."""

    def finish(self, document: Document) -> None:
        """Set the widths of the table of objections; without it the template is a mistake."""
        tables = tables_of(document, self.value.columns, self.value.rows)
        if self.value.rows and not tables:
            raise LackingError("、".join(self.value.columns))
        for table in tables:
            room = sum(column.width or 0 for column in table.columns)
            widths = [Length(int(room * width / sum(_WIDTHS))) for width in _WIDTHS]
            for row in table.rows:
                for cell, width in zip(row.cells, widths, strict=True):
                    cell.width = width
            for column, width in zip(table.columns, widths, strict=True):
                column.width = width


def _issues(settings: Settings, issues: Sequence[Transition]) -> Iterator[str]:
    what = f"{settings.college or ''}{settings.occasion}结果"
    first, *corrections = issues
    yield f"{what}{_window(first)}公示。"
    for number, each in enumerate(corrections, start=1):
        yield f"第{number}次更正公示{_window(each)}公示。"


def _window(step: Transition) -> str:
    return f"自{spell(step.begins)}起至{spell(step.ends)}止"


def _objected(objections: Sequence[Objection]) -> str:
    if not objections:
        return "公示期间没有收到异议。"
    named = sum(each.named for each in objections)
    kept = sum(each.disposal is Disposal.KEPT for each in objections)
    count = len(objections)
    answered = "实名反映的都已答复。" if named else ""
    return (
        f"公示以来收到异议{count}件，其中实名{named}件、匿名{count - named}件，都已核查办结："
        f"维持原结果{kept}件，更正{count - kept}件。{answered}"
    )


def _row(number: int, objection: Objection) -> tuple[str, ...]:
    names = "、".join(branch.name for branch in objection.branches)
    about = f"{names}：" if names else ""
    return (
        str(number),
        f"{spell(objection.received)}，{objection.way}，{'实名' if objection.named else '匿名'}",
        f"{about}{objection.matter}",
        f"{objection.result}（{objection.checker}）",
        str(objection.disposal or ""),
        spell(objection.answered) if objection.answered else "—",
    )
