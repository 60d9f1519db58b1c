"""Numbers: every honest shape is read exactly, everything else is no number."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuhao_batch.numbers import (
    from_points,
    is_contradicted,
    json_number,
    plain,
    read_number,
    to_points,
)
from wuhao_batch.sheets import Cell, clean


@pytest.mark.parametrize(
    "value", [7.5, "7.5", "７．５", " 7.5 ", "7.5分", "７.5 分", "7.50", "+7.5"]
)
def test_honest_shapes_of_seven_and_a_half(value: Any) -> None:
    reading = read_number(Cell(value), "分")
    assert reading is not None
    assert reading.value == Decimal("7.5")
    assert reading.was_text == isinstance(value, str)


@pytest.mark.parametrize(
    "value",
    ["八分", "7,5", "7。5", "1_000", "1e3", "nan", "inf", "7²", "①", "٣", "七.五", "7.5.1", "7 5",
     "-", "5/8", "8次", True, False, float("nan"), float("inf"), 1e300, "", "  ", None],
)  # fmt: skip
def test_everything_else_is_no_number(value: Any) -> None:
    assert read_number(Cell(value), "分") is None


@pytest.mark.parametrize(
    "shown",
    ["6000.0", "6,000", "6,000.00", "６０００", "06000", "6000.", " 6000 分", "6000次", "+6000"],
)
def test_a_screen_that_says_the_same_number_changes_nothing(shown: str) -> None:
    reading = read_number(Cell(6000, shown=shown), "次")
    assert reading is not None
    assert reading.value == 6000


@pytest.mark.parametrize(
    "shown", ["", "6", "6.000", "60,00", "6,0000", "6000%", "约6000", "六千", "6E+03", "-6000", "."]
)
def test_a_screen_that_says_anything_else_leaves_no_number(shown: str) -> None:
    assert read_number(Cell(6000, shown=shown), "次") is None


def test_a_number_with_a_look_of_its_own_is_none() -> None:
    assert read_number(Cell("51", look="“1”是上标")) is None
    assert read_number(Cell("20", shown="0", look="“2”已划去")) is None


@pytest.mark.parametrize(
    "between", [*"\v\f\n\r\x00\x1c\x85\u202e\u2028\u00ad\u2010\u2011-", "\r\n"]
)
def test_what_parts_two_digits_on_the_screen_parts_them_here(between: str) -> None:
    assert read_number(Cell(clean(f"3{between}5"))) is None


@pytest.mark.parametrize("unseen", ["\v", "\u202a", "\u200b", "\ufeff", " \x00"])
def test_what_nobody_sees_at_the_ends_is_cleaned(unseen: str) -> None:
    reading = read_number(Cell(clean(f"{unseen}35{unseen}")))
    assert reading is not None
    assert reading.value == 35


def test_zeros_behind_contradict_nothing_and_another_number_does() -> None:
    assert not is_contradicted(Cell(-1, shown="-1.0"))
    assert not is_contradicted(Cell(-1))
    assert is_contradicted(Cell(-0.5, shown="-1"))
    assert is_contradicted(Cell("是", shown="", look="“是”已划去"))


def test_decimals_beyond_those_of_a_score_are_no_other_number() -> None:
    assert read_number(Cell(7.3333333, shown="7.333333")) is not None
    assert read_number(Cell(7.3333333, shown="7.33")) is None


def test_an_error_value_is_no_number_even_if_it_looks_like_one() -> None:
    assert read_number(Cell("8", error=True)) is None


def test_a_unit_is_taken_only_where_it_is_the_measures_own() -> None:
    assert read_number(Cell("3次"), "次") is not None
    assert read_number(Cell("3分"), "次") is None


def test_binary_noise_of_a_spreadsheet_is_not_a_further_decimal() -> None:
    reading = read_number(Cell(7.1 + 0.2))
    assert reading is not None
    assert reading.value == Decimal("7.3")


def test_minus_zero_is_zero() -> None:
    reading = read_number(Cell(-0.0))
    assert reading is not None
    assert plain(reading.value) == "0"


@given(st.decimals(min_value=-999999, max_value=999999, places=6))
def test_points_go_to_millionths_and_back_exactly(value: Decimal) -> None:
    assert from_points(to_points(value)) == value
    assert Decimal(plain(value)) == value


@given(st.text(max_size=12))
def test_no_text_makes_the_reader_fail_and_digits_are_all_that_count(text: str) -> None:
    reading = read_number(Cell(text), "分")
    assert reading is None or any(sign.isdigit() for sign in text)


def test_whole_numbers_are_written_as_whole() -> None:
    assert json_number(Decimal("8.0")) == 8
    assert isinstance(json_number(Decimal("8.0")), int)
    assert json_number(Decimal("7.5")) == 7.5
