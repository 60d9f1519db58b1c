"""Files that the program brings along: the templates that an office may edit."""

import importlib.resources
from pathlib import Path


def shipped_templates() -> dict[str, bytes]:
    """Return the templates: inside the package when installed, beside it in a checkout."""
    package = importlib.resources.files("wuhao_batch")
    inside = package / "templates"
    folder = inside if inside.is_dir() else Path(str(package)).parent / "templates"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
