"""The period that is assessed: a year, or one of its rounds (考核年度 and 期次).

It stands in every 识别码 and in the records, so that January's form is never taken for February's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A 考核年度, and the 期次 such as 1月 where a year has several rounds."""

    year: str
    round: str = ""

    @classmethod
    def read(cls, text: str) -> "Period":
        """Return the period that 识别码 and records carry as this text."""
        year, _, rest = text.partition("(")
        return cls(year, rest.removesuffix(")"))

    def __str__(self) -> str:
        """Return the period as 识别码 and records carry it: ``2026``, or ``2026(1月)``."""
        return f"{self.year}({self.round})" if self.round else self.year

    @property
    def words(self) -> str:
        """The period as papers print it: 2026年度, or 2026年1月."""
        return f"{self.year}年{self.round or '度'}"

    @property
    def in_names(self) -> str:
        """The period in file names: ``2026``, or ``2026_1月``."""
        return "_".join(filter(None, (self.year, self.round)))
