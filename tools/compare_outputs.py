"""Compare what two checkouts of the program write and say on all samples.

``python -m tools.compare_outputs OLD NEW``: both run every command on copies of OLD's samples; each
file or answer that differs is listed, and the exit code is 1 if there is any. With ``faketime`` on
the path both run at the same moment; without it papers that tell the time differ.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

MOMENT = "2026-12-15 10:00:00"
ROSTER = "input/roster.xlsx"
SIGNED = "--by 张三 --why 核实过"

YEAR = (
    "standard",
    "standard --json",
    "issue",
    "send",
    "panel",
    "check input/returned",
    "run",
    "run --json",
    "feedback",
    "status --json",
    "remind",
    f"send --settle 01 sent {SIGNED}",
    "run --draft",
)
FAULTY = (
    "check input/returned --json",
    "run",
    "run --draft --latest --json",
    "feedback --draft",
    "remind",
    f"assign input/returned/12_没有识别码.xlsx 01 {SIGNED}",
    f"accept 14_同一单位第一份.xlsx {SIGNED}",
    "run --json",
    "panel",
    "status",
)

SCENES: dict[str, tuple[str, str, dict[str, str], tuple[str, ...]]] = {
    "sample": (".", "", {}, YEAR),
    "panel": ("examples/panel", "", {}, YEAR),
    "faulty": (".", "examples/faulty", {}, FAULTY),
    "self score": (
        ".",
        "",
        {"计分依据": "自评得分", "按类别排名": "是", "达标分数线": "90", "公示分数": "总分"},
        ("issue", "run", "run --json", "feedback"),
    ),
    "median": (
        "examples/panel",
        "",
        {"计分方法": "中位数", "一票否决对象": "党支部", "加分封顶": "先扣分再封顶"},
        ("issue", "panel", "run", "feedback"),
    ),
}
"""Name → folder of the sample, more returns, changed settings, commands."""


def main() -> int:
    """Run both and list what differs."""
    old, new = (Path(each).resolve() for each in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        for name, (sample, more, changed, commands) in SCENES.items():
            place = _workspace(Path(folder, "workspace"), old / sample, changed)
            for path in (old / more).iterdir() if more else ():
                shutil.copy(path, place / "input/returned")
            for code, side in ((old, "old"), (new, "new")):
                _play(place, code, Path(folder, side, name), commands)
        found = list(_differences(Path(folder, "old"), Path(folder, "new")))
    print("\n".join(found) or "nothing differs")
    return 1 if found else 0


def _workspace(place: Path, sample: Path, changed: dict[str, str]) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    for name in ("templates", "input"):
        shutil.copytree(sample / name, place / name)
    (place / "output").mkdir()
    book = load_workbook(place / ROSTER)
    for key, value in book["设置"].iter_rows(min_row=2, max_col=2):
        if str(key.value) in changed:
            value.value = changed[str(key.value)]
    book.save(place / ROSTER)
    return place


def _play(place: Path, code: Path, kept: Path, commands: tuple[str, ...]) -> None:
    """Run the commands on a copy at the same path, and keep all that they say and write."""
    clean = place.with_name("clean")
    shutil.copytree(place, clean)
    kept.mkdir(parents=True)
    for number, command in enumerate(commands):
        (kept / f"{number:02}.txt").write_bytes(_said(place, code, command.split(" ")))
    shutil.copytree(place / "output", kept / "output")
    shutil.rmtree(place)
    clean.rename(place)


def _said(place: Path, code: Path, arguments: list[str]) -> bytes:
    clock = ["faketime", "-f", MOMENT] if shutil.which("faketime") else []
    done = subprocess.run(
        [*clock, sys.executable, "-m", "wuhao_batch", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(code)},
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return b"%d\n%s\n%s" % (done.returncode, done.stdout, done.stderr)


def _differences(old: Path, new: Path) -> Iterator[str]:
    names = {path.relative_to(top) for top in (old, new) for path in top.rglob("*")}
    for name in sorted(names):
        if not (old / name).exists() or not (new / name).exists():
            yield f"only in {'old' if (old / name).exists() else 'new'}: {name}"
        elif (old / name).is_file() and not filecmp.cmp(old / name, new / name, shallow=False):
            yield f"differs: {name}"


if __name__ == "__main__":
    sys.exit(main())
