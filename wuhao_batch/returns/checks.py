"""Entries → checked values: every rule that an entry can break, each its own finding.

Nothing is clamped, guessed or defaulted (design.md, How an item is scored): what breaks a rule
gives no value at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wuhao_batch.findings import Finding, Place, finding, has_errors
from wuhao_batch.forms.layout import NO, YES, shown
from wuhao_batch.model import Item, Measure, Standard
from wuhao_batch.numbers import DECIMALS, Reading, decimals, plain, read_number, to_points
from wuhao_batch.returns.entries import Entry, Return
from wuhao_batch.roster import Branch, names_in
from wuhao_batch.settings import BASIS_PANEL, BASIS_SELF, VETO_SUB_BRANCH, Settings
from wuhao_batch.sheets import fold


@dataclass(frozen=True)
class Checked:
    """The values of one return that passed.

    ``counts`` are whole numbers (是 is 1), ``panel`` millionths of a point, ``vetoes`` the
    declared answers, ``sub_branches`` the 党支部 named where the answer is 是.
    """

    source: Return
    counts: Mapping[str, int] = field(default_factory=dict)
    panel: Mapping[str, int] = field(default_factory=dict)
    vetoes: Mapping[str, bool] = field(default_factory=dict)
    sub_branches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def content(self) -> tuple[tuple[str, str, object], ...]:
        """What was filled in, whatever the bytes or the spelling: equal for equal inputs."""
        values: dict[str, Mapping[str, object]] = {"数量": self.counts, "考评得分": self.panel}
        return tuple(
            (header, code, values.get(header, {}).get(code, shown(entry.cell).strip()))
            for header, column in sorted(self.source.inputs.items())
            for code, entry in sorted(column.items())
        )

    @property
    def declared(self) -> tuple[str, ...]:
        """The vetoes declared 是."""
        return tuple(code for code, answer in self.vetoes.items() if answer)

    @property
    def named(self) -> tuple[str, ...]:
        """The 党支部 named in declared vetoes, each once."""
        return tuple(dict.fromkeys(name for names in self.sub_branches.values() for name in names))

    @property
    def is_sound(self) -> bool:
        """No finding of level error."""
        return not has_errors(self.findings)

    @property
    def is_scored(self) -> bool:
        """The panel has given at least one score, valid or not."""
        return any(not entry.cell.blank for entry in self.source.inputs["考评得分"].values())


def check(source: Return, branch: Branch, standard: Standard, settings: Settings) -> Checked:
    """Hold one return against the standard; what its layout lacks is reported there, not here."""
    if source.is_blank:
        blank = finding("D001", Place(source.file), branch=branch.code)
        return Checked(source, findings=(*source.findings, blank))
    checks = _Checks(source, branch, standard, settings)
    return checks.run()


class _Checks:
    """Checks one return, gathering findings on the way."""

    def __init__(
        self, source: Return, branch: Branch, standard: Standard, settings: Settings
    ) -> None:
        self.source, self.branch = source, branch
        self.standard, self.settings = standard, settings
        self.findings: list[Finding] = []

    def run(self) -> Checked:
        counts = dict(self._counts())
        panel = dict(self._panel())
        vetoes = dict(self._vetoes())
        named = dict(self._sub_branches(vetoes))
        self._check_texts()
        findings = (*self.source.findings, *self.findings)
        return Checked(self.source, counts, panel, vetoes, named, findings)

    def _report(self, code: str, entry: Entry, /, **facts: str) -> None:
        if entry.absent:
            return
        value = shown(entry.cell).strip() or None
        self.findings.append(
            finding(code, entry.place, value=value, branch=self.branch.code, **facts)
        )

    # --- numbers --------------------------------------------------------------------------------

    def _number(self, entry: Entry, what: str, unit: str) -> Reading | None:
        """The number in a filled cell, or None with its finding."""
        if self._is_no_value(entry, what):
            return None
        reading = read_number(entry.cell, unit)
        if reading is None:
            self._report("V002", entry, what=what)
            return None
        if decimals(reading.value) > DECIMALS:
            self._report("V015", entry, what=what)
            return None
        return reading

    def _note_spelling(self, entry: Entry, reading: Reading) -> None:
        if reading.was_text:
            self._report("V001", entry, read=plain(reading.value))

    def _is_no_value(self, entry: Entry, what: str) -> bool:
        if entry.cell.formula:
            self._report("V005", entry, what=what)
        elif entry.cell.error:
            self._report("V006", entry, what=what)
        else:
            return False
        return True

    # --- 数量 -----------------------------------------------------------------------------------

    def _counts(self) -> Iterator[tuple[str, int]]:
        cells = self.source.inputs["数量"]
        for item in self.standard.items:
            blank = [m for m in item.measures if cells[m.code].cell.blank]
            for measure in item.measures:
                if measure not in blank:
                    yield from self._count(measure, cells[measure.code])
            if len(blank) < len(item.measures):
                for measure in blank:
                    nothing = NO if measure.yes_no else "0"
                    self._report("V013", cells[measure.code], code=measure.code, nothing=nothing)
            elif blank and self.settings.basis == BASIS_SELF:
                self._report("V019", cells[blank[0].code], code=item.code)

    def _count(self, measure: Measure, entry: Entry) -> Iterator[tuple[str, int]]:
        what = f"{measure.code}的数量"
        if measure.yes_no:
            answer = self._yes_no(entry, what)
            if answer is not None:
                yield measure.code, int(answer)
            return
        reading = self._number(entry, what, measure.unit)
        if reading is None:
            return
        number = reading.value
        facts = {"code": measure.code, "maximum": str(measure.largest)}
        if number < 0:
            self._report("V010", entry, **facts)
        elif number != number.to_integral_value():
            self._report("V011", entry, **facts)
        elif number > measure.largest:
            self._report("V012", entry, **facts)
        else:
            self._note_spelling(entry, reading)
            yield measure.code, int(number)

    def _yes_no(self, entry: Entry, what: str) -> bool | None:
        if self._is_no_value(entry, what):
            return None
        answer = fold(entry.cell.text)
        if answer in (YES, NO):
            return answer == YES
        self._report("V009", entry, what=what)
        return None

    # --- 考评得分 -------------------------------------------------------------------------------

    def _panel(self) -> Iterator[tuple[str, int]]:
        cells = self.source.inputs["考评得分"]
        blank = [item for item in self.standard.items if cells[item.code].cell.blank]
        for item in self.standard.items:
            if item not in blank:
                yield from self._score(item, cells[item.code])
        if self.settings.basis != BASIS_PANEL:
            return
        if len(blank) == len(self.standard.items):
            if all(entry.absent for entry in cells.values()):
                return
            unscored = finding("S001", Place(self.source.file), branch=self.branch.code)
            self.findings.append(unscored)
            return
        for item in blank:
            self._report("V007", cells[item.code], code=item.code, cap=plain(item.cap))

    def _score(self, item: Item, entry: Entry) -> Iterator[tuple[str, int]]:
        reading = self._number(entry, f"{item.code}的考评得分", "分")
        if reading is None:
            return
        score = reading.value
        facts = {"code": item.code, "cap": plain(item.cap)}
        if score < 0:
            self._report("V004", entry, **facts)
        elif score > item.cap:
            self._report("V003", entry, **facts)
        else:
            self._note_spelling(entry, reading)
            if score % self.standard.step:
                self._report("V014", entry, code=item.code, step=plain(self.standard.step))
            yield item.code, to_points(score)

    # --- 一票否决 -------------------------------------------------------------------------------

    def _vetoes(self) -> Iterator[tuple[str, bool]]:
        for code, entry in self.source.inputs["是否存在"].items():
            if entry.cell.blank:
                self._report("V008", entry, code=code)
                continue
            answer = self._yes_no(entry, f"{code}是否存在")
            if answer is not None:
                yield code, answer

    def _sub_branches(self, vetoes: Mapping[str, bool]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for code, entry in self.source.inputs["涉及党支部"].items():
            if not vetoes.get(code) or entry.cell.formula or entry.cell.error:
                continue
            names = names_in(entry.cell.text)
            if not names and self.settings.veto_target == VETO_SUB_BRANCH:
                self._report("V018", entry, code=code)
            known = self.branch.sub_branches
            for name in names:
                if name not in known and (known or self.settings.veto_target == VETO_SUB_BRANCH):
                    self._report("V017", entry, name=name)
            yield code, names

    # --- texts ----------------------------------------------------------------------------------

    def _check_texts(self) -> None:
        for header in ("备注", "扣分说明", "涉及党支部", "时间", "情况说明"):
            for code, entry in self.source.inputs[header].items():
                if not self._is_no_value(entry, f"{code}的{header}") and entry.cell.picture:
                    self._report("V020", entry, what=f"{code}的{header}")
