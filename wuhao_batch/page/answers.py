"""The answers of a page: a view, another address, a file to keep, or a paper to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do next: a sentence, and its button, if there is one.

    A button with ``does`` is an action, else it leads to another page (``to``); ``fields`` are
    sent with it.
    """

    sentence: str
    button: str = ""
    to: str = ""
    does: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A page made from a template, with its one thing to do next."""

    template: str
    next: Next | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Go:
    """Another address, after a button has done its work."""

    to: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep: never shown by the browser, whatever it is."""

    name: str
    data: bytes | Path


@dataclass(frozen=True, slots=True)
class PaperView:
    """A page of our own making to look at as it prints; nothing in it runs."""

    data: bytes


Answer = View | Go | Download | PaperView
