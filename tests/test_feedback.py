"""The feedback to a branch: each lost point with its rule and reason, and nothing of others."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support.commands import wuhao
from tests.support.drawing import loaded, small_template, template_of, workspace
from tests.support.faults import put_panel
from tests.support.line import put, run
from tests.support.pages import table_of
from tools.filling import type_marks, type_veto
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.scoring.explaining import explain, steps
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.workspace.folders import Workspace


def feedback_of(place: Workspace, *, draft: bool = False) -> tuple[dict[str, Path], list[str]]:
    outcome, _, _ = run(place, draft=draft)
    given = give_feedback(outcome, place, draft=draft)
    return given.workbooks, [found.code for found in given.findings]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    place = workspace(tmp_path, [["01", "甲党总支"], ["02", "乙<b>党总支"], ["03", "丙党总支"]])
    counts = {"数量": {"4-4.1": 6, "4-4.2": 2, "1-3.1": 8, "4-5.1": 3}}
    scores = {"考评得分": {"4-4": 14, "1-3": 0, "4-5": 1, "1-1": 6.5}}
    put(place, "01", {**counts, **scores, "扣分说明": {"1-1": "<b>迟报</b>一次"}})
    put(place, "02", {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": "乙的理由"}})
    put(place, "03", {"是否存在": {"V1": "是"}, "情况说明": {"V1": "某同志的案情"}})
    return place


def test_each_lost_point_is_told_with_its_rule_and_its_reason(place: Workspace) -> None:
    outcome, _, _ = run(place)
    told = {line.code: line for line in make_feedback(outcome, draft=False)["01"].lines}
    late = told["1-1"]
    assert (late.cap, late.score, late.middle, late.lost) == ("8", "6.5", "7", "1.5")
    assert late.causes[1:] == ("按填报的数量为8分，考评组评6.5分", "扣分说明：<b>迟报</b>一次")
    standard = outcome.assessment.standard
    criterion = next(item for item in standard.items if item.code == "1-1").criterion
    assert late.causes[0] == f"考评标准：{criterion}"
    assert "扣完为止，最低0分" in told["1-3"].causes
    assert [cause for cause in told["4-4"].causes if "分" in cause][1:4] == [
        "开展党建活动6次，每次3分，得18分",
        "党建活动缺少的材料2份，每份0.5分，扣1分",
        "加分以15分为限",
    ]
    assert any("少于4次，扣2分" in cause for cause in told["4-5"].causes)
    assert told["2-1"].causes == ()


def test_rank_and_tasks_are_those_of_the_branch(place: Workspace) -> None:
    outcome, _, _ = run(place)
    told = make_feedback(outcome, draft=False)
    assert dict(told["02"].summary)["名次"] == "第2名（共2个单位排名）"
    assert dict(told["03"].summary)["名次"] == "不参加排名"
    lost = {line.code for line in told["01"].lines if line.lost}
    assert {task.code for task in told["01"].tasks} == lost
    assert told["03"].tasks[0].lost == "一票否决"


def test_page_and_workbook_tell_the_same(place: Workspace) -> None:
    workbooks, codes = feedback_of(place)
    assert codes == []
    for path in workbooks.values():
        page = table_of(path.with_suffix(".html").read_text("utf-8"))
        head = page.index(["编号", "考评内容", "分值", "得分", "学院中位数", "失分", "失分原因"])
        of_page = {row[0]: row[2:6] for row in page[head + 1 : head + 22]}
        points = load_workbook(path)["反馈意见"]
        of_book = {
            str(row[1]): ["" if value is None else f"{value:g}" for value in row[3:7]]
            for row in points.iter_rows(values_only=True)
            if isinstance(row[3], int | float)
        }
        assert of_book == of_page
        assert len(of_book) == 21
        tasks = load_workbook(path)["整改清单"]
        blank = [row[5:] for row in tasks.iter_rows(values_only=True) if isinstance(row[0], int)]
        assert all(row == (None, None, None) for row in blank), "left for the branch"
        assert path.name.endswith("_2026_反馈.xlsx")


def test_nothing_of_others_and_no_case_is_told(tmp_path: Path) -> None:
    place = workspace(
        tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]], evaluators=[["PQ1", "诸葛评委"]]
    )
    put(place, "01", {"是否存在": {"V1": "是"}, "情况说明": {"V1": "某同志的案情"}})
    put(place, "02")

    def judge(workbook: Any) -> None:
        type_marks(workbook, {"01": {"1-1": (7, "甲的理由")}, "02": {"1-1": (6, "乙的理由")}})
        type_veto(workbook, ["02", "V2", "", "", "信访查实", "经办人某"])

    put_panel(place, judge)
    workbooks, _ = feedback_of(place)
    for code, path in workbooks.items():
        book = load_workbook(path)
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        texts = ("\n".join(cells), path.with_suffix(".html").read_text("utf-8"))
        own, other = ("甲", "乙") if code == "01" else ("乙", "甲")
        for text in texts:
            assert f"{own}的理由" in text
            for secret in (
                "PQ1",
                "诸葛",
                "案情",
                "信访",
                "经办人",
                f"{other}的理由",
                f"{other}党总支",
            ):
                assert secret not in text


def test_it_waits_until_every_branch_has_its_result(place: Workspace) -> None:
    workbooks, _ = feedback_of(place)
    (place.returned / "02.xlsx").unlink()
    left, codes = feedback_of(place)
    assert (left, codes) == ({}, ["D003"])
    assert not any(path.exists() for path in workbooks.values()), "ranks have changed"
    drafts, codes = feedback_of(place, draft=True)
    assert (set(drafts), codes) == ({"01", "03"}, [])
    assert "征求意见稿" in drafts["01"].with_suffix(".html").read_text("utf-8")


def test_what_somebody_has_worked_on_is_kept(place: Workspace) -> None:
    path = feedback_of(place)[0]["01"]
    workbook = load_workbook(path)
    workbook["整改清单"]["G6"] = "张三"
    workbook.save(path)
    kept = path.read_bytes()
    workbooks, codes = feedback_of(place)
    assert codes == ["D006"]
    assert path.read_bytes() == kept
    assert set(workbooks) == {"02", "03"}


def test_a_second_run_changes_no_byte(place: Workspace) -> None:
    first = {path: path.read_bytes() for path in feedback_of(place)[0].values()}
    assert {path: path.read_bytes() for path in feedback_of(place)[0].values()} == first


def test_a_page_without_its_workbook_does_not_stay_behind(place: Workspace) -> None:
    path = feedback_of(place)[0]["01"]
    path.unlink()
    (place.feedback / "~$01_锁.xlsx").write_bytes(b"lock")
    (place.returned / "02.xlsx").unlink()
    assert feedback_of(place) == ({}, ["D003"])
    assert not path.with_suffix(".html").exists()


def test_a_mistake_in_its_template_is_told_once(place: Workspace) -> None:
    (place.templates / "feedback.html.j2").write_text("一\n{{ feedback.得分 }}", "utf-8")
    workbooks, codes = feedback_of(place)
    assert (workbooks, codes) == ({}, ["L113"])


def test_the_command_prints_what_it_wrote(place: Workspace) -> None:
    done = wuhao("feedback", "--json", cwd=place.root)
    assert done.returncode == 0
    written = json.loads(done.stdout)["feedback"]
    assert [each["branch"] for each in written] == ["01", "02", "03"]
    assert all((place.root / each["file"]).exists() for each in written)


# --- the steps of a self score --------------------------------------------------------------------


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    folder = tmp_path_factory.mktemp("items")
    own = loaded(workspace(folder, [["01", "甲"]])).standard.items
    return [*own, *template_of(small_template(), folder).standard.items]


@given(data=st.data(), capping=st.sampled_from([Capping.CAP_FIRST, Capping.DEDUCT_FIRST]))
def test_the_steps_add_up_to_the_self_score(
    items: list[Item], data: st.DataObject, capping: Capping
) -> None:
    item = data.draw(st.sampled_from([each for each in items if each.measures]))
    counts = {m.code: data.draw(st.integers(0, min(m.largest, 12))) for m in item.measures}
    taken = steps(item, counts)
    won = sum((step.points for step in taken if step.points and step.points > 0), Decimal(0))
    lost = sum((step.points for step in taken if step.points and step.points < 0), Decimal(0))
    first = capping == Capping.CAP_FIRST
    base = (min(item.cap, won) if first else won) if item.earns else item.cap
    zeroed = any(step.points is None for step in taken)
    expected = Decimal(0) if zeroed else min(item.cap, max(Decimal(0), base + lost))
    assert expected == own_score(item, counts, capping)
    told = explain(item, counts, capping)
    assert ("扣完为止，最低0分" in told) == (base + lost < 0)
    assert (f"加分以{plain(item.cap)}分为限" in told) == (won > item.cap and first)
    assert (f"以{plain(item.cap)}分为限" in told) == (base + lost > item.cap)
    assert not [text for text in told if "是否" in text], "an answer has no unit"


def own_score(item: Item, counts: dict[str, int], capping: Capping) -> Decimal:
    class One:
        items = (item,)

    table = frame({"01": counts}, [measure.code for measure in item.measures])
    scores: Any = self_scores(One, table, capping)  # type: ignore[arg-type]
    return from_points(known_rows(scores)["01"][item.code])
