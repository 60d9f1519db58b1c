"""The commands: parse, call one job, print. Those on mail are in :mod:`.mail`."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch import __version__
from wuhao_batch.cli import comparing, decide, explaining, log, mail, opening, proof, publishing
from wuhao_batch.cli.console import (
    ChineseCommand,
    prepare_streams,
    print_concerns,
    print_findings,
    progress,
    safe,
    say,
)
from wuhao_batch.cli.shell import (
    ENVIRONMENT,
    INTERRUPTED,
    OK,
    UNREAD,
    AllOption,
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    app,
    exit_code,
    listed,
    opened,
    print_object,
)
from wuhao_batch.cli.signing import ByOption, WhyOption, signed

if TYPE_CHECKING:
    from wuhao_batch.assessment.loading import Assessment
    from wuhao_batch.findings.finding import Finding
    from wuhao_batch.jobs.deciding import Decision

FileArgument = Annotated[
    str, typer.Argument(metavar="文件", help="收回的文件，照提示或“回收情况”里的写法")
]
DraftOption = Annotated[
    bool, typer.Option("--draft", help="不生成公示稿，生成征求意见稿；还有单位没有结果时也可以")
]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"wuhao {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本号", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options of the program itself."""


@app.command(cls=ChineseCommand, help="新建一个工作文件夹：模板、空白名单和各个文件夹。")
def init(
    directory: Annotated[Path, typer.Argument(metavar="文件夹", help="新的或空的文件夹")],
    like: Annotated[
        Path | None, typer.Option("--like", help="照这个工作文件夹：用它的模板和名单，如去年的")
    ] = None,
) -> None:
    """Make a clean workspace."""
    from wuhao_batch.jobs import init as job

    for path in job.init(directory, opened(like) if like else None):
        typer.echo(path)
    say(f"接下来：进入“{directory}”文件夹，填写 input/roster.xlsx，然后运行 wuhao issue。")


app.command(
    "open", cls=ChineseCommand, help="在浏览器里打开：准备、发表、收表到归档，都在网页上办。"
)(opening.open_pages)


@app.command(cls=ChineseCommand, help="显示模板里的评分标准，检查模板是否自相一致。")
def standard(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Print the standard as readable text."""
    from wuhao_batch.cli.printing_check import standard_json
    from wuhao_batch.jobs import standard as job
    from wuhao_batch.scoring.model import describe
    from wuhao_batch.workspace.folders import TEMPLATE, open_workspace

    read = job.standard(open_workspace(workspace, needs=(TEMPLATE,)))
    if as_json:
        print_object({"standard": standard_json(read.standard)}, read.findings)
    else:
        sys.stdout.write(describe(read.standard, read.step))
        print_findings(read.findings)


@app.command(cls=ChineseCommand, help="给名单上的每个单位生成一份评分表，放在 output/forms。")
def issue(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write one form per branch."""
    from wuhao_batch.jobs import issue as job

    place = opened(workspace)
    issued = job.issue(place, track=progress)
    if as_json:
        print_object({"forms": listed(place, "branch", issued.forms)}, issued.findings)
    else:
        print_findings(issued.findings)
        typer.echo(f"已生成{len(issued.forms)}份评分表：{place.relative(place.forms)}")
    raise typer.Exit(exit_code(issued.findings))


app.command(
    cls=ChineseCommand, help="给每个邮箱写一封附有评分表（或复核表、反馈意见）的邮件，或直接发出。"
)(mail.send)
app.command(
    cls=ChineseCommand,
    help="从邮箱或文件夹收取交来的表，放进 input/returned（评委的放进 input/panel）。",
)(mail.collect)
app.command(
    cls=ChineseCommand, help="列出每个单位到了哪一步：发表、发信、收回、采用、更正、未交。"
)(mail.status)
app.command(
    cls=ChineseCommand,
    help="给没有交的写催交邮件，给要更正的写退回邮件，也可以催评委；可以直接发出。",
)(mail.remind)


@app.command(cls=ChineseCommand, help="给考评组生成复核表，每位评委一份，放在 output/panel。")
def panel(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write one workbook per evaluator."""
    from wuhao_batch.jobs import panel as job

    place = opened(workspace, scheduler)
    issued = job.panel(place, latest=latest, track=progress)
    if as_json:
        print_object({"panel": listed(place, "evaluator", issued.workbooks)}, issued.findings)
    else:
        print_findings(issued.findings)
        where = place.relative(place.panel_forms)
        if issued.inspection:
            told = f"已生成{len(issued.workbooks)}份检查清单：{where}（要查{issued.expected}个）"
        else:
            told = (
                f"已生成{len(issued.workbooks)}份复核表：{where}"
                f"（{issued.returned}个单位的评分表已收回，共{issued.expected}个）"
            )
        typer.echo(told)
    raise typer.Exit(exit_code(issued.findings))


@app.command(cls=ChineseCommand, help="检查收回的评分表，逐格列出问题和处理办法。")
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


@app.command(cls=ChineseCommand, help="读取收回的评分表，检查、计分、排名，生成结果和公示稿。")
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


@app.command(
    cls=ChineseCommand,
    help="把一年里各期的得分合成全年的分数，排名，生成结果和公示稿。",
)
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


app.command(
    cls=ChineseCommand,
    help="比较两次的结果：谁升谁降，差在哪几项；也可以和公示过的、以前一期的比。",
)(comparing.diff)
app.command(
    cls=ChineseCommand,
    help="说明一个单位的总分、名次，或一项得分是怎么来的，直到哪个文件的哪一格。",
)(explaining.explain)
app.command(
    cls=ChineseCommand, help="公示：把公示稿和结果封存在 output/published；再有变化的，更正公示。"
)(publishing.publish)
app.command(cls=ChineseCommand, help="公示期满、异议办结以后，结束公示，写公示情况说明。")(
    publishing.close
)
app.command(cls=ChineseCommand, help="公示结束以后，给党委确定表彰的单位写表彰决定的代拟稿。")(
    publishing.commend
)


@app.command(cls=ChineseCommand, help="给每个单位生成反馈意见和整改清单，放在 output/feedback。")
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


@app.command(cls=ChineseCommand, help="指定一份没有识别码的表是谁的（单位或评委）。")
def assign(
    file: FileArgument,
    code: Annotated[
        str, typer.Argument(metavar="编号", help="名单里的编号；input/panel 里的文件写评委编号")
    ],
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Record the owner of a file."""
    from wuhao_batch.jobs import assign as job

    decision = job.assign(opened(workspace), file, code, act=signed(by, why))
    _print_decision("已指定“{file}”是{name}的表。", decision, as_json=as_json)


@app.command(cls=ChineseCommand, help="同一份表交了内容不同的几份时，选定以哪一份为准。")
def accept(
    file: FileArgument,
    by: ByOption = None,
    why: WhyOption = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Record which version of a branch's return counts."""
    from wuhao_batch.jobs import accept as job

    decision = job.accept(opened(workspace, scheduler), file, act=signed(by, why))
    _print_decision("已选定“{file}”作为{name}的表。", decision, as_json=as_json)


app.command(
    cls=ChineseCommand,
    help="把会议改分的决定，或对一票否决的决定，记到 input/decisions.xlsx。",
)(decide.decide)
app.command(cls=ChineseCommand, help="列出办公室作过的决定：什么时候、谁、为什么。")(log.log)


def _print_decision(sentence: str, decision: "Decision", *, as_json: bool) -> None:
    if as_json:
        whose = "evaluator" if decision.of_panel else "branch"
        facts = {"file": decision.file, "sha256": decision.sha256, whose: decision.owner}
        print_object({"decision": facts}, decision.findings)
        return
    print_findings(decision.findings)
    typer.echo(safe(sentence.format(file=decision.file, name=decision.name)))
    say("再运行 wuhao run，就按这个决定计分。")


app.command(
    cls=ChineseCommand,
    help="从输入重新计算，逐个文件核对结果：一致，或从哪里开始不一样。",
)(proof.verify)
app.command(
    cls=ChineseCommand,
    help="把全年的输入、决定、结果和公示打成一个归档，放在 output/archive。",
)(proof.archive)


def main() -> None:
    """Run the command line; every failure is one clear sentence and its exit code."""
    prepare_streams()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's, for sums too small for threads
    try:
        code = run_command(sys.argv[1:])
        sys.stdout.flush()
    except OSError as fault:  # the disk is full, or nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = UNREAD if isinstance(fault, BrokenPipeError) else ENVIRONMENT
    sys.exit(code)


def run_command(arguments: list[str]) -> int:
    """Run one command, without any its help, and return its exit code."""
    arguments = arguments or ["--help"]
    try:
        code = app(arguments, standalone_mode=False, prog_name="wuhao")
    except SystemExit:  # the parser's way out when nobody reads any more
        code = UNREAD
    except Exception as fault:  # noqa: BLE001  the last boundary
        code = _answer(fault, as_json="--json" in arguments)
    if code == INTERRUPTED:
        say("已中断。再运行一次就行，做过的不会丢，也不会重复。")
    return int(code or OK)


def _answer(fault: Exception, *, as_json: bool) -> int:
    """Say what ended the command; faults of template and roster are listed as findings."""
    from wuhao_batch.cli.faults import explain

    explained = explain(fault)
    if as_json:
        print_object({"error": explained.sentence}, explained.findings)
    else:
        print_findings(explained.findings)
    if not (as_json and explained.findings):
        say(explained.sentence)
    return explained.code
