"""The example templates that the repository ships: whole assessments of other kinds."""

import io
import json
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support.commands import wuhao
from tests.support.programs import converted
from tests.support.schemes import judged
from tools.build_examples import EXPECTED, FOLDER, build, results
from tools.example_schemes import EXAMPLES
from tools.filling import cell_of, find_cell, open_form
from wuhao_batch.jobs.issue import issue
from wuhao_batch.jobs.panel import panel
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.workspace.folders import open_workspace

each_example = pytest.mark.parametrize("name", EXAMPLES)

Counts = Mapping[str, Any]


@cache
def outcome_of(name: str) -> Outcome:
    return judged(open_workspace(FOLDER / name))


@cache
def expected(name: str) -> Any:
    return json.loads((FOLDER / name / EXPECTED).read_bytes())


def totals_of(name: str) -> list[float]:
    return [unit["total"] for unit in expected(name)["units"].values()]


def verdicts_of(name: str) -> list[str]:
    return [unit["verdict"] for unit in expected(name)["units"].values()]


def handed_in_by(name: str, code: str) -> Path:
    """The form of a unit or, in an inspection, the list in which it has a row."""
    unit = expected(name)["units"][code]["name"]
    form = FOLDER / name / "input" / "returned" / f"{unit}.xlsx"
    return next((FOLDER / name).glob("input/panel/*.xlsx"), form)


def counts_of(name: str, code: str) -> Counts:
    """What has been counted in a unit, read as it was typed in."""
    workbook = open_form(handed_in_by(name, code).read_bytes())

    def typed(measure: str) -> Any:
        if "检查清单" in workbook.sheetnames:
            return cell_of(workbook, code, measure).value
        sheet, cell = find_cell(workbook, "数量", measure)
        return sheet[cell].value

    return {row["编号"]: typed(row["编号"]) for row in EXAMPLES[name].scheme.measures}


def test_every_example_is_shipped() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(EXAMPLES)


@each_example
def test_the_script_rebuilds_what_is_shipped(name: str) -> None:
    shipped = {
        path.relative_to(FOLDER / name).as_posix(): path.read_bytes()
        for path in (FOLDER / name).rglob("*")
        if path.is_file() and "output" not in path.relative_to(FOLDER / name).parts
    }
    assert shipped == build(EXAMPLES[name])


@each_example
def test_an_example_comes_to_what_is_expected(name: str) -> None:
    assert results(outcome_of(name)) == expected(name)
    assert len(outcome_of(name).results) in range(4, 7)


TWENTY_POINTS, DECLARED = "L105", "S016"


def test_there_is_nothing_to_tell_but_what_belongs_to_the_scheme() -> None:
    assert {name: expected(name)["findings"] for name in EXAMPLES} == {
        "company_branch": [TWENTY_POINTS, DECLARED],
        "dormitory": [],
        "supplier": [],
        "civilised_unit": [DECLARED],
        "village": [TWENTY_POINTS],
        "stars": [DECLARED],
    }


@each_example
def test_its_forms_or_its_list_are_issued(name: str, tmp_path: Path) -> None:
    for folder in ("templates", "input"):
        shutil.copytree(FOLDER / name / folder, tmp_path / folder)
    place = open_workspace(tmp_path)
    issued = issue(place)
    told = {each.code for each in issued.findings} - {TWENTY_POINTS}
    if name == "dormitory":
        assert (issued.forms, told) == ({}, {"S019"}), "the inspectors count"
        assert [path.name for path in panel(place).workbooks.values()] == ["检查组_第12周.xlsx"]
    else:
        assert (len(issued.forms), told) == (len(EXAMPLES[name].units), set())


def test_laid_into_a_new_workspace_an_example_runs_to_its_notice(tmp_path: Path) -> None:
    folder = tmp_path / "2026"
    wuhao("init", folder)
    for part in ("templates", "input"):
        shutil.copytree(FOLDER / "stars" / part, folder / part, dirs_exist_ok=True)
    done = wuhao("run", "--json", cwd=folder)
    assert done.returncode == 0, done
    assert "notice_docx" in json.loads(done.stdout)["outputs"]


# --- the numbers, worked out apart from the program -----------------------------------------------


def test_the_worked_numbers() -> None:
    assert totals_of("company_branch")[:3] == [20, 20, 24]
    assert totals_of("dormitory")[:3] == [85, 50, 80]
    assert totals_of("supplier")[0] == 65
    assert totals_of("civilised_unit")[:3] == [105, 85, 25]
    assert totals_of("village")[:3] == [20, 12.5, 17.5]


def test_the_verdicts() -> None:
    assert verdicts_of("dormitory") == ["达标", "未达分数线", "达标", "达标"]
    assert verdicts_of("civilised_unit")[:3] == ["达标", "达标", "未达分数线"]
    assert verdicts_of("civilised_unit")[4] == "不达标", "a veto"
    assert verdicts_of("stars") == [
        "五星",  # the only place of five
        "四星",  # 100 points without an innovation; 30 % of six units are one place
        "三星",  # 96 points, but no place is left above
        "三星",  # a ground leaves three stars at most
        "二星",  # 75 points; 40 % of six units are two places
        "一星",
    ]


def company_branch(n: Counts) -> dict[str, float]:
    lost = 2 * n["1-1.1"] + 5 * n["1-1.2"] + 2 * n["1-1.3"]
    return {
        "1-1": max(0, 10 + n["1-1.4"] + 5 * n["1-1.5"] - lost),
        "1-2": max(0, 10 + 5 * n["1-2.2"] - 2 * n["1-2.1"]),
    }


def dormitory(n: Counts) -> dict[str, float]:
    lost = {
        "1-1": 2 * n["1-1.1"] + n["1-1.2"] + 2 * n["1-1.3"] + n["1-1.4"],
        "2-1": 2 * n["2-1.1"] + 2 * n["2-1.2"] + n["2-1.3"] + n["2-1.4"],
        "3-1": 5 * n["3-1.1"] + max(0, n["3-1.2"] - 2) + 3 * n["3-1.3"] + 2 * n["3-1.4"],
        "4-1": 20 * n["4-1.1"] + 10 * n["4-1.2"] + 5 * n["4-1.3"] + min(20, 5 * n["4-1.4"]),
    }
    return {code: max(0, (40 if code == "4-1" else 20) - points) for code, points in lost.items()}


def supplier(n: Counts) -> dict[str, float]:
    def better(share: float) -> int:
        return 25 if share > 0.5 else 15 if share >= 0.26 else 10 if share >= 0.15 else 0

    tiers = ((0.98, 25), (0.95, 20), (0.93, 10), (0.9, 5), (0, 0))
    return {
        "1-1": next(points for least, points in tiers if n["1-1.1"] >= least),
        "2-1": {"6σ": 25, "4σ": 20, "3σ": 10, "不足3σ": 0}[n["2-1.1"]],
        "3-1": better(n["3-1.1"]),
        "4-1": better(n["4-1.1"]) or (5 if n["4-1.1"] >= 0.1 else 0),
    }


def civilised_unit(n: Counts) -> dict[str, float]:
    return {
        **{f"1-{duty}": max(0, 20 - 2 * n[f"1-{duty}.1"]) for duty in range(1, 6)},
        "2-1": min(20, max(10 * n["2-1.1"], 5 * n["2-1.2"], 2 * n["2-1.3"])),
        "2-2": min(10, n["2-2.1"]),
        "3-1": -5 * n["3-1.1"] - 10 * n["3-1.2"],
    }


def village(n: Counts) -> dict[str, float]:
    def below(code: str, target: float, step: float) -> int:
        missing: float = round(target - n[code] * 100, 6)
        return max(0, floor(missing / step))

    return {
        "1-1": max(0, 7 - 0.5 * below("1-1.1", 87, 3)),
        "1-2": max(0, 7 + n["1-2.2"] - 2 * below("1-2.1", 100, 10)),
        "1-3": max(0, 2 - below("1-3.1", 95, 10)),
        "1-4": {"自治村": 2, "合格村": 1, "都不是": 0}[n["1-4.1"]],
        "1-5": 2 if n["1-5.1"] >= 2 else 0,
    }


def stars(n: Counts) -> dict[str, float]:
    items = {f"{i}-1": max(0, (10 if i == 7 else 15) - n[f"{i}-1.1"]) for i in range(1, 8)}
    return items | {"8-1": min(10, 5 * n["8-1.1"])}


WORKED_OUT: Mapping[str, Callable[[Counts], dict[str, float]]] = {
    "company_branch": company_branch,
    "dormitory": dormitory,
    "supplier": supplier,
    "civilised_unit": civilised_unit,
    "village": village,
    "stars": stars,
}


@each_example
def test_every_item_is_what_the_scheme_says_of_the_counts(name: str) -> None:
    for code, unit in expected(name)["units"].items():
        items = WORKED_OUT[name](counts_of(name, code))
        assert unit["items"] == items
        assert unit["total"] == sum(items.values())


@pytest.mark.slow
@pytest.mark.program("soffice")
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.xlsx" for name in EXAMPLES}
    for name, path in files.items():
        shutil.copy(handed_in_by(name, "02"), path)
    first, *more = files.values()
    converted(first, "xlsx", tmp_path / "recomputed", *more)
    for name, path in files.items():
        data = (tmp_path / "recomputed" / path.name).read_bytes()
        unit = expected(name)["units"]["02"]
        shown = shown_in(load_workbook(io.BytesIO(data), data_only=True))
        assert {code: shown[code] for code in unit["items"]} == unit["items"]
        assert shown["合计"] == unit["total"]


def shown_in(workbook: Workbook) -> dict[str, Any]:
    """Item, or 合计 → the live score that is shown in a form, or in the second row of a list."""
    if "检查清单" in workbook.sheetnames:
        heads = ("1-1得分", "2-1得分", "3-1得分", "4-1得分", "合计")
        return {head.removesuffix("得分"): cell_of(workbook, "02", head).value for head in heads}
    sheet = workbook["评分表"]
    column = [str(cell.value)[:2] for cell in sheet[4]].index("自评")
    rows = sheet.iter_rows(min_row=5)
    return {str(row[1].value or row[2].value): row[column].value for row in rows}
