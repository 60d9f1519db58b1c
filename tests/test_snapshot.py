"""A result kept as plain values: what it holds, that it comes back as it was, what is none."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support.drawing import small_template, template_of
from tests.support.kept import kept, ranked
from wuhao_batch.outcome.snapshot import (
    Snapshot,
    SnapshotItem,
    SnapshotUnit,
    from_json,
    rules_digest,
    to_json,
)

POINTS = st.integers(1 - 10**15, 10**15 - 1).map(lambda each: Decimal(each).scaleb(-6))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(points=POINTS, name=TEXT, rank=st.none() | st.integers(1, 999))
def test_what_was_kept_comes_back_as_it_was(points: Decimal, name: str, rank: int | None) -> None:
    unit = SnapshotUnit("01", name, "教学", "达标", rank, points, {"1-1": points}, proposed=True)
    item = SnapshotItem("1-1", name, points, "ab", name)
    snapshot = Snapshot("2026", "1月", "ABCD", "考评得分", (item,), (unit,), points)
    assert from_json(to_json(snapshot)) == snapshot


def test_equal_results_are_equal_bytes() -> None:
    assert to_json(ranked({"甲": 90})) == to_json(ranked({"甲": Decimal("90.000")}))


def test_what_is_not_known_is_null() -> None:
    unit = SnapshotUnit("01", "甲", "", "未交", None, None)
    snapshot = replace(kept(), units=(unit,))
    told = json.loads(to_json(snapshot))["units"][0]
    assert (told["rank"], told["total"], told["items"]) == (None, None, {})
    assert from_json(to_json(snapshot)) == snapshot


def _without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.pop(name)


def _with(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.update(values)


def _in_unit(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["units"][0].update(values)


@pytest.mark.parametrize(
    "change",
    [
        *(_without(name) for name in ("format", "version", "year", "standard", "items", "units")),
        _with(format="others"),
        _with(version=2),
        _with(year=2026),
        _with(units=[1]),
        _with(units={}),
        _with(method="\ud800"),
        _in_unit(rank=1.5),
        _in_unit(rank=0),
        _in_unit(rank=True),
        _in_unit(total="90"),
        _in_unit(total=float("nan")),
        _in_unit(total=float("inf")),
        _in_unit(total=1e-7),
        _in_unit(total=10**12),
        _in_unit(proposed=1),
        _in_unit(items={"1-1": None}),
        _in_unit(items=[]),
        lambda told: told["units"].append(told["units"][0]),
        lambda told: told["items"].append(told["items"][0]),
    ],
)
def test_what_is_no_result_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    told = json.loads(to_json(ranked({"甲": 90})))
    from_json(json.dumps(told).encode())
    change(told)
    with pytest.raises(ValueError, match=r"."):
        from_json(json.dumps(told).encode())


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"\xff\xfe\xfd", b"null", b"[]", b"[" * 100_000, b'{"year": 1e9e9}']
)
def test_any_other_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(data)


@given(number=st.sampled_from(["1e999999999999999999999", "-1e400", "9" * 5000, "1" + "0" * 12]))
def test_a_number_that_no_score_is_is_refused(number: str) -> None:
    data = to_json(ranked({"甲": 90})).replace(b'"total": 90', b'"total": ' + number.encode())
    with pytest.raises(ValueError, match=r"."):
        from_json(data)


def _digests(folder: Path, sheet: str, row: int, column: int, value: str | float) -> dict[str, str]:
    """The digests of the small template's items, one cell of it changed."""
    changed = load_workbook(io.BytesIO(small_template()))
    changed[sheet].cell(row, column, value)
    data = io.BytesIO()
    changed.save(data)
    standard = template_of(data.getvalue(), folder).standard
    return {item.code: rules_digest(item) for item in standard.items}


@pytest.mark.parametrize(
    ("row", "column", "value", "changed"),
    [
        (2, 4, -3, {"a1"}),  # 每单位加减分
        (7, 7, 2, {"b2"}),  # 不足扣分
        (8, 8, 10, {"c1"}),  # 最多数量
        (5, 2, "实践活动", {"b1"}),  # another thing is counted
        (5, 2, " 活 动 ", set()),
    ],
)
def test_a_rule_that_changed_changes_the_digest_of_its_item_alone(
    tmp_path: Path, row: int, column: int, value: str | float, changed: set[str]
) -> None:
    before = _digests(tmp_path, "数一数", 1, 1, "编号")
    after = _digests(tmp_path, "数一数", row, column, value)
    assert {code for code in before if before[code] != after[code]} == changed


def test_the_criterion_is_the_rule_only_where_nothing_is_counted(tmp_path: Path) -> None:
    before = _digests(tmp_path, "打分", 1, 1, "")
    counted = _digests(tmp_path, "打分", 4, 3, "每少一次扣2分。")
    judged = _digests(tmp_path, "打分", 9, 3, "另有细则")
    assert before == counted
    assert {code for code in before if before[code] != judged[code]} == {"b3"}
