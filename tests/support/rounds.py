"""Rounds of a year, drawn by what came out of them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.support.drawing import small_template, workspace
from tests.support.line import put, run
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Result
from wuhao_batch.outcome.status import Status
from wuhao_batch.outcome.totalling import Round
from wuhao_batch.returns.examine import Examined
from wuhao_batch.workspace.folders import Workspace

UNITS = [["01", "101室"], ["02", "102室"], ["03", "103室"]]

Came = Mapping[str, Decimal | str | Status]
"""编号 → the unit's total in a round, as points or their text, or the status of one without."""


def round_of(year: Assessment, name: str, came: Came) -> Round:
    """A round of a year with those results; units that are not named stand not on its roster."""
    settings = replace(year.settings, round=name)
    branches = tuple(each for each in year.roster.branches if each.code in came)
    roster = replace(year.roster, branches=branches, settings=settings)
    outcome = judge(replace(year, roster=roster), Examined())
    results = tuple(_with(each, came[each.branch.code]) for each in outcome.results)
    return Round(f"../{name}", replace(outcome, results=results))


def _with(result: Result, came: Decimal | str | Status) -> Result:
    if isinstance(came, Status):
        total = Decimal(40) if came.is_settled else None
        return replace(result, status=came, total=total)
    return replace(result, status=Status.QUALIFIED, total=Decimal(came))


def office(root: Path, **rounds: Mapping[str, float]) -> Workspace:
    """A year's workspace, and beside it that of each round, run to the end.

    Args:
        root: The folder of all of them.
        rounds: 期次 → 编号 → what the panel gave for item a1, of 12 points.
    """
    for name, scores in rounds.items():
        place = workspace(
            root / name, UNITS, small_template(), 期次=name, 公示开始日期="2026-12-22"
        )
        for code, score in scores.items():
            put(place, code, {"考评得分": {"a1": score}, "扣分说明": {"a1": "检查所见"}})
        run(place)
    return workspace(root / "全年", UNITS, small_template(), 公示开始日期="2026-12-22")
