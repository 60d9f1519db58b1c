"""Processes: their names in the workspace, whether they have ended, and that none can start."""

import errno
import hashlib
import os
import platform
import subprocess
import sys
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread

from wuhao_batch.workspace.disk import reason_of

_SHORT = 6  # hexadecimal digits
_PROC = Path("/proc")
_MACHINE_ID = Path("/etc/machine-id")
_ENDED_STATES = ("Z", "X")


class CannotStartError(OSError):
    """The system starts no further process or thread; ``strerror`` says why."""


def no_thread() -> CannotStartError:
    """Return the fault of a thread that the system does not start."""
    return CannotStartError(errno.EAGAIN, reason_of(OSError(errno.EAGAIN, "")))


def start(thread: Thread) -> None:
    """Start a thread. Raises CannotStartError if the system gives none."""
    try:
        thread.start()
    except RuntimeError as fault:
        raise no_thread() from fault


@dataclass(frozen=True, slots=True)
class Process:
    """One run of a program; ``computer`` and ``started`` are fingerprints.

    The start distinguishes it from a later process that the system gave the same number; it is
    ``""`` if the system does not say.
    """

    computer: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.computer}-{self.pid}-{self.started}"

    @property
    def is_here(self) -> bool:
        """True if it runs, or ran, on this computer."""
        return self.computer == _this_computer()

    @property
    def has_ended(self) -> bool:
        """True if it ran on this computer and is gone. In doubt it still runs."""
        if not self.is_here:
            return False
        started = _start_of(self.pid)
        return started is None or ("" not in (started, self.started) and started != self.started)


def this_process() -> Process:
    """Return the process that asks."""
    return _process_here(os.getpid())


def process_of(text: str) -> Process | None:
    """Return the process that ``str(process)`` names, or None."""
    computer, _, rest = text.partition("-")
    pid, dash, started = rest.partition("-")
    if not (computer and dash and pid.isascii() and pid.isdecimal()):
        return None
    return Process(computer, int(pid), started)


@cache
def _process_here(pid: int) -> Process:  # by number: after a fork it is another one
    return Process(_this_computer(), pid, _start_of(pid) or "")


@cache
def _this_computer() -> str:
    """Return a fingerprint of this computer, or of a container that numbers its own processes."""
    try:
        numbering = (_PROC / "self/ns/pid").readlink().name
    except OSError:
        numbering = ""
    return _fingerprint(platform.node(), _machine(), numbering)


def _machine() -> str:
    """Return a mark that no other computer of the same name has, "" if there is none that lasts."""
    if sys.platform == "win32":
        return _windows_machine()
    try:
        mark = _MACHINE_ID.read_text("ascii", "replace").strip()
    except OSError:
        mark = ""
    return mark or _network_card()


def _network_card() -> str:
    address = uuid.getnode()
    is_random = address >> 40 & 1  # another one in each process, since no card was found
    return "" if is_random else f"{address:x}"


def _fingerprint(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:_SHORT]


def _start_of(pid: int) -> str | None:
    """Return a fingerprint of when a process began: ``""`` if not known, None if it is gone."""
    if sys.platform == "win32":
        moment = _windows_start(pid)
    else:
        moment = _linux_start(pid) if (_PROC / "self/stat").exists() else _posix_start(pid)
    return _fingerprint(moment) if moment else moment


def _linux_start(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
        boot = (_PROC / "sys/kernel/random/boot_id").read_text()
    except OSError:  # gone, or hidden from us
        return "" if _takes_signals(pid) else None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in _ENDED_STATES else f"{boot}{fields[18]}"


def _posix_start(pid: int) -> str | None:
    if not _takes_signals(pid):
        return None
    try:
        asked = subprocess.run(  # noqa: S603  asks for a number
            ["/bin/ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True,
            check=False,
            env={"LC_ALL": "C", "TZ": "UTC"},
            text=True,
        )
    except OSError:
        return ""
    return asked.stdout.strip()


def _takes_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _windows_machine() -> str:
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415  only here

    place, access = r"SOFTWARE\Microsoft\Cryptography", winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return _network_card()


def _windows_start(pid: int) -> str | None:
    if sys.platform != "win32":
        return ""
    import ctypes  # noqa: PLC0415  only here
    from ctypes import wintypes  # noqa: PLC0415

    limited_information, invalid_parameter, still_active = 0x1000, 87, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(limited_information, False, wintypes.DWORD(pid))
    if not handle:
        return None if ctypes.get_last_error() == invalid_parameter else ""
    handle = wintypes.HANDLE(handle)
    try:
        code, times = wintypes.DWORD(), [wintypes.FILETIME() for _ in range(4)]
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        known = kernel.GetProcessTimes(handle, *map(ctypes.byref, times))
    finally:
        kernel.CloseHandle(handle)
    if code.value != still_active:
        return None
    return f"{times[0].dwHighDateTime}.{times[0].dwLowDateTime}" if known else ""
