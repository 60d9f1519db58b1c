"""The commands in their order, each from the module of its subject, and how the program ends."""

import os
import sys
from typing import Annotated

import typer

from wuhao_batch import __version__
from wuhao_batch.cli import (
    choosing,
    comparing,
    decide,
    explaining,
    log,
    mail,
    objecting,
    opening,
    preparing,
    proof,
    publishing,
    scoring,
)
from wuhao_batch.cli.console import (
    ChineseCommand,
    prepare_streams,
    print_findings,
    say,
)
from wuhao_batch.cli.shell import (
    ENVIRONMENT,
    INTERRUPTED,
    OK,
    UNREAD,
    app,
    print_object,
)
from wuhao_batch.workspace.bundle import bundled_program
from wuhao_batch.workspace.garbage import collect_rarely


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


app.command(cls=ChineseCommand, help="新建一个工作文件夹：模板、空白名单和各个文件夹。")(
    preparing.init
)
app.command(
    "open", cls=ChineseCommand, help="在浏览器里打开：准备、发表、收表到归档，都在网页上办。"
)(opening.open_pages)
app.command(cls=ChineseCommand, help="显示模板里的评分标准，检查模板是否自相一致。")(
    preparing.standard
)
app.command(cls=ChineseCommand, help="给名单上的每个单位生成一份评分表，放在 output/forms。")(
    preparing.issue
)
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
app.command(cls=ChineseCommand, help="给考评组生成复核表，每位评委一份，放在 output/panel。")(
    preparing.panel
)
app.command(cls=ChineseCommand, help="检查收回的评分表，逐格列出问题和处理办法。")(scoring.check)
app.command(cls=ChineseCommand, help="读取收回的评分表，检查、计分、排名，生成结果和公示稿。")(
    scoring.run
)
app.command(
    cls=ChineseCommand,
    help="把一年里各期的得分合成全年的分数，排名，生成结果和公示稿。",
)(scoring.total)
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
app.command(cls=ChineseCommand, help="公示期里收到异议，记入 input/objections.xlsx。")(
    objecting.objection
)
app.command(cls=ChineseCommand, help="异议查清了，写明核查结果、处理和答复日期。")(objecting.answer)
app.command(cls=ChineseCommand, help="公示期满、异议办结以后，结束公示，写公示情况说明。")(
    publishing.close
)
app.command(cls=ChineseCommand, help="公示结束以后，给党委确定表彰的单位写表彰决定的代拟稿。")(
    publishing.commend
)
app.command(cls=ChineseCommand, help="给每个单位生成反馈意见和整改清单，放在 output/feedback。")(
    scoring.feedback
)
app.command(cls=ChineseCommand, help="指定一份没有识别码的表是谁的（单位或评委）。")(
    choosing.assign
)
app.command(cls=ChineseCommand, help="同一份表交了内容不同的几份时，选定以哪一份为准。")(
    choosing.accept
)
app.command(cls=ChineseCommand, help="一票否决向单位核实过，属实，记下来，不再提醒。")(
    choosing.confirm
)
app.command(
    cls=ChineseCommand,
    help="把会议改分的决定，或对一票否决的决定，记到 input/decisions.xlsx。",
)(decide.decide)
app.command(cls=ChineseCommand, help="列出办公室作过的决定：什么时候、谁、为什么。")(log.log)
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
    collect_rarely()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's, for sums too small for threads
    try:
        code = run_command(sys.argv[1:])
        sys.stdout.flush()
    except OSError as fault:  # the disk is full, or nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = UNREAD if isinstance(fault, BrokenPipeError) else ENVIRONMENT
    sys.exit(code)


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    Without any it is the help; a double click on the program that runs without Python opens the
    pages.
    """
    arguments = arguments or (["open"] if bundled_program() else ["--help"])
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
