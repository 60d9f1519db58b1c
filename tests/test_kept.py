"""What a run keeps of each unit: packed, and the same when it is looked at."""

import pickle
from pathlib import Path

from tests.support.drawing import handed_in, loaded, workspace
from tests.support.line import put
from wuhao_batch.panel.agreeing import agree
from wuhao_batch.panel.examine import NO_BOOKS
from wuhao_batch.returns.kept import Columns, Kept


def test_inputs_that_were_packed_are_the_same() -> None:
    columns: Columns[object] = {"数量": {"1-1.1": 3, "1-1.2": None}, "备注": {"1-1.1": "无"}}
    packed = pickle.loads(pickle.dumps(Kept(columns)))  # noqa: S301
    assert packed == columns
    assert pickle.dumps(packed) == pickle.dumps(Kept(columns))
    assert (list(packed), len(packed), packed["备注"]) == (["数量", "备注"], 2, columns["备注"])


def test_a_form_that_came_from_a_child_takes_a_tenth_of_the_room(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲党总支"]])
    put(place, "01")
    (checked,) = handed_in(place).examined.accepted.values()
    inputs = checked.source.inputs
    assert isinstance(inputs, Kept)
    assert len(pickle.dumps(inputs)) < 3_000


def test_scores_of_the_forms_are_those_typed_in(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]])
    put(place, "01")
    assessment, examined = loaded(place), handed_in(place).examined
    panel = agree(assessment, examined, NO_BOOKS)
    checked = examined.accepted["01"]
    assert {(each.item.code, each.points) for each in panel.given} == set(checked.panel.items())
    assert len(panel.by_item) == len(checked.panel)
    assert panel.by_item.get(("02", "1-1"), []) == []
    (given,) = panel.given_to("01", assessment.standard.items[0])
    assert given.score == checked.source.inputs["考评得分"][given.item.code]
