"""The commands on what came back: checked, scored, ranked, told. :mod:`.commands` orders them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import (
    print_concerns,
    print_findings,
    progress,
    safe,
)
from wuhao_batch.cli.shell import (
    AllOption,
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    exit_code,
    listed,
    opened,
    print_object,
)

if TYPE_CHECKING:
    from wuhao_batch.assessment.loading import Assessment
    from wuhao_batch.findings.finding import Finding

DraftOption = Annotated[
    bool, typer.Option("--draft", help="不生成公示稿，生成征求意见稿；还有单位没有结果时也可以")
]


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="文件", help="收回的评分表或文件夹，可以有几个；不写，只检查模板、名单和设置"
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check returned workbooks, or the office's own, without publishing anything."""
    from wuhao_batch.cli.printing_check import assessment_text, check_text
    from wuhao_batch.jobs import check as job

    checked = job.check(opened(workspace, scheduler), files or (), latest=latest, track=progress)
    if as_json:
        print_object({}, checked.findings)
    else:
        _tell(checked.findings, checked.assessment, everything=everything)
        typer.echo(check_text(checked.receipts) if files else assessment_text(checked.assessment))
    raise typer.Exit(exit_code(checked.findings))


def _tell(findings: "Iterable[Finding]", assessment: "Assessment", *, everything: bool) -> None:
    """Print findings by branch and cause, or one by one."""
    if everything:
        print_findings(findings)
    else:
        print_concerns(findings, {each.code: each.name for each in assessment.roster.branches})


def run(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    draft: DraftOption = False,
    latest: LatestOption = False,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Score what was handed in and publish the results."""
    from wuhao_batch.cli.printing import closing_lines, outcome_json, outcome_table, panel_table
    from wuhao_batch.cli.printing_changes import changes_json, run_lines
    from wuhao_batch.jobs import run as job

    place = opened(workspace, scheduler)
    done = job.run(place, draft=draft, latest=latest, track=progress)
    outputs = {name: place.relative(path) for name, path in done.outputs.items()}
    if as_json:
        told = {**outcome_json(done.outcome), "changes": changes_json(done.publication.changes)}
        print_object({**told, "outputs": outputs}, done.findings)
    else:
        _tell(done.findings, done.outcome.assessment, everything=everything)
        for line in run_lines(done.publication.changes, done.outcome.assessment.words.unit):
            typer.echo(safe(line))
        outcome_table(done.outcome)
        panel_table(done.outcome)
        for line in closing_lines(done, outputs.values()):
            typer.echo(safe(line))
    raise typer.Exit(exit_code(done.findings))


def total(
    folders: Annotated[
        list[Path], typer.Argument(metavar="文件夹", help="各期的工作文件夹，照材料上的先后写")
    ],
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    draft: DraftOption = False,
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the rounds of a year together."""
    from wuhao_batch.cli.printing import outcome_table, total_json
    from wuhao_batch.cli.printing_changes import changes_json, run_lines
    from wuhao_batch.jobs import total as job

    place = opened(workspace, scheduler)
    done = job.total(place, folders, draft=draft, latest=latest, track=progress)
    outputs = {name: place.relative(path) for name, path in done.publication.outputs.items()}
    if as_json:
        told = {**total_json(done.total), "changes": changes_json(done.publication.changes)}
        print_object({**told, "outputs": outputs}, done.findings)
    else:
        print_findings(done.findings)
        for line in run_lines(done.publication.changes, done.total.outcome.assessment.words.unit):
            typer.echo(safe(line))
        outcome_table(done.total.outcome)
        typer.echo(safe(f"全年的分数：{done.total.method}"))
        typer.echo(safe(f"已写出：{'、'.join(outputs.values())}"))
    raise typer.Exit(exit_code(done.findings))


def feedback(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="还有单位没有结果时，也给有结果的单位生成征求意见稿")
    ] = False,
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Report to each branch what it lost and why."""
    from wuhao_batch.jobs import feedback as job

    place = opened(workspace, scheduler)
    given = job.feedback(place, draft=draft, latest=latest, track=progress)
    if as_json:
        print_object({"feedback": listed(place, "branch", given.workbooks)}, given.findings)
    else:
        print_findings(given.findings)
        where = f"：{place.relative(place.feedback)}" if given.workbooks else "。"
        typer.echo(f"已生成{len(given.workbooks)}份反馈意见{where}")
    raise typer.Exit(exit_code(given.findings))
