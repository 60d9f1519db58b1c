"""The counts that a measure takes: 是 or 否, one of several words, or a number up to a limit.

One description for the form, which guides whoever fills it in, and for the check of what comes
back. A count is a whole number: the place of a choice in its list, or the number of the smallest
parts that a number may have: 86.4 with two decimals is 8640.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.numbers import PERCENT, json_number, plain

YES, NO = "是", "否"

YES_NO_UNIT = "是否"

Quantity = int | Decimal
"""A number of units, an int where it is whole."""

DEFAULT_MAXIMUM = 9_999
"""The largest number where the template names none: it keeps out dates, which are numbers too."""

DEFAULT_PERCENTAGE = 1_000
"""The same for rates, which may go beyond 100%: it keeps out 86.4 in a cell that shows 8640%."""

PERCENTAGE_PLACES = 2
"""The decimals of a rate where the template names none."""

CHOICES_TOLD = 8


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """One of ``choices`` or, where there are none, a number from 0 to ``largest`` in a unit.

    ``places`` are the decimals that the number may have, ``idle`` the counts that stand for
    nothing to tell of.
    """

    choices: tuple[str, ...]
    largest: Quantity
    unit: str
    places: int = 0
    idle: tuple[int, ...] = (0,)

    @property
    def yes_no(self) -> bool:
        """True if it is 是 (1) or 否 (0)."""
        return self.choices == (NO, YES)

    @property
    def levelled(self) -> bool:
        """True if it is chosen from other words."""
        return bool(self.choices) and not self.yes_no

    @property
    def percent(self) -> bool:
        """True if it is a rate, in percent."""
        return self.unit == PERCENT and not self.choices

    # --- counts ---------------------------------------------------------------------------------

    @property
    def scale(self) -> int:
        """The count of one unit."""
        return int(10**self.places)

    def count(self, quantity: Quantity) -> int:
        """Return a number of units as a count; it has no more decimals than are taken."""
        return int(quantity * self.scale)

    def quantity(self, count: int) -> Decimal:
        """Return the number of units that a count stands for."""
        return Decimal(count).scaleb(-self.places)

    # --- words ----------------------------------------------------------------------------------

    def spoken(self, count: int) -> str:
        """Return a count as people say it: 是, 较好, 3次, 86.4%."""
        return self.choices[count] if self.choices else self.amount(self.quantity(count))

    def brief(self, count: int) -> str:
        """Return a count for a list of figures: 3, 86.4%, 较好; 是 is 1."""
        if self.levelled:
            return self.choices[count]
        return f"{plain(self.quantity(count))}{PERCENT if self.percent else ''}"

    def amount(self, quantity: Quantity) -> str:
        """Return a number of units: 3次, 86.4%."""
        return f"{plain(Decimal(quantity))}{self.unit}"

    def difference(self, quantity: Quantity) -> str:
        """Return a difference between two of them: 3次, 3个百分点, 3个."""
        return f"{plain(Decimal(quantity))}{self._one}"

    @property
    def each(self) -> str:
        """Return the words for each unit: 每次, 每个百分点, 每个."""
        return f"每{self._one}"

    @property
    def _one(self) -> str:
        """What differences are counted in."""
        return "个百分点" if self.percent else self.unit or "个"

    @property
    def title(self) -> str:
        """The title of the prompt beside the cell."""
        return f"数量（{self.unit}）" if self.unit and not self.yes_no else "数量"

    @property
    def prompt(self) -> str:
        """The prompt: what to fill in."""
        if self.yes_no:
            return f"有这种情况选“{YES}”，没有选“{NO}”。"
        if self.choices:
            return f"从下拉列表的{len(self.choices)}档里选一档，不要留空。"
        typed = "，连百分号一起填，如86.4%" if self.percent else ""
        taken = f"{self.limits}的{self.form}" if self.whole else self.range
        return f"填{taken}{typed}；没有发生填0，不要留空。"

    @property
    def error(self) -> str:
        """The message for anything else."""
        return f"只能填{self.range}。" if self.choices else f"应填{self.range}。"

    @property
    def range(self) -> str:
        """The answers that are taken, as part of a sentence."""
        if self.choices:
            return either(self.offered)
        return f"{self.limits}之间{'的' if self.whole else '、'}{self.form}"

    @property
    def limits(self) -> str:
        """The least and the largest number: 0到9999, 0到100%."""
        return f"0到{self.most}"

    @property
    def most(self) -> str:
        """The largest number, with the sign of a rate."""
        return f"{plain(Decimal(self.largest))}{PERCENT if self.percent else ''}"

    @property
    def form(self) -> str:
        """The form of its numbers: 整数, or how many decimals they may have."""
        if self.whole:
            return "整数"
        decimals = f"最多{self.places}位小数" if self.places else "没有小数"
        return f"{decimals}的{'百分数' if self.percent else '数'}"

    @property
    def whole(self) -> bool:
        """True if it is a plain whole number."""
        return not (self.choices or self.places or self.percent)

    @property
    def nothing(self) -> str:
        """The answer where there is nothing to tell of, as the end of a remedy."""
        if self.levelled:
            return "从下拉列表中选一档"
        return f"没有发生填{NO if self.yes_no else 0}"

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices in the order of the drop-down."""
        return (YES, NO) if self.yes_no else self.choices

    # --- formulas in the form -------------------------------------------------------------------

    def formula(self, cell: str) -> str:
        """Return the formula for the answer in a cell: its number of units, or the chosen word."""
        if self.yes_no:
            return f'COUNTIF({cell},"{YES}")'
        # A cell for rates is formatted as percent, and 0.07*100 is 7.000000000000001.
        return f"ROUND({cell}*100,{self.places})" if self.percent else cell

    def filled(self, cell: str) -> str:
        """Return the formula for 1 where the cell is filled in, 0 where it is not."""
        if self.choices:
            return "+".join(f'COUNTIF({cell},"{choice}")' for choice in self.offered)
        return f"COUNT({cell})"

    def wrong(self, cell: str) -> str:
        """Return the condition that a cell is filled in, but with no such answer."""
        if self.choices:
            others = (f'{cell}<>"{choice}"' for choice in self.offered)
            return f'AND({cell}<>"",{",".join(others)})'
        low, high = self.stored_range
        places = self.places + 2 if self.percent else self.places
        whole = f"ROUND({cell},{places})" if places else f"INT({cell})"
        outside = f"OR({cell}<{low},{cell}<>{whole},{cell}>{high})"
        return f'IF({cell}="",FALSE,IF(ISNUMBER({cell}),{outside},TRUE))'

    def told(self, cell: str) -> str:
        """Return the condition that a cell tells of something."""
        if not self.choices:
            return f"IF(ISNUMBER({cell}),{cell}<>0,FALSE)"
        told = (choice for n, choice in enumerate(self.choices) if n not in self.idle)
        chosen = ",".join(f'{cell}="{choice}"' for choice in told)
        return f"OR({chosen})"

    def stored(self, count: int) -> int | float | str:
        """Return a count as a cell of the form stores it."""
        if self.choices:
            return self.choices[count]
        return json_number(self.quantity(count) / (100 if self.percent else 1))

    @property
    def stored_range(self) -> tuple[str, str]:
        """The least and the largest number as a cell of the form stores it."""
        largest = Decimal(self.largest)
        return "0", plain(largest / 100 if self.percent else largest)


def answer_in(unit: str) -> Answer:
    """Return the counts that a unit takes before any rule narrows them."""
    if unit == YES_NO_UNIT:
        return Answer((NO, YES), 1, unit)
    if unit == PERCENT:
        return Answer((), DEFAULT_PERCENTAGE, unit, PERCENTAGE_PLACES)
    return Answer((), DEFAULT_MAXIMUM, unit)


def either(words: Sequence[str]) -> str:
    """Return words as alternatives: “好”、“一般”或“差”; of many, the first and their number."""
    told = quoted(words[:CHOICES_TOLD])
    if len(words) > CHOICES_TOLD:
        return f"{told}等{len(words)}个中的一个"
    return f"{quoted(words[:-1])}或“{words[-1]}”" if len(words) > 1 else told


def quoted(words: Iterable[str]) -> str:
    """Return words in quotation marks, one behind the other."""
    return "、".join(f"“{word}”" for word in words)
