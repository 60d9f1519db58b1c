"""Numbers as a section with a fraction bar shows them: 2 1/4."""

from decimal import Decimal
from fractions import Fraction

from wuhao_batch.reading.formats.grammar import FormatSection, Token, TokenKind, UntellableError

_MOST_DIGITS = 5


def is_ratio(section: FormatSection) -> bool:
    """True if a fraction bar stands between placeholders of the section."""
    kinds = [token.kind for token in section.tokens]
    if TokenKind.SLASH not in kinds:
        return False
    bar = kinds.index(TokenKind.SLASH)
    below = kinds[bar + 1 : bar + 2]
    return TokenKind.DIGIT in kinds[:bar] and below in ([TokenKind.DIGIT], [TokenKind.FIGURE])


def render_ratio(section: FormatSection, number: Decimal) -> str:
    """Return what a section with a fraction bar shows of a number, 0 or more.

    Raises:
        UntellableError: Programs differ in what it shows.
    """
    tokens = section.tokens
    bar = next(place for place, token in enumerate(tokens) if token.kind is TokenKind.SLASH)
    first, last = _run_before(tokens, bar), _run_after(tokens, bar)
    start, end = _whole_places(tokens[:first])
    words = (*tokens[:start], *tokens[end:first], *tokens[last:])
    if any(token.kind is not TokenKind.TEXT for token in words):
        raise UntellableError
    before, between, behind = (
        "".join(token.text for token in part)
        for part in (tokens[:start], tokens[end:first], tokens[last:])
    )
    has_whole = start < end
    whole, top, bottom = _parts(number, tokens[bar + 1 : last], has_whole=has_whole)
    due = any(token.text == "0" for token in tokens[first:bar])
    if has_whole and not top and not due:
        return f"{before}{whole}{between}{' ' * (last - first)}{behind}"
    zeros = sum(token.text == "0" for token in tokens[start:end])
    shown_whole = f"{whole:0{zeros}d}" if whole or zeros or not top else ""
    width = last - bar - 1
    return f"{before}{shown_whole}{between}{top:>{bar - first}}/{bottom:<{width}}{behind}"


def _whole_places(tokens: list[Token]) -> tuple[int, int]:
    """Return where the placeholders of the whole part begin and end; equal if there are none."""
    places = [n for n, token in enumerate(tokens) if token.kind is TokenKind.DIGIT]
    if not places:
        return 0, 0
    if len(places) != places[-1] - places[0] + 1:
        raise UntellableError
    return places[0], places[-1] + 1


def _run_before(tokens: list[Token], bar: int) -> int:
    first = bar
    while first and tokens[first - 1].kind is TokenKind.DIGIT:
        first -= 1
    if first == bar:
        raise UntellableError
    return first


def _run_after(tokens: list[Token], bar: int) -> int:
    last = bar + 1
    while last < len(tokens) and tokens[last].kind in (TokenKind.DIGIT, TokenKind.FIGURE):
        last += 1
    return last


def _parts(number: Decimal, below: list[Token], *, has_whole: bool) -> tuple[int, int, int]:
    """Return whole, numerator and denominator as they are shown."""
    written = "".join(token.text for token in below)
    if len(written) > _MOST_DIGITS:
        raise UntellableError
    value = Fraction(number)
    whole = int(value) if has_whole else 0
    rest = value - whole
    if any(token.kind is TokenKind.FIGURE for token in below):
        if not written.isdigit():
            raise UntellableError
        top, bottom = int(rest * int(written) + Fraction(1, 2)), int(written)
    else:
        near = rest.limit_denominator(10 ** len(written) - 1)
        top, bottom = near.numerator, near.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    return whole, top, bottom
