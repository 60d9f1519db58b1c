"""The papers of a run and their files in ``output/``."""

from collections.abc import Mapping
from dataclasses import dataclass

from wuhao_batch.findings.finding import Finding

PAPERS = {
    "results": "results.xlsx",
    "report": "report.html",
    "compare": "compare.xlsx",
    "data": "results.json",
    "notice_html": "notice.html",
    "notice_docx": "notice.docx",
    "notice_xlsx": "notice.xlsx",
    "draft_html": "notice_draft.html",
    "draft_docx": "notice_draft.docx",
    "draft_xlsx": "notice_draft.xlsx",
    "correction_html": "notice_correction.html",
    "correction_docx": "notice_correction.docx",
    "correction_xlsx": "notice_correction.xlsx",
}
"""The name of an output → its file in ``output/``."""

WORKING = ("results", "report", "compare", "data")
"""The working papers, made anew by every run."""
FORMAL = ("notice_html", "notice_docx", "notice_xlsx")
DRAFT = ("draft_html", "draft_docx", "draft_xlsx")
CORRECTION = ("correction_html", "correction_docx", "correction_xlsx")
"""The forms of the notice: HTML, Word and Excel; of the first one, 征求意见稿 and 更正公示."""

LONG_TABLES = "results_*.parquet"


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a run; nothing is written yet.

    ``files`` maps a key of :data:`PAPERS` to its bytes, a paper that was refused or failed is
    absent; tables that no sheet holds stand there by the names of their files. ``corrections`` maps
    the stem of a branch's file names to form and letter.
    ``findings`` hold the reasons against a paper.
    """

    files: Mapping[str, bytes]
    corrections: Mapping[str, tuple[bytes, bytes]]
    findings: tuple[Finding, ...]


def long_table(name: str) -> str:
    """Return the file of a table that no sheet holds; it is its own name among the outputs."""
    return LONG_TABLES.replace("*", name)


def file_of(name: str) -> str:
    """Return the file of an output in ``output/``."""
    return PAPERS.get(name, name)
