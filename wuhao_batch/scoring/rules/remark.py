"""须附说明: 备注 has to name grounds or evidence where there is something to tell of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import REMARK
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, Stated


@dataclass(frozen=True, slots=True)
class Remark(Rule):
    """A count that is not 0, or a level that changes the score, needs a 备注."""

    blank: ClassVar[Mapping[str, Stated]] = {REMARK: False}
    asks_remark: ClassVar[bool] = True

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read the mark 是."""
        return cls() if row.mark(REMARK) else None

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The mark."""
        return {REMARK: True}

    def words(self, answer: Answer) -> str:
        """Return what is asked for."""
        return "不是0的须在备注里附说明"
