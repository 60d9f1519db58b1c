"""The fates of mails, in one vocabulary."""

from enum import StrEnum


class Fate(StrEnum):
    """The fate of a mail.

    COMPOSED, PLANNED and WAITING were not handed to a server; of the others the server certainly
    has not taken the mail, SENT, DOUBTFUL and ELSEWHERE apart.
    """

    COMPOSED = "composed"
    PLANNED = "planned"
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    SENDER_REFUSED = "sender refused"
    TOO_LARGE = "too large"
    DEFERRED = "deferred"
    TOO_OFTEN = "too often"
    LOST = "lost"
    DOUBTFUL = "doubtful"
    ELSEWHERE = "elsewhere"
    """Another run has begun it meanwhile."""

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS = {
    Fate.COMPOSED: "已生成",
    Fate.PLANNED: "将要发",
    Fate.WAITING: "没有轮到",
    Fate.SENT: "已发出",
    Fate.REFUSED: "服务器不收",
    Fate.SENDER_REFUSED: "不收这个发件邮箱",
    Fate.TOO_LARGE: "太大",
    Fate.DEFERRED: "服务器暂时不收",
    Fate.TOO_OFTEN: "服务器嫌太快",
    Fate.LOST: "没有交完",
    Fate.DOUBTFUL: "不能断定",
    Fate.ELSEWHERE: "另一个窗口在发",
}
