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
    first = _run_before(tokens, bar)
    last = _run_after(tokens, bar)
    whole_places = [n for n, token in enumerate(tokens[:first]) if token.kind is TokenKind.DIGIT]
    allowed = {TokenKind.TEXT, TokenKind.DIGIT, TokenKind.FIGURE, TokenKind.SLASH}
    if any(token.kind not in allowed for token in tokens) or any(
        token.kind is not TokenKind.TEXT for token in tokens[last:]
    ):
        raise UntellableError
    whole, top, bottom = _parts(number, tokens[bar + 1 : last], has_whole=bool(whole_places))
    before = "".join(token.text for token in tokens[:first] if token.kind is TokenKind.TEXT)
    width = last - bar - 1
    behind = "".join(token.text for token in tokens[last:])
    if not top and whole_places:
        return f"{whole}{before}{' ' * (bar - first + 1 + width)}{behind}"
    shown_whole = str(whole) if whole else ""
    return f"{shown_whole}{before}{top:>{bar - first}}/{bottom:<{width}}{behind}"


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
