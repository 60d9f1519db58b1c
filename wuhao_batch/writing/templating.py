"""Templates that an office may edit, filled in a sandbox; mistakes in them are findings.

A template sees the values it is given and nothing else; a name that does not exist is a mistake,
never an empty place; texts are escaped in pages. It is filled in a child process, since it may loop
or take all memory (docs/reading.md, G13).
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from html import unescape
from pathlib import Path
from types import BuiltinMethodType, MethodType
from typing import Any, TypeVar, cast
from zipfile import BadZipFile

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wuhao_batch.findings.finding import Finding, Place, finding, shorten
from wuhao_batch.reading.child import Answered, Failed
from wuhao_batch.reading.children import Lost, TaskError, run_limited
from wuhao_batch.writing.plain_text import without_controls

T = TypeVar("T")

_LONGEST_FACT = 40
PASTED = "<template>"
"""jinja2's name for a template that is not a file of its own."""

_QUOTED = re.compile("'([^']*)'")


class UnfilledError(ValueError):
    """A paper holds a field written with the wrong braces; the text explains it."""


class LackingError(Exception):
    """A paper lacks a fact; the text is that fact."""


_UNFILLED = re.compile(
    r"(?:(?<!\{)\{|｛+)[A-Za-z_][A-Za-z_0-9]*(?:[.．。]\w*|[}｝])|\{[\u4e00-\u9fff]{1,10}\}"
)
"""Fields written with the wrong braces, be they of this paper or of another one."""
_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")
_NO_MEMORY = "内存不够"
_REASONS: dict[type[Exception], str] = {
    TemplateNotFound: "找不到这个文件",
    FileNotFoundError: "找不到这个文件",
    OSError: "打不开这个文件",
    UnicodeDecodeError: "不是 UTF-8 编码的文字，用记事本另存时编码要选 UTF-8",
    BadZipFile: "不是 Word 文件",
    KeyError: "不是完整的 Word 文件",
    UndefinedError: "没有这个字段",
    TemplateSyntaxError: "写法不对",
    SecurityError: "不允许这样写",
    UnfilledError: "写法不对",
    SyntaxError: "重复段落、行、格的写法不成对",
    MemoryError: _NO_MEMORY,
}
_MEANINGS = {
    "Unexpected end of template": "有重复或条件没有写结尾（{% endfor %} 或 {% endif %}）",
    "unknown tag 'end": "多了一个结尾（{% endfor %} 或 {% endif %}），或次序不对",
    "unexpected char": "字段里有不该有的符号；标点要用半角的",
}
"""Beginning of jinja2's message on a usual slip → its meaning in Chinese."""
_ALL_SAID = (TemplateNotFound, OSError, UnicodeDecodeError, BadZipFile, KeyError, SyntaxError)
"""Errors on which the library's words would add nothing for the clerk."""


def clean(value: Any) -> Any:
    """Remove the characters from a value that no file may hold."""
    return without_controls(value) if type(value) is str else value


def _is_page(name: str | None) -> bool:
    """True if texts are escaped: everywhere but in plain text."""
    return not (name or "").endswith(".txt.j2")


_NONE, _METHODS = object(), (MethodType, BuiltinMethodType)
"""Stands for an attribute that is not there; what may format a text, which jinja2 guards."""


class Sandbox(ImmutableSandboxedEnvironment):
    """The place where templates are filled; it asks once if an attribute of a type may be seen.

    jinja2 looks at nothing but type and name, and a long list has ten thousands of attributes.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the attribute if a template may see it; what it may not is told later."""
        if self._safe.get((type(obj), attribute)):
            value = getattr(obj, attribute, _NONE)
            if value is not _NONE and not isinstance(value, _METHODS):
                return value
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True if a template may see that attribute."""
        asked = type(obj), attr
        if asked not in self._safe:
            self._safe[asked] = super().is_safe_attribute(obj, attr, value)
        return self._safe[asked]


@cache
def environment(templates: Path | None = None, finalize: Callable[[Any], Any] = clean) -> Sandbox:
    """Return the environment that fills in all templates; a changed template is read anew."""
    return Sandbox(
        loader=None if templates is None else FileSystemLoader(templates),
        autoescape=_is_page,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )


def fill_page(
    name: str, templates: Path, paper: str, facts: Iterable[str], **values: Any
) -> bytes | Finding:
    """Fill in one of the office's templates; a mistake is a finding (L113, L114).

    Args:
        name: The template's file name.
        templates: The folder of templates.
        paper: What is made from it, for people.
        facts: Texts that the page has to show.
        **values: What the template may use.
    """
    make = partial(_page, name, templates, tuple(facts), values)
    return guarded(make, templates / name, paper)


def _page(name: str, templates: Path, facts: tuple[str, ...], values: Mapping[str, Any]) -> bytes:
    page = environment(templates.absolute()).get_template(name).render(**values)
    demand(facts, _visible(page), (templates / name).read_text("utf-8"))
    return page.encode()


def fill_text(
    name: str,
    templates: Path,
    paper: str,
    facts: Iterable[str],
    check: Callable[[str], None],
    **values: Any,
) -> str | Finding:
    """Fill in a plain text likewise; ``check``, a function of a module, raises further faults."""
    make = partial(_text, name, templates, tuple(facts), check, values)
    return guarded(make, templates / name, paper)


def _text(
    name: str,
    templates: Path,
    facts: tuple[str, ...],
    check: Callable[[str], None],
    values: Mapping[str, Any],
) -> str:
    text = environment(templates.absolute()).get_template(name).render(**values)
    demand(facts, text, (templates / name).read_text("utf-8"))
    check(text)
    return text


def demand(facts: Iterable[str], text: str, source: str) -> None:
    """Check that a paper shows its facts, white space apart.

    Args:
        facts: Texts that have to be there.
        text: The text of the paper.
        source: The text of its template.

    Raises:
        LackingError: The first fact that is not there.
        UnfilledError: A field of the template is there instead of what it stands for.
    """
    there, own = squeezed(text), squeezed(source)
    for left in _UNFILLED.findall(there):
        if left in own:
            raise UnfilledError(f"“{left}”没有换成内容，花括号要用两个半角的")
    for fact in facts:
        if squeezed(fact) not in there:
            raise LackingError(fact)


def squeezed(text: str) -> str:
    """Return a text without white space and without characters that no file may hold."""
    return "".join(without_controls(text).split())


_UNSEEN = re.compile(
    r"<(script|style)\b.*?(?:</\1[^>]*>|\Z)|<!--.*?(?:-->|\Z)"
    r"""|<[a-zA-Z/!?](?:[^>"']++|"[^"]*+"|'[^']*+')*+>""",
    re.DOTALL | re.IGNORECASE,
)
"""What people do not see of a page: its looks, its script, comments, tags."""


def _visible(page: str) -> str:
    """Return the text of a page that people see."""
    return unescape(_UNSEEN.sub("", page))


_TOO_COSTLY: dict[Path, str] = {}
"""Templates that ended their child, and how."""


def _line(line: int) -> str:
    return f"第{line}行"


def guarded(
    make: Callable[[], T], template: Path, paper: str, where: Callable[[int], str] = _line
) -> T | Finding:
    """Return the result of ``make``, or its failure as a finding (L113, L114).

    A template that cost too much is not tried again by this program.

    Args:
        make: It runs in a child, so it and what it returns can be pickled.
        template: The template's file.
        paper: What is made from it, for people.
        where: Names a line of the template.

    Raises:
        CannotStartError: No child can be started.
    """
    name, template = template.name, template.absolute()
    if template in _TOO_COSTLY:
        return _mistake(name, paper, _TOO_COSTLY[template])
    match run_limited(partial(_attempt, make, name, paper, where)):
        case Answered(result):
            return cast("T | Finding", result)
        case Failed(trace):
            raise TaskError(trace)
        case Lost(reason):
            _TOO_COSTLY[template] = reason
        case _:
            _TOO_COSTLY[template] = _NO_MEMORY
    return _mistake(name, paper, _TOO_COSTLY[template])


def _attempt(
    make: Callable[[], T], name: str, paper: str, where: Callable[[int], str]
) -> T | Finding:
    try:
        return make()
    except LackingError as lacking:
        what = shorten(str(lacking), _LONGEST_FACT)
        return finding("L114", Place(f"templates/{name}"), what=what, paper=paper)
    except Exception as fault:  # noqa: BLE001  a template may fail in any way
        line = _line_of(fault, name)
        return _mistake(name, paper, _reason(fault), where(line) if line else "")


def _mistake(name: str, paper: str, reason: str, line: str = "") -> Finding:
    return finding("L113", Place(f"templates/{name}"), line=line, reason=reason, paper=paper)


def _reason(fault: Exception) -> str:
    kinds = (reason for kind, reason in _REASONS.items() if isinstance(fault, kind))
    said = "" if isinstance(fault, _ALL_SAID) else _ADDRESS.sub("…", str(fault))
    for said_so, means in _MEANINGS.items():
        if re.search(said_so, said):
            said = means
    if isinstance(fault, UndefinedError):  # "'…Notice object' has no attribute '开头'"
        said = [said, *_QUOTED.findall(said)][-1]
    told = [next(kinds, type(fault).__name__), shorten(said)]
    return "：".join(part for part in told if part)


def _line_of(fault: Exception, name: str) -> int | None:
    """Return the line of the template, from the error or from where it was raised."""
    if isinstance(fault, TemplateSyntaxError):
        return fault.lineno
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith((name, PASTED))]
    return lines[-1] if lines else None
