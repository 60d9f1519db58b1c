"""Load an assessment: the template with its standard, the roster, the evaluators."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wuhao_batch.assessment.categories import RESERVED
from wuhao_batch.assessment.choices import Basis, ScoredIn, VetoTarget
from wuhao_batch.assessment.evaluators import Evaluator, read_evaluators, the_panel
from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.left_out import with_left_out
from wuhao_batch.assessment.roster import HEADERS, NAME, PARTS, Branch, Roster, read_roster
from wuhao_batch.assessment.settings import PLACES_KEPT, UNIT, Settings
from wuhao_batch.assessment.settings_sheet import SHEET, on_setting, read_words
from wuhao_batch.assessment.template import Template, load_template
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.assessment.workdays import WorkingDays, read_working_days
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.numbers import plain
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.limits import OF_ROSTER
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.rounding import Rounded
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import ROSTER, ImpossibleError, Workspace

OTHER_COLUMNS = {*HEADERS, *RESERVED} - {NAME, PARTS}
"""Columns of 名单 and of the results beside those of names."""


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
        return self.standard.without(branch.left_out)

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.roster.settings

    @property
    def words(self) -> Words:
        """The words for what is assessed, and for who assesses."""
        return self.settings.words(self.standard.part)

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
        named = self.settings.scored_in == ScoredIn.WORKBOOKS or self.settings.is_inspection
        return named or workbooks or bool(self.evaluators)

    @property
    def asks_branches(self) -> bool:
        """True if anything is to be filled in on the forms."""
        asked = self.standard.asks_branches or not self.panel_apart()
        return asked and not self.settings.is_inspection

    @property
    def panel(self) -> tuple[Evaluator, ...]:
        """The evaluators, or the 考评组 as one where there are none."""
        return the_panel(self.evaluators, self.standard, self.words.panel)


def load(workspace: Workspace) -> tuple[Assessment | None, list[Finding]]:
    """Read template and roster; the assessment is None if either has an error."""
    book = read_book(workspace.roster.read_bytes(), most=OF_ROSTER)
    words = read_words(book) if isinstance(book, Book) else USUAL
    template, findings = load_template(workspace.template, words=words)
    if isinstance(book, Refusal):
        return None, [*findings, finding(book.code, Place(ROSTER), **book.facts)]
    if template is not None:
        words = replace(words, part=template.standard.part)
    roster, faults = read_roster(book, ROSTER, words)
    findings += faults
    if template is None:
        return None, findings
    roster, faults = with_left_out(roster, book, ROSTER, template.standard)
    findings += faults
    findings += _held_against(template.standard, roster.settings, book)
    evaluators, faults = read_evaluators(book, ROSTER, template.standard, roster.settings)
    findings += faults
    working_days, faults = read_working_days(book, ROSTER)
    findings += faults
    if has_errors(findings):
        return None, findings
    return Assessment(template, roster, evaluators, working_days, tuple(findings)), findings


def _held_against(standard: Standard, settings: Settings, book: Book) -> Iterator[Finding]:
    """Yield the settings that do not go with the standard.

    With them it cannot be scored, nothing would be mended, or two columns have one name.
    """
    place = Place(ROSTER, SHEET)
    if settings.basis == Basis.SELF:
        uncounted = (item.code for item in standard.items if not item.measures)
        yield from (finding("S004", place, item=code) for code in uncounted)
    held_down = [veto.code for veto in standard.vetoes if veto.ceiling]
    if held_down and settings.veto_target == VetoTarget.SUB_BRANCH:
        facts = settings.words(standard.part).facts
        yield finding("V111", place, codes="、".join(held_down), **facts)
    least = settings.task_from
    at_stake = [item.scale.at_stake for item in standard.items]
    if least is not None and all(most is not None and most < least for most in at_stake):
        yield finding("V110", place, points=plain(least))
    idle = [item.code for item in standard.items if item.awards_idle(settings.capping)]
    if idle:
        yield finding("L124", place, items="、".join(idle))
    if settings.places > standard.decimals and settings.rounded is Rounded.ITEMS:
        yield on_setting("L137", PLACES_KEPT, book, ROSTER, most=str(standard.decimals))
    taken = {fold(category.name) for category in standard.categories} | OTHER_COLUMNS
    if settings.unit in taken:
        yield on_setting("L134", UNIT, book, ROSTER, key=UNIT)
