"""How the line compares with the plainest way of doing the same: ratios, not seconds.

``python -m benchmarks.line [BRANCHES]`` issues and reads that many forms (default 40), a panel
workbook and results of as many rows, in turns with a plain openpyxl loop and prints the median of
the paired ratios.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tools.build_samples import ROOT
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.jobs.handing_in import Files, Reader
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outputs.results.frames import result_tables
from wuhao_batch.outputs.results.tables import results_tables
from wuhao_batch.outputs.results.workbook import results_workbook
from wuhao_batch.panel.entries import read_panel
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.returns.examine import Examined
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import open_workspace

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], object], plain: Callable[[], object]) -> None:
    """Run both in turns and print the median ratio."""
    ratios = [seconds(ours) / seconds(plain) for _ in range(ROUNDS)]
    low, high = min(ratios), max(ratios)
    print(f"{name}: {statistics.median(ratios):.2f} × plain openpyxl ({low:.2f}–{high:.2f})")


def of_many(assessment: Assessment, branches: list[Branch]) -> Examined:
    """All of these branches handed in, as one of the sample's did."""
    place = open_workspace(ROOT)
    files = Files(files_below(place.returned)[:1], ())
    one = Reader(InProcess(), place).read(assessment, files).examined
    (checked,), (own,) = one.accepted.values(), one.self_items.values()
    accepted = {branch.code: checked for branch in branches}
    return Examined(accepted, self_items=dict.fromkeys(accepted, own))


def plain_read(data: bytes) -> list[object]:
    """All cells of a workbook through openpyxl."""
    workbook = load_workbook(io.BytesIO(data), data_only=True)
    return [row for sheet in workbook.worksheets for row in sheet.values]


def compare_issuing(assessment: Assessment, branches: list[Branch]) -> None:
    """The forms of all branches."""
    template, settings = assessment.template, assessment.settings

    def our_issue() -> None:
        armed = arm(template, settings)
        for branch in branches:
            stamp(armed, branch)

    def plain_issue() -> None:
        for branch in branches:
            workbook = load_workbook(io.BytesIO(template.data))
            workbook.worksheets[0]["C4"] = branch.name
            workbook.save(io.BytesIO())

    compare("issue", our_issue, plain_issue)


def compare_reading(assessment: Assessment, count: int) -> None:
    """Returned forms, read and checked."""
    place = open_workspace(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        returns = [path.read_bytes() for path in files_below(open_workspace(ROOT).returned)]
        paths = []
        for number in range(count):
            paths.append(Path(folder, f"{number}.xlsx"))
            paths[-1].write_bytes(returns[number % len(returns)])
        compare(
            "read and check",
            lambda: Reader(InProcess(), place).read(assessment, Files(paths, ())),
            lambda: [plain_read(path.read_bytes()) for path in paths],
        )


def compare_panel(assessment: Assessment, branches: list[Branch]) -> None:
    """One workbook for the panel with all branches, made and read."""
    roster = replace(assessment.roster, branches=tuple(branches))
    many, evaluator = replace(assessment, roster=roster), assessment.panel[0]
    examined = of_many(assessment, branches)

    def make() -> bytes:
        return make_workbook(many, evaluator, examined, OpenCells())

    data = make()

    def read() -> None:
        book = read_book(data)
        if not isinstance(book, Book):
            raise SystemExit("the workbook is refused")
        read_panel(book, "a.xlsx", evaluator, many.standard, roster)

    compare("panel workbook", make, lambda: load_workbook(io.BytesIO(data)).save(io.BytesIO()))
    compare("read a panel workbook", read, lambda: plain_read(data))


def compare_results(assessment: Assessment, branches: list[Branch]) -> None:
    """results.xlsx, beside the same cells written without any look."""
    many = replace(assessment, roster=replace(assessment.roster, branches=tuple(branches)))
    outcome = judge(many, of_many(assessment, branches))
    tables = result_tables(outcome, ())

    def plain_write() -> None:
        workbook = Workbook()
        for name, table in tables.items():
            sheet = workbook.create_sheet(name)
            for row in table.itertuples(index=False):
                sheet.append([None if value is None else str(value) for value in row])
        workbook.save(io.BytesIO())

    def our_write() -> None:
        results_workbook(many, results_tables(outcome, ()), outcome.method)

    compare("results workbook", our_write, plain_write)


def main(count: int) -> None:
    """Print the comparisons."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    branches = [Branch(f"{number:04}", f"第{number}党总支") for number in range(count)]
    compare_issuing(assessment, branches)
    compare_reading(assessment, count)
    compare_panel(assessment, branches)
    compare_results(assessment, branches)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
