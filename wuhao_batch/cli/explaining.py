"""The command that says how a number came about: parse, call the job, print."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuhao_batch.cli.console import out, progress, safe
from wuhao_batch.cli.shell import (
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    opened,
    print_object,
)

if TYPE_CHECKING:
    from wuhao_batch.jobs.explain import Traced
    from wuhao_batch.outputs.explanation.explanation import ExplainedItem
    from wuhao_batch.outputs.explanation.paragraphs import Line, Paragraph


def explain(
    code: Annotated[str, typer.Argument(metavar="编号", help="名单里的编号")],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="考评编号", help="只说明这一项，如 1-1；或一票否决，如 V1；不写就说明总分和名次"
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    page: Annotated[
        Path | None, typer.Option("--page", help="另外写成一份可以打印的网页，如 说明.html")
    ] = None,
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Explain a result or a score."""
    from wuhao_batch.cli.printing_explanation import explained_json
    from wuhao_batch.jobs import explain as job

    place = opened(workspace, scheduler)
    done = job.explain(place, job.Question(code, item), page=page, latest=latest, track=progress)
    written = None if done.page is None else place.relative(done.page)
    if as_json:
        outputs = {} if written is None else {"page": written}
        print_object({**explained_json(done), "outputs": outputs}, ())
    else:
        for text in _lines(done, one=item is not None):
            out().print(safe(text) if text else "")
        if written is not None:
            typer.echo(safe(f"已写出：{written}"))


def _lines(done: "Traced", *, one: bool) -> Iterator[str]:
    """Yield the lines: an item step by step, or the whole result and each item in short."""
    told = done.explanation
    yield f"{told.title}　{told.code} {told.branch}"
    yield "　".join(f"{label}：{text}" for label, text in told.summary)
    yield f"计分依据：{told.method}　标准摘要：{told.digest}"
    for step in told.whole:
        yield from _step(step)
    if not one:
        yield ""
        yield "各项得分（一项的全部经过：wuhao explain 编号 考评编号）"
    for item in told.items:
        yield from _in_full(item) if one else _in_short(item)


def _in_full(item: "ExplainedItem") -> Iterator[str]:
    yield ""
    yield f"{item.code} {item.content}（{item.worth}）：{item.score}"
    for step in item.steps:
        yield from _step(step)


def _in_short(item: "ExplainedItem") -> Iterator[str]:
    yield f"  {item.code}　{item.score}　{item.brief}".rstrip("　")
    for cell in item.cells:
        yield f"      {cell}"


def _step(step: "Paragraph") -> Iterator[str]:
    yield ""
    yield step.title
    for line in step.lines:
        yield f"  {line.text}"
        if line.file:
            yield f"      {_cell(line)}"


def _cell(line: "Line") -> str:
    where: Any = "·".join(part for part in (line.sheet, line.cell) if part)
    return f"{line.file} 【{where}】" if where else line.file
