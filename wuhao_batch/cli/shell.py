"""Shared by all commands: the application, common options, exit codes, JSON.

Exit codes: 0 clean; 1 findings of level error; 2 usage or an unusable workspace, template or
roster; 3 the environment (disk, network, permission).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuhao_batch.cli.console import ChineseGroup, print_json

if TYPE_CHECKING:
    from wuhao_batch.findings.finding import Finding
    from wuhao_batch.workspace.folders import Workspace

OK, FOUND, UNUSABLE, ENVIRONMENT, PROGRAM = 0, 1, 2, 3, 70
INTERRUPTED = 130
"""Exit code after Ctrl-C."""
UNREAD = 141
"""Exit code when nobody reads stdout any more, as of a program that SIGPIPE ends."""

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    help="评分表的发放、回收、检查、计分和公示：每个单位一张 Excel 表，从发表到公示。",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", help="工作文件夹（默认：当前文件夹）")
]
LatestOption = Annotated[
    bool, typer.Option("--latest", help="一个单位有几份内容不同的表时，采用存盘最晚的一份")
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="地址",
        help="让集群（Dask）来读收回的表：调度器的地址，如 tcp://10.0.0.1:8786；文件夹要共享",
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="逐条列出全部问题，不按单位和原因归并")]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


def day_option(told: str) -> Any:
    """Return the option ``--on``, a date, which is ``told`` in the help."""
    return typer.Option("--on", formats=["%Y-%m-%d"], metavar="日期", help=told)


def opened(root: Path, scheduler: str = "") -> "Workspace":
    """Return the workspace in a folder, with its template and its roster, and who reads for it."""
    from wuhao_batch.workspace.folders import open_workspace

    return open_workspace(root, scheduler=scheduler)


def listed(place: "Workspace", whose: str, files: Mapping[str, Path]) -> list[dict[str, str]]:
    """List the files that were written, each with the code of its owner."""
    return [{whose: code, "file": place.relative(path)} for code, path in files.items()]


def print_object(value: dict[str, Any], findings: "Iterable[Finding]") -> None:
    """Print the object of --json."""
    print_json({**value, "findings": [found.as_json() for found in findings]})


def exit_code(findings: "Iterable[Finding]") -> int:
    """Return 1 if an error is among the findings, else 0."""
    from wuhao_batch.findings.finding import has_errors

    return FOUND if has_errors(findings) else OK
