"""Damage workbooks for as long as it is told, looking for what reaches new code in the reader.

``python tests/fuzz/fuzz_reader.py -max_total_time=30`` starts from small good workbooks. A folder
among the arguments is a corpus to start from and to add to instead, a file is one input to try
again; options are libFuzzer's own. Anything but a workbook or a reason ends it with an exit code
other than 0, and the input is kept as ``crash-…`` in the current folder.
"""

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from random import Random

import atheris
from atheris.import_hook import instrument_imports

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

with instrument_imports(include=["wuhao_batch.reading", "wuhao_batch.returns"]):
    from tests.support.mutating import bytes_mutated, package_mutated
    from tests.support.survival import GOOD, examine_book, goes_through, good, read_package_strictly

LARGEST = 1 << 16
DEFAULTS = {"-max_len": LARGEST, "-timeout": 15, "-rss_limit_mb": 2048}


def read(data: bytes) -> None:
    """What libFuzzer calls: read, examine and check; whatever is raised is a finding."""
    goes_through(data)
    book = read_package_strictly(data)
    if book is not None:
        examine_book(book)


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Damage inside a package, packed soundly again, since libFuzzer itself only breaks its zip."""
    chance = Random(seed)  # noqa: S311  libFuzzer brings the seed
    try:
        damaged = package_mutated(data, chance)
    except Exception:  # noqa: BLE001  it is no package any more
        damaged = bytes_mutated(data, chance)
    if not chance.randrange(20):
        damaged = atheris.Mutate(damaged, most)
    return damaged if len(damaged) <= most else data[:most]


def fuzz(arguments: list[str]) -> None:
    """Hand over to libFuzzer, which ends the process."""
    missing = [
        f"{name}={value}"
        for name, value in DEFAULTS.items()
        if not any(argument.startswith(f"{name}=") for argument in arguments)
    ]
    warnings.simplefilter("ignore")  # of zip files with doubled names, which damage makes
    atheris.Setup([sys.argv[0], *missing, *arguments], read, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    """Fuzz what is asked for, or the good workbooks in a folder that is taken away again."""
    asked = sys.argv[1:]
    if any(Path(argument).exists() for argument in asked):
        fuzz(asked)
    with tempfile.TemporaryDirectory() as corpus:
        for name in GOOD:
            Path(corpus, name).write_bytes(good(name))
        command = [sys.executable, __file__, *asked, corpus]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
