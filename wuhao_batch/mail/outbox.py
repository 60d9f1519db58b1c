"""Mails as .eml files in output/mail/, to be opened and sent from any mail program."""

from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from wuhao_batch.mail.parcels import Parcel
from wuhao_batch.reading.mail import OWN_MARK
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.plan import Plan

_HEAD = 4096


class _Any:
    """A container that holds every address."""

    def __contains__(self, _: object) -> bool:
        return True


ANY = _Any()


def outbox_names(parcels: Iterable[Parcel], stems: Mapping[str, str]) -> dict[str, str]:
    """Return address → file name, made from that of the first one's paper."""
    names = {}
    for parcel in parcels:
        more = f"等{len(parcel.codes)}个" if len(parcel.codes) > 1 else ""
        names[parcel.address] = f"{stems[parcel.codes[0]]}{more}_{parcel.kind.label}.eml"
    return names


def plan_outbox(
    workspace: Workspace, kind: Kind, names: Iterable[str], addresses: Container[str] = ANY
) -> Plan:
    """Plan to remove the mails of one kind that are older than those written by these names.

    Only those to these ``addresses`` are touched.

    Raises:
        OSError: A mail that lies there cannot be read.
    """
    folder = workspace.mail
    anew = {folder / name for name in names}
    there = {path: _head(path) for path in sorted(folder.glob("*.eml")) if path not in anew}
    mark = f"\r\n{OWN_MARK}: {kind.value}\r\n"
    stale = (path for path, head in there.items() if mark in head and _addressee(head) in addresses)
    return Plan(remove=tuple(stale))


def of_ours(mail: bytes) -> tuple[Kind, str] | None:
    """Return kind and Message-ID of a mail that was composed here, None for any other."""
    head = mail[:_HEAD].decode("ascii", "replace")
    kinds = (kind for kind in Kind if f"\r\n{OWN_MARK}: {kind.value}\r\n" in head)
    kind = next(kinds, None)
    return None if kind is None else (kind, _field(head, "Message-ID"))


def addressee(mail: bytes) -> str:
    """Return the address to which a mail that was composed here goes."""
    return _addressee(mail[:_HEAD].decode("ascii", "replace"))


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_HEAD).decode("ascii", "replace")


def _addressee(head: str) -> str:
    return _field(head, "To")


def _field(head: str, name: str) -> str:
    return f"\r\n{head}".partition(f"\r\n{name}: ")[2].partition("\r\n")[0]
