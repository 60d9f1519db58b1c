"""The coverage-guided fuzzer, for a bounded time."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.drawing import ROOT
from tests.support.installed import give_up
from tests.support.survival import GOOD, good

SECONDS = 30
TARGET = ROOT / "tests" / "fuzz" / "fuzz_reader.py"


@pytest.mark.slow
def test_fuzzing_the_reader_finds_nothing(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        give_up(request.config, "atheris is not installed (see requirements-test.txt)")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in GOOD:
        (corpus / name).write_bytes(good(name))
    done = subprocess.run(
        [sys.executable, TARGET, f"-max_total_time={SECONDS}", "-seed=1", corpus],
        cwd=tmp_path,  # where it keeps the input that it has failed on
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=10 * SECONDS,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    assert "Done " in done.stderr
