"""The short text beside a form that goes back, for mail or chat."""

from collections.abc import Iterator

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.words import Words
from wuhao_batch.outputs.corrections.faults import FaultsOfForm

SHEET = "退回说明"
"""The sheet of the form that lists all of its faults."""
LISTED = 10
"""Number of faults listed in the text."""


def correction_letter(
    found: FaultsOfForm, branch: Branch, assessment: Assessment, attachment: str
) -> str:
    """Return the text for the branch, or for the 考评组 where all faults are in its columns."""
    settings, words = assessment.settings, assessment.words
    faults = found.for_the_reader
    listed = [
        f"{number}. {fault.sentence()}" for number, fault in enumerate(faults[:LISTED], start=1)
    ]
    if len(faults) > LISTED:
        listed.append(f"……共{len(faults)}个问题，其余见附件里的“{SHEET}”。")
    to, whose, others = words.panel, branch.name, ""
    if found.of_the_branch:
        to, whose, others = branch.name, f"贵{words.unit}", of_the_panel(found, words)
    lines = (
        f"{to}：",
        f"　　{whose}的{settings.period.words}《{settings.title}》收到了，谢谢。"
        f"有{len(faults)}个问题需要更正：",
        *listed,
        f"　　附件“{attachment}”里已放回读到的内容，请只改标红的格子，存盘后把附件交回，"
        f"不用从头填写。{others}",
        *_contact(settings),
    )
    return "\n".join(lines) + "\n"


def of_the_panel(found: FaultsOfForm, words: Words) -> str:
    """Return the sentence for a branch on what the 考评组 has to mend; "" where it has nothing."""
    others = len(found.of_the_panel)
    return f"标黄的格子（{others}个问题）由{words.panel}更正，请不要改。" if others else ""


def _contact(settings: Settings) -> Iterator[str]:
    if settings.whom_to_ask:
        yield f"　　有疑问请联系：{settings.whom_to_ask}。"
