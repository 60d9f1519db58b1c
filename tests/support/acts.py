"""A decision that is signed, for tests that need one and do not look at it."""

from pathlib import Path

from wuhao_batch.records.acts import Act, Deed, note_act
from wuhao_batch.records.database import writing

BY, WHY = "张三", "电话核实过"
ACT = Act(BY, WHY)
SIGNED = ("--by", BY, "--why", WHY)
"""The options of a command line."""


def deed(command: str = "assign", subject: str = "01", period: str = "2026") -> Deed:
    """Return some decision about a branch."""
    return Deed(command, subject, f"记下{subject}的一件事", period, ACT)


def remember_act(records: Path, deed: Deed) -> None:
    """Record a decision that changes nothing else in the records."""
    with writing(records) as now:
        note_act(now, deed)
