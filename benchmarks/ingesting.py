"""Reading and checking returned forms beside the usual openpyxl loop.

``python -m benchmarks ingesting`` fills 400 different forms, as openpyxl saves them and, where
LibreOffice is there, as that saves them again. It reads and examines them on one core, in turns
with the usual loop; then thousands, filled in by stamping, in one child process and in two.
"""

import gc
import io
import shutil
import subprocess
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pandas as pd
from openpyxl import load_workbook

from benchmarks import filling
from benchmarks.measuring import Round, cost
from tools.build_samples import ROOT
from tools.filling import Inputs, fill_form, find_cell, open_form
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.reading.children import close_kept
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.reading.files import Source, read_source
from wuhao_batch.returns.case import Case
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import expected_forms
from wuhao_batch.returns.examine_one import examine_one
from wuhao_batch.returns.forms import ExpectedForms
from wuhao_batch.returns.intake import receive_cases
from wuhao_batch.workspace.folders import open_workspace

FORMS, ROUNDS = 400, 7
USUAL = 5
"""Forms that the usual loop reads in a round: each takes as long as many of ours."""
FOR_CHILDREN, TURNS = 5_000, 3
"""Forms that children read in each of their rounds: starting a child takes as long as hundreds."""
REMARKED = 0.2
"""Share of the counts with a remark."""
AT_ONCE = 100
"""Files that LibreOffice saves in one go: of many it leaves some out."""


def many(assessment: Assessment, count: int) -> Assessment:
    """Return the assessment with so many branches."""
    branches = tuple(
        Branch(f"{n:06}", f"第{n}党总支", sub_branches=("一支部", "二支部")) for n in range(count)
    )
    return replace(assessment, roster=replace(assessment.roster, branches=branches))


def inputs_of(assessment: Assessment, number: int) -> Inputs:
    """Return what that branch fills in: other counts and other remarks than all others."""
    chance, standard = Random(number), assessment.standard  # noqa: S311  no secret
    counts = {
        each.code: chance.choice(each.answer.choices)
        if each.answer.choices
        else chance.randint(0, 9)
        for each in standard.measures
    }
    remarks = {
        each.code: f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日，见第{number}号材料"
        for each in standard.measures
        if each.asks_remark or chance.random() < REMARKED
    }
    return {
        "数量": counts,
        "备注": remarks,
        "是否存在": {each.code: "否" for each in standard.vetoes},
    }


def fill(assessment: Assessment, folder: Path) -> list[Path]:
    """Write the filled forms of all branches as openpyxl saves them."""
    folder.mkdir()
    armed = arm(assessment.template, assessment.settings, panel_apart=True)
    for number, branch in enumerate(assessment.roster.branches):
        form = fill_form(stamp(armed, branch), inputs_of(assessment, number))
        (folder / f"{branch.code}.xlsx").write_bytes(form)
    return sorted(folder.iterdir())


def saved_again(forms: Sequence[Path], folder: Path) -> list[Path]:
    """Return the same forms as LibreOffice saves them."""
    command = ["soffice", f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"]
    command += ["--headless", "--norestore", "--convert-to", "xlsx", "--outdir", str(folder)]
    for start in range(0, len(forms), AT_ONCE):
        some = forms[start : start + AT_ONCE]
        subprocess.run([*command, *some], capture_output=True, check=True)
    return sorted(folder.iterdir())


def usual_loop(form: Path, cells: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Load the workbook, take the inputs, make a frame of them."""
    workbook = load_workbook(io.BytesIO(form.read_bytes()), data_only=True)
    found = [(form.stem, sheet, cell, workbook[sheet][cell].value) for sheet, cell in cells]
    return pd.DataFrame(found, columns=["branch", "sheet", "cell", "value"])


def cells_of(assessment: Assessment, form: Path) -> list[tuple[str, str]]:
    """Return sheet and cell of each input of a form."""
    workbook = open_form(form.read_bytes())
    inputs = inputs_of(assessment, 0)
    found = (find_cell(workbook, header, code) for header in inputs for code in inputs[header])
    return [(sheet.title, cell) for sheet, cell in found]


def examined(form: Path, expected: ExpectedForms) -> Case[Checked]:
    """Return the case of a form, which has to be accepted."""
    case = examine_one(Source(form, (), form.name), expected).body
    if not isinstance(case, Case) or not case.is_version:
        raise SystemExit(f"{form} is not accepted: {case}")
    return case


def compared(saver: str, assessment: Assessment, forms: Sequence[Path]) -> Iterator[Round]:
    """Yield how the usual loop compares with reading, and with reading and examining.

    Each form is read once: what is remembered of it would make it too cheap the second time.
    """
    expected = expected_forms(assessment, panel_apart=True)
    cells = cells_of(assessment, forms[0])
    share = len(forms) // (2 * ROUNDS)
    for start in range(0, 2 * ROUNDS * share, 2 * share):
        read, whole = forms[start : start + share], forms[start + share : start + 2 * share]
        usual = a_form(lambda form: usual_loop(form, cells), read[:USUAL])
        unpacking = a_form(unpacked, read)
        reading = a_form(lambda form: read_source(Source(form)), read)
        examining = a_form(lambda form: examined(form, expected), whole)
        yield {
            f"usual loop / read, saved by {saver}": usual / reading,
            f"usual loop / read and examined, saved by {saver}": usual / examining,
            f"read and examined, saved by {saver} / unpacking its parts": examining / unpacking,
        }


def unpacked(form: Path) -> list[bytes]:
    """Unpack all parts of a form and look at none."""
    with zipfile.ZipFile(form) as package:
        return [package.read(name) for name in package.namelist()]


def stamped(assessment: Assessment, folder: Path) -> list[Path]:
    """Write the filled forms of all branches by stamping them."""
    folder.mkdir()
    for branch, form in filling.Filler(assessment).forms(assessment.roster.branches):
        (folder / f"{branch.code}.xlsx").write_bytes(form)
    return sorted(folder.iterdir())


def in_children(assessment: Assessment, folder: Path) -> Iterator[Round]:
    """Yield how one child compares with two: by the clock, and in processor time."""
    branches = tuple(map(filling.unit, range(FOR_CHILDREN)))
    grown = replace(assessment, roster=replace(assessment.roster, branches=branches))
    forms, expected = stamped(grown, folder), expected_forms(grown)
    place = open_workspace(ROOT)

    def taken(workers: int) -> tuple[float, float]:
        started = time.perf_counter()

        def read() -> None:
            with ChildProcesses(workers=workers) as executor:
                deque(receive_cases(forms, place, executor, expected), maxlen=0)
            close_kept()  # what a child has taken is known when it has ended

        used = cost(read)
        return time.perf_counter() - started, used

    for _ in range(TURNS):
        (one, one_used), (two, two_used) = taken(1), taken(2)
        yield {
            "one child / two, by the clock": one / two,
            "one child / two, processor time": one_used / two_used,
        }


def a_form(work: Callable[[Path], object], forms: Sequence[Path]) -> float:
    """Return the processor time that a form takes."""
    return cost(lambda: [work(form) for form in forms]) / len(forms)


def rounds(folder: Path) -> Iterator[Round]:
    """Yield the ratios of each saver's forms."""
    assessment, _ = load(open_workspace(ROOT))
    if assessment is None:
        raise SystemExit("the sample workspace is not in order")
    grown = many(assessment, FORMS)
    gc.freeze()  # the libraries of the usual loop are in no child that reads returns
    try:
        forms = fill(grown, folder / "openpyxl")
        yield from compared("openpyxl", grown, forms)
        yield from in_children(assessment, folder / "stamped")
        if shutil.which("soffice"):
            yield from compared("LibreOffice", grown, saved_again(forms, folder / "libreoffice"))
    finally:
        gc.unfreeze()
