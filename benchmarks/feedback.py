"""Workbooks of feedback beside the same ones drawn cell by cell by openpyxl.

``python -m benchmarks feedback``: those of a hundred branches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import Round, cost
from benchmarks.papers import deflate
from tests.support.drawn_rows import drawn
from tools.build_samples import ROOT
from wuhao_batch.jobs.assessing import assess
from wuhao_batch.outputs.feedback.feedback import Feedback, make_feedback
from wuhao_batch.outputs.feedback.workbook import blank_feedback, feedback_rows, feedback_workbook
from wuhao_batch.workspace.folders import open_workspace

BRANCHES, ROUNDS = 100, 3


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


def rounds(_folder: Path) -> Iterator[Round]:
    """Yield the ratio of both, in turns."""
    outcome = assess(open_workspace(ROOT / "examples/panel"), latest=True)
    some = list(make_feedback(outcome, draft=True).values())
    told = [replace(some[each % len(some)], branch=f"第{each}党总支") for each in range(BRANCHES)]
    books = [feedback_workbook(each, "01") for each in told]
    for _ in range(ROUNDS):
        written = cost(lambda: write_all(told))
        yield {
            "openpyxl / workbooks of feedback": cost(lambda: draw_all(told)) / written,
            "workbooks of feedback / deflating their parts": written
            / cost(lambda: deflate_all(books)),
        }
