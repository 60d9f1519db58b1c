"""The templates that an office may edit: filled in a sandbox, their mistakes told as findings.

A template sees the values it is given and nothing else; a name that does not exist is a mistake,
never an empty place; texts are escaped.
"""

import re
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wuhao_batch.cells import without_controls
from wuhao_batch.findings import Finding, Place, finding, shorten

PASTED = "<template>"
"""How jinja2 names a template that is not a file of its own."""

_QUOTED = re.compile("'([^']*)'")

_REASONS: dict[type[Exception], str] = {
    TemplateNotFound: "找不到这个文件",
    FileNotFoundError: "找不到这个文件",
    UndefinedError: "没有这个字段",
    TemplateSyntaxError: "写法不对",
    SecurityError: "不允许这样写",
}


@cache
def environment(templates: Path | None = None) -> ImmutableSandboxedEnvironment:
    """The one way in which templates are filled in; a changed template is read anew."""
    return ImmutableSandboxedEnvironment(
        loader=None if templates is None else FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: without_controls(value) if type(value) is str else value,
    )


def fill_page(name: str, templates: Path, paper: str, **values: Any) -> bytes | Finding:
    """A page from one of the office's templates, or what is wrong with that (L113).

    Args:
        name: The template's file name.
        templates: The folder of templates.
        paper: What is made from it, for people.
        **values: What the template may use.
    """
    return guarded(
        lambda: environment(templates).get_template(name).render(**values).encode(),
        name,
        paper,
    )


def guarded(
    make: Callable[[], bytes],
    name: str,
    paper: str,
    where: Callable[[int], str] = lambda line: f"第{line}行",
) -> bytes | Finding:
    """What ``make`` makes, or its failure as a finding; ``where`` tells a line for people."""
    try:
        return make()
    except Exception as fault:  # noqa: BLE001  a template may fail in any way
        line = _line_of(fault, name)
        facts = {"line": where(line) if line else "", "reason": _reason(fault), "paper": paper}
        return finding("L113", Place(f"templates/{name}"), **facts)


def _reason(fault: Exception) -> str:
    kinds = (reason for kind, reason in _REASONS.items() if isinstance(fault, kind))
    said = str(fault)
    if isinstance(fault, UndefinedError):  # "'…Notice object' has no attribute '开头'"
        said = [said, *_QUOTED.findall(said)][-1]
    told = [next(kinds, type(fault).__name__), shorten(said)]
    return "：".join(part for part in told if part)


def _line_of(fault: Exception, name: str) -> int | None:
    """The line of the template, from the error itself or from where it was raised."""
    if isinstance(fault, TemplateSyntaxError):
        return fault.lineno
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith((name, PASTED))]
    return lines[-1] if lines else None
