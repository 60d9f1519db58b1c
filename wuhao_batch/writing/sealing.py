"""Papers that nobody has changed since they were made: packages by their time, pages by a seal.

What somebody worked on is that person's, and is never written over in silence.
"""

import re

from wuhao_batch.workspace.disk import digest
from wuhao_batch.writing.stamps import never_saved

_SEAL = "<!-- wuhao {} -->\n"
_SEALED = re.compile(rb"(?s)(.*)<!-- wuhao ([0-9a-f]{64}) -->\n")


def sealed(page: bytes) -> bytes:
    """Return a page with its seal: a last line that no longer holds once the page is changed."""
    return page + _SEAL.format(digest(page)).encode()


def is_as_made(data: bytes) -> bool:
    """True for a sealed page or a package of ours that nobody has changed or saved since."""
    if (found := _SEALED.fullmatch(data)) is not None:
        return digest(found[1]).encode() == found[2]
    return never_saved(data)
