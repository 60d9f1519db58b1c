"""The workbook of an evaluator, made and read, beside the usual openpyxl loop.

``python -m benchmarks paneling``: with all items of a hundred branches, and of three hundred.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.measuring import Round, cost
from benchmarks.year import alike, sample
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.panel.entries import read_panel
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.reading.book import read_book
from wuhao_batch.sheets import Book

SIZES, ROUNDS = (100, 300), 3


def rounds(_folder: Path) -> Iterator[Round]:
    """Yield the ratios of each round."""
    assessment, _ = sample()
    evaluator = assessment.panel[0]
    for size in SIZES:
        branches = tuple(Branch(f"{each:06}", f"第{each}党总支") for each in range(size))
        roster = replace(assessment.roster, branches=branches)
        many = replace(assessment, roster=roster)
        examined = alike(assessment, branches)

        def make() -> bytes:
            return make_workbook(many, evaluator, examined, OpenCells())  # noqa: B023  called at once

        data = make()

        def read() -> None:
            book = read_book(data)  # noqa: B023
            if not isinstance(book, Book):
                raise SystemExit("the workbook is refused")
            read_panel(book, "a.xlsx", evaluator, many.standard, many.roster)  # noqa: B023

        for _ in range(ROUNDS):
            load, save = _usual(data)
            yield {
                f"openpyxl, save / workbook of an evaluator, {size} branches": save / cost(make),
                f"openpyxl, load / workbook of an evaluator read, {size} branches": load
                / cost(read),
            }


def _usual(data: bytes) -> tuple[float, float]:
    """Return what loading and saving it costs."""
    workbook = load_workbook(io.BytesIO(data))
    load = cost(lambda: load_workbook(io.BytesIO(data), data_only=True))
    return load, cost(lambda: workbook.save(io.BytesIO()))
