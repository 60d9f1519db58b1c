"""Returns whose names are no text, or hold what no console shows: read, linked and decided on."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from openpyxl import load_workbook

from tests.support.acts import SIGNED
from tests.support.commands import wuhao
from tests.support.drawing import loaded, workspace
from tests.support.faults import BRANCHES, returned
from tools.filling import strip_identity
from wuhao_batch.workspace.folders import Workspace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")

NAMES = {
    "gbk": b"gbk_\xc6\xc0\xb7\xd6.xlsx",
    "bidi": "bidi_\u202excod.xlsx".encode(),
    "controls": b"tab\tbell\x07\x1b[31m.xlsx",
}


def put(place: Workspace, name: bytes, data: bytes) -> Path:
    path = place.returned / os.fsdecode(name)
    path.write_bytes(data)
    return path


def shown(place: Workspace) -> str:
    """The name of the one return that `check` complains of, as stdout has it."""
    printed = wuhao("check", place.returned, "--all", "--workspace", place.root).stdout
    (name,) = set(re.findall(r"input/returned/.*?\.xlsx", printed))
    return str(name)


@pytest.mark.parametrize("kind", NAMES)
def test_a_good_return_counts_and_its_link_leads_to_its_bytes(kind: str, tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    put(place, NAMES[kind], returned(loaded(place)))
    done = wuhao("run", "--workspace", tmp_path)
    assert done.returncode in (0, 1), done.stderr
    book = load_workbook(place.output / "results.xlsx")
    links = {
        cell.hyperlink.target for sheet in book for row in sheet for cell in row if cell.hyperlink
    }
    targets = {unquote_to_bytes(str(each).partition("#")[0]) for each in links if each}
    assert b"../input/returned/" + NAMES[kind] in targets


@pytest.mark.parametrize("kind", NAMES)
def test_a_return_is_assigned_by_its_name_as_printed(kind: str, tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    put(place, NAMES[kind], returned(loaded(place), edit=strip_identity))
    done = wuhao("assign", shown(place), "01", *SIGNED, "--workspace", tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", NAMES)
def test_a_version_is_accepted_by_its_name_as_printed(kind: str, tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    put(place, NAMES[kind], returned(loaded(place)))
    name = shown_as_one_of_two(place)
    done = wuhao("accept", name, *SIGNED, "--workspace", tmp_path)
    assert done.returncode == 0, done.stderr


def shown_as_one_of_two(place: Workspace) -> str:
    put(place, b"other.xlsx", returned(loaded(place), {"数量": {"1-1.2": 1}}))
    printed = wuhao("check", place.returned, "--all", "--workspace", place.root).stdout
    names = set(re.findall(r"input/returned/[^、“”]*?\.xlsx", printed))
    names.discard("input/returned/other.xlsx")
    return str(min(names))


def test_two_names_that_are_shown_alike_are_not_guessed_between(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES)
    for name in (b"a\x01b.xlsx", b"a\x02b.xlsx"):
        put(place, name, returned(loaded(place), {"数量": {"1-1.2": len(name)}}))
    done = wuhao("accept", "input/returned/a b.xlsx", *SIGNED, "--workspace", tmp_path)
    assert done.returncode == 2
    assert "不止一份" in done.stderr
