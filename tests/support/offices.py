"""Workspaces whose mails go to servers of this machine."""

from pathlib import Path
from typing import Any

from tests.support.drawing import small_template, workspace
from tests.support.mail_servers import USER
from wuhao_batch.workspace.folders import Workspace

BRANCHES = [
    [f"0{number}", f"第{number}党总支", "", "", f"b{number}@example.cn"] for number in "1234"
]
SMALL = "L105"
"""The small template has another total than 100."""


def office(folder: Path, port: int, **settings: str) -> Workspace:
    """A workspace with four branches that sends through a server of this machine."""
    return workspace(folder, BRANCHES, small_template(), **(through(port) | settings))


def through(port: int) -> dict[str, Any]:
    """Settings that send through that port of this machine."""
    given = {"发件邮箱": USER, "SMTP服务器": "localhost", "SMTP端口": str(port)}
    said = {"发件人": "党委办公室", "联系人": "李老师", "报送截止日期": "2026-12-21"}
    return {**given, **said, "SMTP加密": "SSL"}
