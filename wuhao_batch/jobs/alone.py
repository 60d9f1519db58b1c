"""Jobs that write have the workspace for themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.lock import exclusive

P = ParamSpec("P")
R = TypeVar("R")

Job = Callable[Concatenate[Workspace, P], R]


def alone(command: str) -> Callable[[Job[P, R]], Job[P, R]]:
    """Run a job only while no other command writes in its workspace.

    The job raises BusyError where another one still has the workspace after a short wait.

    Args:
        command: The job's name for people, as typed after ``wuhao``.
    """

    def around(job: Job[P, R]) -> Job[P, R]:
        @wraps(job)
        def locked(workspace: Workspace, /, *args: P.args, **options: P.kwargs) -> R:
            with exclusive(workspace, command):
                return job(workspace, *args, **options)

        return locked

    return around
