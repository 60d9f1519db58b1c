"""Documents that agree with the program."""

import ast
import contextlib
import dataclasses
import functools
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from tests.support.commands import COMMANDS
from tests.support.drawing import ROOT
from tools import write_help, write_modules
from wuhao_batch.assessment.settings import FIELDS
from wuhao_batch.mail.letters import MailFacts
from wuhao_batch.outputs.feedback.feedback import Feedback
from wuhao_batch.outputs.notice.notice import Notice
from wuhao_batch.outputs.publication.commendation import Commendation
from wuhao_batch.outputs.publication.statement import Statement
from wuhao_batch.outputs.report.facts import Report

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
REFERENCES = [
    path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "reference").glob("*.md")
]
SOURCES = [
    path
    for folder in ("wuhao_batch", "tests", "tools", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
]
RELATIVE_CLAUSE = re.compile(r"(What|Where|Who|Whom|Whose|Which|By which|So many|When|Whether)\b")


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    here = (ROOT / document).parent
    for link in re.findall(r"\]\(([^)#:]+)\)", text_of(document)):
        assert (here / link).exists(), link


def test_the_help_in_the_documents_is_what_the_program_prints() -> None:
    assert write_help.readme(text_of("README.md")) == text_of("README.md")
    assert write_help.commands() == text_of("docs/commands.zh.md")


def test_every_module_is_listed_by_its_own_words() -> None:
    assert write_modules.document() == text_of("docs/modules.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_of_code_that_documents_name_exist(document: str) -> None:
    for name in re.findall(r"`([\w/]+\.py)`", text_of(document)):
        assert (ROOT / name).exists() or (ROOT / "wuhao_batch" / name).exists(), name


def test_what_the_code_cites_stands_in_the_repository() -> None:
    documents = [f"/{name}" for name in (*DOCUMENTS, *REFERENCES)]
    cited = {
        (path.name, name)
        for path in SOURCES
        for name in re.findall(r"(?:[\w.-]+/)*[\w.-]+\.md\b", path.read_text("utf-8"))
    }
    assert cited
    lost = [each for each in cited if not any(file.endswith(f"/{each[1]}") for file in documents)]
    assert lost == []


def docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """The name and the docstring of a module and of everything public in it."""
    tree = ast.parse(path.read_text("utf-8"))
    named = ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if isinstance(node, named) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or ""
    yield path.stem, ast.get_docstring(tree) or ""


def test_no_docstring_begins_with_a_relative_clause() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), name, text.splitlines()[0])
        for path in (ROOT / "wuhao_batch").rglob("*.py")
        for name, text in docstrings(path)
        if RELATIVE_CLAUSE.match(text)
    ]
    assert found == []


def test_decisions_are_numbered_and_listed() -> None:
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", text_of("docs/decisions/README.md"))
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert listed == files
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_manual_and_the_readme(command: str) -> None:
    assert f"wuhao {command}" in text_of("docs/reference.zh.md")
    assert f"wuhao {command}" in text_of("README.md")


def test_every_setting_is_in_the_manual() -> None:
    manual = text_of("docs/reference.zh.md")
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
    [
        (Notice, "notice"),
        (Statement, "statement"),
        (Commendation, "commendation"),
        (Report, "report"),
        (Feedback, "feedback"),
        (MailFacts, "mail"),
    ],
)
def test_every_field_of_the_templates_is_told(kind: type[Any], name: str) -> None:
    page = text_of("docs/templates.zh.md")
    section = page[page.index(f"## {name}：") :].split("\n## ")[0]
    known = [field for field in fields_of(kind, name) if field != "`measures`"]
    assert [field for field in known if field not in section] == []
    told = set(re.findall(rf"`{name}\.\w+`", section))
    reckoned = {
        f"`{name}.{each}`"
        for each in dir(kind)
        if isinstance(getattr(kind, each, None), property | functools.cached_property)
    }
    assert told <= {*known, *reckoned}


def test_every_dependency_has_its_reason() -> None:
    project = text_of("pyproject.toml")
    names = re.findall(r'^    "([a-z0-9-]+)>=', project, re.MULTILINE)
    assert names
    assert [name for name in names if f"**{name}**" not in text_of("docs/dependencies.md")] == []


def test_every_pin_is_there_for_something_that_is_declared() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = {
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
        "editables",
    }
    needed: set[str] = set()
    while wanted:
        name = re.split(r"[^A-Za-z0-9._-]", wanted.pop(), maxsplit=1)[0]
        name = name.lower().replace("_", "-")
        if name not in needed:
            needed.add(name)
            with contextlib.suppress(PackageNotFoundError):
                wanted |= {each for each in requires(name) or () if "extra ==" not in each}
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", text_of("requirements.txt"), re.MULTILINE)
    assert [name for name in pinned if name.lower().replace("_", "-") not in needed] == []


def test_pins_name_no_address() -> None:
    for path in ROOT.glob("requirements*.txt"):
        for line in path.read_text("utf-8").splitlines():
            assert re.fullmatch(
                r"#.*|-r requirements(-app|-test)?\.txt|[\w.-]+==[A-Za-z0-9.]+( ; [^/]+)?", line
            )
