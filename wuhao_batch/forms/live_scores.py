"""The live formulas of an assessment's forms, and the items that have none."""

from wuhao_batch.assessment.layout import SCORES, TABLES
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import Template
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.findings.joining import joined
from wuhao_batch.forms.formulas import Formulas
from wuhao_batch.workspace.folders import TEMPLATE


def formulas_of(template: Template, settings: Settings, *, panel_apart: bool) -> Formulas:
    """Return the formulas of forms to which every item applies."""
    scores, counts, vetoes = (template.tables[spec.name] for spec in TABLES)
    words = settings.words(template.standard.part)
    return Formulas(template.standard, scores, counts, vetoes, settings.capping, panel_apart, words)


def without_live_score(template: Template, settings: Settings) -> list[Finding]:
    """Report the items whose self score forms cannot compute: the formula is too long (L138)."""
    scores = template.tables[SCORES.name]
    formulas = formulas_of(template, settings, panel_apart=False)
    places = [(item, scores.row_of(item.code)) for item in formulas.too_long]
    return joined(
        finding("L138", scores.place(TEMPLATE, row, SCORES.key), value=item.code, items=item.code)
        for item, row in places
    )
