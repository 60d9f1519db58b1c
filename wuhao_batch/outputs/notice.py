"""The public notice: the one model of all its forms, and its web page.

It holds what may be shown in public and nothing else: a status is named, never its ground
(design.md, Vetoes; facts/domain.md §2).
"""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wuhao_batch.findings import Finding, Place, finding, shorten
from wuhao_batch.judging import Outcome, Result
from wuhao_batch.numbers import plain
from wuhao_batch.outputs.window import Window
from wuhao_batch.scoring import Status
from wuhao_batch.settings import SHOW_ALL, SHOW_NONE, Settings, spell

HTML_TEMPLATE = "notice.html.j2"
DRAFT_MARK = "征求意见稿"
NONE = "—"


@dataclass(frozen=True)
class Notice:
    """Everything that the notice says.

    ``heading`` are the parts of the title, between which a line may end; ``rows`` are texts, one
    for each of ``columns``; ``mark`` is 征求意见稿 on a draft, else "".
    """

    heading: tuple[str, ...]
    mark: str
    opening: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]
    closing: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    signature: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title as one line."""
        return "".join(self.heading)


def make_notice(outcome: Outcome, window: Window | None, *, draft: bool) -> Notice:
    """The notice of a run. A draft lists the branches without a result as such.

    ``window`` is None where its dates are not known: then only its length is told.
    """
    settings = outcome.assessment.settings
    year, subject = f"{settings.year}年度", f"{settings.title.removesuffix('评分表')}结果"
    return Notice(
        heading=(f"关于{year}", f"{subject}的公示"),
        mark=DRAFT_MARK if draft else "",
        opening=_opening(settings, year + subject),
        columns=tuple(_columns(outcome)),
        rows=tuple(_row(outcome, result) for result in _public(outcome)),
        remarks=tuple(_remarks(outcome)),
        closing=tuple(_closing(settings, window)),
        contacts=tuple(_contacts(settings)),
        signature=tuple(
            spell(part)
            for part in (settings.signature or settings.college, settings.signed_on)
            if part is not None
        ),
    )


def _opening(settings: Settings, subject: str) -> str:
    basis = f"{settings.notice_basis.rstrip('。，；')}，" if settings.notice_basis else ""
    purpose = "为充分发扬民主、广泛听取意见、接受监督，"
    return f"{basis}{purpose}现将{settings.college or ''}{subject}予以公示。"


def _public(outcome: Outcome) -> Iterator[Result]:
    for result in outcome.listed:
        hidden = result.status is Status.VETOED and not outcome.assessment.settings.public_vetoed
        if result.status is not Status.EXEMPT and not hidden:
            yield result


def _columns(outcome: Outcome) -> Iterator[str]:
    settings = outcome.assessment.settings
    yield "名次"
    yield "党总支"
    if settings.by_kind:
        yield "类别"
    if settings.public_scores == SHOW_ALL:
        yield from (category.name for category in outcome.assessment.standard.categories)
    if settings.public_scores != SHOW_NONE:
        yield "总分"
    yield "结论"


def _row(outcome: Outcome, result: Result) -> tuple[str, ...]:
    """The texts of one line; who is not ranked has no number on it."""
    ranked = result.status.is_ranked
    categories = {
        category.name: _figure(result.categories.get(category.name) if ranked else None)
        for category in outcome.assessment.standard.categories
    }
    shown = {
        **categories,
        "名次": str(result.rank or NONE),
        "党总支": result.branch.name,
        "类别": result.branch.kind,
        "总分": _figure(result.total if ranked else None),
        "结论": result.status.label,
    }
    return tuple(shown[column] for column in _columns(outcome))


def _figure(points: Decimal | None) -> str:
    return NONE if points is None else plain(points)


def _remarks(outcome: Outcome) -> Iterator[str]:
    """The 党支部 that are 不达标 although their 党总支 is not.

    Only names that the roster knows: what else was written there may tell the ground.
    """
    for result in _public(outcome) if outcome.assessment.settings.public_vetoed else ():
        known = [name for name in result.sub_branches if name in result.branch.sub_branches]
        if known and result.status.is_ranked:
            names = "、".join(known)
            yield f"{result.branch.name}所属党支部认定为不达标的：{names}。"


def _closing(settings: Settings, window: Window | None) -> Iterator[str]:
    if window is None:
        yield f"公示期为{settings.notice_days}个工作日。"
    else:
        dates = f"自{spell(window.start)}起至{spell(window.end)}止"
        yield f"公示期{dates}，共{settings.notice_days}个工作日。"
    yield (
        "公示期内，对公示内容有异议的，可以通过来信、来电、来访等方式实名反映，并告知联系方式；"
        "以单位名义反映的，应加盖单位公章。反映情况要实事求是，以便核实和反馈。"
    )


def _contacts(settings: Settings) -> Iterator[tuple[str, str]]:
    for label, value in (
        ("监督电话", settings.watch_phone),
        ("监督邮箱", settings.watch_email),
        ("纪检电话", settings.discipline_phone),
        ("受理地点", settings.place),
    ):
        if value:
            yield label, value


def notice_html(notice: Notice, templates: Path) -> bytes | Finding:
    """The notice as a self-contained page, or what is wrong with the office's template (L113)."""
    try:
        return _render(notice, templates).encode()
    except Exception as fault:  # noqa: BLE001  a template may fail in any way
        line = _line_of(fault)
        where = f"第{line}行" if line else ""
        reason = shorten(str(fault)) or type(fault).__name__
        return finding("L113", Place(f"templates/{HTML_TEMPLATE}"), line=where, reason=reason)


def _line_of(fault: Exception) -> int | None:
    """The line of the template, from the error itself or from where it was raised."""
    if isinstance(fault, TemplateSyntaxError):
        return fault.lineno
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith(HTML_TEMPLATE)]
    return lines[-1] if lines else None


def _render(notice: Notice, templates: Path) -> str:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(HTML_TEMPLATE).render(notice=notice)
