"""The code of a number format → its sections, each a row of tokens.

A section may bear a condition, a colour, a language; what its tokens stand for depends on whether
it shows numbers, dates or texts. What no kept description settles, or two programs show in two
ways, is refused here rather than guessed (docs/reading.md).
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from wuhao_batch.reading.colours import INDEXED
from wuhao_batch.reading.formats.codes import GENERAL
from wuhao_batch.reading.looks import Colour

LONGEST_CODE = 255
"""Characters of a code; Excel itself takes no more."""

_MOST_SECTIONS = 4


class UntellableError(Exception):
    """Nobody can tell what a format shows."""


class TokenKind(Enum):
    """The meaning of a token of a section."""

    TEXT = auto()
    FIGURE = auto()
    DIGIT = auto()
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    SLASH = auto()
    EXPONENT = auto()
    GENERAL = auto()
    CONTENT = auto()
    MOMENT = auto()
    ELAPSED = auto()
    HALF_DAY = auto()
    BRACKET = auto()
    END = auto()


MOMENTS = frozenset((TokenKind.MOMENT, TokenKind.ELAPSED, TokenKind.HALF_DAY))


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a section, and what it is written as."""

    kind: TokenKind
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The numbers that a section is for."""

    compare: Callable[[float, float], bool]
    limit: float

    def holds(self, number: float) -> bool:
        """True if the section is for that number."""
        return self.compare(number, self.limit)


@dataclass
class FormatSection:
    """One section of a code; ``language`` is that of its dates, "" for the program's own."""

    tokens: list[Token] = field(default_factory=list)
    condition: Condition | None = None
    language: str = ""
    colour: Colour | None = None

    def has(self, *kinds: TokenKind) -> bool:
        """True if a token of one of these kinds stands in it."""
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_moment(self) -> bool:
        """True if it shows a date, a time or a duration."""
        return self.has(*MOMENTS)


_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)(?:"|$)
    | \\(?P<escaped>.?)
    | (?P<space>_.?|\*[ ])
    | \*(?P<fill>.?)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<half_day>AM/PM|A/P|上午/下午)
    | (?P<exponent>E[+-])
    | (?P<moment>y+|m+|d+|h+|s+|e+|aaaa|aaa)
    | (?P<digit>[0#?])
    | (?P<figure>[1-9])
    | (?P<point>\.)
    | (?P<comma>,)
    | (?P<percent>%)
    | (?P<slash>/)
    | (?P<content>@)
    | (?P<end>;)
    | (?P<text>[^A-Za-z\[\]])
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_PLAIN_TEXTS = ("quoted", "escaped", "fill", "text")
_KINDS = {kind.name.lower(): kind for kind in TokenKind} | dict.fromkeys(
    _PLAIN_TEXTS, TokenKind.TEXT
)

_CONDITION = re.compile(r"(<=|>=|<>|<|>|=) *(-?[0-9]{1,15}(?:\.[0-9]{0,15})?)")
_COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOURS = {
    "black": 1,
    "黑": 1,
    "white": 2,
    "白": 2,
    "red": 3,
    "红": 3,
    "green": 4,
    "绿": 4,
    "blue": 5,
    "蓝": 5,
    "yellow": 6,
    "黄": 6,
    "magenta": 7,
    "洋红": 7,
    "cyan": 8,
    "青": 8,
}
_NUMBERED_COLOUR = re.compile(r"(?:color|颜色) ?([1-9]|[1-4][0-9]|5[0-6])")
_LOCALE = re.compile(
    r"\$(?P<symbol>[^-]*)(?:-(?P<language>[0-9A-F]{1,4}|[A-Z]{2}-[A-Z]{2}))?", re.I
)


@lru_cache(maxsize=1024)
def parse(code: str) -> tuple[FormatSection, ...]:
    """Return the sections of a code, at least one.

    Raises:
        UntellableError: The code follows no grammar that is known here.
    """
    if len(code) > LONGEST_CODE:
        raise UntellableError
    sections = [FormatSection()]
    for token in _tokens(code or GENERAL):
        if token.kind is TokenKind.END:
            sections.append(FormatSection())
        elif token.kind is TokenKind.BRACKET:
            _note_bracket(token.text, sections[-1])
        else:
            sections[-1].tokens.append(token)
    if len(sections) > _MOST_SECTIONS:
        raise UntellableError
    return tuple(sections)


def _tokens(code: str) -> list[Token]:
    tokens, place = [], 0
    while place < len(code):
        match = _TOKEN.match(code, place)
        if match is None:
            raise UntellableError
        name = match.lastgroup or ""
        text = " " if name == "space" else match[name]
        tokens.append(Token(_KINDS.get(name, TokenKind.TEXT), text))
        place = match.end()
    return tokens


def _note_bracket(content: str, section: FormatSection) -> None:
    if condition := _CONDITION.fullmatch(content):
        section.condition = Condition(_COMPARISONS[condition[1]], float(condition[2]))
    elif _ELAPSED.fullmatch(content):
        section.tokens.append(Token(TokenKind.ELAPSED, content.lower()))
    elif locale := _LOCALE.fullmatch(content):
        section.language = (locale["language"] or "").upper().lstrip("0")
        section.tokens.append(Token(TokenKind.TEXT, locale["symbol"]))
    else:
        section.colour = _colour(content.lower())


def _colour(name: str) -> Colour:
    numbered = _NUMBERED_COLOUR.fullmatch(name)
    number = int(numbered[1]) if numbered else _COLOURS.get(name.removesuffix("色"))
    if number is None:
        raise UntellableError
    return INDEXED[number + 7]
