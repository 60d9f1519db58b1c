"""A whole year by mail: sent, answered, collected, scored; equal to the route through folders."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.drawing import (
    good_inputs,
    loaded,
    merged,
    parts_of,
    small_template,
    workspace,
    zipped,
)
from tests.support.mail_servers import (
    SECRET,
    USER,
    Mailboxes,
    Post,
    attachments,
    begin,
    dovecot,
    environment,
    finish,
    smtp_server,
)
from tests.support.mailing import answer
from tools.filling import fill_form
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.workspace.folders import Workspace

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

SHEETS = ["汇总", "逐项得分", "一票否决"]


@pytest.fixture(scope="module")
def mailboxes() -> Iterator[Mailboxes]:
    with dovecot() as running:
        yield running


def rows(count: int) -> list[list[str]]:
    """Every tenth branch shares its address with the one before; every ninth is exempt."""
    return [
        [
            f"{number:03}",
            f"第{number}党总支",
            "教学" if number % 2 else "机关",
            "",
            f"b{number - (number % 10 == 0)}@example.cn",
            f"第{number}支部",
            "否" if number % 9 == 0 else "是",
        ]
        for number in range(1, count + 1)
    ]


def filled(assessment: Assessment, code: str, form: bytes) -> bytes:
    """The form as its branch and the 考评组 fill it in: every one otherwise, some with a veto."""
    chance = random.Random(code)  # noqa: S311
    marks = {
        item.code.replace("-", "_"): chance.randint(0, int(item.scale.full) * 2) / 2
        for item in chance.sample(assessment.standard.items, 4)
    }
    inputs: Any = good_inputs(assessment, **marks)
    if int(code) % 11 == 0:
        veto = assessment.standard.vetoes[0].code
        said = {"是否存在": {veto: "是"}, "涉及党支部": {veto: f"第{int(code)}支部"}}
        inputs = merged(inputs, said)
    return fill_form(form, inputs)


def answers(assessment: Assessment, post: Post) -> Iterator[tuple[bytes, dict[str, bytes]]]:
    """The secretaries: each fills in what was sent and replies, some with everything in a .zip."""
    for address, mail in post.taken:
        forms = {
            name: filled(assessment, name[:3], form) for name, form in attachments(mail).items()
        }
        packed = len(forms) > 1 or int(next(iter(forms))[:3]) % 4 == 0
        files = {"评分表.zip": zipped(forms)} if packed else forms
        yield answer(mail, address, files), forms


@pytest.mark.slow
@pytest.mark.program("dovecot")
@pytest.mark.parametrize(
    ("count", "template"),
    [pytest.param(22, small_template(), id="small"), pytest.param(200, None, id="200")],
)
def test_by_mail_and_by_folder_the_results_are_the_same(
    tmp_path: Path, mailboxes: Mailboxes, count: int, template: bytes | None
) -> None:
    post, folder = Post(), f"year{count}"
    env = environment(mailboxes.certificate, WUHAO_SMTP_PASSWORD=SECRET, WUHAO_IMAP_PASSWORD=SECRET)
    with smtp_server(post, mailboxes.certificate) as port:
        settings: dict[str, Any] = {
            "发件邮箱": USER, "报送截止日期": "2026-12-11", "按类别排名": "是", "表彰名额": "3",
            "SMTP服务器": "localhost", "SMTP端口": str(port), "SMTP加密": "SSL",
            "IMAP服务器": "localhost", "IMAP端口": str(mailboxes.imaps), "IMAP加密": "SSL",
            "IMAP文件夹": folder,
        }  # fmt: skip
        by_mail = workspace(tmp_path / "mail", rows(count), template, **settings)
        done = finish(begin(by_mail.root, "send", "--deliver", "--rate", "6000", env=env))
        assert done.returncode == 0, done.stdout
    taking_part = loaded(by_mail).roster.taking_part
    assert set(post.copies().values()) == {1}
    assert set(post.copies()) == {branch.address for branch in taking_part}

    by_folder = workspace(tmp_path / "folder", rows(count), template, **settings)
    mails = []
    for mail, forms in answers(loaded(by_mail), post):
        mails.append(mail)
        for name, form in forms.items():
            (by_folder.returned / name).write_bytes(form)
    mailboxes.put(*mails, folder=folder)

    for _ in range(2):
        done = finish(begin(by_mail.root, "collect", env=env))
        assert done.returncode == 0, done.stdout + done.stderr
    for place in (by_mail, by_folder):
        done = finish(begin(place.root, "run", env=env))
        assert done.returncode == 0, done.stdout[-3000:]
    assert_equal_results(by_mail, by_folder)
    assert len(list(by_folder.returned.iterdir())) == len(taking_part)


def assert_equal_results(one: Workspace, other: Workspace) -> None:
    books = [
        pd.read_excel(place.output / "results.xlsx", sheet_name=SHEETS, engine="openpyxl")
        for place in (one, other)
    ]
    for sheet in SHEETS:
        pd.testing.assert_frame_equal(books[0][sheet], books[1][sheet])
        assert len(books[0][sheet])
    for name in ("notice.html", "notice.docx", "notice.xlsx"):
        first, second = ((place.output / name).read_bytes() for place in (one, other))
        if name.endswith(".html"):
            assert first == second
        else:
            assert parts_of(first) == parts_of(second)
