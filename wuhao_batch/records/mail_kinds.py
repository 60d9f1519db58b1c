"""The purposes of messages, and the states that they are in."""

from enum import StrEnum


class Kind(StrEnum):
    """The purpose of a message."""

    FORM = "form"
    REMINDER = "reminder"
    CORRECTION = "correction"
    NEW_DEADLINE = "new deadline"
    PANEL = "panel"
    PANEL_REMINDER = "panel reminder"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """The word that people read."""
        return _KIND_LABELS[self]

    @property
    def paper(self) -> str:
        """The paper that it is about, for people."""
        return _PAPERS[self.subject]

    @property
    def subject(self) -> "Kind":
        """The first mail about the same paper; all about one paper are settled together."""
        return _SUBJECTS.get(self, self)

    @property
    def is_first(self) -> bool:
        """True if it brings the paper itself: once, whatever becomes of the paper afterwards."""
        return self.subject is self

    @property
    def reminds(self) -> bool:
        """True if it counts for a while only."""
        return self in (Kind.REMINDER, Kind.PANEL_REMINDER)

    @property
    def stands_for(self) -> tuple["Kind", ...]:
        """Itself, and the kinds after which it need not go for a while either."""
        return (self, Kind.NEW_DEADLINE) if self is Kind.REMINDER else (self,)

    @property
    def is_of_its_content(self) -> bool:
        """True if it counts for what it is about alone: a return, or a deadline."""
        return self in (Kind.CORRECTION, Kind.NEW_DEADLINE)

    @property
    def tells_deadline(self) -> bool:
        """True if its mails print the deadline."""
        return self.subject is Kind.FORM

    @property
    def to_panel(self) -> bool:
        """True if it goes to evaluators, by their 评委编号; else to branches, by their 编号."""
        return self.subject is Kind.PANEL


_SUBJECTS = {
    Kind.REMINDER: Kind.FORM,
    Kind.CORRECTION: Kind.FORM,
    Kind.NEW_DEADLINE: Kind.FORM,
    Kind.PANEL_REMINDER: Kind.PANEL,
}
_PAPERS = {Kind.FORM: "评分表", Kind.PANEL: "复核表", Kind.FEEDBACK: "反馈意见"}
_KIND_LABELS = {
    Kind.FORM: "发表",
    Kind.REMINDER: "催交",
    Kind.CORRECTION: "退回",
    Kind.NEW_DEADLINE: "改期",
    Kind.PANEL: "复核",
    Kind.PANEL_REMINDER: "催评",
    Kind.FEEDBACK: "反馈",
}


class State(StrEnum):
    """The state of a message; whether one in SENDING or DOUBTFUL has gone is not known."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"

    @property
    def label(self) -> str:
        """Return the word that people read."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.SENDING: "不能断定",
    State.DOUBTFUL: "不能断定",
    State.SENT: "已发出",
    State.FAILED: "没有发出",
}

IN_DOUBT = frozenset((State.SENDING, State.DOUBTFUL))
