"""Text as workbooks, pages and Word files may hold it, whatever somebody typed into a form.

No text becomes an escape; characters that none of them may hold are dropped (docs/writing.md, G20).
"""

import re

LONGEST = 32_767
CUT = "……（过长，其余见原表）"

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def without_controls(text: str) -> str:
    """Return text without the characters that no workbook, page or Word file may hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def workbook_text(text: str) -> str:
    """Return text as a workbook may hold it."""
    text = without_controls(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
