"""A second witness of the records: beside them, what was written last.

Records that were lost, emptied or replaced by older ones would let everybody be written to again.
The witness names the last write and the bytes after it: records that know that write have all that
ever stood in them (docs/decisions/0038-a-second-witness.md).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from wuhao_batch.workspace.plan import write_atomically

_ABOUT = (
    "本文件由程序写下，用来发现 records.db 丢失、损坏或被旧的换掉。"
    "请不要删除；复制工作文件夹时一起复制。"
)


@dataclass(frozen=True, slots=True)
class Witness:
    """The mark of the last write, and the SHA-256 of the records after it."""

    last: str
    sha256: str


UNCLEAR = Witness("", "")
"""A witness that cannot be understood: there were records, more is not known."""


def place_of(records: Path) -> Path:
    """Return where the witness of these records lies."""
    return records.with_name(f".wuhao.{records.stem}")


def load_witness(records: Path) -> Witness | None:
    """Load the witness of these records; None if nothing was ever written to them.

    Raises:
        OSError: It cannot be read.
    """
    try:
        read = json.loads(place_of(records).read_bytes())
        return Witness(str(read["last"]), str(read["sha256"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return UNCLEAR


def save_witness(records: Path, witness: Witness) -> None:
    """Write the witness of these records.

    Raises:
        OSError: It cannot be written.
    """
    text = json.dumps({"说明": _ABOUT, **asdict(witness)}, ensure_ascii=False, indent=1)
    write_atomically(place_of(records), f"{text}\n".encode())
