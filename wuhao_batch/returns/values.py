"""One input → its value: what every cell that somebody fills in is held against.

Nothing is clamped, guessed or defaulted (design.md, How an item is scored): what breaks a rule
gives no value at all, and one finding at its cell.
"""

from wuhao_batch.assessment.roster import Branch, names_in
from wuhao_batch.assessment.settings import Settings, VetoTarget
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import DECIMALS, Reading, decimals, plain, read_number, to_points
from wuhao_batch.returns.entries import Input
from wuhao_batch.scoring.model import NO, YES, Item, Standard
from wuhao_batch.sheets import fold
from wuhao_batch.tables import shown


class Values:
    """Reads the inputs that are on one branch, gathering findings on the way."""

    def __init__(self, branch: Branch, standard: Standard, settings: Settings) -> None:
        self.branch, self.standard, self.settings = branch, standard, settings
        self.findings: list[Finding] = []

    def report(self, code: str, entry: Input, /, **facts: str) -> None:
        """A fault of one input; what is absent was reported where it is missed."""
        if entry.absent:
            return
        value = shown(entry.cell).strip() or None
        self.findings.append(
            finding(code, entry.place, value=value, branch=self.branch.code, **facts)
        )

    def number(self, entry: Input, what: str, unit: str) -> Reading | None:
        """The number in a filled cell, or None with its finding."""
        if self.is_no_value(entry, what):
            return None
        reading = read_number(entry.cell, unit)
        if reading is None:
            self.report("V002", entry, what=what)
            return None
        if decimals(reading.value) > DECIMALS:
            self.report("V015", entry, what=what)
            return None
        return reading

    def note_spelling(self, entry: Input, reading: Reading) -> None:
        """A number that was written as text is taken, and told."""
        if reading.was_text:
            self.report("V001", entry, read=plain(reading.value))

    def is_no_value(self, entry: Input, what: str) -> bool:
        """A formula or an error value stands there."""
        if entry.cell.formula:
            self.report("V005", entry, what=what)
        elif entry.cell.error:
            self.report("V006", entry, what=what)
        else:
            return False
        return True

    def yes_no(self, entry: Input, what: str) -> bool | None:
        """是 or 否, or None with its finding."""
        if self.is_no_value(entry, what):
            return None
        answer = fold(entry.cell.text)
        if answer in (YES, NO):
            return answer == YES
        self.report("V009", entry, what=what)
        return None

    def score(self, item: Item, entry: Input) -> int | None:
        """A 考评得分 in millionths of a point, 0…cap, or None with its finding."""
        reading = self.number(entry, f"{item.code}的考评得分", "分")
        if reading is None:
            return None
        score = reading.value
        facts = {"code": item.code, "cap": plain(item.cap)}
        if score < 0:
            self.report("V004", entry, **facts)
        elif score > item.cap:
            self.report("V003", entry, **facts)
        else:
            self.note_spelling(entry, reading)
            if score % self.standard.step:
                self.report("V014", entry, code=item.code, step=plain(self.standard.step))
            return to_points(score)
        return None

    def sub_branches(self, code: str, entry: Input) -> tuple[str, ...]:
        """The 党支部 that a veto names."""
        if entry.cell.formula or entry.cell.error:
            return ()
        names = names_in(entry.cell.text)
        needed = self.settings.veto_target == VetoTarget.SUB_BRANCH
        if not names and needed:
            self.report("V018", entry, code=code)
        known = self.branch.sub_branches
        for name in names:
            if name not in known and (known or needed):
                self.report("V017", entry, name=name)
        return names

    def check_text(self, entry: Input, what: str) -> None:
        """A text is typed in: no formula, no error value, no picture."""
        if not self.is_no_value(entry, what) and entry.cell.picture:
            self.report("V020", entry, what=what)
