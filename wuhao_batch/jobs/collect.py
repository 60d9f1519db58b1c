"""``wuhao collect``: mails and files from anywhere → ``input/returned/``, each once."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.jobs.alone import alone
from wuhao_batch.jobs.loading import load
from wuhao_batch.mail.arriving import Arriving, Collected
from wuhao_batch.mail.fetching import each_message
from wuhao_batch.mail.mailbox import Mailbox, Withheld
from wuhao_batch.mail.places import readable
from wuhao_batch.mail.server import PATIENCE, AskFor, UnreachableError, imap_server, no_password
from wuhao_batch.mail.taking import Taking
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.records.received import fetched_from
from wuhao_batch.workspace.disk import files_below
from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.progress import Track, unwatched


@dataclass(frozen=True, slots=True)
class Access:
    """The way of reading the mailbox of the settings.

    ``ask`` gives its password; ``mark`` marks the messages that were looked at as read, else the
    mailbox stays as it is; ``plain`` does without encryption, for a server on this computer only.
    """

    ask: AskFor
    mark: bool = False
    plain: bool = False


@alone("collect")
def collect(  # noqa: PLR0913  what comes, how, and what it is called
    workspace: Workspace,
    sources: Sequence[Path] = (),
    access: Access | None = None,
    *,
    panel: bool = False,
    called: str = "",
    track: Track = unwatched,
) -> Collected:
    """Take in what was sent (``wuhao collect``).

    Args:
        workspace: Where it goes.
        sources: Files and folders; without any the mailbox of the settings is read.
        access: How the mailbox is read; without it a server that wants a password refuses.
        panel: The sources are what evaluators handed in, whoever sent it.
        called: What the records call the sources, where their folders mean nothing to anybody.
        track: Shows progress.

    Raises:
        BusyError: Another command is writing in the workspace.
        FaultyAssessmentError: Template or roster has an error.
        ImpossibleError: A source does not exist or is the workspace's own; no server is set.
        UnreachableError: The server cannot be reached, trusted, logged in to or asked.
        OSError: Something cannot be written.
    """
    assessment = load(workspace)
    if sources:
        done = collect_from_files(assessment, workspace, sources, track, panel=panel, called=called)
    else:
        access = access or Access(lambda _server: no_password)
        server = imap_server(assessment.settings, plain=access.plain)
        password, folder = access.ask(server), assessment.settings.imap_folder
        with Mailbox(server, password, PATIENCE, folder, mark=access.mark) as mailbox:
            done = collect_from_mailbox(assessment, workspace, mailbox, track)
    return replace(done, findings=(*assessment.findings, *done.findings))


def collect_from_mailbox(
    assessment: Assessment, workspace: Workspace, mailbox: Mailbox, track: Track
) -> Collected:
    """Take in the messages of a mailbox that have not been looked at yet.

    Raises:
        UnreachableError: The server cannot be asked what there is.
        OSError: ``input/returned`` or ``records.db`` cannot be written.
    """
    since = assessment.settings.imap_since
    seen = fetched_from(workspace.records, mailbox.name)
    uids = mailbox.new(seen, since)
    taking = Taking(assessment, workspace)
    done, unmarked = 0, list[Withheld]()
    with tempfile.TemporaryDirectory() as folder, ChildProcesses() as executor:
        path = Path(folder, "mail.eml")
        try:
            watched = track(uids, "收取邮件")
            for _, (uid, message) in zip(watched, each_message(mailbox, uids), strict=False):
                if isinstance(message, Withheld):
                    taking.findings.append(_withheld(uid, mailbox, message))
                else:
                    path.write_bytes(message.data)
                    taking.take(
                        Arriving(path, mailbox.name, uid=uid, whole=message.whole), executor
                    )
                    not_marked = mailbox.mark_as_read(uid)
                    unmarked += [not_marked] if not_marked else []
                done += 1
        except UnreachableError as fault:
            stop = finding("D024", reason=str(fault), count=str(len(uids) - done))
            return replace(taking.result(), findings=(*taking.findings, stop), stopped=True)
    if unmarked:
        facts = {"count": str(len(unmarked)), "said": unmarked[0].why}
        taking.findings.append(finding("D036", mailbox=mailbox.folder, **facts))
    return taking.result()


def _withheld(uid: int, mailbox: Mailbox, message: Withheld) -> Finding:
    return finding("D028", uid=str(uid), mailbox=mailbox.folder, said=message.why)


def collect_from_files(  # noqa: PLR0913  as collect
    assessment: Assessment,
    workspace: Workspace,
    sources: Iterable[Path],
    track: Track,
    *,
    panel: bool = False,
    called: str = "",
) -> Collected:
    """Take in mails saved as files, and workbooks as they are, from any folder.

    Raises:
        ImpossibleError: A source does not exist, or is a folder of the workspace's own.
        OSError: ``input/returned`` or ``records.db`` cannot be written.
    """
    names: dict[Path, str] = {}
    for source in sources:
        _refuse_own(source, workspace)
        if source.is_dir():
            below = files_below(source)
            names |= {path: readable(path.relative_to(source).as_posix()) for path in below}
        else:
            names[source] = readable(source.name)
    taking = Taking(assessment, workspace, panel=panel)
    with ChildProcesses() as executor:
        for path in track(list(names), "收取"):
            name = names[path]
            whence = f"{called}/{name}" if called else readable(workspace.relative(path))
            taking.take(Arriving(path, whence, name), executor)
    return taking.result()


def _refuse_own(source: Path, workspace: Workspace) -> None:
    if not source.exists():
        raise ImpossibleError(f"找不到“{source}”。请核对文件夹或文件的名称。")
    real = source.resolve()
    folders = (workspace.returned, workspace.panel, workspace.output)
    for own in (each.resolve() for each in folders):
        if real.is_relative_to(own) or own.is_relative_to(real):
            raise ImpossibleError(
                f"“{source}”是工作文件夹自己的文件夹，不用收取。"
                "请写放着收来的邮件或评分表的文件夹。"
            )
