"""Marks that packages of ours carry: properties, and a time until somebody saves them."""

import re

from wuhao_batch.reading.package import open_package
from wuhao_batch.reading.refusal import RefusedError
from wuhao_batch.workspace.moments import FIXED_TIME

FIXED_STAMP = FIXED_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def never_saved(data: bytes) -> bool:
    """True for a package of ours that nobody has saved since."""
    try:
        core = open_package(data).read("docProps/core.xml")
    except (RefusedError, KeyError):
        return False
    saved = re.search(rb"<dcterms:modified[^>]*>([^<]*)", core)
    return saved is not None and saved[1] == FIXED_STAMP


def carries(data: bytes, mark: str) -> bool:
    """True for a package among whose own document properties that text stands."""
    try:
        return mark.encode() in open_package(data).read("docProps/custom.xml")
    except (RefusedError, KeyError):
        return False


def was_never_saved(data: bytes, mark: str) -> bool:
    """True for a workbook of ours, with that document property, that nobody has saved since."""
    return carries(data, mark) and never_saved(data)
