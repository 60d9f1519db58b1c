"""JSON under a seal: a file that tells by itself whether somebody has changed it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


class UnsealedError(ValueError):
    """The file is none of ours, or somebody has changed it."""


def sealed(kind: str, told: Mapping[str, Any]) -> bytes:
    """Return the file; names that are no text stand in it as escapes."""
    whole = {"kind": kind, **told}
    whole["seal"] = _seal(whole)
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def unsealed(kind: str, data: bytes) -> dict[str, Any]:
    """Return what the file tells.

    Raises:
        UnsealedError: It is not of that kind, or its seal is not that of its content.
    """
    try:
        told: dict[str, Any] = json.loads(data)
        seal = told.pop("seal")
        sound = told.get("kind") == kind and seal == _seal(told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnsealedError from None
    if not sound:
        raise UnsealedError
    del told["kind"]
    return told


def _seal(told: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content, however it is laid out."""
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
