"""An explanation as one page to be printed."""

from pathlib import Path

from wuhao_batch.findings.finding import Finding
from wuhao_batch.outputs.explanation.explanation import Explanation
from wuhao_batch.writing.templating import fill_page

EXPLANATION_TEMPLATE = "explain.html.j2"
PAPER = "得分说明"
MARK = b'<meta name="generator" content="wuhao explain">'
"""A page of ours says so: nothing else is written over."""


def explanation_page(explanation: Explanation, templates: Path) -> bytes | Finding:
    """Return the page, or the mistake in its template (L113, L114)."""
    facts = explanation.facts
    return fill_page(EXPLANATION_TEMPLATE, templates, PAPER, facts, explanation=explanation)
