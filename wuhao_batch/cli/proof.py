"""The commands that prove a year: parse, call one job, print. :mod:`.commands` places them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuhao_batch.cli.console import print_findings, progress, safe, say
from wuhao_batch.cli.shell import JsonOption, WorkspaceOption, exit_code, opened, print_object

if TYPE_CHECKING:
    from wuhao_batch.jobs.verify import Verification

WhereArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="归档或文件夹", help="归档（.zip），或别处的工作文件夹；不写，就是这个工作文件夹"
    ),
]


def verify(
    where: WhereArgument = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Recompute a run from its inputs, and say of each paper whether it is the same."""
    from wuhao_batch.jobs.unpacking import verify_archive
    from wuhao_batch.jobs.verify import verify as job
    from wuhao_batch.workspace.folders import open_workspace

    if where is not None and where.is_file():
        done = verify_archive(where, track=progress)
    else:
        done = job(open_workspace(where or workspace, needs=()), track=progress)
    if as_json:
        print_object(_json(done), done.findings)
    else:
        _print(done)
    raise typer.Exit(exit_code(done.findings))


def archive(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Pack a year that proves itself."""
    from wuhao_batch.jobs.archive import archive as job

    place = opened(workspace)
    done = job(place, track=progress)
    if as_json:
        file = done.path and place.relative(done.path)
        facts = {"file": file, "sha256": done.sha256 or None, "files": done.files}
        print_object({"archive": facts}, done.findings)
    elif done.path is None:
        print_findings(done.findings)
        typer.echo("没有归档：这一年现在还证明不了自己。请先处理上面的问题，再运行一次。")
    else:
        print_findings(done.findings)
        typer.echo(safe(f"已归档：{place.relative(done.path)}（{done.files}个文件）"))
        typer.echo(f"要签名的指纹（归档的 SHA-256）：{done.sha256}")
        say("有电子签章、时间戳服务的，请对这个指纹签名；没有的，请把它写进归档的登记表。")
    raise typer.Exit(exit_code(done.findings))


def _json(done: "Verification") -> dict[str, Any]:
    record = done.record
    run = record and {
        "at": record.at,
        "command": record.asked.command,
        "program": record.program.version,
        "inputs": len(record.inputs),
        "decisions": record.decisions.count,
    }
    return {
        "run": run,
        "sha256": {"run": done.run_file or None, "archive": done.archive or None},
        "outputs": [
            {
                "file": each.file,
                "state": each.state.value,
                "sheet": each.difference and each.difference.sheet,
                "cell": each.difference and each.difference.cell,
                "difference": each.difference and str(each.difference),
            }
            for each in done.papers
        ],
    }


def _print(done: "Verification") -> None:
    from wuhao_batch.jobs.proving import shown

    print_findings(done.findings)
    record = done.record
    if record is not None:
        typer.echo(
            f"核对 {shown(record.at)} 的运行（wuhao {record.asked.command}，"
            f"程序 {record.program.version}）：输入{len(record.inputs)}个文件，"
            f"记录{record.decisions.count}条。"
        )
    for each in done.papers:
        told = f"：{each.difference}" if each.difference else ""
        typer.echo(safe(f"{each.file}  {each.state.label}{told}"))
    typer.echo(f"结论：{_conclusion(done)}")
    if done.archive:
        typer.echo(f"归档的指纹（SHA-256）：{done.archive}")
    elif done.run_file:
        typer.echo(f"run.json 的指纹（SHA-256）：{done.run_file}")


def _conclusion(done: "Verification") -> str:
    from wuhao_batch.findings.finding import has_errors

    if has_errors(done.findings):
        return "有不一致的地方，都列在上面。"
    if done.record is None:
        return "没有可以核对的 run.json，没有核对。"
    if done.findings:
        return "没有错误，但有要看的地方，列在上面，请逐条看过。"
    return "全部一致。"
