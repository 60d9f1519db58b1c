"""Read in child processes, so that one bad file costs one finding.

A library may abort, loop or take all memory on a damaged file, and no ``except`` sees that. Each
file gets a time limit everywhere and a memory limit where the system has one; after a dead or slow
child the next file meets a fresh one (docs/reading.md, G13, G14).
"""

import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as TooSlowError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from wuhao_batch.reading.files import Content, Source, read_bytes, read_source
from wuhao_batch.reading.limits import MEMORY, SECONDS
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.workspace.disk import digest

Reader = Callable[[Source], Callable[[], Content]]
"""Begin to read a source, and return a function that waits for its content."""

_SECRET = re.compile("WUHAO_.*_PASSWORD")
"""What no reader may see."""

WORKERS = 2
STDERR = 2  # the descriptor that native code writes to


def in_process(source: Source) -> Callable[[], Content]:
    """Return a reader without a child process, for files known to be harmless."""
    return partial(read_source, source)


@contextmanager
def child_processes(files: int = WORKERS) -> Iterator[Reader]:
    """Open a reader in child processes, no more than there are files; the block ends them."""
    context = multiprocessing.get_context("spawn")
    workers = min(WORKERS, max(1, files))
    with ProcessPool(workers, initializer=_Silent(), context=context) as pool:

        def begin(source: Source) -> Callable[[], Content]:
            return partial(_finish, source, pool.schedule(_read, args=[source], timeout=SECONDS))

        try:
            yield begin
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


class _Silent:
    """Run :func:`confine` in a child whose error stream is closed from its very start.

    A child reads this before the pool's semaphores. They are gone where the block has ended while
    the child was starting, and of that it would complain at the user's terminal.
    """

    def __call__(self) -> None:
        confine()

    def __reduce__(self) -> tuple[Callable[[], Callable[[], None]], tuple[()]]:
        return _silenced, ()


def _silenced() -> Callable[[], None]:
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDERR)
    _forget_secrets()
    return confine


def _forget_secrets() -> None:
    """Wipe passwords from this process before any file is read; the caller's stay as they are.

    To unset a variable is not enough: the system shows the memory that it was handed over in.
    """
    for name in [name for name in os.environ if _SECRET.fullmatch(name)]:
        if sys.platform != "win32":
            import ctypes  # noqa: PLC0415  seldom needed

            handed_over = ctypes.CDLL(None).getenv
            handed_over.restype = ctypes.c_void_p
            address = handed_over(os.fsencode(name))
            ctypes.memset(address, 0, len(os.fsencode(os.environ[name])))
        del os.environ[name]


def confine() -> None:
    """Limit this process's memory and files, as far as the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (limit, hard))
        except (ValueError, OSError):  # macOS does not take every limit
            continue


def _read(source: Source) -> Content:
    _limit_time()
    return read_source(source)


def _limit_time() -> None:
    """Limit this task's own processor time: it holds even if the parent has been killed."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS + 1, hard))


def _finish(source: Source, future: "ProcessFuture[Content]") -> Content:
    try:
        return future.result()
    except TooSlowError:
        reason = f"{SECONDS}秒内没有读完"
    except MemoryError:
        reason = "内存不够"
    except ProcessExpired:
        reason = "读取程序中途退出"
    except BrokenProcessPool:
        raise  # no child can be started: that is no fault of the file
    except Exception:  # noqa: BLE001  what the child says cannot be understood
        reason = "读取程序出错"
    return _given_up(source, reason)


def _given_up(source: Source, reason: str) -> Content:
    """Return the content of a file that no child could read."""
    refusal = Refusal("F020", {"reason": reason})
    if source.inner:
        return Content(refusal)
    try:
        data, modified = read_bytes(source.path)
    except OSError:
        return Content(refusal)
    return Content(refusal, digest(data), modified=modified)
