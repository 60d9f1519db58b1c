"""Numbers as a section shows them that is for dates, times of day or durations."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from wuhao_batch.reading.formats.grammar import FormatSection, Token, TokenKind, UntellableError

_LAST_DAY = 2_958_465
_LEAP_DAY_THAT_NEVER_WAS = 60
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAY = 86_400
_NOON = 12
_CHINESE = frozenset(("804", "404", "C04", "1004", "1404", "ZH-CN"))
_MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December"
_DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"
_FIGURES = "一二三四五六七八九十"
_CHINESE_MONTHS = [f"{sign}月" for sign in (*_FIGURES, "十一", "十二")]
_CHINESE_DAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class _Moment:
    """A stored number as day and time; ``ticks`` are ``per_second`` a second, from midnight."""

    days: int
    ticks: int
    per_second: int
    year: int
    month: int
    day: int

    @property
    def weekday(self) -> int:
        """0 for a Monday, by Excel's count."""
        return (self.days - 2) % 7

    @property
    def seconds(self) -> int:
        return self.ticks // self.per_second


def render_moment(section: FormatSection, number: Decimal, *, since_1904: bool) -> str:
    """Return what a section for dates and times shows of a number.

    Raises:
        UntellableError: There is no such day, or programs differ in what it shows.
    """
    tokens = _with_minutes(_with_decimals(section.tokens))
    places = max((len(token.text) - 1 for token in tokens if token.text[:2] == ".0"), default=0)
    moment = _moment(number, 10**places, since_1904=since_1904)
    halves = any(token.kind is TokenKind.HALF_DAY for token in tokens)
    chinese = section.language in _CHINESE
    return "".join(_shown(token, moment, chinese=chinese, halves=halves) for token in tokens)


def _with_decimals(tokens: list[Token]) -> list[Token]:
    """Join the point and the digits behind seconds, and take other marks as they are."""
    joined: list[Token] = []
    after_seconds = False
    for token in tokens:
        if token.kind is TokenKind.DIGIT:
            decimal = after_seconds and joined[-1].text[:1] == "." and token.text == "0"
            if not decimal:
                raise UntellableError
            joined[-1] = Token(TokenKind.MOMENT, f"{joined[-1].text}0")
            continue
        if token.kind in (
            TokenKind.GENERAL,
            TokenKind.CONTENT,
            TokenKind.EXPONENT,
            TokenKind.PERCENT,
        ):
            raise UntellableError
        if token.kind is not TokenKind.POINT:
            after_seconds = token.text[:1].lower() == "s" and token.kind is not TokenKind.TEXT
        joined.append(token)
    return joined


def _with_minutes(tokens: list[Token]) -> list[Token]:
    """Tell minutes from months: those stand behind hours or before seconds."""
    own = [
        n for n, token in enumerate(tokens) if token.kind in (TokenKind.MOMENT, TokenKind.ELAPSED)
    ]
    own = [n for n in own if tokens[n].text[0] != "."]
    letters = {n: tokens[n].text[0].lower() for n in own}
    minutes = {after for before, after in pairwise(own) if letters[before] == "h"}
    minutes |= {before for before, after in pairwise(own) if letters[after] == "s"}
    return [
        Token(token.kind, token.text.lower().replace("m", "n"))
        if n in minutes and token.text.lower() in ("m", "mm")
        else token
        for n, token in enumerate(tokens)
    ]


def _moment(number: Decimal, per_second: int, *, since_1904: bool) -> _Moment:
    ticks = int((number * _DAY * per_second).to_integral_value(ROUND_HALF_UP))
    days, rest = divmod(ticks, _DAY * per_second)
    if not 0 <= days <= _LAST_DAY:
        raise UntellableError
    if since_1904:
        day = _EPOCH_1904 + timedelta(days=min(days, _LAST_DAY - 1462))
        return _Moment(days + 1462, rest, per_second, day.year, day.month, day.day)
    if days in (0, _LEAP_DAY_THAT_NEVER_WAS):
        year_month_day = (1900, 2, 29) if days else (1900, 1, 0)
        return _Moment(days, rest, per_second, *year_month_day)
    day = _EPOCH + timedelta(days=days + (days < _LEAP_DAY_THAT_NEVER_WAS))
    return _Moment(days, rest, per_second, day.year, day.month, day.day)


def _shown(token: Token, moment: _Moment, *, chinese: bool, halves: bool) -> str:
    match token.kind:
        case TokenKind.ELAPSED:
            return _elapsed(token.text, moment)
        case TokenKind.HALF_DAY:
            morning, afternoon = token.text.split("/")
            return morning if moment.seconds < _DAY // 2 else afternoon
        case TokenKind.MOMENT:
            letter = token.text[0].lower()
            if letter in "hns.":
                return _time(letter, len(token.text), moment, halves=halves)
            return _date(letter, len(token.text), moment, chinese=chinese)
        case _:
            return token.text


def _elapsed(text: str, moment: _Moment) -> str:
    seconds = moment.days * _DAY + moment.seconds
    unit = {"h": 3600, "m": 60, "n": 60, "s": 1}[text[0]]
    return f"{seconds // unit:0{len(text)}d}"


def _time(letter: str, width: int, moment: _Moment, *, halves: bool) -> str:
    if letter == ".":
        part = moment.ticks % moment.per_second
        return f".{part:0{len(str(moment.per_second)) - 1}d}"[:width]
    seconds = moment.seconds
    value = {"h": seconds // 3600, "n": seconds // 60 % 60, "s": seconds % 60}[letter]
    if letter == "h" and halves:
        value = (value + _NOON - 1) % _NOON + 1
    return f"{value:0{min(width, 2)}d}"


def _date(letter: str, width: int, moment: _Moment, *, chinese: bool) -> str:
    match letter, min(width, 5):
        case "y", 1 | 2:
            return f"{moment.year % 100:02d}"
        case "y" | "e", _:
            return str(moment.year)
        case ("m", 1 | 2):
            return f"{moment.month:0{width}d}"
        case ("d", 1 | 2):
            return f"{moment.day:0{width}d}"
        case "m", size:
            return _month(moment.month, size, chinese=chinese)
        case _, size:
            return _weekday(letter, moment.weekday, size, chinese=chinese)


def _month(month: int, size: int, *, chinese: bool) -> str:
    if chinese:
        return _CHINESE_MONTHS[month - 1] if size > 3 else f"{month}月"  # noqa: PLR2004
    name = _MONTHS.split(",")[month - 1]
    return {3: name[:3], 4: name}.get(size, name[0])


def _weekday(letter: str, day: int, size: int, *, chinese: bool) -> str:
    short = size == 3  # noqa: PLR2004
    if letter == "a":
        return _CHINESE_DAYS[day] if short else f"星期{_CHINESE_DAYS[day]}"
    if chinese:
        return f"{'周' if short else '星期'}{_CHINESE_DAYS[day]}"
    name = _DAYS.split(",")[day]
    return name[:3] if short else name
