"""The folder without Python (``make app``) does the job, and proves itself to the one in Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import snapshot, wuhao
from tests.support.drawing import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.process, pytest.mark.program("objdump")]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as PyInstaller makes it here."""
    folder = tmp_path_factory.mktemp("bundle")
    recipe = ROOT / "packaging" / "wuhao.spec"
    make = [sys.executable, "-m", "PyInstaller", "--log-level", "ERROR"]
    dist, build = folder / "dist", folder / "build"
    subprocess.run([*make, "--distpath", dist, "--workpath", build, recipe], check=True)
    return folder / "dist" / "wuhao"


def bundled(bundle: Path, *args: str, cwd: Path) -> str:
    """What a command of the bundle says where no Python can be found."""
    nowhere = {"PATH": os.devnull, "XDG_STATE_HOME": os.devnull, "LANG": "C.UTF-8"}
    done = subprocess.run(
        [bundle / "wuhao", *args],
        cwd=cwd,
        env=nowhere,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_year_without_python(bundle: Path, tmp_path: Path) -> None:
    bundled(bundle, "init", "year", cwd=tmp_path)
    year = tmp_path / "year"
    shutil.copytree(ROOT / "input", year / "input", dirs_exist_ok=True)
    same = tmp_path / "same"
    shutil.copytree(year, same)
    for command in ("issue", "run", "feedback"):
        bundled(bundle, command, cwd=year)
        assert wuhao(command, cwd=same).returncode == 0
    made, expected = (snapshot(each / "output") for each in (year, same))
    assert made.keys() == expected.keys()
    told = {name for name in made if made[name] != expected[name]}
    assert told <= {"run.json"}  # it names its moment
    assert "全部一致" in bundled(bundle, "verify", cwd=year)
    assert "全部一致" in wuhao("verify", cwd=year).stdout
    bundled(bundle, "archive", cwd=year)
    (archive,) = (year / "output" / "archive").glob("*.zip")
    assert "全部一致" in wuhao("verify", archive, cwd=year).stdout
