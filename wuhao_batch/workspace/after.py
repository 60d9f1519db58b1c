"""Files as they lie in folders once a plan is carried out."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from wuhao_batch.workspace.plan import Plan


@dataclass(frozen=True, slots=True)
class After:
    """The disk after a plan, before it is touched."""

    plan: Plan

    def files(self, folder: Path, pattern: str) -> list[Path]:
        """Return the files in a folder whose names are of that pattern, sorted."""
        there = {path for path in folder.glob(pattern) if path.is_file()}
        there -= set(self.plan.remove)
        written = (path for path in self.plan.write if path.parent == folder)
        there |= {path for path in written if fnmatchcase(path.name, pattern)}
        return sorted(there)

    def read(self, path: Path) -> bytes | None:
        """Return the content of a file, None where there is none.

        Raises:
            OSError: It cannot be read.
        """
        if path in self.plan.write:
            return self.plan.write[path]
        gone = path in self.plan.remove or not path.is_file()
        return None if gone else path.read_bytes()
