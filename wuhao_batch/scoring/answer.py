"""The counts that a measure takes: 是 or 否, or a whole number up to a limit.

One description for the form, which guides whoever fills it in, and for the check of what comes
back.
"""

from dataclasses import dataclass

YES, NO = "是", "否"

YES_NO_UNIT = "是否"

DEFAULT_MAXIMUM = 9_999
"""The largest count where the template names none: it keeps out dates, which are numbers too."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """The counts from 0 to ``largest``, in a unit; written as 是 (1) or 否 (0) where ``yes_no``."""

    yes_no: bool
    largest: int
    unit: str

    @property
    def title(self) -> str:
        """The title of the prompt beside the cell."""
        return f"数量（{self.unit}）" if self.unit and not self.yes_no else "数量"

    @property
    def prompt(self) -> str:
        """The prompt: what to fill in."""
        if self.yes_no:
            return f"有这种情况选“{YES}”，没有选“{NO}”。"
        return f"填0到{self.largest}的整数；没有发生填0，不要留空。"

    @property
    def error(self) -> str:
        """The message for anything else."""
        if self.yes_no:
            return f"只能填“{YES}”或“{NO}”。"
        return f"应填0到{self.largest}之间的整数。"


def answer_in(unit: str) -> Answer:
    """Return the counts that a unit takes before any rule narrows them."""
    yes_no = unit == YES_NO_UNIT
    return Answer(yes_no, 1 if yes_no else DEFAULT_MAXIMUM, unit)
