"""Rebuild ``examples/templates/``: ``python -m tools.build_examples`` from the root.

Every return is a form that the program issued, filled in by :mod:`tools.filling`; the same
run gives the same bytes.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.drawing_templates import draw
from tools.example_schemes import EXAMPLES, Example, Unit
from tools.filling import Inputs, fill_form
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.slips import probable_slips
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.handing_in import Reader, files_of
from wuhao_batch.jobs.loading import load
from wuhao_batch.numbers import json_number
from wuhao_batch.outcome.judging import Outcome, judge
from wuhao_batch.outputs.blank_roster import roster_workbook
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.workspace.folders import RETURNED_FOLDER, ROSTER, TEMPLATE, open_workspace
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
        returned = {
            f"{RETURNED_FOLDER}/{name}": data
            for name, data in _returns(example, assessment).items()
        }
        _write(root, returned)
        handed_in = Reader(InProcess(), place).read(assessment, files_of(place))
        outcome = judge(assessment, handed_in.examined, handed_in.panel)
        expected = json.dumps(results(outcome), ensure_ascii=False, indent=2) + "\n"
        return {**files, **returned, EXPECTED: expected.encode()}


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


def _returns(example: Example, assessment: Assessment) -> dict[str, bytes]:
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    return {
        f"{branch.name}.xlsx": fill_form(
            stamp(armed, branch), _inputs(example.numbered[branch.code], assessment), _SAVED
        )
        for branch in assessment.roster.branches
    }


def _inputs(unit: Unit, assessment: Assessment) -> Inputs:
    standard = assessment.standard
    declared = {veto.code: "是" if veto.code in unit.declared else "否" for veto in standard.vetoes}
    return {
        "数量": {each.code: 0 for each in standard.measures} | dict(unit.counts),
        "备注": unit.remarks,
        "是否存在": declared,
    }


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
