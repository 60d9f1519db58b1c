"""States of a paper that was held against its record and against the one made again."""

from dataclasses import dataclass
from enum import StrEnum

from wuhao_batch.outputs.proof.differences import Difference


class PaperState(StrEnum):
    """The verdict on one paper."""

    SAME = "same"
    EARLIER = "earlier"
    PUBLISHED = "published"
    WORKED_ON = "worked on"
    CHANGED = "changed"
    MISSING = "missing"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS = {
    PaperState.SAME: "一致",
    PaperState.EARLIER: "以前生成的，没有动过",
    PaperState.PUBLISHED: "已经公示，封存着",
    PaperState.WORKED_ON: "公示以前有人改动过，照改过的封存",
    PaperState.CHANGED: "改动过",
    PaperState.MISSING: "不见了",
    PaperState.DIFFERENT: "重算不一样",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """One paper held against its record and against the one made again."""

    file: str
    state: PaperState
    difference: Difference | None = None
