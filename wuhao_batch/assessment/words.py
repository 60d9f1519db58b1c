"""The words of an assessment: what is assessed, who assesses, what a veto may name below a unit.

The settings 被考评单位 and 考评机构 and the template's header 涉及… say them; forms, papers, mails
and findings take them from here.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The word for an assessed unit, for its assessors, and for a part of a unit."""

    unit: str = "党总支"
    panel: str = "考评组"
    part: str = "党支部"

    @property
    def facts(self) -> dict[str, str]:
        """The words by the names that the texts of findings have for them."""
        own = {"unit": self.unit, "panel": self.panel, "part": self.part}
        return {**own, "authority": self.authority}

    @property
    def of_the_party(self) -> bool:
        """True if units are organisations of the Party or the League."""
        return self.unit.startswith(("党", "团"))

    @property
    def head(self) -> str:
        """The person who signs for a unit."""
        return "书记" if self.of_the_party else "负责人"

    @property
    def leader(self) -> str:
        """The person who signs first of those who assess."""
        return "组长" if self.panel.endswith("组") else "负责人"

    @property
    def authority(self) -> str:
        """Those to whom it falls to decide what no rule decides."""
        return "党委" if self.of_the_party else "主管部门"

    @property
    def everyone(self) -> str:
        """All units together."""
        return "学院" if self.unit == Words().unit else f"各{self.unit}"


USUAL = Words()
"""The words where the settings say no others."""


_BEHIND_THE_SUBJECT = re.compile(
    r"(?:(?<=考核|考评|评价|检查|评比|评估|测评|评议|评定|创评|竞赛|验收)(?:评分|打分|计分))?"
    r"(?:表|卡|细则|办法|标准|方案)?(?:[（(][^（）()]*[）)])?$"
)


def subject_of(title: str) -> str:
    """Return what the title of a sheet is about: 卫生检查表 → 卫生检查, 考核评分表 → 考核."""
    return _BEHIND_THE_SUBJECT.sub("", title, count=1)
