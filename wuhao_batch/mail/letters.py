"""A parcel → its letter: subject and text from the office's templates.

The text template gives subject and text; the page template frames the same text, so that both
forms of a mail say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from wuhao_batch.assessment.settings import Settings, spell
from wuhao_batch.assessment.settings_sheet import SHEET as SETTINGS
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.mail.parcels import Parcel
from wuhao_batch.panel.list_layout import LIST
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import ROSTER
from wuhao_batch.writing.templating import UnfilledError, fill_page, fill_text

TEXT_TEMPLATES = {
    Kind.FORM: "mail.txt.j2",
    Kind.REMINDER: "remind.txt.j2",
    Kind.CORRECTION: "correct.txt.j2",
    Kind.NEW_DEADLINE: "new_deadline.txt.j2",
    Kind.PANEL: "mail_panel.txt.j2",
    Kind.PANEL_REMINDER: "remind_panel.txt.j2",
    Kind.FEEDBACK: "mail_feedback.txt.j2",
}
PAGE_TEMPLATE = "mail.html.j2"
SUBJECT = "主题："
PAPER = "邮件"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The value ``mail`` that templates of mails may use (docs/templates.zh.md).

    ``paper`` is what is enclosed; in an ``inspection`` the evaluators count. ``branches`` are the
    names of those who get it, be they evaluators; ``unit`` is the word for what is assessed,
    ``form`` the name of the form with its year. Texts are "" if the settings leave them blank.
    ``letters`` says what to mend in each form that is sent back, of what use what came is not where
    a reminder goes out, or what an evaluator has still to do; ``silent`` are the names of those who
    are told nothing of the kind. ``former`` is the deadline that they know so far, where another is
    told. ``paragraphs`` is the text of the mail, for the page.
    """

    kind: str
    paper: str
    inspection: bool
    branches: tuple[str, ...]
    names: str
    college: str
    year: str
    occasion: str
    form: str
    unit: str
    deadline: str
    ask: str
    sender: str
    files: tuple[str, ...]
    letters: tuple[str, ...]
    silent: tuple[str, ...]
    former: str = ""
    subject: str = ""
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel with its subject and text."""

    parcel: Parcel
    subject: str
    text: str
    page: str

    @property
    def whole(self) -> str:
        """Its subject and its text, as the text template has them."""
        return f"{SUBJECT}{self.subject}\n\n{self.text}"


Said = Mapping[tuple[Kind, str], str]
"""Kind and address of a mail → what the clerk wants it to say in place of the template."""


def has_subject(said: str) -> bool:
    """True if a text begins with the line of its subject."""
    return bool(_parted(said)[0])


def write_letter(
    parcel: Parcel, settings: Settings, templates: Path, said: str | None = None
) -> Letter | Finding:
    """Fill in a parcel's templates; a mistake in one is a finding (L113, L114).

    ``said`` is what the clerk wants to say in place of the text template, as :attr:`Letter.whole`.
    """
    facts = mail_facts(parcel, settings)
    filled: str | Finding | None = said
    if filled is None:
        name = TEXT_TEMPLATES[parcel.kind]
        filled = fill_text(name, templates, PAPER, facts.branches, _has_subject, mail=facts)
    if isinstance(filled, Finding):
        return filled
    subject, text = _parted(filled)
    facts = replace(facts, subject=subject, paragraphs=tuple(text.splitlines()))
    page = fill_page(PAGE_TEMPLATE, templates, PAPER, facts.branches, mail=facts)
    if isinstance(page, Finding):
        return page
    return Letter(parcel, subject, text, page.decode())


def mail_facts(parcel: Parcel, settings: Settings) -> MailFacts:
    """Return the values that a parcel's templates may use."""
    names = tuple(each.to.name for each in parcel.enclosures)
    return MailFacts(
        kind=parcel.kind.label,
        paper=paper_of(parcel.kind, settings),
        inspection=settings.is_inspection,
        branches=names,
        names="、".join(names),
        college=settings.college or "",
        year=settings.year,
        occasion=settings.occasion,
        form=settings.form,
        unit=settings.unit,
        deadline=spell(settings.deadline) if settings.deadline else "",
        ask=settings.whom_to_ask,
        sender=settings.sender or settings.signatory,
        files=tuple(each.name for each in parcel.attached),
        letters=tuple(_letters(parcel)),
        silent=tuple(each.to.name for each in parcel.enclosures if not each.letter),
        former="、".join(dict.fromkeys(_former(parcel))),
    )


def _letters(parcel: Parcel) -> Iterator[str]:
    """Yield what is said to each; in a mail to several it begins with a name, once."""
    several = len(parcel.enclosures) > 1
    for each in parcel.enclosures:
        told, name = each.letter.rstrip(), each.to.name
        unnamed = name not in told.partition("\n")[0]
        if told:
            yield f"　　{name}：{told.lstrip()}" if several and unnamed else told


def paper_of(kind: Kind, settings: Settings) -> str:
    """Return the name of the paper that a mail is about."""
    return LIST if kind.to_panel and settings.is_inspection else kind.paper


def _former(parcel: Parcel) -> Iterator[str]:
    for each in parcel.enclosures:
        if each.former:
            yield spell(date.fromisoformat(each.former))


def lacking(kind: Kind, settings: Settings) -> Iterator[Finding]:
    """Report the settings that a mail should print and that are blank (D012)."""
    dated = kind.tells_deadline
    told = {
        **({"报送截止日期": settings.deadline} if dated else {}),
        "联系人": settings.whom_to_ask,
        "落款单位": settings.sender or settings.signatory,
    }
    if blank := [key for key, value in told.items() if not value]:
        yield finding("D012", Place(ROSTER, SETTINGS), paper="邮件", what="、".join(blank))


def _has_subject(filled: str) -> None:
    if not _parted(filled)[0]:
        raise UnfilledError(f"第一行要是主题，以“{SUBJECT}”开头，后面不能空着")


def _parted(filled: str) -> tuple[str, str]:
    """Split subject and text; the subject is "" if the first line is none."""
    first, _, rest = filled.lstrip("\ufeff\r\n").partition("\n")
    word, sign, said = first.replace(":", "：", 1).partition("：")
    subject = said if (word.strip() + sign) == SUBJECT else ""
    return " ".join(subject.split()), rest.strip("\n") + "\n"


def write_letters(
    parcels: Sequence[Parcel], settings: Settings, templates: Path, said: Said
) -> tuple[list[Letter], list[Finding]]:
    """Write the letters of all parcels; a mistake in a template is reported once."""
    written = [
        write_letter(each, settings, templates, said.get((each.kind, each.address)))
        for each in parcels
    ]
    faults = {found: None for found in written if isinstance(found, Finding)}
    return [letter for letter in written if isinstance(letter, Letter)], list(faults)
