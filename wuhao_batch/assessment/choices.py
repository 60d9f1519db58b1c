"""Choices that some 设置项 have, as enums; their values are the words of the sheet."""

from enum import StrEnum

from wuhao_batch.assessment.words import USUAL


class Basis(StrEnum):
    """The score of an item that counts towards the total (计分依据)."""

    PANEL = "考评得分"
    SELF = "自评得分"


class ScoredIn(StrEnum):
    """The workbook in which the 考评组 scores (考评得分填在)."""

    FORMS = "评分表"
    WORKBOOKS = "复核表"


class Accumulating(StrEnum):
    """The way in which the totals of a year's rounds become one (累计方法)."""

    MEAN = "平均"
    SUM = "合计"


class CountedBy(StrEnum):
    """Whoever fills in the quantities (数量填报)."""

    BRANCHES = "被考评单位"
    PANEL = "考评组"


class VetoTarget(StrEnum):
    """The unit that a veto makes 不达标 (一票否决对象), in the usual words."""

    BRANCH = USUAL.unit
    SUB_BRANCH = USUAL.part


class PublicScores(StrEnum):
    """The scores that the notice shows (公示分数)."""

    ALL = "总分和分项"
    TOTAL = "总分"
    NONE = "不公示"


class FeedbackContent(StrEnum):
    """The statements of feedback on points that a branch lost (反馈内容)."""

    REASONS = "失分和理由"
    RULES = "失分和依据"
    POINTS = "只列失分"


class Encryption(StrEnum):
    """The moment at which a connection to a mail server is encrypted (SMTP加密, IMAP加密)."""

    AT_ONCE = "SSL"
    LATER = "STARTTLS"
