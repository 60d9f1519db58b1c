"""The statuses that a branch can have, and the words for them."""

from enum import StrEnum


class Status(StrEnum):
    """A branch's status: the first that holds, in this order (docs/scoring.md)."""

    EXEMPT = "exempt"
    MISSING = "missing"
    NEEDS_CORRECTION = "needs_correction"
    UNSCORED = "unscored"
    VETOED = "vetoed"
    BELOW_LINE = "below_line"
    QUALIFIED = "qualified"

    @property
    def label(self) -> str:
        """Return the word that people read."""
        return _LABELS[self]

    @property
    def is_settled(self) -> bool:
        """True if the branch has its result and can be published."""
        return self in (Status.VETOED, Status.BELOW_LINE, Status.QUALIFIED)

    @property
    def is_ranked(self) -> bool:
        """True if the branch stands in the ranking."""
        return self in (Status.BELOW_LINE, Status.QUALIFIED)


_LABELS = {
    Status.EXEMPT: "不参评",
    Status.MISSING: "未交",
    Status.NEEDS_CORRECTION: "需更正",
    Status.UNSCORED: "待考评",
    Status.VETOED: "不达标",
    Status.BELOW_LINE: "未达分数线",
    Status.QUALIFIED: "达标",
}


def missing_but(only: str) -> str:
    """Return the word for a branch whose form did not come, with what came in its place."""
    return f"{Status.MISSING.label}（只收到{only}）" if only else Status.MISSING.label
