"""The feedback to a branch: each lost point with its rule and reason, and nothing of others."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import permutations
from pathlib import Path
from random import Random
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
from wuhao_batch.outputs.feedback.feedback import Feedback, make_feedback
from wuhao_batch.outputs.feedback.reasons import as_of_the_panel
from wuhao_batch.scoring.explaining import explain, steps
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.sizes import texts


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
    assert (late.cap, late.score, late.middle, late.lost) == ("8", "6.5", "7.0", "1.5")
    assert late.causes[1:] == (
        "按填报的数量为8分，考评组评6.5分",
        "考评组的扣分说明：<b>迟报</b>一次",
    )
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
    assert dict(told["02"].summary)["名次"] == "第2名（共2个党总支排名）"
    assessment = outcome.assessment
    settings = replace(assessment.settings, unit="班级")
    roster = replace(assessment.roster, settings=settings)
    classes = replace(outcome, assessment=replace(assessment, roster=roster))
    of_classes = make_feedback(classes, draft=False)
    assert dict(of_classes["02"].summary)["名次"] == "第2名（共2个班级排名）"
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
            str(row[1].value): [printed_number(cell) for cell in row[3:7]]
            for row in points.iter_rows()
            if isinstance(row[3].value, int | float)
        }
        assert of_book == of_page
        assert len(of_book) == 21
        tasks = load_workbook(path)["整改清单"]
        blank = [row[5:] for row in tasks.iter_rows(values_only=True) if isinstance(row[0], int)]
        assert all(row == (None, None, None) for row in blank), "left for the branch"
        assert path.name.endswith("_2026_反馈.xlsx")


def printed_number(cell: Any) -> str:
    """A number as the cell shows it."""
    places = len(cell.number_format.partition(".")[2])
    return "" if cell.value is None else f"{cell.value:.{places}f}"


def judged(
    folder: Path, given: Sequence[tuple[float, str]], own: int = 0, **settings: Any
) -> tuple[Workspace, Feedback]:
    """The feedback to a branch on whose item 1-1 (8分) evaluators gave those scores and reasons.

    ``own`` is how often it reports to have been late, 0.5 points each time.
    """
    people = [[f"P{number}", f"评委{number}"] for number in range(1, len(given) + 1)]
    place = workspace(folder, [["01", "甲党总支"]], evaluators=people, **settings)
    put(place, "01", {"数量": {"1-1.2": own}})
    for number, mark in enumerate(given):
        put_panel(place, partial(type_marks, marks={"01": {"1-1": mark}}), number)
    outcome, _, _ = run(place)
    return place, make_feedback(outcome, draft=False)["01"]


def reasons_of(told: Feedback) -> list[str]:
    (line,) = (line for line in told.lines if line.code == "1-1")
    return [cause for cause in line.causes if "扣分说明" in cause]


def test_reasons_are_those_of_the_panel_and_not_of_an_evaluator(tmp_path: Path) -> None:
    marks = [(7, "台账缺页。"), (8, "材料齐全，不扣分"), (7.5, "台账，缺页"), (7, "报送晚了")]
    _, told = judged(tmp_path / "a", marks)
    assert reasons_of(told) == ["考评组的扣分说明：台账，缺页；报送晚了"], (
        "each once, what most have written first; who took nothing gave no reason"
    )
    _, turned = judged(tmp_path / "b", [marks[3], marks[2], marks[1], marks[0]])
    assert reasons_of(turned) == reasons_of(told), "the order tells nothing of who wrote what"


@given(st.lists(st.text(st.sampled_from("甲乙丙a 。，；"), max_size=6), max_size=6), st.randoms())
def test_no_reason_is_told_twice_or_lost(texts: list[str], chance: Random) -> None:
    told = as_of_the_panel(texts)
    words = ["".join(filter(str.isalnum, text)) for text in texts]
    said = ["".join(filter(str.isalnum, text)) for text in told]
    assert all(any(each in other for other in said) for each in filter(None, words)), "lost"
    assert not any(a in b for a, b in permutations(said, 2)), "twice"
    assert all(said), "nothing is said"
    chance.shuffle(texts)
    assert as_of_the_panel(texts) == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("失分和理由", ["考评标准", "未按照", "按填报", "考评组的扣分说明"]),
        ("失分和依据", ["考评标准", "未按照", "按填报"]),
        ("只列失分", []),
    ],
)
def test_the_office_chooses_what_a_branch_is_told(
    tmp_path: Path, content: str, told: list[str]
) -> None:
    place, given = judged(tmp_path, [(7, "台账缺页")], own=1, 反馈内容=content)
    (line,) = (line for line in given.lines if line.code == "1-1")
    assert [cause[: len(start)] for cause, start in zip(line.causes, told, strict=True)] == told
    assert Decimal(line.lost) == 1, "what was lost is always told"
    path = feedback_of(place)[0]["01"]
    page = path.with_suffix(".html").read_text("utf-8")
    cells = [cell.value for row in load_workbook(path)["反馈意见"].iter_rows() for cell in row]
    for text in told:
        assert text in page
    assert ("失分原因" in cells) == ("失分原因" in page) == bool(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "score", "listed"),
    [
        ({}, 7.5, False),  # 0.17 on the mean of three
        ({}, 6.5, True),  # 0.5: a step of the standard
        ({"整改起点": "0"}, 7.5, True),
        ({"整改起点": "0.6"}, 6.5, False),
        ({"整改起点": "0.5"}, 6.5, True),
    ],
)
def test_what_a_mean_leaves_is_told_but_need_not_be_mended(
    tmp_path: Path, settings: dict[str, Any], score: float, listed: bool
) -> None:
    place, told = judged(tmp_path, [(8, ""), (8, ""), (score, "台账缺页")], **settings)
    assert [line.lost for line in told.lines if line.code == "1-1"] != [""]
    assert ("1-1" in {task.code for task in told.tasks}) == listed
    path = feedback_of(place)[0]["01"]
    page = path.with_suffix(".html").read_text("utf-8")
    tasks = load_workbook(path)["整改清单"]
    codes = {row[1].value for row in tasks.iter_rows() if isinstance(row[0].value, int)}
    assert ("1-1" in codes) == listed
    assert ("不列入整改清单" in page) == (told.left_out != "") == (not listed)


def test_the_points_of_a_table_have_one_number_of_decimals(tmp_path: Path) -> None:
    _, told = judged(tmp_path, [(8, ""), (8, ""), (7.5, "台账缺页")])
    points = [text for line in told.lines for text in (line.score, line.middle, line.lost) if text]
    assert {len(text.partition(".")[2]) for text in points} == {2}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "signature"),
    [
        ({"落款单位": "学院党委"}, ("学院党委", "2026年12月21日")),
        (
            {"落款日期": "", "反馈内容": "只列失分"},
            ("示例学院", "　　　　年　　月　　日"),
        ),
    ],
)
def test_the_office_signs_and_the_branch_has_room_to(
    tmp_path: Path, settings: dict[str, Any], signature: tuple[str, str]
) -> None:
    place, _ = judged(tmp_path, [(8, "")], **settings)
    outcome, _, _ = run(place, draft=True)
    path = give_feedback(outcome, place, draft=True).workbooks["01"]
    page = path.with_suffix(".html").read_text("utf-8")
    book = load_workbook(path)
    points, tasks = (
        [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value]
        for name in ("反馈意见", "整改清单")
    )
    assert tuple(points[-2:]) == signature
    *_, (signed, width) = texts(book["反馈意见"])
    assert (signed.value, width > 45) == (signature[1], True), "in a line, however wide the columns"
    assert all(text in page for text in signature)
    assert "党总支书记签字" in tasks[-1]
    assert "党总支书记签字" in page


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
        told = ("\n".join(cells), path.with_suffix(".html").read_text("utf-8"))
        own, other = ("甲", "乙") if code == "01" else ("乙", "甲")
        for text in told:
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
    counts = {m.code: data.draw(st.integers(0, min(int(m.largest), 12))) for m in item.measures}
    taken = steps(item, counts)
    won = sum((step.points for step in taken if step.points and step.points > 0), Decimal(0))
    lost = sum((step.points for step in taken if step.points and step.points < 0), Decimal(0))
    first = capping == Capping.CAP_FIRST
    base = (min(item.scale.full, won) if first else won) if item.earns else item.scale.full
    zeroed = any(step.points is None for step in taken)
    expected = Decimal(0) if zeroed else min(item.scale.full, max(Decimal(0), base + lost))
    assert expected == own_score(item, counts, capping)
    told = explain(item, counts, capping)
    assert ("扣完为止，最低0分" in told) == (base + lost < 0)
    assert (f"加分以{plain(item.scale.full)}分为限" in told) == (won > item.scale.full and first)
    assert (f"以{plain(item.scale.full)}分为限" in told) == (base + lost > item.scale.full)
    assert not [text for text in told if "是否" in text], "an answer has no unit"


def own_score(item: Item, counts: dict[str, int], capping: Capping) -> Decimal:
    class One:
        items = (item,)

    table = frame({"01": counts}, [measure.code for measure in item.measures])
    scores: Any = self_scores(One, table, capping)  # type: ignore[arg-type]
    return from_points(known_rows(scores)["01"][item.code])
