"""A veto is asked about until the office has confirmed it, and anew when it is told otherwise."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts import ACT, SIGNED
from tests.support.commands import wuhao
from tests.support.drawing import loaded, small_template, workspace
from tests.support.faults import returned
from tests.support.meeting import decide
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.confirm import confirm
from wuhao_batch.jobs.log import log
from wuhao_batch.jobs.overview import Onlooker
from wuhao_batch.jobs.run import run
from wuhao_batch.outcome.status import Status
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.workspace.folders import ImpossibleError, Workspace

BRANCHES = [["01", "甲党总支", "教学"], ["02", "乙党总支", "教学"]]
VETO: dict[str, Any] = {"是否存在": {"V1": "是"}, "情况说明": {"V1": "去年5月通报"}}


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Both branches handed in, and the second one declared a veto."""
    place = workspace(tmp_path, BRANCHES, small_template())
    hand_in(place, 0)
    hand_in(place, 1, **VETO)
    return place


def hand_in(place: Workspace, number: int, name: str = "", **inputs: Any) -> None:
    assessment = loaded(place)
    branch = assessment.roster.branches[number]
    data = returned(assessment, inputs or None, branch=branch)
    (place.returned / f"{branch.code}{name}.xlsx").write_bytes(data)


def asked(place: Workspace) -> list[str]:
    return [each.code for each in assess(place).findings if each.code in ("S013", "S016")]


def test_a_confirmed_veto_counts_and_is_asked_about_no_more(place: Workspace) -> None:
    assert asked(place) == ["S016"]
    confirm(place, "02", "v1", act=ACT)
    outcome = assess(place)
    assert asked(place) == []
    assert outcome.unconfirmed == []
    assert outcome.results[1].status is Status.VETOED
    ((claim, by),) = outcome.sure_claims
    assert (claim.branch.code, claim.code, claim.texts) == ("02", "V1", ("去年5月通报",))
    assert (by.by, by.why) == (ACT.by, ACT.why)
    assert abs((datetime.now(UTC) - by.at).total_seconds()) < 600
    (act,) = log(place)
    assert (act.command, act.subject, act.by, act.why) == ("confirm", "02", ACT.by, ACT.why)
    assert act.what == "核实乙党总支的一票否决V1属实"


def test_a_return_is_asked_about_again_if_it_says_otherwise(place: Workspace) -> None:
    confirm(place, "02", "V1", act=ACT)
    hand_in(place, 1, 数量={"a1.1": 3}, **VETO)
    assert asked(place) == []
    for other in ({"情况说明": {"V1": "去年6月通报"}}, {"涉及党支部": {"V1": "第一支部"}}):
        hand_in(place, 1, **{**VETO, **other})
        assert asked(place) == ["S016"]
        assert assess(place).sure_claims == []


def test_only_what_somebody_claims_can_be_confirmed(place: Workspace) -> None:
    with pytest.raises(ImpossibleError, match="没有申报一票否决V1"):
        confirm(place, "01", "V1", act=ACT)
    with pytest.raises(ImpossibleError, match="没有序号是“V9”的一票否决"):
        confirm(place, "02", "V9", act=ACT)
    decide(place, vetoes=[["02", "V1", "存在", "存在"]])
    with pytest.raises(ImpossibleError, match="会议已经定了"):
        confirm(place, "02", "V1", act=ACT)
    assert log(place) == ()


def test_papers_made_before_are_made_again(place: Workspace) -> None:
    def is_current() -> bool:
        with ChildProcesses() as children:
            known = Onlooker(place, children).look().known
        assert known is not None
        return known.on_disk.last_run.is_current

    run(place)
    assert is_current()
    confirm(place, "02", "V1", act=ACT)
    assert not is_current()
    run(place)
    assert is_current()


def test_the_command(place: Workspace) -> None:
    done = wuhao("confirm", "02", "V1", *SIGNED, cwd=place.root)
    assert done.returncode == 0
    assert done.stdout.endswith("已记下：乙党总支的一票否决V1核实过，属实。\n")
    unsigned = wuhao("confirm", "02", "V1", cwd=place.root)
    assert unsigned.returncode == 2
    assert "经办人和理由" in unsigned.stderr
