"""What an assessment is held by: the template with its standard, the roster, the evaluators."""

from dataclasses import dataclass, field
from pathlib import Path

from wuhao_batch.evaluators import Evaluator, read_evaluators, the_panel
from wuhao_batch.findings import Finding, Place, finding, has_errors
from wuhao_batch.forms.fields import check_fields
from wuhao_batch.forms.issue import Template
from wuhao_batch.forms.layout import TABLES, Table, the_table
from wuhao_batch.model import Standard
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.roster import Roster, read_roster
from wuhao_batch.settings import BASIS_SELF, SHEET, Settings
from wuhao_batch.sheets import Book
from wuhao_batch.standard import read_standard
from wuhao_batch.workdays import WorkingDays, read_working_days
from wuhao_batch.workspace import ROSTER, TEMPLATE, Workspace


@dataclass(frozen=True)
class Assessment:
    """What one assessment is held by: its template (with the standard) and its roster workbook."""

    template: Template
    roster: Roster
    evaluators: tuple[Evaluator, ...] = ()
    working_days: WorkingDays = field(default_factory=WorkingDays)

    @property
    def standard(self) -> Standard:
        """The scoring standard."""
        return self.template.standard

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.roster.settings

    @property
    def panel(self) -> tuple[Evaluator, ...]:
        """Who gives scores: the evaluators, or the 考评组 as one."""
        return the_panel(self.evaluators, self.standard)


def load_template(path: Path, file: str = TEMPLATE) -> tuple[Template | None, list[Finding]]:
    """Read the template; None where an error stands among the findings."""
    data = path.read_bytes()
    book = read_book(data)
    if isinstance(book, Refusal):
        return None, [finding(book.code, Place(file), **book.facts)]
    standard, findings = read_standard(book, file)
    findings += check_fields(book, file)
    if standard is None or has_errors(findings):
        return None, findings
    return Template(data, standard, _tables(book, file)), findings


def _tables(book: Book, file: str) -> dict[str, Table]:
    found = {spec.name: the_table(book, spec, file) for spec in TABLES}
    return {name: table for name, table in found.items() if isinstance(table, Table)}


def load(workspace: Workspace) -> tuple[Assessment | None, list[Finding]]:
    """Read template and roster; None where either has an error."""
    template, findings = load_template(workspace.template)
    book = read_book(workspace.roster.read_bytes())
    if isinstance(book, Refusal):
        return None, [*findings, finding(book.code, Place(ROSTER), **book.facts)]
    roster, faults = read_roster(book, ROSTER)
    findings += faults
    if template is None:
        return None, findings
    if roster.settings.basis == BASIS_SELF:
        findings += [
            finding("S004", Place(ROSTER, SHEET), item=item.code)
            for item in template.standard.items
            if not item.measures
        ]
    evaluators, faults = read_evaluators(book, ROSTER, template.standard, roster.settings)
    findings += faults
    working_days, faults = read_working_days(book, ROSTER)
    findings += faults
    if has_errors(findings):
        return None, findings
    return Assessment(template, roster, evaluators, working_days), findings
