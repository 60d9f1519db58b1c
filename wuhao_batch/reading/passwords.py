"""Documents behind a password: Excel's built-in one is removed, another is told."""

import io

from wuhao_batch.reading.refusal import Reason, RefusedError

BUILT_IN_PASSWORD = "VelvetSweatshop"  # noqa: S105  Excel's own, for workbooks that are only locked


class _InMemory:
    """Stands for the module tempfile: a child may write no file (docs/reading.md, G13)."""

    TemporaryFile = io.BytesIO


def decrypted(data: bytes) -> bytes:
    """Remove Excel's built-in password; other data is returned unchanged.

    Raises:
        RefusedError: It has another password (F006).
    """
    import msoffcrypto  # noqa: PLC0415  loads a cryptography library, rarely needed
    from msoffcrypto.format import xls97  # noqa: PLC0415

    xls97.tempfile = _InMemory
    locked = False
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked = file.is_encrypted()
        if not locked:
            return data
        opened = io.BytesIO()
        file.load_key(password=BUILT_IN_PASSWORD)
        file.decrypt(opened)
        return opened.getvalue()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a wrong password and damage look alike here
        if locked:
            raise RefusedError(Reason.PASSWORD) from None
        return data
