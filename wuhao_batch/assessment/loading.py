"""Load an assessment: the template with its standard, the roster, the evaluators."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wuhao_batch.assessment.evaluators import Evaluator, read_evaluators, the_panel
from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.roster import Branch, Roster, read_roster
from wuhao_batch.assessment.settings import SHEET, Basis, ScoredIn, Settings, VetoTarget
from wuhao_batch.assessment.template import Template, load_template
from wuhao_batch.assessment.workdays import WorkingDays, read_working_days
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.numbers import plain
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.scoring.model import Standard
from wuhao_batch.workspace.folders import ROSTER, ImpossibleError, Workspace


@dataclass(frozen=True)
class Assessment:
    """One assessment: its template (with the standard) and its roster workbook."""

    template: Template
    roster: Roster
    evaluators: tuple[Evaluator, ...] = ()
    working_days: WorkingDays = field(default_factory=WorkingDays)
    findings: tuple[Finding, ...] = ()

    @property
    def standard(self) -> Standard:
        """The scoring standard."""
        return self.template.standard

    def standard_for(self, branch: Branch) -> Standard:
        """Return the standard that a branch's form and return are held to."""
        return self.standard

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.roster.settings

    def evaluator(self, code: str) -> Evaluator:
        """Return the evaluator of a code as a clerk writes it.

        Raises:
            ImpossibleError: There is none.
        """
        own = (each for each in self.panel if code_key(each.code) == code_key(code))
        if (found := next(own, None)) is None:
            raise ImpossibleError(f"“评委”表里没有评委编号“{code}”。请核对 roster.xlsx。")
        return found

    def panel_apart(self, *, workbooks: bool = False) -> bool:
        """True if the 考评组 scores apart from the branches' forms.

        What stands in the forms under 考评得分 and 扣分说明 then never counts: nobody scores
        himself. ``workbooks`` tells that a workbook of the 考评组 has come in.
        """
        named = self.settings.scored_in == ScoredIn.WORKBOOKS
        return named or workbooks or bool(self.evaluators)

    @property
    def panel(self) -> tuple[Evaluator, ...]:
        """The evaluators, or the 考评组 as one where there are none."""
        return the_panel(self.evaluators, self.standard)


def load(workspace: Workspace) -> tuple[Assessment | None, list[Finding]]:
    """Read template and roster; the assessment is None if either has an error."""
    template, findings = load_template(workspace.template)
    book = read_book(workspace.roster.read_bytes())
    if isinstance(book, Refusal):
        return None, [*findings, finding(book.code, Place(ROSTER), **book.facts)]
    roster, faults = read_roster(book, ROSTER)
    findings += faults
    if template is None:
        return None, findings
    findings += _held_against(template.standard, roster.settings)
    evaluators, faults = read_evaluators(book, ROSTER, template.standard, roster.settings)
    findings += faults
    working_days, faults = read_working_days(book, ROSTER)
    findings += faults
    if has_errors(findings):
        return None, findings
    return Assessment(template, roster, evaluators, working_days, tuple(findings)), findings


def _held_against(standard: Standard, settings: Settings) -> Iterator[Finding]:
    """Yield the settings with which the standard cannot be scored, or nothing would be mended."""
    place = Place(ROSTER, SHEET)
    if settings.basis == Basis.SELF:
        uncounted = (item.code for item in standard.items if not item.measures)
        yield from (finding("S004", place, item=code) for code in uncounted)
    held_down = [veto.code for veto in standard.vetoes if veto.ceiling]
    if held_down and settings.veto_target == VetoTarget.SUB_BRANCH:
        yield finding("V111", place, codes="、".join(held_down))
    least = settings.task_from
    at_stake = [item.scale.at_stake for item in standard.items]
    if least is not None and all(most is not None and most < least for most in at_stake):
        yield finding("V110", place, points=plain(least))
    idle = [item.code for item in standard.items if item.awards_idle(settings.capping)]
    if idle:
        yield finding("L124", place, items="、".join(idle))
