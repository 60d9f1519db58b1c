"""Run a command; the last line on stderr is the largest memory of any of its processes, in KiB.

Processes that it leaves behind are ended and make this fail with exit code 99.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
LEFT_BEHIND = 99
PATIENCE = 3.0


def main() -> int:
    """Orphans become children of this process, so none is overlooked."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.run(sys.argv[1:], check=False).returncode
    left = not everything_ended()
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)  # noqa: T201
    return LEFT_BEHIND if left else code


def everything_ended() -> bool:
    """Whether all children have ended by themselves; those that have not are ended."""
    until = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
        for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split():
            os.kill(int(child), signal.SIGKILL)
            os.waitpid(int(child), 0)
    except ChildProcessError:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
