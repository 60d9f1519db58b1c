"""Reading on a Dask cluster: the same executor, its children on other computers.

Workers open the files themselves, under the same path as here. A hostile file costs a child of its
worker, as it does on one computer; a worker that is lost costs time, since its batches run again on
another one. What workers say is held against the files as they lie here.
"""

import errno
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial
from threading import local
from typing import Any

from wuhao_batch.outputs.proof.program import Program, this_program
from wuhao_batch.reading.children import Child
from wuhao_batch.reading.executor import Contents, T, Task, run_batch
from wuhao_batch.reading.files import Content, Source, read_bytes
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import ImpossibleError

PATIENCE = 30
"""Seconds in which the scheduler answers and has a worker."""


class Cluster:
    """Runs tasks on the workers of a scheduler, until the block of ``with`` ends.

    Args:
        address: Of the scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        ImpossibleError: The extra ``cluster`` is not installed, or there is no scheduler or worker.
    """

    least = 20

    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        self._program = this_program()
        self._task: Task[Any] | None = None
        self._held: Any = None
        self.ahead = self._look_at_workers()

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        """Begin a task on a batch, somewhere.

        Waiting raises ImpossibleError if a worker runs another program or sees other files.
        """
        self.ahead = self._look_at_workers()
        found = [replace(each, path=each.path.absolute()) for each in sources]
        # Not pure: a file may have changed since it was read under that name.
        future = self._client.submit(_read, self._hold(task), found, self._program, pure=False)
        return partial(_contents, future, found)

    def _hold(self, task: Task[T]) -> Any:
        """Return the task as the cluster holds it: it goes once to each worker."""
        if self._held is None or self._task is not task:
            self._held = self._client.submit(_same, task, pure=False)
            self._task = task
        return self._held

    def _look_at_workers(self) -> int:
        """Return how many batches the workers want now."""
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError:
            raise _gone() from None
        return 2 * max(1, sum(threads.values()))


def _connected(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError:
        raise ImpossibleError(
            "这台计算机没有装连接集群要用的程序。请先运行 pip install 'wuhao-batch[cluster]'。"
        ) from None
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise ImpossibleError(
            f"连不上集群的调度器“{address}”。请核对地址，如 tcp://10.0.0.1:8786。"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except OSError:
        client.close()
        raise ImpossibleError(
            f"调度器“{address}”上没有做事的计算机。请先在各台计算机上运行 dask worker {address}。"
        ) from None
    return client


def _contents(future: Any, sources: Sequence[Source]) -> list[Content[Any]]:
    from distributed import KilledWorker  # noqa: PLC0415  an extra

    try:
        contents: list[Content[Any]] = future.result()
    except CancelledError:
        raise _gone() from None
    except KilledWorker:
        raise ImpossibleError(
            "集群里做事的计算机接连退出了。请查看它们的内存和日志，或不用 --scheduler 再运行。"
        ) from None
    except (ImportError, RuntimeError) as fault:
        if _is_at_home_only(fault):
            raise ImpossibleError(
                "集群的计算机上没有装 wuhao，调度器所在的那台也要装。请装成与这里一样的。"
            ) from None
        raise
    for source, content in zip(sources, contents, strict=False):
        _check_seen(source, content)
    return contents


def _is_at_home_only(fault: Exception) -> bool:
    """True if a computer of the cluster does not know this program."""
    return isinstance(fault, ImportError) or "deserialization" in str(fault)


def _gone() -> ConnectionError:
    return ConnectionError(errno.ECONNRESET, "与集群的调度器断开了")


def _check_seen(source: Source, content: Content[Any]) -> None:
    """Check that a worker has read what lies here.

    Raises:
        ImpossibleError: It has not, or the file has changed meanwhile.
    """
    body = content.body
    missed = isinstance(body, Refusal) and body.reason is Reason.NOT_OPENED
    if not missed and content.on_disk is None:
        return
    try:
        here = digest(read_bytes(source.path)[0])
    except OSError:
        here = None
    if content.on_disk != here:
        raise ImpossibleError(
            f"集群的计算机读到的“{source.name}”与这里的不一样。工作文件夹要放在各台计算机以同一路径"
            "都能打开的共享文件夹里；文件刚改过的，请再运行一次。"
        )


# --- on a worker ----------------------------------------------------------------------------------

_own = local()
"""The child of each thread of a worker."""


def _same(task: Task[T]) -> Task[T]:
    return task


def _read(task: Task[T], sources: Sequence[Source], program: Program) -> list[Content[T]]:
    """Run a task on a batch in a child of this worker's thread.

    Raises:
        ImpossibleError: This is another program than the one that asks.
    """
    if unlike := "；".join(program.unlike(this_program())):
        raise ImpossibleError(f"集群的计算机上装的与这里不同：{unlike}。请装成一样的。")
    child: Child | None = getattr(_own, "child", None)
    if child is None or not child.is_usable:
        child = _own.child = Child()
    return run_batch(child, task, sources)
