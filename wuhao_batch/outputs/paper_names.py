"""The papers of a run and their files in ``output/``."""

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

LONG_TABLES = "results_*.parquet"


def long_table(name: str) -> str:
    """Return the file of a table that no sheet holds; it is its own name among the outputs."""
    return LONG_TABLES.replace("*", name)


def file_of(name: str) -> str:
    """Return the file of an output in ``output/``."""
    return PAPERS.get(name, name)
