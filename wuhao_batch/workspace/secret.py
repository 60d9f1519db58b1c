"""The secret of this account, by which it knows again what it has written itself.

It lies where the account keeps its own state, never in a workspace: that may be shared, sent or
packed as a whole.
"""

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_LENGTH = 32


def own_secret() -> bytes | None:
    """Return the account's secret, made on first use; None where it can keep none to itself."""
    try:
        path = _state_folder() / "wuhao" / "secret"
        return _read(path) or _made(path)
    except (OSError, RuntimeError):  # there is no home, or nothing can be written there
        return None


def _state_folder() -> Path:
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME", "")
    return Path(named) if named else Path.home() / ".local" / "state"


def _read(path: Path) -> bytes | None:
    """Return what is there; None unless it is whole, and nobody else's to read or write."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        about = os.fstat(file.fileno())
        own = sys.platform == "win32" or (
            about.st_uid == os.geteuid() and not about.st_mode & 0o077
        )
        secret = file.read(_LENGTH + 1)
        if own and len(secret) == _LENGTH:
            return secret
    return None


def _made(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_bytes(_LENGTH)
    handle, passing = tempfile.mkstemp(dir=path.parent)  # for this account alone
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
    Path(passing).replace(path)
    return secret
