"""More units than anybody reads through: papers for reading list some, tables hold all of them."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.drawing import loaded, workspace
from tests.support.faults import returned
from wuhao_batch.cli.console import pace
from wuhao_batch.jobs.run import Run, run
from wuhao_batch.outputs import long_lists
from wuhao_batch.outputs.notice import notice
from wuhao_batch.outputs.report import branches, conclusions, report

UNITS = 5


@pytest.fixture
def few_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (long_lists, notice, branches, conclusions, report):
        monkeypatch.setattr(room, "MOST_LISTED", 3)


def run_of(root: Path, quota: int) -> Run:
    branches = [[f"{each:02}", f"第{each}党总支"] for each in range(UNITS)]
    place = workspace(root, branches, 表彰名额=quota)
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        lost = {"1-1": 8 - int(branch.code) / 2}
        form = returned(assessment, {"考评得分": lost}, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(form)
    return run(place)


@pytest.mark.usefixtures("few_are_listed")
@pytest.mark.parametrize(("quota", "listed"), [(2, 2), (4, 3)])
def test_a_long_notice_lists_those_proposed_and_its_workbook_all(
    tmp_path: Path, quota: int, listed: int
) -> None:
    made = run_of(tmp_path, quota)
    (told,) = (each for each in made.findings if each.code == "D063")
    assert f"只列出{listed}个，全部{UNITS}个" in told.rule
    page = made.outputs["notice_html"].read_text()
    names = [f"第{each}党总支" for each in range(UNITS)]
    assert [name in page for name in names] == [True] * listed + [False] * (UNITS - listed)
    assert f"本次公示共{UNITS}个党总支，全部列在附件“公示名单”（Excel 表）中" in page
    workbook = load_workbook(io.BytesIO(made.outputs["notice_xlsx"].read_bytes()))
    head, *rows = workbook["公示名单"].iter_rows(values_only=True)
    assert [dict(zip(head, row, strict=True))["党总支"] for row in rows] == names
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("few_are_listed")
def test_a_long_report_says_what_it_leaves_out(tmp_path: Path) -> None:
    page = run_of(tmp_path, 2).outputs["report"].read_text()
    assert "各表只列出前3个，5个都在 results.xlsx" in page
    assert 'data-branch="第2党总支"' in page
    assert 'data-branch="第3党总支"' not in page
    assert long_lists.some_of(list("abcd")) == ("a", "b", "c等")


@pytest.mark.parametrize(
    ("done", "wanted", "seconds", "told"),
    [(50, 150, 10, "每秒5个，还要20秒"), (1, 2, 70, "还要1分10秒")],
)
def test_progress_tells_rate_and_remaining_time(
    done: int, wanted: int, seconds: float, told: str
) -> None:
    assert pace(done, wanted, seconds) == told
