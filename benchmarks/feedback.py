"""Papers that each branch gets beside the same ones drawn cell by cell by openpyxl.

``python -m benchmarks feedback``: feedback and corrections of a hundred branches.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measuring import Round, cost
from benchmarks.papers import deflate
from tests.support.drawn_corrections import drawn_correction
from tests.support.drawn_rows import drawn
from tools.build_samples import ROOT
from wuhao_batch.forms.form import arm
from wuhao_batch.forms.refilling import Refills
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.corrections.corrections import COLOURS, STYLES, MarkedForm, prepare
from wuhao_batch.outputs.feedback.feedback import Feedback, make_feedback
from wuhao_batch.outputs.feedback.workbook import blank_feedback, feedback_rows, feedback_workbook
from wuhao_batch.workspace.folders import open_workspace

BRANCHES, ROUNDS = 100, 3
DRAWN = 5
"""Corrections that are drawn cell by cell in a round: each takes as long as many of ours."""


def write_all(told: Sequence[Feedback]) -> None:
    """Make the workbooks as the program does."""
    for each in told:
        feedback_workbook(each, "01")


def draw_all(told: Sequence[Feedback]) -> None:
    """Make them cell by cell; packing is left out."""
    for each in told:
        blank = blank_feedback(each.branch, "", tells_causes=each.tells_causes)
        drawn(blank, feedback_rows(each))


def deflate_all(books: Sequence[bytes]) -> None:
    """Compress the parts of the workbooks, once more."""
    for book in books:
        deflate(book)


def corrections(outcome: Outcome) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return what makes the corrections of a hundred branches, and what draws a few of them."""
    assessment = outcome.assessment
    armed = arm(assessment.template, assessment.settings, panel_apart=outcome.panel.apart)
    checked = [(each.branch, each.checked) for each in outcome.results if each.checked]
    some = [*islice(cycle(checked), BRANCHES)]

    def correction(number: int) -> MarkedForm:
        branch, own = some[number]
        return MarkedForm(assessment, replace(branch, name=f"第{number}党总支"), own)

    def make() -> None:
        refills = Refills(armed, COLOURS, prepare, STYLES)
        for number in range(BRANCHES):
            correction(number).form(refills)

    def draw() -> None:
        for number in range(DRAWN):
            each = correction(number)
            first = each.explained(armed.identity(each.branch))
            drawn_correction(armed, each.branch, dict(each.entries()), first)

    return make, draw


def rounds(_folder: Path) -> Iterator[Round]:
    """Yield the ratio of both, in turns."""
    outcome = assess(open_workspace(ROOT / "examples/panel"), latest=True)
    some = list(make_feedback(outcome, draft=True).values())
    told = [replace(some[each % len(some)], branch=f"第{each}党总支") for each in range(BRANCHES)]
    books = [feedback_workbook(each, "01") for each in told]
    make, draw = corrections(outcome)
    for _ in range(ROUNDS):
        written = cost(lambda: write_all(told))
        yield {
            "openpyxl / workbooks of feedback": cost(lambda: draw_all(told)) / written,
            "workbooks of feedback / deflating their parts": written
            / cost(lambda: deflate_all(books)),
            "openpyxl / corrections": cost(draw) / DRAWN / (cost(make) / BRANCHES),
        }
