"""The work of a small run alone, all that it needs being loaded: ``starting`` asks for it.

``python -m benchmarks.small_run FOLDER`` loads the modules named on its input, runs in that
workspace, and prints the processor time of the run and the modules that are loaded then. Nothing is
known before the run, and no child is started: to load in one what this process has loaded is none
of the work.
"""

import sys
from contextlib import nullcontext, suppress
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from benchmarks.measuring import cost
from wuhao_batch.jobs import handing_in
from wuhao_batch.jobs.run import run
from wuhao_batch.reading.child import Answered
from wuhao_batch.reading.executor import InProcess
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.writing import templating


def main() -> None:
    """Print the cost of the run, and what it has loaded."""
    for name in sys.stdin.read().split():
        with suppress(ImportError):  # some stand there under names of their own
            import_module(name)
    place = open_workspace(Path(sys.argv[1]))
    with (
        patch.object(handing_in, "ChildProcesses", lambda: nullcontext(InProcess())),
        patch.object(templating, "run_limited", lambda task: Answered(task())),
    ):
        print(cost(lambda: run(place)), *sys.modules)


if __name__ == "__main__":
    main()
