"""Charts as inline SVG: plain shapes with classes, so that the page's style decides on colours.

Each stands in or beside a table that says the same in figures; colours differ in lightness too, so
that a chart printed in grey stays readable. Lengths are in the SVG's own units.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup, escape

from wuhao_batch.numbers import plain
from wuhao_batch.outcome.analysis import Bin

SHADES = 5
"""Number of distinct fills; further parts begin again."""

ZERO = Decimal(0)

_WIDTH, _HEIGHT = 240.0, 16.0
_COLUMN, _GAP, _TALL, _LABEL = 64.0, 10.0, 150.0, 22.0


def shade(number: int) -> str:
    """Return the class of the fill of the part of that number, counted from 0."""
    return f"s{number % SHADES}"


def parts_bar(parts: Sequence[Decimal], full: Decimal) -> Markup:
    """Return a bar of parts one behind the other, in a frame of width ``full``; none below 0."""
    shapes, left = [_rect(0, 0, _WIDTH, _HEIGHT, "frame")], 0.0
    for number, part in enumerate(parts):
        width = max(0.0, _share(part, full)) * _WIDTH
        shapes.append(_rect(left, 0, width, _HEIGHT, shade(number)))
        left += width
    return _svg(_WIDTH, _HEIGHT, shapes, preserveAspectRatio="none")


def bar(value: Decimal, full: Decimal) -> Markup:
    """Return a bar as long as ``value`` is of ``full``."""
    return parts_bar((value,), full)


def pair(own: Decimal, panel: Decimal, full: Decimal, low: Decimal = ZERO) -> Markup:
    """Draw two marks on a line from ``low`` to ``full``: the branch's hollow, the panel's full."""
    middle, radius = _HEIGHT / 2, _HEIGHT / 2 - 2
    x_own, x_panel = (
        radius + 1 + _share(each - low, full - low) * (_WIDTH - 2 * radius - 2)
        for each in (own, panel)
    )
    shapes = (
        _line(0, _WIDTH, middle, "axis"),
        _line(x_own, x_panel, middle, "gap"),
        _circle(x_panel, middle, radius - 1, "panel"),
        _circle(x_own, middle, radius, "own"),
    )
    return _svg(_WIDTH, _HEIGHT, shapes)


def columns(bins: Sequence[Bin], label: str) -> Markup:
    """Return a histogram; the count stands on each column, the range under it."""
    most = max((each.count for each in bins), default=0)
    width = len(bins) * (_COLUMN + _GAP) - _GAP
    shapes = [_line(0, width, _LABEL + _TALL, "axis")]
    for number, each in enumerate(bins):
        left = number * (_COLUMN + _GAP)
        height = _TALL * _share(Decimal(each.count), Decimal(most))
        top, middle = _LABEL + _TALL - height, left + _COLUMN / 2
        shapes += [
            _rect(left, top, _COLUMN, height, "s0"),
            _text(middle, top - 6, str(each.count)),
            _text(middle, _LABEL + _TALL + 16, f"{plain(each.low)}–{plain(each.high)}"),
        ]
    return _svg(width, _LABEL * 2 + _TALL, shapes, label)


def _share(value: Decimal, full: Decimal) -> float:
    return float(value / full) if full else 0.0


def _rect(left: float, top: float, width: float, height: float, kind: str) -> str:
    return _shape("rect", {"class": kind}, x=left, y=top, width=width, height=height)


def _line(start: float, end: float, y: float, kind: str) -> str:
    return _shape("line", {"class": kind}, x1=start, y1=y, x2=end, y2=y)


def _circle(x: float, y: float, radius: float, kind: str) -> str:
    return _shape("circle", {"class": kind}, cx=x, cy=y, r=radius)


def _text(x: float, y: float, text: str) -> str:
    return f"<text {_attributes({}, x=x, y=y)}>{escape(text)}</text>"


def _shape(tag: str, names: Mapping[str, str], **lengths: float) -> str:
    return f"<{tag} {_attributes(names, **lengths)} />"


def _attributes(names: Mapping[str, str], **lengths: float) -> str:
    told = [f'{name}="{text}"' for name, text in names.items()]
    return " ".join([*told, *[f'{name}="{each:.4g}"' for name, each in lengths.items()]])


def _svg(
    width: float, height: float, shapes: Iterable[str], label: str = "", **more: str
) -> Markup:
    """Wrap shapes in an SVG element, hidden from screen readers unless it has a label."""
    told = {"role": "img", "aria-label": escape(label)} if label else {"aria-hidden": "true"}
    names = {"viewBox": f"0 0 {width:g} {height:g}", **told, **more}
    attributes = _attributes(names, width=width, height=height)
    return Markup(f"<svg {attributes}>{''.join(shapes)}</svg>")  # noqa: S704  escaped above
