"""Whatever lies in the folder ends in findings: no crash, no hang, no memory without end."""

import hashlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.drawing import ROOT, loaded, workspace
from tests.support.faults import BRANCHES, SOLO, put_panel, returned
from tests.support.hostile import CASES, Hostile, mutations, plant_odd_files
from tests.support.hostile.crafting import (
    MIB,
    archive,
    attachment,
    filled_form,
    mail,
    ods,
    ods_cell,
    ods_row,
    ods_table,
    xls,
    xlsb,
)
from tests.support.line import put
from wuhao_batch.workspace.folders import Workspace

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="pipes, links and limits are made as Linux has them"
)

MOST_MEMORY = 1024 * MIB
WATCH = ROOT / "tests" / "support" / "watch.py"
FOLDERS = re.compile("input/(returned|panel)/")

Verdicts = Mapping[str, Mapping[str, list[str]]]
"""Dropped file → place within it (an archive has several) → codes of groups F, I and L."""


# --- running ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    code: int
    printed: dict[str, Any]
    said: str
    peak: int


def run(place: Workspace, seconds: float) -> Ended:
    command = [sys.executable, "-m", "wuhao_batch", "run", "--json", "--workspace", str(place.root)]
    watched = [sys.executable, str(WATCH), *command]
    with subprocess.Popen(
        watched, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            pytest.fail(f"not ended after {seconds} s")
    said, _, peak = err.decode().rstrip().rpartition("\n")
    assert out, said
    return Ended(process.returncode, json.loads(out), said, int(peak) * 1024)


def survived(ended: Ended) -> None:
    assert ended.code == 1, ended.said[-500:]
    assert not re.search("Traceback|panicked|allocation", ended.said), ended.said[-1000:]
    assert ended.peak < MOST_MEMORY


# --- findings by file ---------------------------------------------------------------------------


def verdicts(printed: Mapping[str, Any], names: Iterable[str]) -> Verdicts:
    """The findings of groups F, I and L by the dropped file that they belong to."""
    longest_first = sorted(names, key=len, reverse=True)
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in printed["findings"]:
        if each["code"][0] in "FIL" and each["file"]:
            place = FOLDERS.sub("", each["file"], count=1)
            owner = next((name for name in longest_first if place.startswith(name)), place)
            found[owner][place].append(each["code"])
    return found


def named_once(name: str, found: Mapping[str, list[str]]) -> bool:
    """Whether a file has exactly one finding; an archive or a mail one for each file in it."""
    carrier = name.endswith((".zip", ".eml"))
    places = len(found) if carrier else 1
    return len(found) == max(1, places) and all(len(each) == 1 for each in found.values())


def is_right(case: Hostile, found: Mapping[str, list[str]]) -> bool:
    codes = {code for each in found.values() for code in each}
    return named_once(case.name, found) and codes <= case.codes


def summary(found: Mapping[str, list[str]]) -> str:
    return " ".join(code for each in found.values() for code in each) or "nothing"


# --- every case ---------------------------------------------------------------------------------


def test_names_of_cases_are_names_of_different_files() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert all(Path(name).name == name for name in names)


def test_every_finding_of_unreadable_files_has_its_cases() -> None:
    numbers = {*range(1, 22), 23, *range(27, 32)} - {5}
    told = {code for case in CASES for code in case.codes}
    assert {f"F{number:03}" for number in numbers} | {"I001"} <= told


def test_cases_are_made_alike_each_time() -> None:
    for case in CASES[::20]:
        assert case.make() == case.make(), case.name


@pytest.mark.slow
def test_every_hostile_file_has_one_finding_that_names_it(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    for case in CASES:
        (place.returned / case.name).write_bytes(case.make())
    ended = run(place, 900)
    survived(ended)
    found = verdicts(ended.printed, [case.name for case in CASES])
    wrong = [
        f"{case.name}: {summary(found.get(case.name, {}))}, not {' or '.join(sorted(case.codes))}"
        for case in CASES
        if not is_right(case, found.get(case.name, {}))
    ]
    assert not wrong, "\n".join(wrong)
    assert set(found) == {case.name for case in CASES}


@pytest.mark.slow
def test_hostile_files_beside_a_workbook_of_the_panel(tmp_path: Path) -> None:
    """The good workbook counts, every other file is named, and no notice goes out meanwhile."""
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    put_panel(place)
    cases = CASES[::9]
    for case in cases:
        (place.panel / case.name).write_bytes(case.make())
    ended = run(place, 300)
    survived(ended)
    found = verdicts(ended.printed, [case.name for case in cases])
    assert [case.name for case in cases if not named_once(case.name, found[case.name])] == []
    assert ended.printed["panel"][0]["scored"] == 21
    assert ended.printed["branches"][0]["status"] == "qualified"
    assert ended.printed["outputs"].keys() == {"results", "report", "data"}


# --- odd files ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_odd_files_are_listed_once_each(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]])
    expected = plant_odd_files(place.returned)
    planted = dict(zip(odd_names(place.returned, expected), expected.values(), strict=True))
    ended = run(place, 120)
    survived(ended)
    found = verdicts(ended.printed, planted)
    assert set(found) == set(planted)
    for name, codes in planted.items():
        (listed,) = [code for each in found[name].values() for code in each]
        assert listed in codes, name


# --- a thousand at once -------------------------------------------------------------------------

MUTATED: dict[str, tuple[int, Callable[[], bytes]]] = {
    "xlsx": (160, filled_form),
    "xls": (120, xls),
    "ods": (60, lambda: ods(ods_table(ods_row(ods_cell())))),
    "xlsb": (40, xlsb),
    "zip": (40, lambda: archive(("表.xlsx", filled_form()))),
    "eml": (40, lambda: mail(attachment(filled_form()))),
}


def drop_everything(folder: Path) -> list[str]:
    """Hostile, damaged and odd files; their names."""
    files = {case.name: case.make for case in CASES}
    for seed, (kind, (count, make)) in enumerate(MUTATED.items()):
        for each, data in enumerate(mutations(make(), count, seed)):
            files[f"damaged_{each:03}.{kind}"] = partial(bytes, data)
    for name, make in files.items():
        (folder / name).write_bytes(make())
    return [*files, *odd_names(folder, plant_odd_files(folder))]


def odd_names(folder: Path, planted: Iterable[Path]) -> list[str]:
    """As stdout has them: what is no text stands as question marks."""
    names = (path.relative_to(folder).as_posix() for path in planted)
    return [name.encode("utf-8", "replace").decode() for name in names]


def snapshot(folder: Path) -> dict[str, tuple[int, ...] | str]:
    """Every file below: its kind, size and time, and its content where that ends."""
    seen: dict[str, tuple[int, ...] | str] = {}
    for inner, _, names in os.walk(folder):
        for name in names:
            path = Path(inner, name)
            about = path.lstat()
            seen[str(path)] = (about.st_mode, about.st_size, about.st_mtime_ns, about.st_ino)
            if stat.S_ISREG(about.st_mode) and about.st_size < 100 * MIB:
                seen[f"{path} "] = hashlib.sha256(path.read_bytes()).hexdigest()
    return seen


def of_files(printed: Mapping[str, Any], pattern: str) -> list[Any]:
    return [each for each in printed["findings"] if re.fullmatch(pattern, each["file"] or "")]


@pytest.mark.slow
def test_a_thousand_bad_files_change_nothing_for_twenty_good_ones(tmp_path: Path) -> None:
    place = workspace(tmp_path, [[f"{n:02}", f"{n}总支"] for n in range(1, 21)])
    for n in range(1, 21):
        put(place, f"{n:02}", {"备注": {"1-1.1": f"第{n}份"}}, name=f"good_{n:02}.xlsx")
    alone = run(place, 120)
    dropped = drop_everything(place.returned)
    assert len(dropped) > 1000
    before = snapshot(place.returned)
    together = run(place, 1500)
    assert snapshot(place.returned) == before
    survived(together)
    for part in ("standard", "branches"):
        assert together.printed[part] == alone.printed[part]
    good = r"input/returned/good_\d\d\.xlsx"
    assert of_files(together.printed, good) == of_files(alone.printed, good)
    found = verdicts(together.printed, dropped)
    assert set(found) == set(dropped)
    assert [name for name in dropped if not named_once(name, found[name])] == []
