"""Files brought to the disk, so that a power cut after their renaming costs none of them."""

import ctypes
import os
import sys

CAN_TOGETHER = sys.platform == "linux"
"""True where one call brings all to the disk that is written to a file system."""


def bring_to_disk(path: str, *, together: bool) -> None:
    """Wait until a written file is on the disk, with ``together`` everything else beside it too.

    Raises:
        OSError: The disk has not taken it.
    """
    opened = os.open(path, os.O_RDWR)
    try:
        if not together:
            os.fsync(opened)
        elif ctypes.CDLL(None, use_errno=True).syncfs(opened):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(opened)
