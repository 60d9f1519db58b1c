"""Rebuild ``examples/templates/``: ``python -m tools.build_examples`` from the root.

Every return, and every list of an inspection, is one that the program issued, filled in by
:mod:`tools.filling`; the same run gives the same bytes.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.drawing_templates import draw
from tools.example_schemes import EXAMPLES, Example, Unit
from tools.filling import Inputs, fill_form, fill_list
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.handing_in import HandedIn, Reader, files_of
from wuhao_batch.jobs.loading import load
from wuhao_batch.jobs.panel import plan_panel
from wuhao_batch.numbers import json_number
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.workspace.folders import (
    PANEL_FOLDER,
    RETURNED_FOLDER,
    ROSTER,
    TEMPLATE,
    Workspace,
    open_workspace,
)
from wuhao_batch.workspace.plan import write_atomically

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "templates"
EXPECTED = "expected.json"

_SAVED = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def build(example: Example) -> dict[str, bytes]:
    """File name below the example's folder → its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = {TEMPLATE: draw(example.scheme), ROSTER: _roster(example)}
        _write(root, files)
        place = open_workspace(root)
        assessment = load(place)
        counted = _counted(example, assessment, place)
        _write(root, counted)
        handed_in = _read(assessment, place)
        outcome = judge(assessment, handed_in.examined, handed_in.panel)
        expected = json.dumps(results(outcome), ensure_ascii=False, indent=2) + "\n"
        return {**files, **counted, EXPECTED: expected.encode()}


def results(outcome: Outcome) -> dict[str, Any]:
    """What an example comes to: the findings told, and each unit's result."""
    template = outcome.assessment.template
    return {
        "findings": sorted({each.code for each in (*outcome.findings, *probable_slips(template))}),
        "units": {
            result.branch.code: {
                "name": result.branch.name,
                "items": {code: json_number(points) for code, points in result.items.items()},
                "total": None if result.total is None else json_number(result.total),
                "rank": result.rank,
                "verdict": result.verdict,
            }
            for result in outcome.results
        },
    }


def _roster(example: Example) -> bytes:
    rows: list[tuple[str, ...]] = [(code, unit.name) for code, unit in example.numbered.items()]
    words = Words(unit=example.scheme.unit, part=example.scheme.part)
    settings = {"被考评单位": words.unit, **example.settings}
    return roster_workbook(rows, settings, words=words)


def _counted(example: Example, assessment: Assessment, place: Workspace) -> dict[str, bytes]:
    """The forms of the units as they come back, or the list of those who inspect them."""
    if assessment.settings.is_inspection:
        return _list(example, assessment, place)
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    return {
        f"{RETURNED_FOLDER}/{branch.name}.xlsx": fill_form(
            stamp(armed, branch), _inputs(example.numbered[branch.code], assessment), _SAVED
        )
        for branch in assessment.roster.branches
    }


def _list(example: Example, assessment: Assessment, place: Workspace) -> dict[str, bytes]:
    planned = plan_panel(assessment, place, _read(assessment, place))
    found = {code: _quantities(unit, assessment) for code, unit in example.numbered.items()}
    return {
        f"{PANEL_FOLDER}/{path.name}": fill_list(planned.plan.write[path], found, _SAVED)
        for path in planned.workbooks.values()
    }


def _read(assessment: Assessment, place: Workspace) -> HandedIn:
    return Reader(InProcess(), place).read(assessment, files_of(place))


def _inputs(unit: Unit, assessment: Assessment) -> Inputs:
    return {
        "数量": _quantities(unit, assessment),
        "备注": unit.remarks,
        "是否存在": {
            veto.code: "是" if veto.code in unit.declared else "否"
            for veto in assessment.standard.vetoes
        },
    }


def _quantities(unit: Unit, assessment: Assessment) -> dict[str, Any]:
    return {each.code: 0 for each in assessment.standard.measures} | dict(unit.counts)


def main() -> None:
    """Write everything."""
    for name, example in EXAMPLES.items():
        files = build(example)
        _write(FOLDER / name, files)
        print(f"{(FOLDER / name).relative_to(FOLDER.parent.parent)}: {len(files)}")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        write_atomically(folder / name, data)


if __name__ == "__main__":
    main()
