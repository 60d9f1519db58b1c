"""The commands on mail: parse, call a stage, print. No logic. :mod:`.cli` puts them into order."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhao_batch.cli.console import print_findings, progress, safe, say
from wuhao_batch.cli.shell import (
    ENVIRONMENT,
    JsonOption,
    LatestOption,
    WorkspaceOption,
    exit_code,
    judged,
    loaded,
    print_object,
)

if TYPE_CHECKING:
    from wuhao_batch.assessment.loading import Assessment
    from wuhao_batch.findings.finding import Finding
    from wuhao_batch.jobs.send import Settled
    from wuhao_batch.mail.dispatch import Deliver, Dispatched
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
    deliver: DeliverOption = False,
    only: OnlyOption = None,
    resend: ResendOption = False,
    dry_run: DryRunOption = False,
    rate: RateOption = RATE,
    plain: PlainOption = False,
    settle: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--settle",
            help="编号（可以写几个）和 sent 或 resend：核实后记下已发出或要重发",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write to every branch."""
    from wuhao_batch.jobs.send import send_forms
    from wuhao_batch.jobs.send import settle as settle_mail
    from wuhao_batch.mail.dispatch import Order
    from wuhao_batch.workspace.folders import ImpossibleError

    place, assessment, findings = loaded(workspace, as_json=as_json)
    if settle is not None:
        if deliver or only or resend or dry_run:
            raise ImpossibleError("--settle 只记一笔，不能和发信的选项一起用，请分两次运行。")
        settled = settle_mail(assessment, place, *settle)
        _print_settled(settled, findings, as_json=as_json)
        return
    branches = assessment.roster.taking_part
    with _deliverer(place, assessment, deliver, rate=rate, plain=plain) as sender:
        order = Order(assessment.roster.codes(only or ()), resend, dry_run, sender)
        done = send_forms(
            assessment, place, order, lambda each: progress(each, "生成评分表", len(branches))
        )
    _report(place, done, findings, as_json=as_json)


def remind(
    workspace: WorkspaceOption = Path(),
    deliver: DeliverOption = False,
    only: OnlyOption = None,
    resend: ResendOption = False,
    dry_run: DryRunOption = False,
    rate: RateOption = RATE,
    plain: PlainOption = False,
    latest: LatestOption = False,
    sent: Annotated[
        str | None,
        typer.Option("--sent", help="编号（可以写几个）：催交或退回的邮件自己发了，记一笔"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write to the branches whose forms are not all right yet."""
    from wuhao_batch.jobs.remind import note_reminded, remind
    from wuhao_batch.mail.dispatch import Order

    if sent is not None:
        place, outcome, _ = judged(workspace, latest=latest, as_json=as_json)
        _print_settled(note_reminded(outcome, place, sent), [], as_json=as_json)
        return
    place, assessment, findings = loaded(workspace, as_json=as_json)
    with _deliverer(place, assessment, deliver, rate=rate, plain=plain) as sender:
        _, outcome, _ = judged(workspace, latest=latest, as_json=as_json)
        order = Order(assessment.roster.codes(only or ()), resend, dry_run, sender)
        done = remind(outcome, place, order)
    _report(place, done, findings, as_json=as_json)


def collect(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="文件夹", help="放着邮件（.eml）或评分表的文件夹；不写就从邮箱收"),
    ] = None,
    workspace: WorkspaceOption = Path(),
    mark: Annotated[
        bool, typer.Option("--mark-read", help="把看过的邮件标为已读；不加就不改动邮箱")
    ] = False,
    plain: PlainOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in what was sent."""
    from wuhao_batch.cli.printing_mail import collected_json, collected_text
    from wuhao_batch.jobs.collect import collect_from_files, collect_from_mailbox
    from wuhao_batch.mail.mailbox import Mailbox
    from wuhao_batch.mail.server import IMAP_PASSWORD, PATIENCE, Password, imap_server

    place, assessment, findings = loaded(workspace, as_json=as_json)
    if sources:
        done = collect_from_files(
            assessment, place, sources, lambda paths: progress(paths, "收取", len(paths))
        )
    else:
        server = imap_server(assessment.settings, plain=plain)
        password, folder = Password(IMAP_PASSWORD, server), assessment.settings.imap_folder
        with Mailbox(server, password, PATIENCE, folder, mark=mark) as mailbox:
            done = collect_from_mailbox(
                assessment, place, mailbox, lambda uids: progress(uids, "收取邮件", len(uids))
            )
    findings += done.findings
    if as_json:
        print_object(collected_json(done), findings)
    else:
        print_findings(findings)
        for each in (file for arrival in done.arrivals for file in arrival.files):
            typer.echo(safe(f"已放入：{each}"))
        typer.echo(collected_text(done))
        if any(arrival.files for arrival in done.arrivals):
            say("请接着运行 wuhao run 核对计分，或 wuhao status 查看进度。")
    raise typer.Exit(ENVIRONMENT if done.stopped else exit_code(findings))


def status(
    workspace: WorkspaceOption = Path(),
    latest: LatestOption = False,
    as_json: JsonOption = False,
) -> None:
    """Tell how far every branch is."""
    from wuhao_batch.cli.printing_mail import status_json, status_table
    from wuhao_batch.outputs.status.progress import status_of
    from wuhao_batch.outputs.status.workbook import status_workbook
    from wuhao_batch.workspace.plan import write_atomically

    place, outcome, findings = judged(workspace, latest=latest, as_json=as_json)
    report = status_of(outcome, place)
    path = place.output / "status.xlsx"
    write_atomically(path, status_workbook(report))
    if as_json:
        outputs = {"status": place.relative(path)}
        print_object({**status_json(report), "outputs": outputs}, findings)
    else:
        status_table(report)
        typer.echo(f"已写出：{place.relative(path)}")
    raise typer.Exit(exit_code(findings))


@contextmanager
def _deliverer(
    place: "Workspace", assessment: "Assessment", wanted: bool, *, rate: int, plain: bool
) -> "Iterator[Deliver | None]":
    """What sends letters through the server of the settings; None where that is not wanted."""
    from wuhao_batch.mail.delivering import Pace, Sender
    from wuhao_batch.mail.server import PATIENCE, SMTP_PASSWORD, Password, smtp_server
    from wuhao_batch.mail.smtp import Outgoing

    if not wanted:
        yield None
        return
    server = smtp_server(assessment.settings, plain=plain)
    password = Password(SMTP_PASSWORD, server)
    with Outgoing(server, password, PATIENCE) as outgoing:
        sender = Sender(place, assessment.settings, outgoing, Pace(rate))
        yield lambda letters: sender.send(
            letters, lambda each: progress(each, "发送邮件", len(each))
        )


def _print_settled(settled: "Settled", findings: "list[Finding]", *, as_json: bool) -> None:
    from wuhao_batch.jobs.send import SENT

    if as_json:
        facts = {
            "branches": list(settled.names),
            "settled": settled.how,
            "kinds": list(settled.kinds),
        }
        print_object({"decision": facts}, findings)
        return
    print_findings(findings)
    what = "、".join(kind.label for kind in settled.kinds)
    told = "已经发出" if settled.how == SENT else "要再发一次"
    names = "、".join(settled.names.values())
    typer.echo(safe(f"已记下：{names}的{what}邮件{told}。"))
    if settled.how != SENT:
        say("再运行 wuhao send（催交和退回的：wuhao remind），就会再发。")


def _report(
    place: "Workspace", done: "Dispatched", findings: "Iterable[Finding]", *, as_json: bool
) -> None:
    from wuhao_batch.cli.printing_mail import dispatched_json, dispatched_table, dispatched_text

    findings = [*findings, *done.findings]
    if as_json:
        print_object(dispatched_json(done), findings)
    else:
        dispatched_table(done)
        print_findings(findings)
        typer.echo(dispatched_text(done, place.relative(place.mail)))
    raise typer.Exit(ENVIRONMENT if done.stopped else exit_code(findings))
