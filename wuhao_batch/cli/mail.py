"""The commands on mail: parse, call one job, print. :mod:`.commands` puts them into order."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import print_findings, progress, safe, say
from wuhao_batch.cli.shell import (
    ENVIRONMENT,
    JsonOption,
    LatestOption,
    SchedulerOption,
    WorkspaceOption,
    exit_code,
    opened,
    print_object,
)
from wuhao_batch.cli.signing import ByOption, WhyOption, signed

if TYPE_CHECKING:
    from wuhao_batch.jobs.settling import Settled
    from wuhao_batch.jobs.transport import Transport
    from wuhao_batch.mail.dispatch import Dispatched
    from wuhao_batch.records.acts import Act
    from wuhao_batch.records.mail_kinds import Kind
    from wuhao_batch.workspace.folders import Workspace

RATE, FASTEST = 20, 6000

DeliverOption = Annotated[
    bool, typer.Option("--deliver", help="通过设置里的 SMTP 服务器发出；不加就只生成邮件")
]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", help="只发给这些编号，如 01,02")]
ResendOption = Annotated[bool, typer.Option("--resend", help="已经发过的也再发一次")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只列出要发给谁，不生成也不发出")]
RateOption = Annotated[
    int, typer.Option("--rate", min=1, max=FASTEST, help=f"每分钟最多发几封（默认：{RATE}）")
]
PlainOption = Annotated[bool, typer.Option("--plain", help="不加密，只能用于本机上的服务器")]


def send(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    deliver: DeliverOption = False,
    only: OnlyOption = None,
    resend: ResendOption = False,
    dry_run: DryRunOption = False,
    rate: RateOption = RATE,
    plain: PlainOption = False,
    panel: Annotated[
        bool, typer.Option("--panel", help="发给评委：output/panel 里的复核表")
    ] = False,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="发给各单位：output/feedback 里的反馈意见")
    ] = False,
    latest: LatestOption = False,
    settle: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--settle",
            help="编号（可以写几个）和 sent 或 resend：核实后记下已发出或要重发",
        ),
    ] = None,
    records_lost: Annotated[
        bool,
        typer.Option(
            "--records-lost", help="records.db 找不回来：重新开始记，可能发过的邮件先不再发"
        ),
    ] = False,
    by: ByOption = None,
    why: WhyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to every branch, or to every evaluator."""
    from wuhao_batch.jobs import send as job
    from wuhao_batch.mail.dispatch import Order
    from wuhao_batch.workspace.folders import ImpossibleError

    place, what = opened(workspace, scheduler), _what(panel=panel, feedback=feedback)
    if settle is not None or records_lost:
        if deliver or only or resend or dry_run or (settle and records_lost):
            raise ImpossibleError(
                "--settle 和 --records-lost 只记一笔，不能和别的选项一起用，请分两次运行。"
            )
        act = signed(by, why)
        if settle is not None:
            from wuhao_batch.jobs import settling

            settled = settling.settle(place, *settle, act=act, what=what)
            _print_settled(settled, as_json=as_json)
            return
        _start_over(place, act, as_json=as_json)
    wanted = Order(tuple(only or ()), resend, dry_run, what=what)
    transport = _transport(deliver, rate=rate, plain=plain)
    done = job.send(place, wanted, transport, latest=latest, track=progress)
    _report(place, done, as_json=as_json)


def _what(*, panel: bool, feedback: bool) -> "Kind":
    from wuhao_batch.records.mail_kinds import Kind
    from wuhao_batch.workspace.folders import ImpossibleError

    if panel and feedback:
        raise ImpossibleError("--panel 和 --feedback 一次只能用一个，请分两次运行。")
    if panel:
        return Kind.PANEL
    return Kind.FEEDBACK if feedback else Kind.FORM


def remind(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    deliver: DeliverOption = False,
    only: OnlyOption = None,
    resend: ResendOption = False,
    dry_run: DryRunOption = False,
    rate: RateOption = RATE,
    plain: PlainOption = False,
    panel: Annotated[
        bool, typer.Option("--panel", help="催评委：复核表没有交回或没有评完的")
    ] = False,
    latest: LatestOption = False,
    sent: Annotated[
        str | None,
        typer.Option("--sent", help="编号（可以写几个）：催交或退回的邮件自己发了，记一笔"),
    ] = None,
    by: ByOption = None,
    why: WhyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to the branches whose forms are not all right yet, or to evaluators."""
    from wuhao_batch.jobs import remind as job
    from wuhao_batch.mail.dispatch import Order

    place = opened(workspace, scheduler)
    if sent is not None:
        act = signed(by, why)
        noted = job.note_reminded(place, sent, act=act, panel=panel, latest=latest)
        _print_settled(noted, as_json=as_json)
        return
    what = _what(panel=panel, feedback=False)
    wanted = Order(tuple(only or ()), resend, dry_run, what=what)
    transport = _transport(deliver, rate=rate, plain=plain)
    done = job.remind(place, wanted, transport, latest=latest, track=progress)
    _report(place, done, as_json=as_json)


def collect(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件夹", help="放着邮件（.eml）或评分表的文件夹；不写就从邮箱收"),
    ] = None,
    workspace: WorkspaceOption = Path(),
    mark: Annotated[
        bool, typer.Option("--mark-read", help="把看过的邮件标为已读；不加就不改动邮箱")
    ] = False,
    panel: Annotated[
        bool, typer.Option("--panel", help="文件夹里是评委交回的复核表，放进 input/panel")
    ] = False,
    plain: PlainOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in what was sent."""
    from wuhao_batch.cli.passwords import IMAP_PASSWORD, asking
    from wuhao_batch.cli.printing_collected import collected_json, collected_text
    from wuhao_batch.jobs import collect as job

    access = job.Access(asking(IMAP_PASSWORD), mark, plain)
    done = job.collect(opened(workspace), sources or (), access, panel=panel, track=progress)
    if as_json:
        print_object(collected_json(done), done.findings)
    else:
        print_findings(done.findings)
        for each in (file for arrival in done.arrivals for file in arrival.files):
            typer.echo(safe(f"已放入：{each}"))
        typer.echo(collected_text(done))
        if any(arrival.files for arrival in done.arrivals):
            say("请接着运行 wuhao run 核对计分，或 wuhao status 查看进度。")
    raise typer.Exit(ENVIRONMENT if done.stopped else exit_code(done.findings))


def status(
    workspace: WorkspaceOption = Path(),
    scheduler: SchedulerOption = "",
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Report how far every branch is."""
    from wuhao_batch.cli.printing_status import status_json, status_table
    from wuhao_batch.jobs import status as job

    place = opened(workspace, scheduler)
    standing = job.status(place, latest=latest, track=progress)
    file = place.relative(standing.workbook)
    if as_json:
        told = {**status_json(standing.report), "outputs": {"status": file}}
        print_object(told, standing.findings)
    else:
        status_table(standing.report)
        print_findings(standing.stale)
        typer.echo(f"已写出：{file}")
    raise typer.Exit(exit_code(standing.findings))


def _transport(wanted: bool, *, rate: int, plain: bool) -> "Transport | None":
    from wuhao_batch.cli.passwords import SMTP_PASSWORD, asking
    from wuhao_batch.jobs.transport import Transport

    return Transport(asking(SMTP_PASSWORD), rate, plain) if wanted else None


def _print_settled(settled: "Settled", *, as_json: bool) -> None:
    from wuhao_batch.jobs.settling import Word
    from wuhao_batch.mail.parcels import SEND

    if as_json:
        facts = {
            "branches": list(settled.names),
            "settled": settled.how.value,
            "kinds": list(settled.kinds),
        }
        print_object({"decision": facts}, settled.findings)
        return
    print_findings(settled.findings)
    typer.echo(safe(f"已记下：{settled.told}。"))
    if settled.how is not Word.SENT:
        commands = "、".join(dict.fromkeys(SEND[kind] for kind in settled.kinds))
        say(f"再运行 {commands}，就会再发。")


def _start_over(place: "Workspace", act: "Act", *, as_json: bool) -> None:
    from wuhao_batch.jobs.starting_over import start_over

    findings = start_over(place, act=act, track=progress)
    if as_json:
        print_object({}, findings)
    else:
        print_findings(findings)
        typer.echo("已经重新开始记。用 assign、accept 作过的决定，请重新作一遍。")
    raise typer.Exit(exit_code(findings))


def _report(place: "Workspace", done: "Dispatched", *, as_json: bool) -> None:
    from wuhao_batch.cli.printing_mail import (
        dispatched_json,
        dispatched_table,
        dispatched_text,
    )

    if as_json:
        print_object(dispatched_json(done), done.findings)
    else:
        dispatched_table(done)
        print_findings(done.findings)
        typer.echo(dispatched_text(done, place.relative(place.mail)))
    raise typer.Exit(ENVIRONMENT if done.stopped else exit_code(done.findings))
