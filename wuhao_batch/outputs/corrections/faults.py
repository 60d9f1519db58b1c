"""The faults of a return as those see them who are to mend them: where they are in the new form.

Each reader is asked only for what is theirs: the 考评组 for its columns, the branch for the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.layout import COUNTS, SCORES, TABLES, VETOES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.findings.finding import Finding, Place, Severity, shorten
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.inputs import Input
from wuhao_batch.sheets import spans
from wuhao_batch.tables import Table

TO_FILL = "请补填"
"""Written where something unreadable may have stood; left there, it is an error."""
RUNS = 2
"""Number of runs of cells that a place lists."""
ASKED = 24
"""Characters of what the form asks that are repeated."""

Target = tuple[str, str]
"""An input of the form: its header and its code."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding as its reader needs it: inputs and cells in the new form, old content, remedy.

    ``asked`` is what the form asks there, "" where it is no single input; ``panel`` the word for
    the 考评组.
    """

    sheet: str
    targets: tuple[Target, ...]
    cells: tuple[str, ...]
    value: str
    problem: str
    remedy: str
    asked: str = ""
    of_the_panel: bool = False
    panel: str = USUAL.panel

    @property
    def place(self) -> str:
        """The place, for people; of cells that are scattered, the first and how many they are."""
        runs = spans(self.cells)
        told = "、".join(runs) if len(runs) <= RUNS else f"{runs[0]}等{len(self.cells)}格"
        return f"{self.sheet} {told}".rstrip()

    @property
    def of_whom(self) -> str:
        """The problem, marked where the 考评组 has to mend it."""
        return f"（{self.panel}填）{self.problem}" if self.of_the_panel else self.problem

    def sentence(self) -> str:
        """Return all of it in a line."""
        asked = f"“{self.asked}”" if self.asked else ""
        present = f"现填“{self.value}”。" if self.value else ""
        return f"{self.place}{asked}：{present}{self.problem}{self.remedy}"


class FaultsOfForm:
    """The faults of one branch's return, found again in the form that goes back.

    ``faults`` are the branch's own first, of each reader what has cost a whole table first, else in
    the order of the form.
    """

    def __init__(self, assessment: Assessment, branch: Branch, checked: Checked) -> None:
        self._assessment, self._branch = assessment, branch
        self._source = checked.source
        self._targets = {
            entry.place: (header, code)
            for header, column in self._source.inputs.items()
            for code, entry in column.items()
            if not entry.absent
        }
        errors = (found for found in checked.findings if found.severity is Severity.ERROR)
        located = sorted(((self._of(found), found) for found in errors), key=self._order)
        faults = [self._fault(targets, found) for targets, found in located]
        self.faults = sorted(faults, key=lambda fault: fault.of_the_panel)

    @property
    def of_the_branch(self) -> Sequence[Fault]:
        """The faults that the branch has to mend."""
        return [fault for fault in self.faults if not fault.of_the_panel]

    @property
    def of_the_panel(self) -> Sequence[Fault]:
        """The faults in what the 考评组 fills in."""
        return [fault for fault in self.faults if fault.of_the_panel]

    @property
    def for_the_reader(self) -> Sequence[Fault]:
        """The branch's faults; where it has none, those of the 考评组."""
        return self.of_the_branch or self.of_the_panel

    def is_of_the_panel(self, found: Finding) -> bool:
        """True if a finding is on nothing but what the 考评组 fills in."""
        return _is_of_the_panel(self._of(found))

    def inputs(self) -> Iterator[tuple[Target, Input]]:
        """Yield the inputs that count."""
        for header, column in self._source.counting.items():
            for code, entry in column.items():
                yield (header, code), entry

    def is_required(self, target: Target) -> bool:
        """True if something has to stand there."""
        scored = self._assessment.settings.basis == Basis.PANEL
        return target[0] in ("数量", "是否存在", *(("考评得分",) if scored else ()))

    def cell(self, target: Target) -> tuple[str, str]:
        """Return sheet and cell of an input in the new form."""
        header, code = target
        table = self._table(header)
        return table.sheet.name, table.cell_name(table.row_of(code), header)

    def _table(self, header: str) -> Table:
        tables = self._assessment.template.tables
        return next(tables[spec.name] for spec in TABLES if header in spec.inputs)

    def _of(self, found: Finding) -> list[Target]:
        """Return the inputs at the cells of a finding; none if it is on the layout."""
        file, sheet = found.place.file, found.place.sheet
        places = (Place(file, sheet, cell) for cell in found.place.cells)
        return [self._targets[place] for place in places if place in self._targets]

    def _order(self, located: tuple[list[Target], Finding]) -> tuple[int, int]:
        """Return the place in the order of the form; what is on no input comes first."""
        targets, _ = located
        if not targets:
            return -1, 0
        header, code = targets[0]
        table = self._table(header)
        return [spec.name for spec in TABLES].index(table.spec.name), table.row_of(code)

    def _fault(self, targets: Sequence[Target], found: Finding) -> Fault:
        if not targets:
            return self._unread(found)
        asked = shorten(self._asked(targets[0]), ASKED) if len(targets) == 1 else ""
        return self._at(targets, found, found.rule, found.remedy, asked)

    def _unread(self, found: Finding) -> Fault:
        """Return a fault of the layout, at the inputs that it has cost."""
        problem = found.rule + "这里原来填的内容没有读到。"
        remedy = f"请补填标色的格子；写着“{TO_FILL}”而原来就空着的，删去这三个字。"
        return self._at(self._lost(found), found, problem, remedy)

    def _lost(self, found: Finding) -> list[Target]:
        table, code = found.facts.get("table"), found.facts.get("code")
        absent = [
            target
            for target, entry in self.inputs()
            if entry.absent and table in (None, self._table(target[0]).spec.name)
        ]
        return [target for target in absent if target[1] == code] or absent

    def _at(
        self, targets: Sequence[Target], found: Finding, problem: str, remedy: str, asked: str = ""
    ) -> Fault:
        cells = [self.cell(target) for target in targets]
        sheet = cells[0][0] if cells else "全表"
        return Fault(
            sheet,
            tuple(targets),
            tuple(cell for on, cell in cells if on == sheet),
            shorten(found.value or ""),
            problem,
            remedy,
            asked,
            _is_of_the_panel(targets),
            self._assessment.words.panel,
        )

    def _asked(self, target: Target) -> str:
        header, code = target
        standard = self._assessment.standard_for(self._branch)
        asked = {
            SCORES: {item.code: item.content for item in standard.items},
            COUNTS: {measure.code: measure.name for measure in standard.measures},
            VETOES: {veto.code: veto.text for veto in standard.vetoes},
        }
        return asked[self._table(header).spec][code]


def _is_of_the_panel(targets: Sequence[Target]) -> bool:
    return bool(targets) and all(header in SCORES.inputs for header, _ in targets)
