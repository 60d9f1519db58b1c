"""Items that start elsewhere, go further or stand outside; categories that count by shares."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support import reference_scorer
from tests.support.drawing import GRADES, Rows, handed_in, loaded, template_of, workspace
from tests.support.line import put, run
from tests.support.programs import converted
from tests.support.vocabulary import counts_of, typed
from tests.support.worked import (
    ALL_AWARDS,
    CIVILISED,
    SCHEMES,
    SHARES,
    STARTS_FULL,
    Scheme,
    all_answers,
    template,
)
from tools.filling import fill_form, open_form
from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.layout import SCORES
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Place
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.numbers import from_points, read_number
from wuhao_batch.outcome.analysis import item_losses, spread
from wuhao_batch.outcome.ranking import Entries, Scores, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.outputs.notice.notice import make_notice
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.inputs import Input
from wuhao_batch.returns.values import Values
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.self_scores import frame, known, known_rows
from wuhao_batch.sheets import Book, Cell
from wuhao_batch.tables import RowKind, Table, the_table
from wuhao_batch.workspace.folders import Workspace


@pytest.fixture(params=SCHEMES, scope="module")
def scheme(request: pytest.FixtureRequest) -> Scheme:
    return SCHEMES[request.param]


def scored(standard: Standard, scheme: Scheme, **settings: Any) -> Scores:
    rows = {
        str(number): counts_of(standard, all_answers(standard, told))
        for number, (told, _, _) in enumerate(scheme.worked)
    }
    nobody = pd.Series(dict.fromkeys(rows, ""), dtype=object)
    return score(
        standard,
        Settings(year="2026", basis=Basis.SELF, **settings),
        Entries(
            counts=frame(rows, [measure.code for measure in standard.measures]),
            panel=frame({row: {} for row in rows}, [item.code for item in standard.items]),
            vetoed=pd.Series(dict.fromkeys(rows, False), dtype=bool),
            kind=nobody,
            standing=pd.Series(dict.fromkeys(rows, Status.QUALIFIED), dtype=object),
        ),
    )


# --- worked numbers ------------------------------------------------------------------------------


def test_worked_numbers_come_out_to_the_last_digit(scheme: Scheme, tmp_path: Path) -> None:
    standard = template_of(scheme.template, tmp_path).standard
    found = scored(standard, scheme)
    items, totals = known_rows(found.items), known(found.total)
    for number, (_, expected, total) in enumerate(scheme.worked):
        row = items[str(number)]
        assert {code: float(from_points(each)) for code, each in row.items()} == expected
        assert from_points(totals[str(number)]) == Decimal(str(total))


def test_the_reference_gives_the_same(scheme: Scheme, tmp_path: Path) -> None:
    standard = template_of(scheme.template, tmp_path).standard
    for told, expected, total in scheme.worked:
        answers = all_answers(standard, told)
        own = {item.code: reference_scorer.own_score(item, answers) for item in standard.items}
        assert {code: float(each or 0) for code, each in own.items()} == expected
        assert reference_scorer.weighed_total(standard, own) == Fraction(str(total))


@pytest.mark.slow
@pytest.mark.program("soffice")
def test_libreoffice_computes_the_same_in_the_forms(tmp_path: Path) -> None:
    sheets = dict(_filled_forms(tmp_path / "forms"))
    recomputed = tmp_path / "recomputed"
    first, *more = sheets
    converted(first, "xlsx", recomputed, *more)
    for path, (standard, expected, total) in sheets.items():
        table = scores_of((recomputed / path.name).read_bytes())
        own = {code: figure(table, table.row_of(code)) for code in table.keyed_rows}
        assert own == {item.code: Decimal(str(expected[item.code])) for item in standard.items}
        (whole,) = table.rows_of_kind(RowKind.TOTAL)
        assert figure(table, whole) == Decimal(str(total)), path


def scores_of(form: bytes) -> Table:
    """The table 评分表 of a form."""
    book = read_book(form)
    assert isinstance(book, Book)
    table = the_table(book, SCORES, "form.xlsx")
    assert isinstance(table, Table)
    return table


def figure(table: Table, row: int) -> Decimal | None:
    """The 自评得分 that a row shows."""
    reading = read_number(table.at(row, "自评得分"))
    return None if reading is None else reading.value


def _filled_forms(folder: Path) -> Iterator[tuple[Path, tuple[Standard, Any, Any]]]:
    """Forms of all schemes, filled with their worked counts."""
    folder.mkdir()
    for name, scheme in SCHEMES.items():
        made = template_of(scheme.template, folder)
        for number, (told, expected, total) in enumerate(scheme.worked):
            answers = typed(made.standard, all_answers(made.standard, told))
            path = folder / f"{name} {number}.xlsx"
            form = stamp(arm(made, Settings(year="2026")), Branch("01", "甲"))
            path.write_bytes(fill_form(form, {"数量": answers}))
            yield path, (made.standard, expected, total)


# --- the total -----------------------------------------------------------------------------------


def test_the_line_is_held_against_bonus_and_negative_list(tmp_path: Path) -> None:
    standard = template_of(CIVILISED.template, tmp_path).standard
    found = scored(standard, CIVILISED, pass_mark=Decimal(60))
    assert [Status(each) for each in found.status] == [
        Status.QUALIFIED,
        Status.QUALIFIED,
        Status.BELOW_LINE,  # 25, where 50 of 100 are left of the sheet alone
        Status.QUALIFIED,
        Status.BELOW_LINE,
    ]
    assert known(found.rank) == {"3": 1, "0": 2, "1": 3, "2": 4, "4": 5}


def test_subtotals_are_plain_and_the_total_is_weighed(tmp_path: Path) -> None:
    standard = template_of(SHARES.template, tmp_path).standard
    categories = known_rows(scored(standard, SHARES).categories)["1"]
    assert {name: float(from_points(each)) for name, each in categories.items()} == {
        "班子建设": 97.5,
        "党员队伍": 99.3,
        "工作实绩": 75,
        "加分项": 2,
    }
    assert standard.total == 100
    assert standard.decimals == 3  # a share of a thousandth is whole millionths still


# --- in a workspace ------------------------------------------------------------------------------


def filled(folder: Path, scheme: Scheme, **settings: Any) -> Workspace:
    """A workspace in which each unit of the worked numbers has handed in its counts."""
    branches = [[f"0{number}", f"单位{number}"] for number, _ in enumerate(scheme.worked)]
    apart = {"计分依据": "自评得分", "考评得分填在": "复核表"}
    given = {**apart, **settings, **scheme.settings}
    place = workspace(folder, branches, scheme.template, **given)
    standard = loaded(place).standard
    for number, (told, _, _) in enumerate(scheme.worked):
        answers = typed(standard, all_answers(standard, told))
        put(place, f"0{number}", {"数量": answers, "是否存在": {"V1": "否"}})
    return place


def test_every_paper_is_made_of_every_scheme(scheme: Scheme, tmp_path: Path) -> None:
    place = filled(tmp_path, scheme, 表彰名额="1")
    outcome, findings, outputs = run(place)
    told = [found.message for found in findings if found.code != "L105"]
    assert told == []
    totals = [total for _, _, total in scheme.worked]
    assert [float(each.total or 0) for each in outcome.results] == totals
    summary = pd.read_excel(outputs["results"], sheet_name="汇总", engine="openpyxl")
    assert sorted(summary["总分"]) == sorted(totals)
    if scheme.verdicts:
        assert tuple(each.verdict for each in outcome.results) == scheme.verdicts
    for result, (_, items, _) in zip(outcome.results, scheme.worked, strict=True):
        feedback = make_feedback(outcome, draft=False)[result.branch.code]
        assert {line.code for line in feedback.lines if line.lost} == {
            item.code
            for item in outcome.assessment.standard.items
            if items[item.code] < item.scale.full
        }


def test_a_notice_says_by_which_share_a_category_counts(tmp_path: Path) -> None:
    outcome, _, _ = run(filled(tmp_path, SHARES))
    notice = make_notice(outcome, None, draft=True)
    assert notice.columns == (
        "名次",
        "党总支",
        "班子建设（占20%）",
        "党员队伍（占32.5%）",
        "工作实绩（占47.5%）",
        "加分项",
        "总分",
        "结论",
    )
    assert notice.rows[1][2:7] == ("97.5", "99.3", "75.0", "2.0", "89.3975")


def test_a_negative_list_fails_a_unit_whose_sheet_alone_would_pass(tmp_path: Path) -> None:
    outcome, _, outputs = run(filled(tmp_path, CIVILISED, 达标分数线="60"))
    told = {each.branch.code: (each.status.label, each.total) for each in outcome.results}
    assert told["02"] == ("未达分数线", 25)
    assert told["00"] == ("达标", 105)
    summary = pd.read_excel(
        outputs["results"], sheet_name="汇总", dtype={"编号": str}, engine="openpyxl"
    )
    row = summary.set_index("编号").loc["02"]
    assert [row[name] for name in ("创建", "加分项", "负面清单", "总分")] == [50, 0, -25, 25]


def test_a_total_below_nothing_has_its_place_in_the_spread(tmp_path: Path) -> None:
    outcome, _, _ = run(filled(tmp_path, CIVILISED))
    bins = spread(outcome)
    assert next((each.low, each.high) for each in bins if each.count) == (-20, 0)
    assert sum(each.count for each in bins) == 5


def test_bonus_that_nobody_earned_is_never_lost(tmp_path: Path) -> None:
    outcome, _, outputs = run(filled(tmp_path, CIVILISED))
    lost = {each.item.code: (each.lost, each.share) for each in item_losses(outcome)}
    assert lost == {
        "1-1": (170, Decimal("0.34")),
        "3-1": (40, None),  # without a limit there is no part of it
    }
    report = outputs["report"].read_text("utf-8")
    assert "2-1<br>" not in report
    assert "1-1<br>100" in report
    tasks = {
        code: [task.code for task in told.tasks]
        for code, told in make_feedback(outcome, draft=False).items()
    }
    both = ["1-1", "3-1"]
    assert tasks == {"00": [], "01": both, "02": both, "03": [], "04": both}


def test_where_all_is_bonus_nobody_has_lost_anything(tmp_path: Path) -> None:
    outcome, _, outputs = run(filled(tmp_path, ALL_AWARDS))
    assert item_losses(outcome) == []
    assert all(not told.tasks for told in make_feedback(outcome, draft=False).values())
    assert "各项都是加分，没有失分。" in outputs["report"].read_text("utf-8")


# --- 考评得分 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "item", "given", "expected"),
    [
        (CIVILISED, "2-1", 30, []),
        (CIVILISED, "2-1", 30.5, ["V003 30分 0到30之间"]),
        (CIVILISED, "2-1", -1, ["V004 0 0到30之间"]),
        (CIVILISED, "3-1", -25, []),
        (CIVILISED, "3-1", 1, ["V003 0分 不大于0"]),
        (CIVILISED, "3-1", -100_001, ["V004 -100000 不大于0"]),
        (STARTS_FULL, "1-1", 13, []),
        (STARTS_FULL, "1-1", 46_000, []),
        (STARTS_FULL, "1-1", 100_001, ["V003 100000分 不小于0"]),
        (SHARES, "1-1", 59.1, []),
        (SHARES, "1-1", 59.125, ["V014"]),
        (SHARES, "1-1", 59.1234, ["V015 3位"]),  # its share of a total would have no end
    ],
)
def test_the_panel_gives_points_on_the_scale(
    scheme: Scheme, item: str, given: float, expected: list[str], tmp_path: Path
) -> None:
    standard = template_of(scheme.template, tmp_path).standard
    values = Values(Branch("01", "甲"), standard, Settings(year="2026"))
    values.score(standard.item(item), Input(Cell(given), Place("a.xlsx", "评分表", "G2")))
    assert len(values.findings) == len(expected)
    for found, said in zip(values.findings, expected, strict=True):
        code, *words = said.split()
        assert found.code == code
        assert all(word in found.rule + found.remedy for word in words)


def test_a_form_asks_the_panel_for_points_on_the_scale(tmp_path: Path) -> None:
    made = template_of(CIVILISED.template, tmp_path)
    sheet = open_form(stamp(arm(made, Settings(year="2026")), Branch("01", "甲")))["评分表"]
    limits = {
        str(each.sqref): (each.formula1, each.formula2, each.prompt.partition("。")[0])
        for each in sheet.data_validations.dataValidation
    }
    assert limits == {
        "G2": ("0", "100", "填0到100之间的数"),
        "G4": ("0", "30", "填0到30之间的数"),
        "G6": ("-100000", "0", "填不大于0的数，扣几分写负几"),
    }


def test_evaluators_give_points_on_the_scale(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], CIVILISED.template, [["P1", "评委"]])
    assessment = loaded(place)
    found = handed_in(place).examined
    book = open_form(make_workbook(assessment, assessment.panel[0], found, OpenCells()))
    assert "负面清单" in book["负面清单"]["C1"].value
    assert book["加分项"]["C2"].value == "2-1　内容2-1（加分，最多30分）"
    (limit,) = (
        each for each in book["负面清单"].data_validations.dataValidation if each.type == "decimal"
    )
    assert (limit.formula1, limit.formula2) == ("-100000", "0")
    assert "加分的从0分加起，扣分的填0或负数" in book["复核说明"]["A5"].value


def test_a_sheet_of_penalties_has_its_line_and_its_grades_below_nothing(tmp_path: Path) -> None:
    """Less is better: three penalties, the best grade at 15 in all and none above 5."""
    items = [(f"1-{number}", 30, "扣分") for number in (1, 2, 3)]
    counts = [[f"1-{number}.1", "扣分", "档", -5] for number in (1, 2, 3)]
    grades: Rows = [["五级", -15, None, 5], ["二级", -40, None, 15], ["零级"]]
    units = [["01", "甲"], ["02", "乙"], ["03", "丙"]]
    settings: dict[str, Any] = {"计分依据": "自评得分", "达标分数线": -40}
    made = template([("扣分项", items)], counts, 等次=[GRADES, *grades])
    place = workspace(tmp_path, units, made, 考评得分填在="复核表", **settings)
    for code, told in {"01": (1, 1, 1), "02": (3, 0, 0), "03": (6, 4, 0)}.items():
        given = {f"1-{number}.1": each for number, each in enumerate(told, start=1)}
        put(place, code, {"数量": given, "是否存在": {"V1": "否"}})
    outcome, _, _ = run(place)
    found = {each.branch.code: (each.total, each.verdict) for each in outcome.results}
    assert found == {
        "01": (-15, "五级"),
        "02": (-15, "二级"),
        "03": (-50, "零级（未达分数线）"),
    }
