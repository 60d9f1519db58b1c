"""A small year whose inputs are known as values, each of which stands in one cell."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from tests.support.drawing import handed_in, loaded, roster, small_template, workspace
from tests.support.faults import blank_form
from tests.support.meeting import decide
from tools.filling import fill_form, fill_panel
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.panel import plan_panel
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outputs.feedback.papers import make_feedback_papers
from wuhao_batch.outputs.paper_names import PAPERS
from wuhao_batch.outputs.papers import make_papers
from wuhao_batch.workspace.folders import Workspace

Row = tuple[str, str, str, str, str]
"""A row of 名单: 编号, name, 类别, 书记, 邮箱."""

Decision = tuple[str, str, Any, Any, str, str, date]
"""A row of 会议决定: 编号, item, 原分, 新分, 依据, 决定人, 日期."""

Form = Mapping[str, Mapping[str, Any]]
"""Column of a form → code → what was typed there."""


Review = Mapping[str, Mapping[str, tuple[Any, str]]]
"""编号 → item → the score that one evaluator gave, and the reason."""


@dataclass(frozen=True)
class Year:
    """What was typed in: 名单 and forms by 编号, settings, decisions, 复核表 by 评委编号."""

    rows: Mapping[str, Row]
    forms: Mapping[str, Form]
    settings: Mapping[str, Any]
    decided: tuple[Decision, ...] = ()
    reviews: Mapping[str, Review] = field(default_factory=dict)

    @property
    def evaluators(self) -> list[list[str]]:
        """The rows of 评委."""
        return [[code, f"{code}评委"] for code in self.reviews]

    def with_review(self, evaluator: str, unit: str, code: str, typed: tuple[Any, str]) -> "Year":
        """The same year with one score of an evaluator changed, or its reason."""
        review = self.reviews[evaluator]
        changed = {**review, unit: {**review[unit], code: typed}}
        return replace(self, reviews={**self.reviews, evaluator: changed})

    def with_row(self, unit: str, column: int, value: str) -> "Year":
        """The same year with one cell of 名单 changed."""
        row = list(self.rows[unit])
        row[column] = value
        return replace(self, rows={**self.rows, unit: tuple(row)})  # type: ignore[dict-item]

    def with_cell(self, unit: str, column: str, code: str, value: Any) -> "Year":
        """The same year with one cell of a form changed."""
        form = self.forms[unit]
        changed = {**form, column: {**form.get(column, {}), code: value}}
        return replace(self, forms={**self.forms, unit: changed})

    def with_decision(self, column: int, value: Any) -> "Year":
        """The same year with one cell of its first decision changed."""
        (first, *others) = self.decided
        row = [*first]
        row[column] = value
        return replace(self, decided=(tuple(row), *others))

    def with_setting(self, key: str, value: Any) -> "Year":
        """The same year with one value of 设置 changed."""
        return replace(self, settings={**self.settings, key: value})


class Office:
    """A workspace in which a year is typed in; its forms are those that were issued first."""

    def __init__(self, folder: Path, year: Year) -> None:
        rows, people = list(year.rows.values()), year.evaluators
        self.place = workspace(folder, rows, small_template(), evaluators=people, **year.settings)
        self.assessment = loaded(self.place)
        self.blank = {
            branch.code: blank_form(self.assessment, branch)
            for branch in self.assessment.roster.branches
        }
        self._hand_in_forms(year)
        self.blank_reviews = dict(self._blank_reviews()) if people else {}

    def _hand_in_forms(self, year: Year) -> None:
        for unit, form in year.forms.items():
            (self.place.returned / f"{unit}.xlsx").write_bytes(fill_form(self.blank[unit], form))

    def _blank_reviews(self) -> Iterator[tuple[str, bytes]]:
        planned = plan_panel(self.assessment, self.place, handed_in(self.place))
        for code, path in planned.workbooks.items():
            yield code, planned.plan.write[path]

    def papers(self, year: Year) -> dict[str, object]:
        """All that is made of a year, by name; ``results.xlsx`` by its sheets."""
        rows = list(year.rows.values())
        self.place.roster.write_bytes(roster(rows, year.evaluators, **year.settings))
        decide(self.place, year.decided)
        self._hand_in_forms(year)
        for code, review in year.reviews.items():
            data = fill_panel(self.blank_reviews[code], {u: dict(own) for u, own in review.items()})
            (self.place.panel / f"{code}.xlsx").write_bytes(data)
        return dict(_papers(self.place))


def _papers(place: Workspace) -> Iterator[tuple[str, object]]:
    assessment, found = loaded(place), handed_in(place)
    outcome = judge(assessment, found.examined, found.panel, found.meeting)
    papers = make_papers(outcome, place.templates)
    for name, data in papers.files.items():
        if name == "results":
            yield from ((f"results.xlsx {sheet}", cells) for sheet, cells in _sheets(data))
        else:
            yield PAPERS[name], data
    for stem, pair in papers.corrections.items():
        yield f"corrections {stem[:2]}", pair
    for stem, pair in make_feedback_papers(outcome, place.templates).files.items():
        yield f"feedback {stem[:2]}", pair
    armed = arm(assessment.template, assessment.settings, panel_apart=assessment.panel_apart())
    for branch in assessment.roster.taking_part:
        yield f"form {branch.code}", stamp(armed, branch)


def _sheets(data: bytes) -> Iterator[tuple[str, str]]:
    sheets = pd.read_excel(io.BytesIO(data), sheet_name=None, dtype=str, engine="openpyxl")
    for name, cells in sheets.items():
        yield name, cells.to_csv()
