"""What all commands share: the application, their options, loading, answering.

Exit codes: 0 clean; 1 findings of level error; 2 usage or an unusable workspace, template or
roster; 3 the environment (disk, network, permission).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from wuhao_batch.cli.console import ChineseGroup, print_findings, print_json, progress, say

if TYPE_CHECKING:
    from wuhao_batch.assessment.loading import Assessment
    from wuhao_batch.findings.finding import Finding
    from wuhao_batch.jobs.handing_in import Track
    from wuhao_batch.outcome.judging import Outcome
    from wuhao_batch.workspace.folders import Workspace

OK, FOUND, UNUSABLE, ENVIRONMENT = 0, 1, 2, 3
INTERRUPTED = 130
"""By Ctrl-C."""

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
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


def listed(place: "Workspace", whose: str, files: Mapping[str, Path]) -> list[dict[str, str]]:
    """The files that were written, each with the code of whose it is."""
    return [{whose: code, "file": place.relative(path)} for code, path in files.items()]


def track() -> "Track":
    """Progress over files."""
    return lambda paths, label: progress(paths, label, len(paths))


def loaded(root: Path, *, as_json: bool) -> "tuple[Workspace, Assessment, list[Finding]]":
    """The workspace with its template and roster; an error in either ends the command."""
    from wuhao_batch.assessment.loading import load
    from wuhao_batch.workspace.folders import open_workspace

    place = open_workspace(root)
    assessment, findings = load(place)
    if assessment is None:
        stop(findings, as_json=as_json)
    return place, assessment, findings


def judged(
    root: Path, *, latest: bool, as_json: bool
) -> "tuple[Workspace, Outcome, list[Finding]]":
    """The workspace, all that was handed in, checked and scored, and the findings so far."""
    from wuhao_batch.jobs.handing_in import files_of, look_at
    from wuhao_batch.outcome.judging import judge

    place, assessment, findings = loaded(root, as_json=as_json)
    found = look_at(assessment, place, files_of(place), latest=latest, track=track())
    outcome = judge(assessment, found.examined, found.panel)
    return place, outcome, [*findings, *found.findings, *outcome.findings]


def stop(findings: "list[Finding]", *, as_json: bool) -> NoReturn:
    """End the command: template or roster cannot be used."""
    sentence = "模板或名单有错误，请先改正。output 里如有结果和公示稿，还是上一次的。"
    if as_json:
        print_object({"error": sentence}, findings)
    else:
        print_findings(findings)
        say(sentence)
    raise typer.Exit(UNUSABLE)


def print_object(value: dict[str, Any], findings: "Iterable[Finding]") -> None:
    """Print the object of --json."""
    print_json({**value, "findings": [found.as_json() for found in findings]})


def exit_code(findings: "Iterable[Finding]") -> int:
    """1 where an error is among the findings, else 0."""
    from wuhao_batch.findings.finding import has_errors

    return FOUND if has_errors(findings) else OK
