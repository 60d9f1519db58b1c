"""Documents that agree with the program."""

import dataclasses
import re
from typing import Any, get_args, get_type_hints

import pytest

from tests.support.commands import COMMANDS
from tests.support.drawing import ROOT
from wuhao_batch.assessment.settings import FIELDS
from wuhao_batch.mail.letters import MailFacts
from wuhao_batch.outputs.feedback.feedback import Feedback
from wuhao_batch.outputs.notice.notice import Notice
from wuhao_batch.outputs.report.facts import Report

DOCUMENTS = [
    "README.md",
    "docs/manual.zh.md",
    "docs/templates.zh.md",
    "docs/architecture.md",
    "docs/dependencies.md",
]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/findings.md", "CONTRIBUTING.md"])
def test_links_between_documents_lead_somewhere(document: str) -> None:
    here = (ROOT / document).parent
    for link in re.findall(r"\]\(([^)#:]+)\)", text_of(document)):
        assert (here / link).exists(), link


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_manual_and_the_readme(command: str) -> None:
    assert f"wuhao {command}" in text_of("docs/manual.zh.md")
    assert f"wuhao {command}" in text_of("README.md")


def test_every_setting_is_in_the_manual() -> None:
    manual = text_of("docs/manual.zh.md")
    assert [key for key in FIELDS if f"| {key} |" not in manual] == []


def fields_of(kind: type[Any], name: str) -> list[str]:
    """The names of a value's fields, those of the values inside it as ``name.field``."""
    own = [f"`{name}.{field.name}`" for field in dataclasses.fields(kind)]
    for hint in get_type_hints(kind).values():
        inner = [each for each in get_args(hint) if dataclasses.is_dataclass(each)]
        own += [f"`{field.name}`" for each in inner for field in dataclasses.fields(each)]
    return own


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Notice, "notice"), (Report, "report"), (Feedback, "feedback"), (MailFacts, "mail")],
)
def test_every_field_of_the_templates_is_told(kind: type[Any], name: str) -> None:
    page = text_of("docs/templates.zh.md")
    section = page[page.index(f"## {name}：") :].split("\n## ")[0]
    known = [field for field in fields_of(kind, name) if field != "`measures`"]
    assert [field for field in known if field not in section] == []
    told = set(re.findall(rf"`{name}\.\w+`", section))
    assert told <= {*known, "`notice.widths`", "`notice.table_size`"}


def test_every_dependency_has_its_reason() -> None:
    project = text_of("pyproject.toml")
    names = re.findall(r'^    "([a-z0-9-]+)>=', project, re.MULTILINE)
    assert names
    assert [name for name in names if f"**{name}**" not in text_of("docs/dependencies.md")] == []


def test_every_module_is_in_the_architecture() -> None:
    page = text_of("docs/architecture.md")
    modules = [
        path.relative_to(ROOT / "wuhao_batch").as_posix()
        for path in (ROOT / "wuhao_batch").rglob("*.py")
        if not path.name.startswith("__")
    ]
    assert [name for name in modules if name.rsplit("/", 1)[-1] not in page] == []


def test_pins_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        for line in text_of(name).splitlines():
            assert re.fullmatch(
                r"#.*|-r requirements\.txt|[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; [^/]+)?", line
            )
