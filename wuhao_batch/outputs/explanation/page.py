"""An explanation as one page to be printed.

Its template is ours and no office edits it: the page is evidence.
"""

from functools import cache
from importlib.resources import files

from wuhao_batch.outputs.explanation.explanation import Explanation
from wuhao_batch.writing.sealing import sealed
from wuhao_batch.writing.templating import environment

MARK = b'<meta name="generator" content="wuhao explain">'
"""A page of ours says so: nothing else is written over."""


def explanation_page(explanation: Explanation) -> bytes:
    """Return the page under its seal."""
    page = environment().from_string(_template()).render(explanation=explanation)
    return sealed(page.encode())


@cache
def _template() -> str:
    return (files("wuhao_batch.outputs.explanation") / "explain.html.j2").read_text("utf-8")
