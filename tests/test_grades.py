"""等次: read from the template, given by total, single losses and needed items, within places."""

import io
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.support import reference_scorer
from tests.support.drawing import GRADES, VETOES, Rows, loaded, template_of
from tests.support.line import run
from tests.support.schemes import hand_in, judged, scheme
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.template import load_template
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.cli.printing import outcome_json
from wuhao_batch.outcome.grading import Candidate, grade_all
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.results.rows import remarks_on
from wuhao_batch.scoring.grades import Grade, Quota
from wuhao_batch.scoring.model import describe

STARS: Rows = [
    ["五星", 90, "10%", None, "8"],
    ["四星", 80, "30%"],
    ["三星", 70, "40%"],
    ["二星", 60],
    ["一星"],
]
RATINGS: Rows = [
    [5, 65, None, 5],
    [4, 60, None, 10],
    [3, 50, None, 10],
    [2, 40, None, 15],
    [1, 30, None, 20],
    [0],
]
PENALTIES = {"a": (25, -5), "b": (25, -5), "c": (30, -5)}
TWO = {"a": (60, -10), "b": (40, -10)}
LETTERS: Rows = [["A", 90], ["B", 80], ["C", 60], ["D"]]


def grades_of(outcome: Outcome) -> dict[str, str | None]:
    return {result.branch.code: result.grade for result in outcome.results}


def remarks_of(outcome: Outcome) -> Any:
    return {result.branch.code: list(remarks_on(result, USUAL)) for result in outcome.results}


def told_by(template: bytes, folder: Path) -> list[tuple[str, str | None, str | None]]:
    path = folder / "template.xlsx"
    path.write_bytes(template)
    return [(each.code, each.place.sheet, each.place.cell) for each in load_template(path)[1]]


# --- the worked numbers ---------------------------------------------------------------------------


def test_hygiene_ratings_bound_the_sum_and_each_penalty(tmp_path: Path) -> None:
    """Penalties in steps of 5: (5,5,5) is 5, (15,0,0) is 2, (10,10,10) is 3."""
    units = {"01": (1, 1, 1), "02": (3, 0, 0), "03": (2, 2, 2), "04": (4, 4, 2), "05": (5, 5, 6)}
    outcome = judged(hand_in(tmp_path, scheme(PENALTIES, RATINGS), units))
    assert grades_of(outcome) == {"01": "5", "02": "2", "03": "3", "04": "1", "05": "0"}


def test_dormitories_pass_from_80(tmp_path: Path) -> None:
    items = {"a": (20, -5), "b": (20, -5), "c": (20, -5), "d": (40, -5)}
    units = {"01": (0, 1, 1, 1), "02": (4, 2, 2, 2), "03": (1, 1, 1, 1)}
    place = hand_in(tmp_path, scheme(items, [["合格", 80], ["不合格"]]), units)
    assert grades_of(judged(place)) == {"01": "合格", "02": "不合格", "03": "合格"}


def test_a_ground_that_means_d_leaves_the_rank_and_takes_the_grade(tmp_path: Path) -> None:
    vetoes: Rows = [["V1", "死亡事故", *[None] * 4, "D"], ["V2", "弄虚作假"]]
    template = scheme(TWO, LETTERS, vetoes)
    units = {"01": (0, 0), "02": (1, 0), "03": (1, 1), "04": (3, 0)}
    place = hand_in(tmp_path, template, units, {"01": "V1", "03": "V2"}, 表彰名额=2)
    outcome = judged(place)
    assert grades_of(outcome) == {"01": "D", "02": "A", "03": None, "04": "C"}
    first, _second, third, _fourth = outcome.results
    assert (first.status, first.rank, first.ceiling) == ("qualified", 1, "D")
    assert (third.verdict, third.rank) == ("不达标", None)
    proposed = [each.branch.code for each in outcome.results if each.proposed]
    assert proposed == ["02", "04"], "a veto that caps the grade keeps from a proposal"
    assert remarks_of(outcome)["01"] == ["一票否决，等次最高为“D”"]


def stars(folder: Path, totals: dict[str, tuple[int, int]], **settings: Any) -> Outcome:
    """The result of units by their losses on seven indicators and their innovations."""
    items = {str(number): (15 if number < 7 else 10, -1) for number in range(1, 8)} | {"8": (10, 5)}
    units = {
        code: (*(min(15, max(0, lost - 15 * n)) for n in range(6)), 0, new)
        for code, (lost, new) in totals.items()
    }
    return judged(hand_in(folder, scheme(items, STARS), units, **settings))


def test_five_stars_need_an_innovation_and_a_place(tmp_path: Path) -> None:
    """Ten units: one of five stars, three of four, four of three; the others get the next."""
    lost = [2, 0, 9, 12, 13, 14, 21, 22, 35, 60]
    units = {f"{n:02}": (points, int(n != 2)) for n, points in enumerate(lost, 1)}
    outcome = stars(tmp_path, units)
    assert [each.total for each in outcome.results] == [103, 100, 96, 93, 92, 91, 84, 83, 70, 45]
    assert list(grades_of(outcome).values()) == [
        *("五星", "四星", "四星", "四星"),
        *("三星", "三星", "三星", "三星", "二星", "一星"),
    ]
    told = remarks_of(outcome)
    assert told["02"] == [], "without an innovation it did not reach five stars"
    assert told["03"] == ["够“五星”的条件，超出名额"]
    assert told["05"] == ["够“五星”的条件，超出名额", "够“四星”的条件，超出名额"]
    assert told["09"] == ["够“三星”的条件，超出名额"]
    assert outcome.on_the_whole == ()


# --- places ---------------------------------------------------------------------------------------


def candidates(*ranks: int, reached: tuple[Grade, ...]) -> list[Candidate]:
    return [
        Candidate(Branch(f"{n:02}", f"甲{n}"), "", rank, reached) for n, rank in enumerate(ranks)
    ]


TOP = Grade("优", Decimal(90), Quota(Decimal(2), of_hundred=False))
REST = Grade("良")


def given(*ranks: int, grades: tuple[Grade, ...] = (TOP, REST), settled: bool = True) -> Any:
    own = candidates(*ranks, reached=grades)
    return grade_all(grades, own, {"": len(own)}, settled=settled)


def test_places_go_by_rank_and_the_others_get_the_next_grade() -> None:
    found = given(3, 1, 2)
    assert [each.grade for _, each in sorted(found.by_branch.items())] == ["良", "优", "优"]
    assert found.findings() == []


def test_a_tie_across_the_line_is_told_and_given_to_nobody() -> None:
    found = given(1, 2, 2, 4)
    assert [each.grade for _, each in sorted(found.by_branch.items())] == ["优", "良", "良", "良"]
    (tie,) = found.findings()
    assert tie.message == (
        "【本次考核】等次“优”的名额2个，甲1、甲2同为第2名，跨过了名额线，没有拟评“优”。"
    )
    missed = {code: each.missed for code, each in found.by_branch.items()}
    assert [each.tied for code in ("01", "02", "03") for each in missed[code]] == [
        True,
        True,
        False,
    ]


def test_a_share_is_rounded_down() -> None:
    tenth = Quota(Decimal(10), of_hundred=True)
    assert [tenth.places(units) for units in (9, 10, 19, 20)] == [0, 1, 1, 2]
    assert Quota(Decimal("12.5"), of_hundred=True).places(16) == 2


def test_no_place_is_shared_out_while_a_branch_has_no_result() -> None:
    found = given(1, 2, 3, settled=False)
    assert {(each.grade, each.pending) for each in found.by_branch.values()} == {("优", True)}
    assert found.lines == ()


def test_each_ranking_has_places_of_its_own(tmp_path: Path) -> None:
    rows = [[f"{n:02}", f"单位{n}", "甲类" if n < 4 else "乙类"] for n in range(1, 7)]
    units = {row[0]: (n, 0) for n, row in enumerate(rows)}
    template = scheme({"a": (60, -1), "b": (40, -10)}, [["优", 90, "50%"], ["良"]])
    outcome = judged(hand_in(tmp_path, template, units, rows=rows, 按类别排名="是"))
    assert list(grades_of(outcome).values()) == ["优", "良", "良"] * 2


def test_grades_are_those_of_the_reference() -> None:
    """Random sheets and units, graded here and by the second scorer."""
    chance = random.Random(7)  # noqa: S311
    for _ in range(300):
        names = ["甲", "乙", "丙", "丁"][: chance.randint(2, 4)]
        lines = sorted(chance.sample(range(20, 60), len(names) - 1), reverse=True)
        limits = sorted(chance.choices([None, 5, 10, 20], k=len(names) - 1), key=lambda x: x or 99)
        quotas = chance.choices([None, 1, 2, "10%", "30%"], k=len(names) - 1)
        needs = chance.choices([None, "a", "a、b"], k=len(names) - 1)
        sheet: list[list[Any]] = [
            [name, *row]
            for name, row in zip(
                names, zip(lines, quotas, limits, needs, strict=True), strict=False
            )
        ]
        sheet.append([names[-1]])
        units = {
            f"{n:02}": {
                code: (Fraction(30), Fraction(chance.choice([0, 10, 20, 25, 30]))) for code in "ab"
            }
            for n in range(chance.randint(1, 12))
        }
        held = {unit: names[-1] for unit in units if chance.random() < 0.1}
        assert own_grades(sheet, units, held) == reference_scorer.grades(sheet, units, held)


def own_grades(
    sheet: list[list[Any]], units: dict[str, reference_scorer.Scores], held: dict[str, str]
) -> dict[str, str]:
    def quota(stated: Any) -> Quota | None:
        figure = str(stated).rstrip("%")
        return Quota(Decimal(figure), of_hundred=figure != str(stated)) if stated else None

    all_grades = [
        Grade(
            row[0],
            None if row[1] is None else Decimal(row[1]),
            quota(row[2]),
            None if row[3] is None else Decimal(row[3]),
            tuple(row[4].split("、")) if row[4] else (),
        )
        for row in ([*row, *[None] * 4][:5] for row in sheet)
    ]
    totals = {unit: sum(int(score) for _, score in own.values()) for unit, own in units.items()}
    own = []
    for unit, scores in units.items():
        points = {code: Decimal(int(score)) for code, (_, score) in scores.items()}
        lost = [Decimal(int(cap - score)) for cap, score in scores.values()]
        first = [g.name for g in all_grades].index(held[unit]) if unit in held else 0
        reached = [
            g for g in all_grades[first:] if g.is_reached(Decimal(totals[unit]), points, lost)
        ]
        rank = 1 + sum(other > totals[unit] for other in totals.values())
        own.append(Candidate(Branch(unit, unit), "", rank, tuple(reached)))
    found = grade_all(all_grades, own, {"": len(units)}, settled=True)
    return {code: each.grade for code, each in found.by_branch.items()}


# --- what people see ------------------------------------------------------------------------------


def test_the_grade_is_wherever_the_conclusion_is(tmp_path: Path) -> None:
    units = {"01": (0, 0), "02": (0, 1), "03": (4, 0)}
    place = hand_in(tmp_path, scheme(TWO, LETTERS), units, {"02": "V1"}, 达标分数线=61)
    outcome, findings, outputs = run(place)
    assert {found.code for found in findings} == {"S016"}
    book = load_workbook(outputs["results"])
    header, *rows = book["汇总"].iter_rows(values_only=True)
    own = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert header[-3:] == ("结论", "等次", "备注")
    assert [(own[code]["结论"], own[code]["等次"]) for code in units] == [
        ("A", "A"),
        ("不达标", None),
        ("C（未达分数线）", "C"),
    ]
    notice = outputs["notice_html"].read_text("utf-8")
    assert "C（未达分数线）" in notice
    assert ">A<" in notice
    sheet = load_workbook(outputs["notice_xlsx"]).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"A", "不达标", "C（未达分数线）"} <= set(texts)
    assert "A1个、C（未达分数线）1个、不达标1个" in outputs["report"].read_text("utf-8")
    branches = outcome_json(outcome)["branches"]
    assert [branch["grade"] for branch in branches] == ["A", None, "C"]


def test_without_the_sheet_there_is_no_grade(tmp_path: Path) -> None:
    outcome = judged(hand_in(tmp_path, scheme(TWO), {"01": (0, 0)}))
    assert [(each.grade, each.verdict) for each in outcome.results] == [(None, "达标")]


def test_the_standard_reads_its_grades_back(tmp_path: Path) -> None:
    vetoes = [["V1", "死亡事故", *[None] * 4, "一星"]]
    standard = template_of(scheme({"8": (100, -10)}, STARS, vetoes), tmp_path).standard
    assert (
        "  V1 死亡事故（等次最高为“一星”）\n"
        "等次\n"
        "  五星：总分不低于90分，8得分大于0，名额不超过参评单位的10%，不足一个的零头不计\n"
        "  四星：总分不低于80分，名额不超过参评单位的30%，不足一个的零头不计\n"
    ) in describe(standard)
    assert "  一星：其余单位\n" in describe(standard)


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade("优", least=Decimal(90)), "总分不低于90分"),
        (Grade("优", most_lost=Decimal("0.5")), "任何一项失分不超过0.5分"),
        (Grade("优", needs=("8", "9")), "8、9得分大于0"),
        (Grade("优", quota=Quota(Decimal(3), of_hundred=False)), "名额不超过3个"),
        (Grade("优"), "其余单位"),
    ],
)
def test_each_condition_of_a_grade_is_told(grade: Grade, words: str) -> None:
    assert grade.words == words


def test_grades_leave_the_digest_as_it_is(tmp_path: Path) -> None:
    """A committee may change a 名额 after the forms went out, and these stay valid."""
    plain, graded = (template_of(scheme(TWO, rows), tmp_path) for rows in ((), LETTERS))
    assert plain.standard.digest == graded.standard.digest


def test_the_sheet_travels_with_the_form_and_comes_back_unremarked(tmp_path: Path) -> None:
    grades: Rows = [["优", 90, 0.1], ["良", 60], ["差"], [], ["名额按参评单位计算。"]]
    vetoes = [["V1", "死亡事故", *[None] * 4, "差"]]
    template = with_percent(scheme(TWO, grades, vetoes))
    place = hand_in(tmp_path, template, {"01": (0, 0)})
    assert loaded(place).standard.grades[0].quota == Quota(Decimal(10), of_hundred=True)
    assert [found.code for found in judged(place).findings] == []


def with_percent(template: bytes) -> bytes:
    workbook: Workbook = load_workbook(io.BytesIO(template))
    workbook["等次"]["C2"].number_format = "0%"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


# --- nonsense -------------------------------------------------------------------------------------

WRONG: dict[str, tuple[Rows, str, str]] = {
    "a name twice": ([["A", 90], ["A", 80], ["C"]], "L128", "A3"),
    "no name": ([["A", 90], [None, 80], ["C"]], "I010", "A3"),
    "a name that is a sentence": ([["按照办法评出的最好的一等单位", 90], ["C"]], "L107", "A2"),
    "one grade alone": ([["A"]], "L129", "A2"),
    "no points above the last": ([["A", None, 2], ["C"]], "I010", "B2"),
    "the last asks for points": ([["A", 90], ["C", 60]], "L129", "B3"),
    "the last has places": ([["A", 90], ["C", None, 3]], "L129", "C3"),
    "points that rise": ([["A", 80], ["B", 90], ["C"]], "L130", "B3"),
    "points that stay, and nothing else": ([["A", 80], ["B", 80], ["C"]], "L130", "B3"),
    "a stricter single loss below": (
        [["A", 80, None, 10], ["B", 70, None, 5], ["C"]],
        "L130",
        "D3",
    ),
    "shares over 100%": ([["A", 90, "60%"], ["B", 80, "41%"], ["C"]], "L131", "C3"),
    "one share over 100%": ([["A", 90, "101%"], ["C"]], "L131", "C2"),
    "half a place": ([["A", 90, 0.5], ["C"]], "L107", "C2"),
    "no place": ([["A", 90, 0], ["C"]], "L107", "C2"),
    "a share of nothing": ([["A", 90, "0%"], ["C"]], "L107", "C2"),
    "points in words": ([["A", "九十"], ["C"]], "L107", "B2"),
    "a loss below 0": ([["A", 90, None, -1], ["C"]], "L107", "D2"),
    "a loss in words": ([["A", 90, None, "五"], ["C"]], "L107", "D2"),
    "an item that is not there": ([["A", 90, None, None, "9-9"], ["C"]], "L132", "E2"),
}


@pytest.mark.parametrize("case", WRONG)
def test_nonsense_is_refused_at_its_cell(case: str, tmp_path: Path) -> None:
    rows, code, cell = WRONG[case]
    assert told_by(scheme(TWO, rows), tmp_path) == [(code, "等次", cell)]


def test_equal_points_are_two_grades_where_the_better_asks_for_more(tmp_path: Path) -> None:
    rows: Rows = [["A", 90, None, None, "b"], ["B", 90], ["C", "0"]]
    assert told_by(scheme(TWO, rows), tmp_path) == []


@pytest.mark.parametrize(
    ("ceiling", "code"), [("E", "L132"), ("A", "L107")], ids=["unknown", "the best one"]
)
def test_a_ceiling_is_a_grade_below_the_best(ceiling: str, code: str, tmp_path: Path) -> None:
    template = scheme(TWO, LETTERS, [["V1", "事故", *[None] * 4, ceiling]])
    assert told_by(template, tmp_path) == [(code, "一票否决", "G2")]


def test_a_ceiling_without_grades_is_refused(tmp_path: Path) -> None:
    template = scheme(TWO, (), [["V1", "事故", *[None] * 4, "D"]])
    assert told_by(template, tmp_path) == [("L132", "一票否决", "G2")]


def test_a_column_that_is_nearly_ours_is_told(tmp_path: Path) -> None:
    template = scheme(TWO, 等次=[["等次", "最低分", "单项失分"], ["A", 90, 5], ["B"]])
    assert told_by(template, tmp_path) == [("L008", "等次", "C1")]


def test_a_column_that_is_nearly_the_ceiling_is_told(tmp_path: Path) -> None:
    vetoes: Rows = [[*VETOES, "最高等级"], ["V1", "事故", *[None] * 4, "D"]]
    template = scheme(TWO, LETTERS, 一票否决=vetoes)
    assert told_by(template, tmp_path) == [("L008", "一票否决", "G1")]


def test_the_table_is_known_by_its_headers_and_stands_once(tmp_path: Path) -> None:
    rows: Rows = [GRADES, ["A", 90], ["B"]]
    assert told_by(scheme(TWO, 评级办法=[["评级办法"], *rows]), tmp_path) == []
    assert told_by(scheme(TWO, 甲=rows, 乙=rows), tmp_path) == [("L002", None, None)]
    assert told_by(scheme(TWO, 等次=[["等次", "分数"], ["A", 90]]), tmp_path) == [
        ("L001", "等次", None)
    ]


def test_all_faults_of_a_template_are_told_at_once(tmp_path: Path) -> None:
    rows: Rows = [["A", 80, "200%"], ["B", 90, None, None, "x"], ["B"]]
    codes = {code for code, _, _ in told_by(scheme({"a": (0, -1)}, rows), tmp_path)}
    assert {"L103", "L128", "L130", "L131", "L132"} <= codes
