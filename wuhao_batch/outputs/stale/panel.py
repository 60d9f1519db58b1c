"""复核表 in `output/panel/`, held against what the branches report now."""

from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.stale.paper import StandingPaper
from wuhao_batch.panel.names import panel_names
from wuhao_batch.panel.shown import shown_to
from wuhao_batch.workspace.after import After
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.stamps import carries

CHANGED = "生成以后填报有变动"


def panel_papers(outcome: Outcome, workspace: Workspace, after: After) -> list[StandingPaper]:
    """Return the evaluators' workbooks, in the order of the evaluators.

    One that an evaluator has handed in complete holds: what changed since is told by its cells.

    Raises:
        OSError: One cannot be read.
    """
    assessment, folder = outcome.assessment, workspace.panel_forms
    names = panel_names(assessment)
    there = set(after.files(folder, "*.xlsx"))
    if not there.intersection(folder / name for name in names.values()):
        return []
    shown = shown_to(assessment, outcome.examined)
    done = {
        each.evaluator.code
        for each in outcome.panel.progress
        if each.file is not None and each.scored >= each.assigned
    }
    papers = []
    for evaluator in assessment.panel:
        path = folder / names[evaluator.code]
        if path in there:
            data = after.read(path) or b""
            holds = evaluator.code in done or carries(data, shown[evaluator.code])
            papers.append(StandingPaper(path, evaluator.label, "" if holds else CHANGED))
    return papers
