"""The workspaces that were open last on this computer, for whoever starts without one."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.workspace.folders import ROSTER
from wuhao_batch.workspace.plan import write_atomically

MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """A file with the paths of workspaces, the last one first; what cannot be kept is forgotten."""

    file: Path

    def folders(self) -> tuple[Path, ...]:
        """Return those that are still there."""
        return tuple(path for path in self._all() if (path / ROSTER).is_file())

    def add(self, root: Path) -> None:
        """Put a workspace first."""
        others = [path for path in self._all() if path != root]
        kept = [str(path) for path in (root, *others)][:MOST]
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, json.dumps(kept, ensure_ascii=False, indent=1).encode())

    def _all(self) -> list[Path]:
        with suppress(OSError, ValueError):
            kept = json.loads(self.file.read_text("utf-8"))
            return [Path(each) for each in kept if isinstance(each, str)]
        return []


def recent_of_this_user() -> Recent:
    """Return the list where the system keeps such things for a user."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or home)
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return Recent(base / "wuhao" / "recent.json")
