"""A program of its own, because it registers a kind of rule: 超出扣分, a loss above 5."""

# ruff: noqa: PLC0415  the kind has to be in the list before the layout of forms is made of it

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules import kinds
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Done, Effect, ScoringRule, Stated

if TYPE_CHECKING:
    import pandas as pd

LOSS = "超出扣分"


@dataclass(frozen=True, slots=True)
class Excess(ScoringRule):
    loss: Decimal

    blank: ClassVar[Mapping[str, Stated]] = {LOSS: None}

    @classmethod
    def read(cls, row: Row) -> Self | None:
        loss = row.points(LOSS)
        return None if loss is None else cls(loss)

    @property
    def stated(self) -> Mapping[str, Stated]:
        return {LOSS: self.loss}

    @property
    def effects(self) -> tuple[Effect, ...]:
        return (Effect.LOSES,)

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        return (counts > 5).astype("Int64") * -to_points(self.loss)

    def formula(self, answer: Answer, count: str, cell: Callable[[str], str]) -> str:
        return f"-IF({count}>5,{cell(LOSS)},0)"

    def done(self, answer: Answer, count: int) -> Done | None:
        return Done(f"多于5，扣{plain(self.loss)}分", -self.loss) if count > 5 else None

    def words(self, answer: Answer) -> str:
        return f"多于5扣{plain(self.loss)}分"


def main() -> None:
    kinds.KINDS = (*kinds.KINDS, Excess)  # in the program this is one line of the list
    from tests.support.drawing import COUNTS, TEMPLATE, small_template, template_of
    from tools.filling import open_form
    from wuhao_batch.assessment.roster import Branch
    from wuhao_batch.assessment.settings import Settings
    from wuhao_batch.forms.form import arm, stamp
    from wuhao_batch.scoring.explaining import explain
    from wuhao_batch.scoring.model import Capping, describe
    from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores

    with TemporaryDirectory() as folder:
        assert template_of(TEMPLATE.read_bytes(), Path(folder)).standard.digest == "75500605"
        rows: list[list[object]] = [[*COUNTS, LOSS], ["c1.1", "缺勤", "次", -0.5, *[None] * 6, 2]]
        new = template_of(small_template(数一数=rows), Path(folder))
    item = next(item for item in new.standard.items if item.code == "c1")
    counts = frame({"x": {"c1.1": 5}, "y": {"c1.1": 6}}, ["c1.1"])
    scores = known_rows(self_scores(new.standard, counts, Capping.CAP_FIRST))
    assert [scores[branch]["c1"] for branch in "xy"] == [3_500_000, 1_000_000]
    assert explain(item, {"c1.1": 6}, Capping.CAP_FIRST)[1] == "缺勤6次，多于5，扣2分"
    assert "每次扣0.5分；多于5扣2分" in describe(new.standard)
    form = open_form(stamp(arm(new, Settings(year="2026")), Branch("01", "甲")))
    formulas = [str(cell.value) for row in form["打分"].iter_rows() for cell in row]
    assert any("-IF('数一数'!I2>5,'数一数'!K2,0)" in formula for formula in formulas), formulas


if __name__ == "__main__":
    main()
