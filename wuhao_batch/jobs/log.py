"""``wuhao log``: what the office has decided, by whom and why."""

from wuhao_batch.records.acts import RecordedAct, load_acts
from wuhao_batch.workspace.folders import Workspace


def log(workspace: Workspace) -> tuple[RecordedAct, ...]:
    """Return the decisions of the office in the order in which they were taken (``wuhao log``).

    Raises:
        LostRecordsError: The records are missing or damaged.
        OSError: They cannot be read.
    """
    return load_acts(workspace.records)
