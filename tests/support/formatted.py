"""Numbers under drawn formats, and what LibreOffice shows of them."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.support.programs import converted

Formatted = tuple[float, str]
"""A number and the code of its format."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_WORDS = st.sampled_from(
    ['"分"', '"5"', "约", "\\5", "\\-", "_)", "* ", " ", "-", "+", "(", ")", '"%"', '"."', "$"]
)
_WHOLE = st.sampled_from(
    ["0", "#", "00", "#,##0", "0,000", "?", "#?", "0-0", "##0", "??0", "# ##0", '0"5"0']
)
_DECIMALS = st.sampled_from(["", "", ".", ".0", ".00", ".0#", ".##", ".??", '."5"0', ".#0"])
_TAIL = st.sampled_from(["", "", "", ",", ",,", "%", "%%", "E+00", "E+0", " ?/?", " 0/4", "\\.5"])


def _optional(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), texts)


PLAIN = st.tuples(_optional(_WORDS), _WHOLE, _DECIMALS, _TAIL, _optional(_WORDS)).map("".join)
_SPECIAL = st.sampled_from(
    [
        *("General", 'General"分"', '"否"', "", "@", '"约"General', "[Red]0", "[$-804]0.0"),
        *("yyyy-mm-dd", "h:mm", "[h]:mm", "d", "m", "s", "mm:ss", "[s]", 'yyyy"年"m"月"'),
        *("[$￥-804]0", "[DBNum1]0", "[DBNum2][$-804]General", "# ?/?", "?/?", "0.00E+00"),
    ]
)
_BEFORE = st.sampled_from(["", "", "", "[>3]", "[<5]", "[=1]", "[>=0]", "[<>2]", "[Blue]"])
_SECTION = st.tuples(_BEFORE, st.one_of(PLAIN, PLAIN, _SPECIAL)).map("".join)
CODES = st.one_of(st.lists(_SECTION, min_size=1, max_size=4).map(";".join), PLAIN, _SPECIAL)

NUMBERS = st.one_of(
    st.sampled_from([0, 1, 2, 3, 5, 13, 15, 20, 24, 100, 6000, -1, -3, 0.5, 13.5, -0.5, 1.005]),
    st.integers(-50, 2000),
    st.decimals(-20, 200, places=2).map(float),
    st.decimals(-1, 10**6, places=6).map(float),
)


def drawn(count: int, codes: st.SearchStrategy[str], *, anew: bool = False) -> list[Formatted]:
    """So many numbers under formats, each pair once; ``anew``: others each time."""
    cells: list[Formatted] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        derandomize=not anew,
        suppress_health_check=list(HealthCheck),
    )
    @given(NUMBERS, codes)
    def gather(number: float, code: str) -> None:
        cells.append((number, code))

    gather()
    return list(dict.fromkeys(cells))


def in_libreoffice(cells: Sequence[Formatted], folder: Path) -> list[str]:
    """What LibreOffice shows of each of the cells, all in one workbook."""
    workbook = Workbook()
    for row, (number, code) in enumerate(cells, 1):
        cell = workbook.worksheets[0].cell(row, 1, number)
        cell.number_format = code
        workbook.worksheets[0].cell(row, 2, row)
    source = folder / "formatted.xlsx"
    workbook.save(source)
    tree = ET.parse(converted(source, "fods", folder / "shown"))  # noqa: S314  written just now
    rows = list(tree.iter(f"{_TABLE}table-row"))[: len(cells)]
    return [_text(row[0]) for row in rows]


def _text(cell: ET.Element) -> str:
    return "".join(_flat(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))


def _flat(element: ET.Element) -> str:
    own = " " * int(element.get(f"{_TEXT}c", "1")) if element.tag == f"{_TEXT}s" else ""
    inner = "".join(_flat(child) + (child.tail or "") for child in element)
    return own + (element.text or "") + inner
