"""Everything that a run publishes, as bytes: results, report, notice and corrections."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from wuhao_batch.assessment.settings_sheet import SHEET
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.forms.names import form_stems
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import snapshot_of, to_json
from wuhao_batch.outcome.totalling import Total
from wuhao_batch.outputs.comparison.workbook import comparison_workbook
from wuhao_batch.outputs.corrections.corrections import make_corrections
from wuhao_batch.outputs.notice.notice import (
    HTML_TEMPLATE,
    WHOLE_LIST,
    make_notice,
    parts_left_out,
)
from wuhao_batch.outputs.notice.window import lacking, plan_window
from wuhao_batch.outputs.notice.word import notice_word
from wuhao_batch.outputs.notice.workbook import notice_workbook
from wuhao_batch.outputs.paper_names import CORRECTION, DRAFT, FORMAL, Papers
from wuhao_batch.outputs.publication.due import FIRST, Due, what_is_due
from wuhao_batch.outputs.publication.issue import Standing
from wuhao_batch.outputs.refusals import refusals
from wuhao_batch.outputs.report.report import REPORT_TEMPLATE, make_report
from wuhao_batch.outputs.results.acts import acts_tables
from wuhao_batch.outputs.results.long_tables import long_tables
from wuhao_batch.outputs.results.rounds import rounds_tables
from wuhao_batch.outputs.results.tables import results_tables
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.records.acts import RecordedAct
from wuhao_batch.workspace.folders import ROSTER
from wuhao_batch.writing.sealing import sealed
from wuhao_batch.writing.templating import fill_page

NOTICE, REPORT = "公示稿", "情况报告"


def make_papers(  # noqa: PLR0913  all that stands beside the results
    outcome: Outcome,
    templates: Path,
    *,
    draft: bool = False,
    acts: Iterable[RecordedAct] = (),
    comparison: Comparison | None = None,
    standing: Standing = None,
) -> Papers:
    """Make results, report, notice and corrections.

    Without ``draft`` the notice is refused while a branch has no result (D003), a veto of the
    考评组 is not clear (D007) or a date is not known (D009, D011); with or without it where its
    template has a mistake (L113, L114).

    Args:
        outcome: The results.
        templates: The folder of the templates that the office may edit.
        draft: Mark the notice 征求意见稿 and do not refuse it.
        acts: The decisions of the office, as far as they may concern these results.
        comparison: The same results, held against earlier ones.
        standing: The issue that was published last: only a 更正公示 of it may be due.
    """
    due = what_is_due(outcome, standing)
    files, faults = notice_files(outcome, templates, due, draft=draft)
    page = _report(outcome, (*outcome.findings, *faults), templates, comparison)
    if isinstance(page, Finding):
        faults.append(page)
    else:
        files["report"] = page
    tables = (*results_tables(outcome, (*outcome.findings, *faults)), *acts_tables(acts))
    files["results"] = results_workbook(outcome.assessment, tables, outcome.method)
    long, told = long_tables(tables)
    files |= long | _compared(outcome, comparison)
    return Papers(files, _corrections(outcome), (*faults, *due.findings, *told))


def make_papers_of_year(
    total: Total,
    templates: Path,
    *,
    draft: bool = False,
    comparison: Comparison | None = None,
    standing: Standing = None,
) -> Papers:
    """Make the results and the notice of a year of several rounds, refused as for one.

    Args:
        total: The rounds, brought together.
        templates: The folder of the templates that the office may edit.
        draft: Mark the notice 征求意见稿 and do not refuse it.
        comparison: The same results, held against earlier ones.
        standing: The issue that was published last.
    """
    outcome = total.outcome
    due = what_is_due(outcome, standing)
    files, faults = notice_files(outcome, templates, due, draft=draft)
    tables = rounds_tables(total, (*outcome.findings, *faults))
    files["results"] = results_workbook(outcome.assessment, tables, total.method)
    long, told = long_tables(tables)
    files |= long | _compared(outcome, comparison)
    return Papers(files, {}, (*faults, *due.findings, *told))


def notice_files(
    outcome: Outcome, templates: Path, due: Due = FIRST, *, draft: bool
) -> tuple[dict[str, bytes], list[Finding]]:
    """Make the three forms of the notice that is due, all or none.

    Returns:
        The forms, and what stands in their way, whatever is due.
    """
    settings = outcome.assessment.settings
    window, faults = plan_window(settings, outcome.assessment.working_days)
    faults = [
        *([] if draft else refusals(outcome, NOTICE)),
        *faults,
        *lacking(settings, draft=draft),
    ]
    if has_errors(faults) and not draft:
        return {}, faults
    notice = make_notice(outcome, window, draft=draft, correction=due.correction)
    if left_out := parts_left_out(notice, outcome):
        faults.append(finding("D034", Place(ROSTER, SHEET), count=str(left_out)))
    if due.nothing and not draft:
        return {}, faults
    read = notice.on_paper
    if notice.is_long:
        facts = {"kept": str(len(read.rows)), "rows": str(len(notice.rows)), "sheet": WHOLE_LIST}
        faults.append(finding("D063", **facts))
    page = fill_page(HTML_TEMPLATE, templates, NOTICE, read.facts, notice=read)
    forms = (
        sealed(page) if isinstance(page, bytes) else page,
        notice_word(read, templates, NOTICE),
        notice_workbook(notice),
    )
    names = DRAFT if draft else CORRECTION if due.correction else FORMAL
    made = dict(zip(names, forms, strict=True))
    files = {name: data for name, data in made.items() if isinstance(data, bytes)}
    broken = [fault for fault in made.values() if isinstance(fault, Finding)]
    return ({} if broken else files), [*faults, *broken]


def _compared(outcome: Outcome, comparison: Comparison | None) -> dict[str, bytes]:
    """Make what later results are compared with, and two periods side by side."""
    settings = outcome.assessment.settings
    files = {"data": to_json(snapshot_of(outcome))}
    if comparison is not None and comparison.periods is not None:
        periods = comparison.periods
        files["compare"] = comparison_workbook(periods, settings.unit, settings.occasion)
    return files


def _report(
    outcome: Outcome,
    findings: Sequence[Finding],
    templates: Path,
    comparison: Comparison | None,
) -> bytes | Finding:
    report = make_report(outcome, findings, comparison)
    facts = [each.name for each in report.standings]
    return fill_page(REPORT_TEMPLATE, templates, REPORT, facts, report=report)


def _corrections(outcome: Outcome) -> dict[str, tuple[bytes, bytes]]:
    stems = form_stems(outcome.assessment)
    return {
        stems[code]: (back.form(), back.letter.encode())
        for code, back in make_corrections(outcome, stems).items()
    }
