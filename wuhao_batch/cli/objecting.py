"""The commands on objections: written into ``input/objections.xlsx`` as a clerk would."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import safe
from wuhao_batch.cli.shell import JsonOption, WorkspaceOption, day_option, opened, print_object

if TYPE_CHECKING:
    from wuhao_batch.assessment.written_rows import WrittenRow


def objection(
    matter: Annotated[str, typer.Argument(metavar="事项", help="异议说的是什么")],
    way: Annotated[str, typer.Option("--way", help="方式：来信、来电、来访、邮件或其他")],
    codes: Annotated[
        str, typer.Option("--codes", help="涉及的编号，几个用逗号隔开；对整个公示的不写")
    ] = "",
    anonymous: Annotated[bool, typer.Option("--anonymous", help="没有署名（默认：实名）")] = False,
    on: Annotated[datetime | None, day_option("收到的日期（默认：今天）")] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write down an objection that came."""
    from wuhao_batch.jobs.objecting import Raised, raise_objection
    from wuhao_batch.workspace.moments import today

    received = on.date() if on else today()
    raised = Raised(received, way, not anonymous, codes, matter)
    _tell(raise_objection(opened(workspace), raised), as_json=as_json)


def answer(
    row: Annotated[int, typer.Argument(metavar="行", help="异议在 input/objections.xlsx 的第几行")],
    disposal: Annotated[str, typer.Argument(metavar="处理", help="维持，或更正")],
    checker: Annotated[str, typer.Option("--checker", help="核查人")],
    result: Annotated[str, typer.Option("--result", help="核查结果")],
    on: Annotated[datetime | None, day_option("答复的日期；没有署名的可以不写")] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write down how an objection was settled."""
    from wuhao_batch.jobs.objecting import Reply, answer_objection, disposal_of, objection_in

    place = opened(workspace)
    reply = Reply(checker, result, disposal_of(disposal), on.date() if on else None)
    _tell(answer_objection(place, objection_in(place, row), reply), as_json=as_json)


def _tell(written: "WrittenRow", *, as_json: bool) -> None:
    from wuhao_batch.workspace.folders import OBJECTIONS

    if as_json:
        print_object({"objection": {"file": OBJECTIONS, "row": written.row}}, ())
        return
    typer.echo(safe(f"已记入 {OBJECTIONS} 第{written.row}行。"))
