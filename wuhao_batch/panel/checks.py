"""The entries of a 复核表 → checked scores and vetoes: the rules of the form's own columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.layout import CONCERNING, PARTS
from wuhao_batch.assessment.roster import Branch, Roster
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding, has_errors
from wuhao_batch.findings.joining import joined
from wuhao_batch.panel.entries import Mark, PanelReturn
from wuhao_batch.panel.layout import CODE, FINDER, GROUND, VETO_CODE
from wuhao_batch.returns.inputs import Input, as_placed
from wuhao_batch.returns.values import Values
from wuhao_batch.scoring.model import Standard
from wuhao_batch.sheets import fold
from wuhao_batch.tables import tell_unseen


@dataclass(frozen=True)
class PanelVeto:
    """A veto that an evaluator found on one branch; ``entries`` are the cells of its row."""

    evaluator: Evaluator
    branch: str
    code: str
    sub_branches: tuple[str, ...]
    entries: Mapping[str, Input]

    def text(self, header: str) -> str:
        """Return the row's text under a header."""
        return self.entries[header].cell.seen.strip()


@dataclass(frozen=True)
class PanelChecked:
    """The values of one 复核表 that passed the checks.

    ``scores`` maps 编号 → item code → millionths of a point. ``unsettled`` are the branches on
    which there is an error; ``unclear`` means that a veto may be on any branch. ``as_self`` are
    (编号, item code) of the scores that were left to the 自评得分. In an inspection ``counts`` maps
    编号 → measure → count.
    """

    source: PanelReturn
    scores: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    vetoes: tuple[PanelVeto, ...] = ()
    unsettled: frozenset[str] = frozenset()
    unclear: bool = False
    findings: tuple[Finding, ...] = ()
    as_self: frozenset[tuple[str, str]] = frozenset()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def content(self) -> object:
        """A value that is equal for equal inputs."""
        return self.source.content

    @property
    def replaces(self) -> str | None:
        """None: a 复核表 corrects no other, it is issued again with its entries."""
        return None

    @property
    def is_whole(self) -> bool:
        """True if nothing of its layout kept an input from being read."""
        return not has_errors(self.source.findings)

    @property
    def is_sound(self) -> bool:
        """True if there is no error."""
        return not has_errors(self.findings)


def check_panel(
    source: PanelReturn, standard: Standard, roster: Roster, settings: Settings
) -> PanelChecked:
    """Check one 复核表 against the standard; gaps are reported later, with the returns."""
    checks = _PanelChecks(source, standard, roster, settings)
    scores = {branch: dict(checks.scores(branch, marks)) for branch, marks in source.marks.items()}
    counts = {branch: dict(checks.counts(branch, own)) for branch, own in source.counts.items()}
    vetoes = tuple(veto for row in source.vetoes for veto in checks.veto(row))
    return PanelChecked(
        source,
        scores,
        vetoes,
        frozenset(checks.unsettled),
        checks.unclear or source.no_vetoes,
        tuple(
            joined((*source.findings, *checks.findings, *tell_unseen(as_placed(source.entries))))
        ),
        counts=counts,
    )


class _PanelChecks:
    """Check one workbook and gather findings on the way."""

    def __init__(
        self, source: PanelReturn, standard: Standard, roster: Roster, settings: Settings
    ) -> None:
        self.source, self.standard = source, standard
        self.roster, self.settings = roster, settings
        self.words = settings.words(standard.part)
        self.findings: list[Finding] = []
        self.unsettled: set[str] = set()
        self.unclear = False

    def _values(self, branch: Branch) -> Values:
        return Values(branch, self.standard, self.settings)

    def scores(self, code: str, marks: Mapping[str, Mark]) -> Iterator[tuple[str, int]]:
        """Yield item → score of one branch."""
        branch = self.roster.by_code[code_key(code)]
        written = [mark.score for mark in marks.values() if not mark.blank]
        if self._is_exempt(branch, written):
            return
        values = self._values(branch)
        for item in self.standard.items:
            mark = marks.get(item.code)
            if mark is None or mark.blank:
                continue
            values.check_text(mark.reason, f"{item.code}的扣分说明")
            score = None if mark.score.cell.blank else values.score(item, mark.score)
            if score is not None:
                yield item.code, score
        self._settle(branch, values)

    def counts(self, code: str, entries: Mapping[str, Input]) -> Iterator[tuple[str, int]]:
        """Yield measure → count of one branch; blanks are told of where they stay blank."""
        branch = self.roster.by_code[code_key(code)]
        filled = {each: entry for each, entry in entries.items() if not entry.cell.blank}
        if self._is_exempt(branch, list(filled.values())):
            return
        values, remark = self._values(branch), self.source.remarks.get(code)
        if remark is not None:
            values.check_text(remark, "备注")
        for measure in self.standard.measures:
            if measure.code not in filled:
                continue
            count = values.count(measure, filled[measure.code])
            if count is None:
                continue
            if remark is not None:
                values.check_remark(measure, count, remark)
            yield measure.code, count
        self._settle(branch, values)

    def _is_exempt(self, branch: Branch, written: Sequence[Input]) -> bool:
        """True if a branch takes no part; what is written on it is told once (I009)."""
        if not branch.takes_part:
            places = [entry.place for entry in written[:1]]
            self.findings += [
                finding("I009", place, branch=branch.code, **self.words.facts) for place in places
            ]
        return not branch.takes_part

    def veto(self, row: Mapping[str, Input]) -> Iterator[PanelVeto]:
        """Yield the veto of one row, if it says clearly on whom and which."""
        branch = self._branch(row)
        if branch is None:
            self.unclear = True
            return
        values = self._values(branch)
        code = self._code(row, values)
        sub_branches = values.sub_branches(code or "", row[PARTS])
        for header, entry in row.items():
            own = f"{CONCERNING}{self.words.part}" if header == PARTS else header
            values.check_text(entry, own)
        for header in (GROUND, FINDER):
            if not row[header].cell.seen.strip():
                values.report("V023", row[header], header=header)
        self._settle(branch, values)
        if code is not None and not has_errors(values.findings):
            yield PanelVeto(self.source.evaluator, branch.code, code, sub_branches, row)

    def _settle(self, branch: Branch, values: Values) -> None:
        """Keep a branch with an error from its result, as in its own form."""
        self.findings += values.findings
        if has_errors(values.findings):
            self.unsettled.add(branch.code)

    def _branch(self, row: Mapping[str, Input]) -> Branch | None:
        entry = row[CODE]
        text = fold(entry.cell.seen)
        branch = self.roster.by_code.get(code_key(text))
        if not text:
            self.findings.append(finding("I010", entry.place, header=CODE))
        elif branch is None:
            facts = {"code": text, **self.words.facts}
            self.findings.append(finding("I022", entry.place, value=text, **facts))
        return branch

    def _code(self, row: Mapping[str, Input], values: Values) -> str | None:
        entry = row[VETO_CODE]
        text = fold(entry.cell.seen)
        if not text:
            values.report("I010", entry, header=VETO_CODE)
        elif text not in {veto.code for veto in self.standard.vetoes}:
            values.report("V022", entry, code=text)
        else:
            return text
        return None
