"""Shared fixtures; real programs are skipped by name where missing, or required."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from tests.support.drawing import workspace
from tests.support.installed import give_up, is_there
from tests.support.readers import read_as_the_first
from tests.support.resaving import has_node_modules
from wuhao_batch.workspace.folders import Workspace

if TYPE_CHECKING:
    from tests.support.mail_servers import Certificate

settings.register_profile("default", deadline=None, derandomize=True, max_examples=150)
# Whether a test fails, and nothing of why.
settings.register_profile(
    "mutants",
    settings.get_profile("default"),
    max_examples=30,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("default")

UNIT = {
    f"test_{name}"
    for name in (
        "carriers", "checks", "docs", "issue", "ledger", "library", "lock", "numbers", "order",
        "reader", "results_workbook", "rules", "scoring", "standard", "versions", "window",
        "workspace",
    )
}  # fmt: skip
"""Modules that test one room by its functions, and so are quick: those of ``make check``."""


def pytest_configure(config: pytest.Config) -> None:
    os.environ["XDG_STATE_HOME"] = os.devnull  # no secret, and so no cache: see “account”
    if config.getoption("--usual-reader"):
        read_as_the_first()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in UNIT:
            item.add_marker("unit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-programs",
        action="store_true",
        help="fail, instead of skipping, a test whose real program is missing",
    )
    parser.addoption(
        "--usual-reader",
        action="store_true",
        help="read all parts of workbooks whole, as if none had been read before",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("program"):
        for program in marker.args:
            if not is_there(program):
                reason = f"{program} is not installed (see tools/system_programs.sh)"
                give_up(item.config, reason)


@pytest.fixture
def three(tmp_path: Path) -> Workspace:
    """A workspace with three branches on the college's own template."""
    return workspace(
        tmp_path,
        [
            ["01", "甲党总支", "教学", "张", "a@example.cn", "甲一支部、甲二支部"],
            ["02", "乙党总支", "教学"],
            ["03", "丙党总支", "机关"],
        ],
    )


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> "Certificate":
    """What mail servers of tests show, and clients of tests trust."""
    from tests.support.mail_servers import make_certificate  # noqa: PLC0415  few tests need it

    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account with a secret of its own: what one command reads, the next one remembers."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def node_modules(request: pytest.FixtureRequest) -> None:
    """The packages of Node.js that tests use; without them a test is skipped."""
    if not has_node_modules():
        give_up(request.config, "npm ci has not been run in tests/node")


@pytest.fixture(autouse=True)
def _no_stray_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    os.environ.setdefault("LC_ALL", "C.UTF-8")
