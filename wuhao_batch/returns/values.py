"""One input → its value, with a finding for each rule that it breaks.

Nothing is clamped, guessed or defaulted (docs/scoring.md): what breaks a rule
gives no value at all, and one finding at its cell.
"""

from collections.abc import Mapping
from functools import lru_cache

from wuhao_batch.assessment.choices import VetoTarget
from wuhao_batch.assessment.roster import Branch, names_in
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import (
    DECIMALS,
    Reading,
    plain,
    read_number,
    shows_percent,
    to_points,
)
from wuhao_batch.returns.inputs import Input
from wuhao_batch.scoring.answer import YES_NO_UNIT, Answer, answer_in
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item, Standard
from wuhao_batch.sheets import fold
from wuhao_batch.tables import seen_otherwise, shown


@lru_cache
def _places(choices: tuple[str, ...]) -> Mapping[str, int]:
    """Return folded word → its place among the choices."""
    return {fold(choice): place for place, choice in enumerate(choices)}


class Values:
    """Read the inputs that are on one branch, and gather findings on the way."""

    def __init__(self, branch: Branch, standard: Standard, settings: Settings) -> None:
        self.branch, self.standard, self.settings = branch, standard, settings
        self.words = settings.words(standard.part)
        self.findings: list[Finding] = []

    def report(self, code: str, entry: Input, /, **facts: str) -> None:
        """Record a fault of one input.

        Absent inputs are skipped: what is missing has its own finding.
        """
        if entry.absent:
            return
        value = shown(entry.cell).strip() or None
        told = {**self.words.facts, **facts}
        self.findings.append(
            finding(code, entry.place, value=value, branch=self.branch.code, **told)
        )

    def number(self, entry: Input, what: str, unit: str) -> Reading | None:
        """Return the number in a filled cell, or None with its finding."""
        if self.is_no_value(entry, what):
            return None
        reading = read_number(entry.cell, unit)
        if reading is None:
            self._report_unread("V002", entry, what)
            return None
        if reading.decimals > DECIMALS:
            self.report("V015", entry, what=what, places=str(DECIMALS))
            return None
        return reading

    def note_spelling(self, entry: Input, reading: Reading) -> None:
        """Note a number that was written as text; it is taken."""
        if reading.was_text:
            self.report("V001", entry, read=plain(reading.value))

    def is_no_value(self, entry: Input, what: str) -> bool:
        """True if a formula or an error value stands there."""
        if entry.cell.formula:
            self.report("V005", entry, what=what)
        elif entry.cell.error:
            self.report("V006", entry, what=what)
        else:
            return False
        return True

    def yes_no(self, entry: Input, what: str) -> bool | None:
        """Read 是 or 否, or return None with its finding."""
        if self.is_no_value(entry, what):
            return None
        chosen = self._choice(entry, what, answer_in(YES_NO_UNIT))
        return None if chosen is None else bool(chosen)

    def count(self, measure: Measure, entry: Input) -> int | None:
        """Return the count in a filled 数量, or None with its finding."""
        what, answer = f"{measure.code}的数量", self.standard.answers[measure.code]
        if self.is_no_value(entry, what):
            return None
        if answer.choices:
            return self._choice(entry, what, answer)
        reading = self.number(entry, what, measure.unit)
        if reading is None:
            return None
        number, code = reading.value, measure.code
        if number < 0:
            self.report("V010", entry, code=code, range=answer.range)
        elif reading.decimals > answer.places:
            self.report("V011", entry, code=code, range=answer.range, form=answer.form)
        elif number > answer.largest:
            self.report("V012", entry, code=code, range=answer.range, largest=answer.most)
        else:
            if answer.percent and 0 < number < 1 and not shows_percent(entry.cell):
                self.report("V027", entry, code=code, read=answer.amount(number))
            else:
                self.note_spelling(entry, reading)
            return answer.count(number)
        return None

    def check_remark(self, measure: Measure, count: int, remark: Input) -> None:
        """Ask for a 备注 that is needed beside a count (V026)."""
        if remark.cell.blank and measure.asks_remark and count not in measure.answer.idle:
            self.report("V026", remark, code=measure.code)

    def _choice(self, entry: Input, what: str, answer: Answer) -> int | None:
        """Return the place of the word in a cell among the choices, or None with its finding."""
        chosen = _places(answer.choices).get(fold(entry.cell.text))
        if chosen is not None and not entry.cell.seen_otherwise:
            return chosen
        self._report_unread("V009", entry, what, choices=answer.range)
        return None

    def _report_unread(self, code: str, entry: Input, what: str, **facts: str) -> None:
        """Report that nothing was read there: by that code if all can see why, else as V024."""
        if entry.cell.seen_otherwise and not entry.absent:
            branch = self.branch.code
            self.findings.append(seen_otherwise(what, entry.place, entry.cell, branch))
        else:
            self.report(code, entry, what=what, **facts)

    def score(self, item: Item, entry: Input) -> int | None:
        """Return a 考评得分 in millionths of a point, on its scale, or None with its finding."""
        what = f"{item.code}的考评得分"
        reading = self.number(entry, what, "分")
        if reading is None:
            return None
        score, scale = reading.value, item.scale
        lowest, highest = scale.bounds
        facts = {"code": item.code, "range": scale.range}
        if score < lowest:
            self.report("V004", entry, **facts, lowest=plain(lowest))
        elif score > highest:
            self.report("V003", entry, **facts, highest=plain(highest))
        elif reading.decimals > self.standard.decimals:
            self.report("V015", entry, what=what, places=str(self.standard.decimals))
        else:
            self.note_spelling(entry, reading)
            step = self.settings.step_in(self.standard)
            if score % step:
                self.report("V014", entry, code=item.code, step=plain(step))
            return to_points(score)
        return None

    def sub_branches(self, code: str, entry: Input) -> tuple[str, ...]:
        """Return the 党支部, or what the template calls them, that a veto names."""
        if entry.cell.formula or entry.cell.error:
            return ()
        names = names_in(entry.cell.seen)
        needed = self.settings.veto_target == VetoTarget.SUB_BRANCH
        if not names and needed:
            self.report("V018", entry, code=code)
        known = self.branch.sub_branches
        for name in names:
            if name not in known and (known or needed):
                self.report("V017", entry, name=name)
        return names

    def check_text(self, entry: Input, what: str) -> None:
        """Check that a text is no formula, no error value, no picture, and seen as it is."""
        if self.is_no_value(entry, what):
            return
        if entry.cell.picture:
            self.report("V020", entry, what=what)
        elif entry.cell.look and entry.cell.shown is not None:
            self.report("V025", entry, what=what, look=entry.cell.look)
