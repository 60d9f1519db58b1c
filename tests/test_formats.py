"""What a number format shows, rule by rule; and nothing counts that LibreOffice shows otherwise."""

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.formatted import CODES, NUMBERS, PLAIN, Formatted, drawn, in_libreoffice
from wuhao_batch.numbers import read_number
from wuhao_batch.reading.formats.codes import code_of
from wuhao_batch.reading.formats.showing import MOMENT, Shown, as_shown, render
from wuhao_batch.reading.looks import UNKNOWN_FORMAT
from wuhao_batch.sheets import Cell


def in_cell(found: Shown) -> Cell:
    return Cell(found.value, shown=found.shown, look=found.look)


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        # digits: 0 always, # where needed, ? as a blank; what is left over before the first
        (13.5, "0", "14"), (13.5, "0.0", "13.5"), (13.5, "0.00", "13.50"), (5, "00", "05"),
        (5, "0.##", "5."), (0.5, "#.##", ".5"), (0, "#", ""), (1.5, "0.0?", "1.5 "),
        (5, "???", "  5"), (15.5, ".0", "15.5"), (138, "000-0000", "000-0138"),
        (1.005, "0.00", "1.01"), (2.5, "0", "3"), (1e21, "0", "1" + "0" * 21),
        # commas group by thousands or divide by them
        (6000, "#,##0", "6,000"), (5, "0,000", "0,005"), (6000, "0,", "6"), (6000, "0.0,", "6.0"),
        (6000, "0,,", "0"), (6000, '0,"千"', "6千"), (1234567.891, "#,##0.00", "1,234,567.89"),
        # percent, once or more
        (0.5, "0%", "50%"), (0.5, "0.0%", "50.0%"), (0.5, "%0", "%50"), (0.5, "0%%", "5000%%"),
        (50, '0"%"', "50%"), (50, "0\\%", "50%"),
        # exponents
        (15, "0.00E+00", "1.50E+01"), (12345, "##0.0E+0", "12.3E+3"), (0.0015, "0E-0", "2E-3"),
        (15, "0E-0", "2E1"), (9.99, "0.0E+0", "1.0E+1"),
        # fractions
        (2.25, "# ?/?", "2 1/4"), (5, "# ?/?", "5    "), (0.25, "?/?", "1/4"), (0.5, "0/4", "2/4"),
        (0.97, "# ?/?", "1    "), (3.14159, "# ??/??", "3 14/99"), (0.5, "0 ?/?", "0 1/2"),
        # words, blanks and fillings
        (5, '"约"0', "约5"), (5, "约0", "约5"), (5, '0"5"', "55"), (13, "0\\.5", "13.5"),
        (5, '"否"', "否"), (13, "+86 0", "+86 13"), (5, "0_)", "5 "), (15, "0*-", "15-"),
        # sections: positive, negative, zero
        (-1, "0;0", "1"), (-0.5, "+0;-0", "-1"), (3, ";;;", ""), (-3, "0;;", ""), (0, "0;0;", ""),
        (-5, '"约"0', "-约5"), (-0.3, "0", "0"), (-5, "0.0", "-5.0"), (0, '0;-0;"无"', "无"),
        # conditions
        (5, '[>3]"高"0;0', "高5"), (2, '[>3]"高"0;0', "2"), (1, '[=1]"是";[=0]"否";0', "是"),
        (7, '[>10]"a"0;[>5]"b"0;"c"0', "b7"),
        # General, by its Chinese name too
        (5, 'General"分"', "5分"), (5, "G/通用格式", "5"), (-5, 'General"分"', "-5分"),
        (5, "", "5"), (123456789012, "General", "1.23457E+11"), (5, "@", "5"), (5, '@"分"', "5分"),
        # colours and languages
        (5, "[Red]0", "5"), (5, "[红色]0", "5"), (5, "[Color 12]0", "5"), (5, "[$-804]0", "5"),
        (15, "[$￥-804]#,##0.00", "￥15.00"),
        # dates and times
        (46000, "yyyy-mm-dd", "2025-12-09"), (46000, "yy/m/d", "25/12/9"), (46000, "mmm", "Dec"),
        (46000, "[$-804]dddd", "星期二"), (46000, "aaaa", "星期二"), (46000, "dddd", "Tuesday"),
        (46000.5, 'yyyy"年"m"月"d"日" h:mm', "2025年12月9日 12:00"), (60, "yyyy-m-d", "1900-2-29"),
        (1, "yyyy-m-d", "1900-1-1"), (0.5, "h:mm", "12:00"), (0.5, "h:mm AM/PM", "12:00 PM"),
        (0.25, '上午/下午h"时"mm"分"', "上午6时00分"), (1, "[h]:mm", "24:00"),
        (0.7, "mm:ss", "48:00"), (1.7, "[mm]:ss", "2448:00"), (0.00001, "mm:ss.0", "00:00.9"),
    ],
)  # fmt: skip
def test_a_number_is_shown_by_the_rules_of_its_format(number: float, code: str, shown: str) -> None:
    assert render(number, code) == shown


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (2, '[>3]"高"0'), (-2, '[<0]"负"0;0'), (-3, '"否"'), (5, "[DBNum1]0"), (5, "0x"), (5, "5"),
        (6000, "[$-407]#,##0"), (6000, "0.00,0"), (3, "0.0?0"), (-1, "yyyy-mm-dd"), (5, "[无]0"),
        (5, "0;0;0;0;0"), (5, "0" * 256), (5, "@;0"), (5, "0.0.0"), (1e9, "yyyy-mm-dd"), (5, "gg"),
    ],
)  # fmt: skip
def test_what_programs_show_in_two_ways_is_not_told(number: float, code: str) -> None:
    assert render(number, code) is None
    assert as_shown(number, code) == Shown(number, None, UNKNOWN_FORMAT)


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [("8", "0", "8"), ("8", ";;;", ""), ("8", '0;0;0;@"0"', "80"), ("8", '0;@"0"', "80"),
     ("是", '"不"@', "不是"), ("8", "@", "8")],
)  # fmt: skip
def test_a_text_has_a_section_of_its_own(text: str, code: str, shown: str) -> None:
    assert render(text, code) == shown


@pytest.mark.parametrize(
    ("format_id", "own", "shown"),
    [(0, None, "0.5"), (1, None, "1"), (9, None, "50%"), (20, None, "12:00"), (31, None, None),
     (55, None, "下午12时00分"), (49, None, "0.5"), (164, None, "0.5"), (9, "0.0", "0.5"),
     (44, None, "¥0.50")],
)  # fmt: skip
def test_an_id_has_its_chinese_meaning_unless_the_file_says_otherwise(
    format_id: int, own: str | None, shown: str | None
) -> None:
    found = render(0.5, code_of(format_id, own))
    assert found is not None
    assert re.sub(r"\s", "", found) == shown or shown is None


def test_a_real_date_is_a_date_and_other_numbers_under_its_format_stay_numbers() -> None:
    assert as_shown(46000, "yyyy-mm-dd") == Shown(datetime(2025, 12, 9))
    assert as_shown(46000, "m月d日") == Shown(datetime(2025, 12, 9), "12月9日")
    assert as_shown(13, "yyyy-mm-dd") == Shown(13, "1900-01-13", MOMENT)
    assert as_shown(13, "yyyy-mm-dd", since_1904=True) == Shown(13, "1904-01-14", MOMENT)


def test_a_format_gives_its_colour() -> None:
    assert as_shown(5, "[White]0").colour == (255, 255, 255)
    assert as_shown(-5, "0;[红色]-0").colour == (255, 0, 0)
    assert as_shown(5, "0").colour is None


@pytest.mark.parametrize(
    ("number", "code"),
    [(13.5, "0.0"), (13.5, "0.00"), (6000, "#,##0"), (15, '0"分"'), (5, "00"), (5, "0.##"),
     (0.5, "#.##"), (5, "+0;-0"), (15, "_ * #,##0.00_ "), (13, '0".0"')],
)  # fmt: skip
def test_a_number_counts_where_the_screen_says_the_same(number: float, code: str) -> None:
    reading = read_number(in_cell(as_shown(number, code)), "分")
    assert reading is not None
    assert reading.value == Decimal(str(number))


@pytest.mark.parametrize(
    ("number", "code"),
    [(13.5, "0"), (6000, "0,"), (1, '0"5"'), (13, "0\\.5"), (3, ";;;"), (5, '"否"'), (5, '"约"0'),
     (0.5, "0%"), (50, '0"%"'), (0.5, "h:mm"), (1, "d"), (1, "[h]"), (0, "[s]"), (-1, "0;0"),
     (15, "0.00E+00"), (2.25, "# ?/?"), (5, "[DBNum1]0"), (15, "$0"), (0, '0;-0;"-"')],
)  # fmt: skip
def test_a_number_that_the_screen_does_not_say_never_counts(number: float, code: str) -> None:
    assert read_number(in_cell(as_shown(number, code)), "分") is None


TOKENS = st.sampled_from(
    ["0", "#", "?", ".", ",", "%", "/", " ", "-", "E+", '"分"', '"', "\\", "_", "*", "[", "]",
     "[Red]", "[$-804]", "General", "@", "h", "m", "ss", "yyyy", "[>3]", "[h]", ";", "5", "AM/PM"]
)  # fmt: skip


@given(
    st.one_of(NUMBERS, st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)),
    st.one_of(CODES, st.lists(TOKENS, max_size=60).map("".join), st.text(max_size=20)),
)
def test_no_code_is_too_odd(value: float | str, code: str) -> None:
    found = as_shown(value, code)
    assert found.shown is None or len(found.shown) < 100_000
    assert (render(value, code) is None) == (found.look == UNKNOWN_FORMAT)


def counted_otherwise(cells: list[Formatted], texts: list[str]) -> list[tuple[Formatted, str]]:
    """The cells whose number counts though LibreOffice shows another one, or none."""
    return [
        (cell, text)
        for cell, text in zip(cells, texts, strict=True)
        if read_number(in_cell(as_shown(*cell)), "分") is not None
        and read_number(Cell(cell[0], shown=text), "分") is None
    ]


ODD = ("%%", "5", "E+")
"""Parts of codes that programs show in ways of their own."""


def differing(cells: list[Formatted], texts: list[str]) -> list[tuple[Formatted, str, str]]:
    """The cells of which we tell another text, but for differences that docs/reading.md names."""
    found = []
    for (number, code), text in zip(cells, texts, strict=True):
        ours = render(number, code)
        named = ours is None or code.count("*") > 1 or any(odd in code for odd in ODD)
        if not named and _alike(ours or "") != _alike(text):
            found.append(((number, code), ours or "", text))
    return found


def _alike(text: str) -> str:
    """A text without blanks, a minus before zeros, and a point that nothing follows."""
    text = re.sub(r"\.(?![0-9])", "", re.sub(r"\s", "", text))
    return text if re.search(r"[1-9]", text) else text.replace("-", "")


@pytest.mark.program("soffice")
def test_nothing_counts_that_libreoffice_shows_otherwise(tmp_path: Path) -> None:
    cells = [*drawn(400, CODES), *drawn(200, PLAIN)]
    texts = in_libreoffice(cells, tmp_path)
    assert counted_otherwise(cells, texts) == []
    assert differing(cells[-200:], texts[-200:]) == []


@pytest.mark.slow
@pytest.mark.program("soffice")
@pytest.mark.parametrize("number", range(5))
def test_nothing_counts_that_libreoffice_shows_otherwise_in_many(
    tmp_path: Path, number: int
) -> None:
    cells = drawn(1500, CODES, anew=True)
    texts = in_libreoffice(cells, tmp_path)
    assert counted_otherwise(cells, texts) == []
