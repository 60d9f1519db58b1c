"""The program as a library: its face, and the walk through it in docs/library.md."""

import doctest
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import wuhao_batch as wuhao
from tests.support.drawing import ROOT


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample workspace."""
    for name in ("templates", "input"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "output").mkdir()
    return tmp_path


def test_the_walk_in_the_document_gives_what_it_says(sample: Path) -> None:
    page = (ROOT / "docs/library.md").read_text("utf-8").replace("```", "")
    walk = doctest.DocTestParser().get_doctest(page, {"sample": sample}, "library.md", None, 0)
    told: list[str] = []
    result = doctest.DocTestRunner().run(walk, out=told.append)
    assert result.attempted > 10
    assert result.failed == 0, "".join(told)


def test_every_name_of_the_face_is_there_with_a_docstring() -> None:
    for name in wuhao.__all__:
        thing = getattr(wuhao, name)
        told = thing.__doc__ or ""
        assert told, name
        assert not told.startswith(f"{name}("), "the signature alone, as dataclasses have it"


def test_the_document_names_what_there_is_and_a_year_can_be_gone_through() -> None:
    named = set(re.findall(r"\bwuhao\.(\w+)", (ROOT / "docs/library.md").read_text("utf-8")))
    assert named <= set(wuhao.__all__)
    year = {"issue", "run", "total", "explain", "decide", "diff", "log"}
    year |= {"publish", "close", "commend", "verify", "verify_archive", "archive"}
    assert year <= named | {"total"} <= set(wuhao.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        wuhao.nonsense  # noqa: B018


def test_pandas_is_loaded_when_something_is_scored_and_not_before() -> None:
    steps = (
        "import sys, wuhao_batch as wuhao",
        "place = wuhao.open_workspace(sys.argv[1])",
        "wuhao.load(place), wuhao.issue",
        "assert 'pandas' not in sys.modules",
    )
    script = "\n".join(steps).replace("sys.argv[1]", "__import__('pathlib').Path(sys.argv[1])")
    subprocess.run([sys.executable, "-c", script, ROOT], check=True)
