"""Parts → a package: the same parts give the same bytes, in the usual order."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TypeVar

from wuhao_batch.workspace.moments import FIXED_TIME

Part = bytes | Iterator[bytes]
"""A part of a package, or the pieces that it is made of."""

P = TypeVar("P", bytes, Part)


def in_order(parts: Mapping[str, P]) -> dict[str, P]:
    """Return parts with those first that readers look at first."""
    order = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels"))
    return {name: parts[name] for name in order}


def packed(parts: Mapping[str, Part]) -> bytes:
    """Return parts as a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            with package.open(entry, "w") as file:
                for piece in (part,) if isinstance(part, bytes) else part:
                    file.write(piece)
    return packed.getvalue()
