"""What changed: since the last run, since a published issue, since another period."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import roster, workspace, zipped
from tests.support.kept import kept, unit
from tests.support.line import put, run
from tests.support.stages import POSTED, SIGNED_ON, publish_on
from wuhao_batch.jobs.earlier import earlier_results
from wuhao_batch.outcome.changes import changes_between
from wuhao_batch.outcome.periods import item_means, shared
from wuhao_batch.outcome.snapshot import Snapshot, from_json, to_json
from wuhao_batch.outputs.comparison.workbook import comparison_workbook
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import unwatched


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """Two branches that have handed in: the first one lost half a point."""
    place = workspace(tmp_path / "甲", [["01", "甲党总支"], ["02", "乙党总支"]])
    put(place, "01", {"考评得分": {"1-1": 7.5}, "扣分说明": {"1-1": "迟交"}})
    put(place, "02")
    return place


def results(place: Workspace) -> Snapshot:
    return from_json((place.output / "results.json").read_bytes())


def last_year(place: Workspace, **changed: Any) -> Snapshot:
    """The results of now as if they were of the year before; the first unit had a point less."""
    now = results(place)
    first, *others = now.units
    total = None if first.total is None else first.total - 1
    items = dict(first.items) | {"1-1": first.items["1-1"] - 1}
    first = replace(first, total=total, items=items)
    return replace(now, year="2025", units=(first, *others), **changed)


# --- the run itself -------------------------------------------------------------------------------


def test_a_run_keeps_its_results_as_plain_values(two: Workspace) -> None:
    outcome = run(two)[0]
    found = results(two)
    assert (found.year, found.period, found.full) == ("2026", "", 100)
    assert found.standard_digest == outcome.assessment.standard.digest
    assert [item.code for item in found.items] == [
        i.code for i in outcome.assessment.standard.items
    ]
    for kept_unit, result in zip(found.units, outcome.results, strict=True):
        assert kept_unit.name == result.branch.name
        assert (kept_unit.rank, kept_unit.total) == (result.rank, result.total)
        assert (kept_unit.verdict, kept_unit.items) == (result.verdict, result.items)


def test_a_run_says_what_it_changed(two: Workspace) -> None:
    first = wuhao("run", cwd=two.root).stdout
    assert "相比" not in first
    assert "结果与上次运行相同。" in wuhao("run", cwd=two.root).stdout
    put(two, "01")
    told = wuhao("run", cwd=two.root).stdout
    assert "与上次运行相比，1个党总支总分上升，1个党总支名次上升。" in told
    assert "  01 甲党总支：第2名→第1名，总分61.5→62（+0.5），各项：1-1 7.5→8" in told
    changes = json.loads(wuhao("run", "--json", cwd=two.root).stdout)["changes"]
    assert changes["units"] == []


def test_the_report_opens_with_what_changed_however_often_it_is_made(two: Workspace) -> None:
    run(two)
    assert "与上次的结果相比" not in (two.output / "report.html").read_text("utf-8")
    put(two, "01")
    run(two)
    page = (two.output / "report.html").read_bytes()
    assert "与上次的结果相比，1个党总支总分上升" in page.decode()
    written = snapshot(two.output)
    run(two)
    assert snapshot(two.output) == written


def test_results_of_another_year_are_not_the_last_ones(two: Workspace) -> None:
    run(two)
    (two.output / "results.json").write_bytes(to_json(last_year(two)))
    assert "相比" not in wuhao("run", cwd=two.root).stdout
    assert not (two.output / "previous.json").exists()


def test_many_changes_are_cut_short_in_the_text_of_a_run(tmp_path: Path) -> None:
    place = workspace(tmp_path, [[f"{number:02}", f"第{number}总支"] for number in range(1, 13)])
    wuhao("run", "--draft", cwd=place.root)
    place.roster.write_bytes(
        roster([[f"{number:02}", f"新{number}总支"] for number in range(1, 13)])
    )
    told = wuhao("run", "--draft", cwd=place.root).stdout
    assert "其余2条，用 wuhao diff 查看。" in told
    assert wuhao("diff", cwd=place.root).stdout.count("原名") == 12


# --- wuhao diff -----------------------------------------------------------------------------------


def test_diff_needs_results(two: Workspace) -> None:
    done = wuhao("diff", cwd=two.root)
    assert (done.returncode, done.stderr) == (2, "output 里还没有结果。请先运行 wuhao run。\n")


def test_diff_is_against_the_last_results_that_differ(two: Workspace) -> None:
    wuhao("run", cwd=two.root)
    done = wuhao("diff", cwd=two.root)
    assert done.returncode == 2
    assert "还没有别的结果可以比" in done.stderr
    put(two, "01")
    wuhao("run", cwd=two.root)
    wuhao("run", cwd=two.root)
    done = wuhao("diff", cwd=two.root)
    assert done.returncode == 0
    assert done.stdout.startswith("2026年度的结果与上一次不同的结果相比，1个党总支总分上升")
    found = json.loads(wuhao("diff", "--json", cwd=two.root).stdout)
    assert found["changes"]["units"][0]["items"] == {"1-1": [7.5, 8]}
    assert found["outputs"] == {}
    assert not (two.output / "compare.xlsx").exists()


@pytest.fixture
def published(tmp_path: Path) -> Workspace:
    """Two branches; after the publication the first one has half a point more."""
    rows = [["01", "甲党总支"], ["02", "乙党总支"]]
    place = workspace(tmp_path / "甲", rows, 落款日期=SIGNED_ON)
    put(place, "01", {"考评得分": {"1-1": 7.5}, "扣分说明": {"1-1": "迟交"}})
    put(place, "02")
    run(place)
    publish_on(POSTED, place)
    put(place, "01")
    run(place)
    return place


def test_diff_against_a_published_issue(published: Workspace) -> None:
    for name in ("1", "01", "2026-01"):
        told = wuhao("diff", name, cwd=published.root).stdout
        assert told.startswith("2026年度的结果与公示的2026-01相比，1个党总支总分上升")
    refused = wuhao("diff", "2", cwd=published.root)
    assert refused.returncode == 2
    assert refused.stderr == "没有公示的第2号：公示过的是2026-01。请核对。\n"


def test_an_issue_that_was_changed_is_not_compared_with(published: Workspace) -> None:
    file = published.output / "published/2026-01/results.json"
    file.write_bytes(file.read_bytes().replace(b"7.5", b"7.0"))
    done = wuhao("diff", "1", cwd=published.root)
    assert done.returncode == 2
    assert "P003" in done.stdout
    assert "公示的2026-01与记录不符，不能和它比。" in done.stderr


def test_before_the_first_publication_there_is_no_issue(two: Workspace) -> None:
    run(two)
    done = wuhao("diff", "1", cwd=two.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "没有公示的第1号：还没有公示过。请核对。\n"


def as_file(folder: Path, data: bytes) -> Path:
    path = folder / "去年.json"
    path.write_bytes(data)
    return path


def as_workspace(folder: Path, data: bytes) -> Path:
    (folder / "去年/output").mkdir(parents=True)
    (folder / "去年/output/results.json").write_bytes(data)
    return folder / "去年"


def as_published(folder: Path, data: bytes) -> Path:
    """Of two issues the later one, whatever the last run gave."""
    other = to_json(replace(from_json(data), units=()))
    for name, told in {"published/2025-02/": data, "published/2025-01/": other, "": other}.items():
        path = folder / f"去年/output/{name}results.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(told)
    return folder / "去年"


def as_archive(folder: Path, data: bytes) -> Path:
    path, root = folder / "去年.zip", as_published(folder, data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in root.rglob("*.json"):
            archive.write(file, f"2025年度/{file.relative_to(root).as_posix()}")
    return path


@pytest.mark.parametrize("where", [as_file, as_workspace, as_published, as_archive])
def test_diff_against_another_year_wherever_it_lies(
    two: Workspace, tmp_path: Path, where: Callable[[Path, bytes], Path]
) -> None:
    run(two)
    path = where(tmp_path, to_json(last_year(two)))
    found = json.loads(wuhao("diff", path, "--json", cwd=two.root).stdout)
    assert found["changes"]["periods"] == ["2025", "2026"]
    assert [each["totals"] for each in found["changes"]["units"]] == [[60.5, 61.5]]
    assert found["outputs"] == {"compare": "output/compare.xlsx"}


def test_a_folder_that_was_never_scored_is_scored_now_and_left_alone(
    two: Workspace, tmp_path: Path
) -> None:
    run(two)
    last = workspace(tmp_path / "去年", [["01", "甲党总支"]], 考核年度="2025")
    put(last, "01")
    before = snapshot(last.root)
    done = wuhao("diff", last.root, cwd=two.root)
    assert "01 甲党总支：第1名→第2名，总分62→61.5（-0.5），各项：1-1 8→7.5" in done.stdout
    assert snapshot(last.root) == before


def test_last_years_archive_is_compared_with(two: Workspace, tmp_path: Path) -> None:
    run(two)
    last = workspace(tmp_path / "去年", [["01", "甲党总支"]], 考核年度="2025")
    put(last, "01")
    wuhao("run", cwd=last.root)
    assert wuhao("archive", cwd=last.root).returncode == 0
    (archive,) = last.output.rglob("*.zip")
    told = wuhao("diff", archive, cwd=two.root).stdout
    assert "01 甲党总支：第1名→第2名，总分62→61.5（-0.5），各项：1-1 8→7.5" in told

    with zipfile.ZipFile(archive) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    results = entries["output/results.json"].replace(b"62", b"92")
    for name, data in {
        "output/results.json": results,
        "input/more.txt": b"",
        "说明.txt": b"",
    }.items():
        archive.write_bytes(zipped({**entries, name: data}))
        done = wuhao("diff", archive, "--keep", cwd=two.root)
        assert done.returncode == 2
        assert name in done.stdout + done.stderr
        assert "与它自己的清单不符" in done.stderr


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        (["output/results.json", "output/published/2025-01/results.json"], 1),
        (["output/published/2025-02/results.json", "output/published/2025-10/results.json"], 1),
        (["output/published/2024-09/results.json", "output/published/2025-01/results.json"], 1),
        (["1月/output/published/2025_1月-01/results.json", "output/results.json"], 1),
        (["2025/output/results.json", "2025/rounds/1月/output/results.json"], 0),
        (["results.json", "output/results.json"], 1),
        (["output/results.xlsx", "output/previous.json"], None),
    ],
)
def test_of_an_archive_the_years_results_count(
    tmp_path: Path, names: list[str], counts: int | None
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, to_json(kept(year=str(2000 + number))))
    if counts is None:
        with pytest.raises(ImpossibleError):
            earlier_results(path, unwatched)
    else:
        assert earlier_results(path, unwatched).year == str(2000 + counts)


def empty(folder: Path) -> Path:
    (folder / "空").mkdir()
    return folder / "空"


def damaged(folder: Path) -> Path:
    path = as_archive(folder, to_json(kept(unit("01", "甲", 1, 90))))
    data = path.read_bytes()
    directory = data.index(b"PK\1\2")
    path.write_bytes(bytes(directory) + data[directory:])
    return path


def without(folder: Path) -> Path:
    path = folder / "别的.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/output/results.xlsx", b"")
    return path


@pytest.mark.parametrize("where", [empty, damaged, without, lambda f: as_file(f, b"{}")])
def test_what_holds_no_results_is_refused(
    two: Workspace, tmp_path: Path, where: Callable[[Path], Path]
) -> None:
    run(two)
    before = snapshot(two.root)
    done = wuhao("diff", where(tmp_path), "--keep", cwd=two.root)
    assert done.returncode == 2
    assert "里没有能读的结果（results.json）" in done.stderr
    assert snapshot(two.root) == before


def test_what_is_not_there_is_refused(two: Workspace) -> None:
    run(two)
    done = wuhao("diff", "去年", cwd=two.root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "没有“去年”。请写公示的第几号，或以前一期的存档、文件夹。\n"


def test_only_another_period_is_kept(two: Workspace, tmp_path: Path) -> None:
    run(two)
    path = as_file(tmp_path, to_json(replace(last_year(two), year="2026")))
    done = wuhao("diff", path, "--keep", cwd=two.root)
    assert done.returncode == 2
    assert "也是2026年度的，不用 --keep" in done.stderr
    assert not (two.root / "input/earlier.json").exists()


# --- two periods side by side ---------------------------------------------------------------------


def test_what_was_kept_stands_in_every_report_from_then_on(two: Workspace, tmp_path: Path) -> None:
    run(two)
    assert "年度对照" not in (two.output / "report.html").read_text("utf-8")
    first, *others = last_year(two).items
    changed = last_year(two, items=(replace(first, cap=Decimal(10)), *others))
    done = wuhao("diff", as_file(tmp_path, to_json(changed)), "--keep", cwd=two.root)
    assert "已写出：output/compare.xlsx、input/earlier.json" in done.stdout
    made = (two.output / "compare.xlsx").read_bytes()
    outputs = run(two)[2]
    assert outputs["compare"].read_bytes() == made
    page = outputs["report"].read_text("utf-8")
    assert "九、与2025年度对照" in page
    assert "考评分数由10改为8，不作比较" in page
    (two.root / "input/earlier.json").unlink()
    run(two)
    assert not outputs["compare"].exists()


def tables(changes: Any) -> dict[str, pd.DataFrame]:
    data = io.BytesIO(comparison_workbook(changes, "党总支", "2026年度考核"))
    return pd.read_excel(data, sheet_name=None, dtype=object, engine="openpyxl")


def test_the_workbook_has_both_years_side_by_side() -> None:
    before = kept(
        unit("01", "甲", 2, 70, i1_1=40, i1_2=30), unit("02", "乙", 1, 80, i1_1=50), year="2025"
    )
    now = kept(unit("01", "甲", 1, 95, i1_1=60, i1_2=35), unit("03", "丙", None, None))
    first, second = now.items
    now = replace(now, items=(replace(first, cap=Decimal(70)), second))
    found = tables(changes_between(before, now))
    assert list(found) == ["总分对照", "考评内容对照", "逐项对照"]
    totals = found["总分对照"].astype(object).where(found["总分对照"].notna(), None)
    assert totals.iloc[0].to_dict() == {
        "编号": "01", "党总支": "甲", "2025年度名次": 2, "2026年度名次": 1, "名次升降": 1,
        "2025年度总分": 70, "2026年度总分": 95, "总分增减": 25, "2025年度可比各项": 30,
        "2026年度可比各项": 35, "可比各项增减": 5, "2025年度结论": "达标",
        "2026年度结论": "达标", "变化": "第2名→第1名，总分70→95（+25），各项：1-2 30→35",
    }  # fmt: skip
    assert list(totals["编号"]) == ["01", "03", "02"]
    items = found["考评内容对照"]
    assert list(items["2025年度平均分"]) == [45, 30]
    assert list(items["2026年度平均分"]) == [60, 35]
    assert items["增减"].isna().tolist() == [True, False]
    assert items["说明"][0] == "考评分数由60改为70，不作比较"
    scores = found["逐项对照"]
    assert scores[["编号", "考评编号"]].values.tolist() == [
        ["01", "1-1"], ["01", "1-2"], ["02", "1-1"],
    ]  # fmt: skip
    assert scores["增减"].isna().tolist() == [True, False, True]


def test_columns_of_what_can_be_compared_stand_only_where_not_all_can() -> None:
    before, now = (kept(unit("01", "甲", 1, 70, i1_1=40), year=year) for year in ("2025", "2026"))
    found = tables(changes_between(before, now))
    assert not [each for each in found["总分对照"].columns if "可比" in each]


def test_means_are_over_units_with_a_result_and_round_half_up() -> None:
    now = kept(
        unit("01", "甲", 1, 90, i1_1=1), unit("02", "乙", 2, 80, i1_1=2),
        unit("03", "丙", 3, 70, i1_1=2), unit("04", "丁", None, None, i1_1=50),
    )  # fmt: skip
    first, second = item_means(changes_between(kept(year="2025"), now))
    assert (first.before, first.after, first.gain) == (None, Decimal("1.67"), None)
    assert (second.before, second.after) == (None, None)


def test_units_without_anything_in_common_share_nothing() -> None:
    changes = changes_between(
        kept(unit("01", "甲", 1, 90, i1_1=1), year="2025"), kept(unit("01", "甲", 1, 90, i1_2=1))
    )
    assert shared(changes.units[0], changes) is None
