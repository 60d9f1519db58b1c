"""Entries → checked values: each rule that an entry can break has a finding of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.layout import CONCERNING, PARTS
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors, together
from wuhao_batch.findings.joining import joined
from wuhao_batch.returns.inputs import Input, Return, as_placed, written
from wuhao_batch.returns.values import Values
from wuhao_batch.scoring.labelled import Labelled
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Standard
from wuhao_batch.tables import shown, tell_unseen


@dataclass(frozen=True)
class Checked:
    """The values of one return that passed the checks.

    ``counts`` are as answers count (是 is 1), ``panel`` millionths of a point, ``vetoes`` the
    declared answers, ``sub_branches`` the 党支部 named where the answer is 是.
    """

    source: Return
    counts: Mapping[str, int] = field(default_factory=dict)
    panel: Mapping[str, int] = field(default_factory=dict)
    vetoes: Mapping[str, bool] = field(default_factory=dict)
    sub_branches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def content(self) -> object:
        """A value that is equal for equal inputs, whatever the bytes or the spelling.

        A form with something that was not read equals nothing but its own bytes.
        """
        values: dict[str, Mapping[str, object]] = {"数量": self.counts, "考评得分": self.panel}
        filled = (
            (header, code, values.get(header, {}).get(code, shown(entry.cell).strip()))
            for header, column in sorted(self.source.counting.items())
            for code, entry in sorted(written(column))
        )
        told = tuple(each for each in filled if each[-1] != "")
        return told, None if self.is_whole else self.source.sha256

    @property
    def replaces(self) -> str | None:
        """The SHA-256 of the return that it corrects."""
        return self.source.replaces

    @property
    def is_whole(self) -> bool:
        """True if nothing of its layout kept an input from being read."""
        return not has_errors(self.source.findings)

    @property
    def declared(self) -> tuple[str, ...]:
        """The vetoes declared 是."""
        return tuple(code for code, answer in self.vetoes.items() if answer)

    @property
    def is_sound(self) -> bool:
        """True if there is no error."""
        return not has_errors(self.findings)


def check(source: Return, branch: Branch, standard: Standard, settings: Settings) -> Checked:
    """Check one return against the standard; faults of its layout are reported elsewhere.

    Where the 考评组 scores apart, what stands in its columns here is neither needed nor checked.
    """
    if source.is_blank:
        blank = finding("D001", Place(source.file), branch=branch.code)
        told = (*source.findings, blank, *_for_nothing(source, settings.words()))
        return Checked(source, findings=tuple(joined(told)))
    return _Checks(source, branch, standard, settings).run()


def _for_nothing(source: Return, words: Words) -> Iterator[Finding]:
    """Yield a finding on all that was filled in where only the 考评组 fills in (S014).

    And one for each sheet on what stands beside items that do not apply (L133).
    """
    if filled := source.not_counting:
        place = together(each.place for each in filled)
        yield finding("S014", place, branch=source.branch, **words.facts)
    sheets: dict[str | None, dict[str, list[Place]]] = {}
    for item, entries in source.filled_beside.items():
        for entry in entries:
            sheets.setdefault(entry.place.sheet, {}).setdefault(item, []).append(entry.place)
    for items in sheets.values():
        place = together(chain.from_iterable(items.values()))
        yield finding("L133", place, branch=source.branch, codes="、".join(items))


class _Checks:
    """Check one return and gather findings on the way."""

    def __init__(
        self, source: Return, branch: Branch, standard: Standard, settings: Settings
    ) -> None:
        self.source, self.settings = source, settings
        self.standard = standard.without(branch.left_out)
        self.values = Values(branch, standard, settings)
        self.written = {header: dict(written(column)) for header, column in source.counting.items()}

    def run(self) -> Checked:
        counts = dict(self._counts())
        panel = {} if self.source.panel_apart else dict(self._panel())
        vetoes = dict(self._vetoes())
        named = dict(self._sub_branches(vetoes))
        self._check_texts()
        findings = (
            *self.source.findings,
            *self.values.findings,
            *_for_nothing(self.source, self.values.words),
            *tell_unseen(as_placed(self._entries()), self.values.branch.code),
        )
        told = tuple(joined(findings))
        return Checked(
            self.source, Labelled(counts), Labelled(panel), Labelled(vetoes), Labelled(named), told
        )

    def _entries(self) -> Iterator[Input]:
        """Yield the inputs that count and in whose cells anything stands."""
        return chain.from_iterable(column.values() for column in self.written.values())

    def _filled(self, header: str) -> dict[str, Input]:
        """Return the inputs under a header that are not blank."""
        entries = self.written.get(header, {}).items()
        return {code: entry for code, entry in entries if not entry.cell.blank}

    # --- 数量 -----------------------------------------------------------------------------------

    def _counts(self) -> Iterator[tuple[str, int]]:
        cells, filled = self.source.inputs["数量"], self._filled("数量")
        for item in self.standard.items:
            blank = [measure for measure in item.measures if measure.code not in filled]
            for measure in item.measures:
                entry = filled.get(measure.code)
                count = None if entry is None else self._count(measure, entry)
                if count is not None:
                    yield measure.code, count
            if len(blank) < len(item.measures):
                for measure in blank:
                    nothing = measure.answer.nothing
                    facts = {"code": measure.code, "item": item.code, "nothing": nothing}
                    self.values.report("V013", cells[measure.code], **facts)
            elif blank and self.settings.counts_own:
                facts = {"code": item.code, "own": self.settings.how_own_counts}
                self.values.report("V019", cells[blank[0].code], **facts)

    def _count(self, measure: Measure, entry: Input) -> int | None:
        """Return the count in a filled 数量, with a look at the 备注 that it may need."""
        count = self.values.count(measure, entry)
        if count is not None and measure.asks_remark:
            remark = self.source.inputs["备注"][measure.code]
            self.values.check_remark(measure, count, remark)
        return count

    # --- 考评得分 -------------------------------------------------------------------------------

    def _panel(self) -> Iterator[tuple[str, int]]:
        cells, filled = self.source.inputs["考评得分"], self._filled("考评得分")
        blank = [item for item in self.standard.items if item.code not in filled]
        for item in self.standard.items:
            entry = filled.get(item.code)
            score = None if entry is None else self.values.score(item, entry)
            if score is not None:
                yield item.code, score
        if self.settings.basis != Basis.PANEL:
            return
        if len(blank) == len(self.standard.items):
            if all(entry.absent for entry in cells.values()):
                return
            place, branch = Place(self.source.file), self.values.branch.code
            self.values.findings.append(
                finding("S001", place, branch=branch, **self.values.words.facts)
            )
            return
        for item in blank:
            self.values.report("V007", cells[item.code], code=item.code)

    # --- 一票否决 -------------------------------------------------------------------------------

    def _vetoes(self) -> Iterator[tuple[str, bool]]:
        for code, entry in self.source.inputs["是否存在"].items():
            if entry.cell.blank:
                self.values.report("V008", entry, code=code)
                continue
            answer = self.values.yes_no(entry, f"{code}是否存在")
            if answer:
                self.values.report("S016", entry, code=code, name=self.values.branch.name)
            if answer is not None:
                yield code, answer

    def _sub_branches(self, vetoes: Mapping[str, bool]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for code, entry in self.source.inputs[PARTS].items():
            if vetoes.get(code):
                yield code, self.values.sub_branches(code, entry)

    # --- texts ----------------------------------------------------------------------------------

    def _check_texts(self) -> None:
        for header in ("备注", "扣分说明", PARTS, "时间", "情况说明"):
            what = f"{CONCERNING}{self.values.words.part}" if header == PARTS else header
            for code, entry in self.written.get(header, {}).items():
                self.values.check_text(entry, f"{code}的{what}")
