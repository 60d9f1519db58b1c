"""Numbers as a section shows them: placeholders filled with digits."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import zip_longest

from wuhao_batch.reading.formats.grammar import FormatSection, Token, TokenKind, UntellableError

_EXACT = Context(prec=1200, rounding=ROUND_HALF_UP)
"""Enough for any number of a file with any number of placeholders and scalings."""

_PADS = {"0": "0", "?": " ", "#": ""}
_GROUP = 3

_POINT_LANGUAGES = frozenset(
    ("", "804", "404", "C04", "1004", "1404", "409", "809", "411", "412", "ZH-CN", "EN-US")
)
"""Languages in which a point is a point: others may write 6,000 as 6.000, by program."""


def exact(number: float) -> Decimal:
    """Return a number as spreadsheets keep it, with 15 digits."""
    return Decimal(format(number, ".15g"))


@dataclass
class _Layout:
    """The places of a section's placeholders among its tokens, and how it scales."""

    whole: list[int] = field(default_factory=list)
    decimals: list[int] = field(default_factory=list)
    exponent: list[int] = field(default_factory=list)
    point: int | None = None
    mark: int | None = None
    scale: int = 0
    grouped: bool = False

    @property
    def area(self) -> list[int]:
        """The placeholders of the part that is being read."""
        if self.mark is not None:
            return self.exponent
        return self.whole if self.point is None else self.decimals


def render_digits(section: FormatSection, number: Decimal) -> str:
    """Return what a section with placeholders shows of a number, 0 or more.

    Raises:
        UntellableError: Programs differ in what it shows.
    """
    if section.language not in _POINT_LANGUAGES:
        raise UntellableError
    layout = _layout(section.tokens)
    texts = ["" if token.kind is TokenKind.COMMA else token.text for token in section.tokens]
    scaled = number.scaleb(layout.scale, _EXACT)
    if layout.mark is not None:
        scaled = _write_exponent(section.tokens, texts, layout, scaled)
    whole, _, decimals = f"{_rounded(scaled, len(layout.decimals)):f}".partition(".")
    _write_whole(section.tokens, texts, layout, whole.lstrip("0"))
    _write_decimals(section.tokens, texts, layout, decimals)
    return "".join(texts)


def _layout(tokens: list[Token]) -> _Layout:
    layout = _Layout()
    for place, token in enumerate(tokens):
        match token.kind:
            case TokenKind.DIGIT:
                layout.area.append(place)
            case TokenKind.PERCENT:
                layout.scale += 2
            case TokenKind.COMMA:
                _note_comma(tokens, place, layout)
            case TokenKind.POINT | TokenKind.EXPONENT:
                _note_end_of_part(token.kind, place, layout)
            case TokenKind.TEXT | TokenKind.FIGURE | TokenKind.SLASH:
                pass
            case _:
                raise UntellableError
    _check(tokens, layout)
    return layout


def _check(tokens: list[Token], layout: _Layout) -> None:
    """Refuse figures or a point without placeholders, and a blank before a digit that is due."""
    decimals = "".join(tokens[place].text for place in layout.decimals)
    unplaced = any(token.kind in (TokenKind.POINT, TokenKind.FIGURE) for token in tokens)
    if (unplaced and not layout.whole and not layout.decimals) or "?0" in decimals.replace("#", ""):
        raise UntellableError


def _note_end_of_part(kind: TokenKind, place: int, layout: _Layout) -> None:
    if layout.mark is not None:
        raise UntellableError
    if kind is TokenKind.POINT and layout.point is None:
        layout.point = place
    elif kind is TokenKind.EXPONENT and layout.whole:
        layout.mark = place
    else:
        raise UntellableError


def _note_comma(tokens: list[Token], place: int, layout: _Layout) -> None:
    """Between digits a comma groups them by thousands, behind the last it divides by 1000."""
    before = tokens[place - 1].kind if place else TokenKind.TEXT
    rest = [token.kind for token in tokens[place + 1 :]]
    if before not in (TokenKind.DIGIT, TokenKind.COMMA) or layout.mark is not None:
        raise UntellableError
    following = rest[: rest.index(TokenKind.POINT)] if TokenKind.POINT in rest else rest
    if TokenKind.DIGIT not in following:
        layout.scale -= 3
    elif rest[0] is TokenKind.DIGIT and before is TokenKind.DIGIT and layout.point is None:
        layout.grouped = True
    else:
        raise UntellableError


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _write_exponent(
    tokens: list[Token], texts: list[str], layout: _Layout, number: Decimal
) -> Decimal:
    """Write the exponent, and return the number that stands before it."""
    if layout.mark is None or layout.grouped or not layout.exponent:
        raise UntellableError
    step = max(1, len(layout.whole))
    power = number.adjusted() if number else 0
    power -= power % step
    mantissa = number.scaleb(-power, _EXACT)
    if _rounded(mantissa, len(layout.decimals)) >= 10**step:
        power += step
        mantissa = number.scaleb(-power, _EXACT)
    mark = texts[layout.mark]
    sign = "-" if power < 0 else mark[1].replace("-", "")
    texts[layout.mark] = mark[0] + sign
    digits = str(abs(power)).lstrip("0")
    _fill(tokens, texts, layout.exponent, digits)
    return mantissa


def _write_whole(tokens: list[Token], texts: list[str], layout: _Layout, digits: str) -> None:
    if layout.whole:
        _fill(tokens, texts, layout.whole, digits, grouped=layout.grouped)
    elif layout.point is not None:
        texts[layout.point] = f"{digits}."


def _fill(
    tokens: list[Token], texts: list[str], places: list[int], digits: str, *, grouped: bool = False
) -> None:
    """Fill placeholders from the right; what is left over goes before the first."""
    signs = list(reversed(digits))
    for position, (place, sign) in enumerate(zip_longest(reversed(places), signs)):
        at = places[0] if place is None else place
        written = sign or _PADS[tokens[at].text]
        if grouped and position and position % _GROUP == 0 and written:
            written += "," if written != " " else " "
        texts[at] = written if place is not None else written + texts[at]


def _write_decimals(tokens: list[Token], texts: list[str], layout: _Layout, digits: str) -> None:
    significant = len(digits.rstrip("0"))
    needed = max(
        (n for n, place in enumerate(layout.decimals, 1) if tokens[place].text == "0"), default=0
    )
    for number, (place, digit) in enumerate(zip(layout.decimals, digits, strict=True), 1):
        is_shown = number <= max(significant, needed)
        texts[place] = digit if is_shown else _PADS[tokens[place].text]
