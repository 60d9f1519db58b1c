"""Papers of a thousand branches, beside the plainest way of writing as much, and the machine's.

``python -m benchmarks papers``: workbooks of tables beside the same cells written by openpyxl
without any look, and beside deflating the very parts; pages and the Word file beside results.xlsx.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openpyxl import Workbook

from benchmarks.measuring import Round, cost
from benchmarks.year import Year, year_of
from tools.build_samples import ROOT
from wuhao_batch.outcome.changes import changes_between
from wuhao_batch.outcome.snapshot import snapshot_of, to_json
from wuhao_batch.outputs.columns import PaperTable
from wuhao_batch.outputs.comparison.tables import comparison_tables
from wuhao_batch.outputs.comparison.workbook import comparison_workbook
from wuhao_batch.outputs.notice.notice import HTML_TEMPLATE, Notice, make_notice
from wuhao_batch.outputs.notice.window import plan_window
from wuhao_batch.outputs.notice.word import notice_word
from wuhao_batch.outputs.notice.workbook import notice_workbook
from wuhao_batch.outputs.report.report import REPORT_TEMPLATE, make_report
from wuhao_batch.outputs.results.tables import results_tables
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.outputs.status.progress import status_of
from wuhao_batch.outputs.status.workbook import status_workbook
from wuhao_batch.reading.child import Answered
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.writing.templating import fill_page

BRANCHES, ROUNDS = 1_000, 3
Tables = Iterable[PaperTable[Any]]


def plainly(tables: Tables) -> None:
    """Write the same cells by openpyxl, without any look."""
    workbook = Workbook()
    for table in tables:
        sheet = workbook.create_sheet(table.name)
        sheet.append(table.headers)
        for row in table.rows:
            values = (column.value(row) for column in table.columns)
            sheet.append([None if value is None else str(value) for value in values])
    workbook.save(io.BytesIO())


def deflate(package: bytes) -> None:
    """Compress the parts of a package, once more."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        for name in parts.namelist():
            zlib.compress(parts.read(name))


def report_of(year: Year) -> object:
    """Make report.html."""
    report = make_report(year.outcome, ())
    facts = [each.name for each in report.standings]
    return fill_page(REPORT_TEMPLATE, ROOT / "templates", "", facts, report=report)


def page_of(notice: Notice) -> object:
    """Make notice.html."""
    return fill_page(HTML_TEMPLATE, ROOT / "templates", "", notice.facts, notice=notice)


def others(year: Year) -> dict[str, Callable[[], object]]:
    """Return the papers that are no workbooks of tables."""
    settings, days = year.assessment.settings, year.assessment.working_days
    notice = make_notice(year.outcome, plan_window(settings, days)[0], draft=True)
    return {
        "report.html": partial(report_of, year),
        "notice.html": partial(page_of, notice),
        "notice.docx": partial(notice_word, notice, ROOT / "templates", ""),
        "notice.xlsx": partial(notice_workbook, notice),
        "results.json": lambda: to_json(snapshot_of(year.outcome)),
    }


def workbooks(year: Year) -> dict[str, tuple[Callable[[], bytes], Callable[[], Tables]]]:
    """Return the workbooks of tables, and what makes their tables."""
    outcome, place, now = year.outcome, open_workspace(ROOT), snapshot_of(year.outcome)
    changes = changes_between(now, now)

    def results() -> bytes:
        return results_workbook(year.assessment, results_tables(outcome, ()), outcome.method)

    return {
        "results.xlsx": (results, lambda: results_tables(outcome, ())),
        "compare.xlsx": (
            lambda: comparison_workbook(changes, "党总支", "考核"),
            lambda: comparison_tables(changes, "党总支"),
        ),
        "status.xlsx": (lambda: status_workbook(status_of(outcome, place)), tuple),
    }


def rounds(_folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round; templates are filled in this process, where it is counted."""
    year = year_of(BRANCHES)
    with patch("wuhao_batch.writing.templating.run_limited", lambda make: Answered(make())):
        yield from _rounds(year)


def _rounds(year: Year) -> Iterator[Round]:
    books, more = workbooks(year), others(year)
    made = {name: make() for name, (make, _) in books.items()}
    for _ in range(ROUNDS):
        found: dict[str, float] = {}
        costs = {name: cost(make) for name, (make, _) in books.items()}
        for name, (_, tables) in books.items():
            if tables is not tuple:
                plain = cost(lambda: plainly(tables()))  # noqa: B023  called at once
                found[f"plain openpyxl, the same cells without looks / {name}"] = (
                    plain / costs[name]
                )
            limit = cost(lambda: deflate(made[name]))  # noqa: B023
            found[f"{name} / deflating its parts"] = costs[name] / limit
        for name, make in more.items():
            found[f"{name} / results.xlsx"] = cost(make) / costs["results.xlsx"]
        yield found
