"""Items that start elsewhere, go further or stand outside; categories that count by shares."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support import reference_scorer
from tests.support.drawing import loaded, template_of, workspace
from tests.support.line import put, run
from tests.support.programs import converted
from tests.support.worked import CIVILISED, SCHEMES, SHARES, Scheme
from tools.filling import fill_form
from wuhao_batch.assessment.layout import SCORES
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Basis, Settings
from wuhao_batch.findings.finding import Severity
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.numbers import from_points, read_number
from wuhao_batch.outcome.analysis import item_losses
from wuhao_batch.outcome.ranking import Entries, Scores, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.reading.book import read_book
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.self_scores import frame, known, known_rows
from wuhao_batch.sheets import Book
from wuhao_batch.tables import RowKind, Table, the_table
from wuhao_batch.workspace.folders import Workspace


@pytest.fixture(params=SCHEMES, scope="module")
def scheme(request: pytest.FixtureRequest) -> Scheme:
    return SCHEMES[request.param]


def counts_of(standard: Standard, told: dict[str, int]) -> dict[str, int]:
    """All counts of a unit: what is not told did not happen."""
    return {measure.code: told.get(measure.code, 0) for measure in standard.measures}


def scored(standard: Standard, scheme: Scheme, **settings: Any) -> Scores:
    rows = {
        str(number): counts_of(standard, dict(counts))
        for number, (counts, _, _) in enumerate(scheme.worked)
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
    for counts, expected, total in scheme.worked:
        told: dict[str, int | None] = {**counts_of(standard, dict(counts))}
        own = {item.code: reference_scorer.own_score(item, told) for item in standard.items}
        assert {code: float(each or 0) for code, each in own.items()} == expected
        assert reference_scorer.weighed_total(standard, own) == Fraction(str(total))


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


def _filled_forms(folder: Path) -> Iterator[tuple[Path, tuple[Standard, Any, float]]]:
    """Forms of all schemes, filled with their worked counts."""
    folder.mkdir()
    for name, scheme in SCHEMES.items():
        made = template_of(scheme.template, folder)
        for number, (counts, expected, total) in enumerate(scheme.worked):
            form = stamp(arm(made, Settings(year="2026")), Branch("01", "甲"))
            data = fill_form(form, {"数量": counts_of(made.standard, dict(counts))})
            path = folder / f"{name} {number}.xlsx"
            path.write_bytes(data)
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


@pytest.fixture
def civilised(tmp_path: Path) -> Workspace:
    return handed_in(tmp_path, CIVILISED, 达标分数线="60")


def handed_in(folder: Path, scheme: Scheme, **settings: Any) -> Workspace:
    """A workspace in which each unit of the worked numbers has handed in its counts."""
    branches = [[f"0{number}", f"单位{number}"] for number, _ in enumerate(scheme.worked)]
    place = workspace(folder, branches, scheme.template, 计分依据="自评得分", **settings)
    standard = loaded(place).standard
    for number, (counts, _, _) in enumerate(scheme.worked):
        told = counts_of(standard, dict(counts))
        put(place, f"0{number}", {"数量": told, "是否存在": {"V1": "否"}})
    return place


def test_a_negative_list_fails_a_unit_whose_sheet_alone_would_pass(civilised: Workspace) -> None:
    outcome, findings, outputs = run(civilised)
    assert [found.message for found in findings if found.severity is Severity.ERROR] == []
    told = {each.branch.code: (each.status.label, each.total) for each in outcome.results}
    assert told["02"] == ("未达分数线", 25)
    assert told["00"] == ("达标", 105)
    summary = pd.read_excel(
        outputs["results"], sheet_name="汇总", dtype={"编号": str}, engine="openpyxl"
    )
    row = summary.set_index("编号").loc["02"]
    assert [row[name] for name in ("创建", "加分项", "负面清单", "总分")] == [50, 0, -25, 25]


def test_bonus_that_nobody_earned_is_never_lost(civilised: Workspace) -> None:
    outcome, _, outputs = run(civilised)
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
