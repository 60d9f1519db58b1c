"""Where every number comes from: explanations lead to cells that give just that number."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from benchmarks.year import alike
from tests.support.commands import snapshot, wuhao
from tests.support.drawing import ROOT, handed_in, loaded, workspace
from tests.support.explaining import Recomputed
from tests.support.line import put
from tests.support.meeting import decide
from tests.support.schemes import judged
from tools.example_schemes import EXAMPLES
from tools.filling import fill_panel
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.jobs.assessing import judge as judge_all
from wuhao_batch.jobs.explain import Question, answer
from wuhao_batch.jobs.handing_in import Files, Reader, files_of
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.explanation.page import explanation_page
from wuhao_batch.outputs.explanation.paragraphs import Line
from wuhao_batch.outputs.notice.notice import make_notice
from wuhao_batch.panel.agreeing import agree
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.workspace.folders import Workspace, open_workspace

SAMPLES = [
    ".",
    "examples/panel",
    "examples/forms",
    "examples/stages",
    *(f"examples/templates/{n}" for n in EXAMPLES),
]

each_sample = pytest.mark.parametrize("name", SAMPLES)


@cache
def outcome_of(name: str) -> Outcome:
    return judged(open_workspace(ROOT / name))


@cache
def recomputed(name: str) -> Recomputed:
    outcome = outcome_of(name)
    return Recomputed(outcome, ROOT / name, [each.branch.code for each in outcome.results])


def published(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """编号, column and figure of every number on the notice."""
    codes = {each.branch.name: each.branch.code for each in outcome.results}
    notice = make_notice(outcome, None, draft=True)
    for row in notice.rows:
        shown = dict(zip(notice.columns, row, strict=True))
        for column, text in shown.items():
            if text.lstrip("-").replace(".", "").isdecimal():
                yield codes[shown[notice.name]], column, text


def by_the_cells(own: Recomputed, code: str, column: str) -> Fraction:
    """The same number, worked out from the cells."""
    if column == "名次":
        return Fraction(own.rank(code))
    if column == "总分":
        return own.totals[code]
    return own.categories(code)[column.partition("（")[0]]


@each_sample
def test_every_published_number_comes_from_the_cells_that_are_named(name: str) -> None:
    figures = list(published(outcome_of(name)))
    assert figures
    for code, column, text in figures:
        assert by_the_cells(recomputed(name), code, column) == Fraction(text), (code, column)


@each_sample
def test_every_score_comes_from_the_cells_that_are_named(name: str) -> None:
    outcome = outcome_of(name)
    for result in outcome.results:
        items = recomputed(name).items[result.branch.code]
        assert items == {code: Fraction(points) for code, points in result.items.items()}


@pytest.mark.parametrize("steps", [1, 2])
def test_numbers_that_the_meeting_changed_come_from_its_decisions(
    steps: int, tmp_path: Path
) -> None:
    sample = ROOT / "examples/stages"
    for part in ("templates", "input"):
        shutil.copytree(sample / part, tmp_path / part)
    for step in sorted((sample / "steps").iterdir())[:steps]:
        shutil.copytree(step, tmp_path, dirs_exist_ok=True)
    place = open_workspace(tmp_path)
    outcome = judge_all(loaded(place), handed_in(place))
    own = Recomputed(outcome, tmp_path, [each.branch.code for each in outcome.results])
    assert any(item["decided"] for told in own.told.values() for item in told["items"])
    for code, column, text in published(outcome):
        assert by_the_cells(own, code, column) == Fraction(text), (code, column)


# --- a year of many -------------------------------------------------------------------------------

MANY = 300
THREE = [["P1", "甲委员", 2], ["P2", "乙委员", 1.5], ["P3", "丙委员", 1]]


def year_of_many(folder: Path, chance: random.Random) -> Outcome:
    """The branches of the benchmark, on which every evaluator has given something of his own."""
    branches = [[f"{number:04}", f"第{number}党总支"] for number in range(MANY)]
    place = workspace(folder, branches, evaluators=THREE, 计分方法="加权平均")
    assessment = loaded(place)
    handed = alike(assessment, assessment.roster.branches)
    sound = {code: replace(each, vetoes={}) for code, each in handed.accepted.items()}
    examined, file = replace(handed, accepted=sound), sound["0000"].source.file
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / file, folder / file)
    standard = assessment.standard
    for evaluator in assessment.panel:
        marks = {
            branch.code: {
                item.code: float(
                    chance.randint(0, int(item.scale.full / standard.step)) * standard.step
                )
                for item in standard.items
            }
            for branch in assessment.roster.branches
        }
        blank = make_workbook(assessment, evaluator, examined, OpenCells())
        (place.panel / f"{evaluator.code}.xlsx").write_bytes(fill_panel(blank, marks))
    files = Files((), files_of(place).panel)
    books = Reader(InProcess(), place).read(assessment, files).books
    return judge(assessment, examined, agree(assessment, examined, books))


@pytest.mark.slow
def test_fifty_numbers_of_a_year_of_three_hundred(tmp_path: Path) -> None:
    chance = random.Random(16)  # noqa: S311  a test, no secret
    outcome = year_of_many(tmp_path, chance)
    figures = chance.sample(sorted(published(outcome)), 50)
    own = Recomputed(outcome, tmp_path, [each.branch.code for each in outcome.results])
    for code, column, text in figures:
        assert by_the_cells(own, code, column) == Fraction(text), (code, column)


# --- the command ----------------------------------------------------------------------------------


def test_an_item_is_told_from_its_rule_to_its_cells() -> None:
    told = wuhao("explain", "01", "1-1").stdout
    for text in (
        "1-1 认真宣传和执行党的路线",
        "未按照学院党委要求上报材料1次，每次0.5分，扣0.5分（规则：每次扣0.5分）",
        "备注：10月党费报表晚交一天",
        "input/returned/12月7日/机电工程系党总支评分表.xlsx 【计分明细·I6】",
        "从8分起，扣0.5分，自评得分7.5分",
        "孙书记（P01）评7.5分",
        "input/panel/P01_孙书记.xlsx 【领导班子好·E6】",
    ):
        assert text in told


def test_several_evaluators_are_brought_together_as_a_calculator_does() -> None:
    told = wuhao("explain", "02", "4-2", cwd=ROOT / "examples/panel").stdout
    written = "（2×2＋2×1.5＋1.5×1＋0.5×1）÷5.5＝1.6363…，四舍五入得1.64"
    assert f"4位评委加权平均：{written}" in told
    assert "扣分说明：活动没有留下总结，不予认定" in told


def test_a_result_is_told_from_its_items_to_its_rank() -> None:
    told = wuhao("explain", "02", cwd=ROOT / "examples/panel").stdout
    assert "领导班子好：" in told
    assert "＝93.62分" in told
    assert "8个党总支参加排名，总分更高的有4个（机电工程系党总支97.29分、" in told
    assert "，所以是第5名" in told


def test_a_veto_leads_to_its_cell() -> None:
    told = wuhao("explain", "07").stdout
    assert "有一票否决的情形，不参加排名：不达标" in told
    assert "汽车学生党支部" in told
    assert "汽车工程系党总支.xlsx 【一票否决·" in told


def test_one_veto_is_told_from_what_was_said_to_what_comes_of_it(three: Workspace) -> None:
    """Denied, declared, and lifted by the meeting; as page and as JSON too."""
    put(three, "01")
    put(three, "02", {"是否存在": {"V1": "是"}, "情况说明": {"V1": "某事"}})
    decide(three, vetoes=[["02", "V1", "存在", "不存在"]])
    outcome = assess(three)

    def steps(code: str, asked: str) -> dict[str, list[Line]]:
        told = answer(outcome, Question(code, asked)).explanation
        assert told.items == ()
        return {step.title: list(step.lines) for step in told.whole}

    (denied,) = steps("01", "v1")["填报和认定"]
    assert denied.text == "自己填报“否”，没有人认定"
    assert (denied.file, denied.sheet) == ("input/returned/01.xlsx", "一票否决")
    assert [each.text for each in steps("01", "V1")["结论"]][:1] == ["一票否决V1不存在"]
    lifted = steps("02", "V1")
    assert list(lifted) == ["一票否决", "填报和认定", "会议决定", "结论"]
    assert "（自己填报" in lifted["填报和认定"][0].text
    assert lifted["会议决定"][0].file == "input/decisions.xlsx"
    assert lifted["结论"][0].text == "一票否决V1不存在"
    assert [line.text for line in steps("03", "V2")["填报和认定"]] == ["没有填报，也没有人认定"]
    page = explanation_page(answer(outcome, Question("02", "V1")).explanation).decode()
    assert "一票否决V1" in page
    assert "各项得分" not in page


def test_whoever_has_no_total_is_told_why(three: Workspace) -> None:
    done = wuhao("explain", "01", cwd=three.root)
    assert done.returncode == 0
    assert "还没有总分" in done.stdout
    assert "D002" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("99",), "99"),
        (("01", "1-9"), "都没有编号“1-9”，是否想写“1-"),
        (("01", "--page", "a.docx"), "以 .html 结尾"),
        (("01", "--page", "input/returned/a.html"), "程序要读取的"),
        (("01", "--page", "input/a.html"), "程序要读取的"),
        (("01", "--page", "templates/a.html"), "程序要读取的"),
        (("01", "--page", "output/notice.html"), "程序自己用的"),
        (("01", "--page", "output/published/a.html"), "程序自己用的"),
        (("01", "--page", "nowhere/a.html"), "没有文件夹"),
        (("01", "--page", "output/report.html"), "程序自己用的"),
    ],
)
def test_what_cannot_be_explained_is_refused_and_nothing_written(
    three: Workspace, arguments: tuple[str, ...], told: str
) -> None:
    (three.output / "report.html").write_bytes(b"report")
    before = snapshot(three.root)
    done = wuhao("explain", *arguments, cwd=three.root)
    assert done.returncode == 2
    assert told in done.stderr
    assert snapshot(three.root) == before


def test_nothing_is_written_but_the_page_and_that_anew(three: Workspace) -> None:
    put(three, "01")
    before = snapshot(three.root)
    wuhao("explain", "01", cwd=three.root)
    assert snapshot(three.root) == before
    for _ in range(2):
        done = wuhao("explain", "01", "--page", "说明.html", "--json", cwd=three.root)
        assert json.loads(done.stdout)["outputs"] == {"page": "说明.html"}
        after = snapshot(three.root)
        assert after.keys() - before.keys() == {"说明.html"}
    page = after["说明.html"].decode()
    assert "内部材料" in page
    assert "【" not in page
    for text in ("甲党总支", "input/returned/01.xlsx", "计分明细", "从8分起"):
        assert text in page


def test_a_page_that_somebody_changed_stays(three: Workspace) -> None:
    wuhao("explain", "01", "--page", "说明.html", cwd=three.root)
    page = three.root / "说明.html"
    edited = page.read_bytes().replace("内部材料".encode(), "请张三核对".encode())
    page.write_bytes(edited)
    done = wuhao("explain", "01", "--page", "说明.html", cwd=three.root)
    assert done.returncode == 2
    assert "有人改动过，没有覆盖" in done.stderr
    assert page.read_bytes() == edited


def test_as_json_every_cell_is_named_apart() -> None:
    told = json.loads(wuhao("explain", "01", "5-2", "--json").stdout)
    (item,) = told["items"]
    (score,) = item["scores"]
    assert score["as_self"] is True
    assert score["file"] == "input/panel/P03_宣传部林部长.xlsx"
    assert {each["cell"][0] for each in item["counts"]} == {"I"}
    assert told["whole"] == []
    assert told["branch"]["rank"] == 1
    assert told["findings"] == []
