"""The built wheel, installed in an environment of its own, does the whole job."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import wuhao_batch
from tests.support.drawing import ROOT

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="programs of an environment lie elsewhere"),
]


def command(*args: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        list(args),
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs of a bare environment lie into which the wheel has been installed.

    It sees the dependencies installed here, but not the editable install of this checkout.
    """
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-index", "--no-deps", "--no-build-isolation"]
    command(*pip, *build, "-w", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    bare = folder / "bare"
    command(sys.executable, "-m", "venv", "--without-pip", bare, cwd=folder)
    python = bare / "bin" / "python"
    command(*pip, "--python", python, "install", "--no-index", "--no-deps", wheel, cwd=folder)
    (site_packages,) = bare.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return python.parent


def test_the_wheel_brings_its_own_package_and_the_one_version(programs: Path) -> None:
    asked = (
        "import importlib.metadata as metadata, wuhao_batch as package\n"
        "print(package.__file__, metadata.version('wuhao-batch'))"
    )
    file, version = command(programs / "python", "-c", asked, cwd=programs).split()
    assert Path(file).is_relative_to(programs.parent)
    assert version == wuhao_batch.__version__


def test_from_an_empty_folder_to_the_notice(programs: Path, tmp_path: Path) -> None:
    wuhao = programs / "wuhao"
    assert "用法" in command(wuhao, "--help", cwd=tmp_path)
    assert "templates/score_template.xlsx" in command(wuhao, "init", "w", cwd=tmp_path)
    made = tmp_path / "w" / "templates"
    for template in (ROOT / "templates").iterdir():
        assert (made / template.name).read_bytes() == template.read_bytes()
    shutil.copytree(ROOT / "input", tmp_path / "w" / "input", dirs_exist_ok=True)
    assert "output/notice.html" in command(wuhao, "run", cwd=tmp_path / "w")
