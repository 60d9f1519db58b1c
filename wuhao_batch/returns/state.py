"""Verdicts on returned workbooks."""

from enum import StrEnum


class ReturnState(StrEnum):
    """The verdict on one file, a branch's or an evaluator's."""

    ACCEPTED = "accepted"
    TO_CORRECT = "to_correct"
    DISPUTED = "disputed"
    IDENTICAL = "identical"
    CORRECTED = "corrected"
    SET_ASIDE = "set_aside"
    BLANK = "blank"
    EXEMPT = "exempt"
    SUPERSEDED = "superseded"
    NOT_ACCEPTED = "not_accepted"
    NOT_A_FORM = "not_a_form"
    ENCLOSED = "enclosed"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]

    @property
    def is_version(self) -> bool:
        """True for a filled workbook of its owner, whether or not it counts."""
        return self in _VERSIONS

    @property
    def may_count(self) -> bool:
        """True for a filled workbook of its owner beside which no other one has been looked at."""
        return self in (ReturnState.ACCEPTED, ReturnState.TO_CORRECT)


_LABELS = {
    ReturnState.ACCEPTED: "已采用",
    ReturnState.TO_CORRECT: "需更正",
    ReturnState.DISPUTED: "内容不同，待选定",
    ReturnState.IDENTICAL: "内容相同，未重复采用",
    ReturnState.CORRECTED: "已由更正表代替",
    ReturnState.SET_ASIDE: "另有选定，未采用",
    ReturnState.BLANK: "空白表",
    ReturnState.EXEMPT: "不参评，未采用",
    ReturnState.SUPERSEDED: "已有可用的，未采用",
    ReturnState.NOT_ACCEPTED: "不能采用",
    ReturnState.NOT_A_FORM: "非评分表",
    ReturnState.ENCLOSED: "附件",
}
_VERSIONS = frozenset(
    (
        ReturnState.ACCEPTED,
        ReturnState.TO_CORRECT,
        ReturnState.DISPUTED,
        ReturnState.IDENTICAL,
        ReturnState.CORRECTED,
        ReturnState.SET_ASIDE,
    )
)

UNUSED = (
    ReturnState.NOT_ACCEPTED,
    ReturnState.BLANK,
    ReturnState.NOT_A_FORM,
    ReturnState.ENCLOSED,
)
"""States of what came and cannot be used, while nothing has come in its place."""
