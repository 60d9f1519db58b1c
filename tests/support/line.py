"""The whole line in this process: hand in, run, random inputs that break no rule."""

import random
from pathlib import Path
from typing import Any

from tests.support.drawing import handed_in, loaded
from tests.support.faults import returned
from tools.filling import Inputs
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.jobs.run import write_papers
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.workspace.folders import Workspace


def put(place: Workspace, code: str, inputs: Inputs | None = None, name: str = "") -> None:
    assessment = loaded(place)
    branch = next(each for each in assessment.roster.branches if each.code == code)
    data = returned(assessment, inputs, branch=branch)
    (place.returned / (name or f"{code}.xlsx")).write_bytes(data)


def run(
    place: Workspace, *, draft: bool = False, latest: bool = False
) -> tuple[Outcome, list[Any], dict[str, Path]]:
    """What ``wuhao run`` does, in this process."""
    found = handed_in(place, latest=latest)
    outcome = judge(loaded(place), found.examined, found.panel)
    findings = outcome.findings
    publication = write_papers(outcome, place, draft=draft)
    return outcome, [*findings, *publication.findings], publication.outputs


def random_inputs(assessment: Assessment, chance: random.Random) -> dict[str, dict[str, Any]]:
    """Anything that breaks no rule: counts or none, scores on the step, reasons, vetoes."""
    standard = assessment.standard
    inputs: dict[str, dict[str, Any]] = {
        header: {} for header in ("数量", "备注", "考评得分", "扣分说明", "是否存在")
    }
    for item in standard.items:
        if chance.random() < 0.8:
            for measure in item.measures:
                count = chance.randint(0, min(int(measure.largest), 7))
                inputs["数量"][measure.code] = ("否", "是")[count] if measure.yes_no else count
        steps = int(item.scale.full / standard.step)
        inputs["考评得分"][item.code] = float(chance.randint(0, steps) * standard.step)
        inputs["扣分说明"][item.code] = chance.choice(["=1+1", "按规定", "<i>见附件</i>", "@甲"])
    for veto in standard.vetoes:
        inputs["是否存在"][veto.code] = "是" if chance.random() < 0.1 else "否"
    return inputs
