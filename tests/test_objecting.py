"""Objections by commands: the same job as the page's, written as a clerk would."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.commands import wuhao
from tests.support.drawing import loaded, small_template, workspace
from wuhao_batch.assessment.objections import Disposal, read_objections
from wuhao_batch.jobs.objecting import Raised, Reply, answer_objection, raise_objection
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace

BRANCHES = [["01", "甲党总支", "教学"], ["02", "乙党总支", "教学"]]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "w", BRANCHES, small_template())


def listed(place: Workspace) -> list[tuple[object, ...]]:
    objections, _ = read_objections((place.root / OBJECTIONS).read_bytes(), loaded(place).roster)
    return [
        (each.row, each.received, each.way, each.named, each.matter, each.result, each.answered)
        for each in objections
    ]


def test_commands_write_what_the_job_writes(place: Workspace, tmp_path: Path) -> None:
    twin = workspace(tmp_path / "twin", BRANCHES, small_template())
    came = ("--way", "来电", "--codes", "02", "--on", "2026-12-09")
    done = wuhao("objection", "少计一次", *came, cwd=place.root)
    assert (done.returncode, done.stdout) == (0, f"已记入 {OBJECTIONS} 第2行。\n")
    settled = ("--checker", "李四", "--result", "不属实", "--on", "2026-12-10")
    assert wuhao("answer", "2", "维持", *settled, cwd=place.root).returncode == 0
    received = date(2026, 12, 9)
    raise_objection(twin, Raised(received, "来电", named=True, codes="02", matter="少计一次"))
    objections, _ = read_objections((twin.root / OBJECTIONS).read_bytes(), loaded(twin).roster)
    reply = Reply("李四", "不属实", Disposal.KEPT, date(2026, 12, 10))
    answer_objection(twin, objections[0], reply)
    told = (2, received, "来电", True, "少计一次", "不属实", date(2026, 12, 10))
    assert listed(place) == listed(twin) == [told]
    assert (place.root / OBJECTIONS).read_bytes() == (twin.root / OBJECTIONS).read_bytes()


def test_what_is_wrong_is_told_and_not_written(place: Workspace) -> None:
    odd = wuhao("objection", "少计", "--way", "来信", "--codes", "77", cwd=place.root)
    assert odd.returncode == 2
    assert "没有写入" in odd.stderr
    settled = ("--checker", "李四", "--result", "不属实")
    none = wuhao("answer", "2", "维持", *settled, cwd=place.root)
    assert "第2行没有异议" in none.stderr
    other = wuhao("answer", "2", "再说", *settled, cwd=place.root)
    assert "维持，还是更正" in other.stderr
    assert not (place.root / OBJECTIONS).exists()
