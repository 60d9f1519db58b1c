"""This program as a wheel, from its own files: whoever has an archive can install what made it."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import wuhao_batch
from wuhao_batch.outputs.proof.program import DISTRIBUTION
from wuhao_batch.workspace.moments import FIXED_TIME
from wuhao_batch.workspace.shipped import shipped_templates

_NAME = DISTRIBUTION.replace("-", "_")
_START = "[console_scripts]\nwuhao = wuhao_batch.cli.commands:main\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: wuhao\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_name() -> str:
    """Return the file's name."""
    return f"{_NAME}-{wuhao_batch.__version__}-py3-none-any.whl"


def wheel() -> bytes:
    """Return the program that is running, ready to be installed by pip.

    Raises:
        OSError: One of its files cannot be read.
    """
    about = f"{_NAME}-{wuhao_batch.__version__}.dist-info"
    files = _package() | {
        f"{about}/METADATA": _metadata().encode(),
        f"{about}/WHEEL": _WHEEL.encode(),
        f"{about}/entry_points.txt": _START.encode(),
    }
    return _packed(files, f"{about}/RECORD")


def _package() -> dict[str, bytes]:
    package = Path(wuhao_batch.__file__).parent
    own = {
        f"{_NAME}/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    templates = {f"{_NAME}/templates/{name}": data for name, data in shipped_templates().items()}
    return own | templates


def _metadata() -> str:
    """Return what pip has to know; where the program was never installed, its name alone."""
    try:
        said = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        said = None
    if said is not None and said.version == wuhao_batch.__version__:
        text = said.read_text("METADATA")
        if text:
            return text
    return f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {wuhao_batch.__version__}\n"


def _packed(files: Mapping[str, bytes], record: str) -> bytes:
    rows = [f"{name},sha256={_hash(data)},{len(data)}" for name, data in files.items()]
    whole = {**files, record: "\n".join([*rows, f"{record},,", ""]).encode()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in whole.items():
            package.writestr(zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6]), data)
    return packed.getvalue()


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
