"""The sheet 设置 → :class:`Settings`.

One field below is one 设置项: its key, how its value is read, its default and its 说明. The blank
roster that ``wuhao init`` writes and the checks are both made from this list.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.words import USUAL, Words, subject_of
from wuhao_batch.findings.finding import Finding, Place, finding, nearest
from wuhao_batch.numbers import DECIMALS, decimals, is_contradicted, read_number
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.scoring.combining import OWN, Combining, Shares
from wuhao_batch.scoring.left_out import LeftOut
from wuhao_batch.scoring.model import Capping, Item, Standard
from wuhao_batch.scoring.rounding import Rounded, Rounding
from wuhao_batch.sheets import Book, Cell, Sheet, address, fold
from wuhao_batch.tables import seen_otherwise, shown


class Basis(StrEnum):
    """The score of an item that counts towards the total (计分依据)."""

    PANEL = "考评得分"
    SELF = "自评得分"


class ScoredIn(StrEnum):
    """The workbook in which the 考评组 scores (考评得分填在)."""

    FORMS = "评分表"
    WORKBOOKS = "复核表"


class Accumulating(StrEnum):
    """The way in which the totals of a year's rounds become one (累计方法)."""

    MEAN = "平均"
    SUM = "合计"


class CountedBy(StrEnum):
    """Whoever fills in the quantities (数量填报)."""

    BRANCHES = "被考评单位"
    PANEL = "考评组"


class VetoTarget(StrEnum):
    """The unit that a veto makes 不达标 (一票否决对象), in the usual words."""

    BRANCH = USUAL.unit
    SUB_BRANCH = USUAL.part


class PublicScores(StrEnum):
    """The scores that the notice shows (公示分数)."""

    ALL = "总分和分项"
    TOTAL = "总分"
    NONE = "不公示"


class FeedbackContent(StrEnum):
    """The statements of feedback on points that a branch lost (反馈内容)."""

    REASONS = "失分和理由"
    RULES = "失分和依据"
    POINTS = "只列失分"


class Encryption(StrEnum):
    """The moment at which a connection to a mail server is encrypted (SMTP加密, IMAP加密)."""

    AT_ONCE = "SSL"
    LATER = "STARTTLS"


SCORED_IN, UNIT, ASSESSOR = "考评得分填在", "被考评单位", "考评机构"
VETO_TARGET, SCORE_STEP = "一票否决对象", "得分步长"
GROUP_SHARES, PLACES_KEPT = "组别权重", "小数位数"


class InvalidValueError(ValueError):
    """The value is not allowed for its setting."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value: its reader, a description for people, and its choices if there are few."""

    read: Callable[[Cell], Any]
    takes: str
    choices: tuple[str, ...] = ()


def _text(cell: Cell) -> str:
    return cell.text.strip()


CENTURY = 20
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _date(cell: Cell) -> date:
    if isinstance(cell.value, datetime):
        found = cell.value.date()
    else:
        match = _DATE.fullmatch(fold(cell.text))
        if match is None:
            raise InvalidValueError
        found = date(int(match[1]), int(match[2]), int(match[3]))
    if found.year // 100 != CENTURY:
        raise InvalidValueError
    return found


def _year(cell: Cell) -> str:
    text = fold(cell.text).removesuffix("度").removesuffix("年")
    if not re.fullmatch(r"20[0-9]{2}", text):
        raise InvalidValueError
    return text


_ROUND = re.compile(r"(?!\d+$|20\d\d年)[0-9A-Za-z\u4e00-\u9fff-]{1,10}")


def _round(cell: Cell) -> str:
    text = fold(cell.text)
    if isinstance(cell.value, datetime) or not _ROUND.fullmatch(text):
        raise InvalidValueError
    return text


def _whole(cell: Cell) -> int:
    reading = read_number(cell)
    if reading is None or reading.value != reading.value.to_integral_value() or reading.value < 1:
        raise InvalidValueError
    return int(reading.value)


LAST_PORT = 65_535


def _port(cell: Cell) -> int:
    if (port := _whole(cell)) > LAST_PORT:
        raise InvalidValueError
    return port


def _points(cell: Cell) -> Decimal:
    points = _total(cell)
    if points < 0:
        raise InvalidValueError
    return points


def _total(cell: Cell) -> Decimal:
    """Return the points of a total, which may be below 0 where a negative list is off it."""
    reading = read_number(cell, "分")
    if reading is None or decimals(reading.value) > DECIMALS:
        raise InvalidValueError
    return reading.value


EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_email(text: str) -> bool:
    """True if a text is one plain e-mail address (docs/mail.md, G26)."""
    local = text.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return EMAIL.fullmatch(text) is not None and len(text) <= 254 and not dots  # noqa: PLR2004


def usable_address(text: str) -> str:
    """Return an e-mail address in lower case; "" if the text is none."""
    return text.lower() if is_email(text) else ""


def _email(cell: Cell) -> str:
    if not is_email(cell.text.strip()):
        raise InvalidValueError
    return cell.text.strip()


HOST = re.compile(r"[^\s/:：@]+")
"""A server's name, without scheme or port."""


def _host(cell: Cell) -> str:
    if not HOST.fullmatch(cell.text.strip()):
        raise InvalidValueError
    return cell.text.strip()


def _one_of(choices: type[StrEnum]) -> ValueKind:
    """Return the kind of value that is one of an enum's words."""

    def read(cell: Cell) -> StrEnum:
        return choices(fold(cell.text))

    words = tuple(choices)
    return ValueKind(read, "“" + "”或“".join(words) + "”", words)


def _veto_target(words: Words) -> ValueKind:
    """Return the kind of 一票否决对象, which may be written in the assessment's own words."""
    targets = {target.value: target for target in VetoTarget}
    targets |= {words.part: VetoTarget.SUB_BRANCH, words.unit: VetoTarget.BRANCH}

    def read(cell: Cell) -> VetoTarget:
        if (target := targets.get(fold(cell.text))) is None:
            raise InvalidValueError
        return target

    return ValueKind(read, f"“{words.unit}”或“{words.part}”", (words.unit, words.part))


LONGEST_WORD = 12


def _word(cell: Cell) -> str:
    word = fold(cell.text)
    if not word.isalnum() or len(word) > LONGEST_WORD:
        raise InvalidValueError
    return word


_SHARE = re.compile(r"([^=:、]+)[=:]([0-9]{1,3}(?:\.[0-9]{1,4})?)%?")


def _shares(cell: Cell) -> Shares:
    """Read the shares of groups: different ones, 100 together, one of evaluators among them."""
    text = fold(cell.text.replace("\n", "、"))
    found = [_SHARE.fullmatch(part) for part in re.split("[、,;]", text) if part]
    parts = tuple((each[1], Decimal(each[2])) for each in found if each is not None)
    shares = Shares(parts)
    different = len({group for group, _ in parts}) == len(found)
    whole = sum(share for _, share in parts) == 100 and all(share for _, share in parts)  # noqa: PLR2004
    if not (different and whole and shares.groups):
        raise InvalidValueError
    return shares


def _places(cell: Cell) -> int:
    reading = read_number(cell)
    if reading is None or reading.value not in range(DECIMALS + 1):
        raise InvalidValueError
    return int(reading.value)


def _step(cell: Cell) -> Decimal:
    if not (step := _points(cell)):
        raise InvalidValueError
    return step


def _yes_no(cell: Cell) -> bool:
    if fold(cell.text) not in (YES, NO):
        raise InvalidValueError
    return fold(cell.text) == YES


TEXT = ValueKind(_text, "文字")
DATE = ValueKind(_date, "日期，如 2026-12-21 或 2026年12月21日")
YEAR = ValueKind(_year, "四位年份，如 2026")
ROUND = ValueKind(_round, "不超过10个字的文字，如 1月、第一季度，不带年份、空格和标点")
WHOLE = ValueKind(_whole, "正整数")
PORT = ValueKind(_port, f"1到{LAST_PORT}的整数")
POINTS = ValueKind(_points, "分数")
LINE = ValueKind(_total, "分数")
SHARES = ValueKind(
    _shares, "各组占百分之几，不重复，合计100，至少有一组评委，如：领导=40、部门=40、自评=20"
)
PLACES = ValueKind(_places, f"0到{DECIMALS}的整数")
STEP = ValueKind(_step, "大于0的分数，如 0.5")
WORD = ValueKind(_word, f"一个词，不超过{LONGEST_WORD}个字，没有标点和空格")
ADDRESS = ValueKind(_email, "一个邮箱地址")
SERVER = ValueKind(_host, "服务器的名称，如 smtp.example.cn，不带“https://”和端口")
YES_OR_NO = ValueKind(_yes_no, "“是”或“否”", (YES, NO))
_SECURITY = _one_of(Encryption)


def _setting(key: str, kind: ValueKind, note: str, default: Any = None) -> Any:
    metadata = {"key": key, "kind": kind, "note": note}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """Every 设置项 (docs/manual.zh.md); None if it is blank and has no default."""

    college: str | None = _setting("学院名称", TEXT, "写在评分表和公示上")
    year: str = _setting("考核年度", YEAR, "必填，四位年份", "")
    round: str = _setting(
        "期次", ROUND, "一年考评几次的，写明是哪一次，如 1月、第一季度；一年一次的不填", ""
    )
    title: str = _setting("标题", TEXT, "评分表的标题", "“五好党组织”量化考核评分表")
    unit: str = _setting(
        UNIT,
        WORD,
        "被考评的是什么，如党支部、班级、寝室、供应商；写在各种表和文书里，名单的列名也可以用它",
        USUAL.unit,
    )
    assessor: str = _setting(
        ASSESSOR, WORD, "由谁考评，如检查组、评审委员会；写在各种表和文书里", USUAL.panel
    )
    deadline: date | None = _setting("报送截止日期", DATE, "写在评分表上，用来标出迟交的表")
    basis: Basis = _setting("计分依据", _one_of(Basis), "以哪一个得分计入总分", Basis.PANEL)
    counted_by: CountedBy = _setting(
        "数量填报",
        _one_of(CountedBy),
        "数量由谁填：被考评单位各填一份评分表，或者考评组拿一张清单逐个检查，不给各单位发表",
        CountedBy.BRANCHES,
    )
    scored_in: ScoredIn | None = _setting(
        SCORED_IN,
        _one_of(ScoredIn),
        "考评组把得分填在交回的评分表里，还是复核表里；列了评委的，总是复核表；"
        "空白又没有复核表的，照评分表计，并请确认",
    )
    capping: Capping = _setting("加分封顶", _one_of(Capping), "加分项如何封顶", Capping.CAP_FIRST)
    step: Decimal | None = _setting(
        SCORE_STEP,
        STEP,
        "考评得分以多少分为一档；空白表示评分标准里各个分值的最大公约数",
    )
    left_out: LeftOut = _setting(
        "不考评的分",
        _one_of(LeftOut),
        "名单里写了不考评的，其余各项按比例折算成全部的分，或按满分计，或不计",
        LeftOut.SCALED,
    )
    veto_target: VetoTarget = _setting(
        VETO_TARGET,
        _veto_target(USUAL),
        "一票否决认定党总支还是只认定所涉党支部不达标",
        VetoTarget.BRANCH,
    )
    quota: int | None = _setting("表彰名额", WHOLE, "拟推荐的个数；按类别排名时为每类的个数")
    combining: Combining = _setting(
        "计分方法",
        _one_of(Combining),
        "有多位评委时怎样得出一个分数",
        Combining.MEAN,
    )
    accumulating: Accumulating = _setting(
        "累计方法",
        _one_of(Accumulating),
        "一年考评几次的，各期总分怎样合成全年的分数",
        Accumulating.MEAN,
    )
    shares: Shares | None = _setting(
        GROUP_SHARES,
        SHARES,
        "评委分组的，各组的得分各占百分之几，合计100，如：领导=40、部门=40、自评=20；"
        "“自评”不是评委，是按填报的数量算出的得分；空白表示不分组",
    )
    places: int = _setting(
        PLACES_KEPT, PLACES, "几位评委的得分合成以后保留几位小数，四舍五入", Rounding().places
    )
    rounded: Rounded = _setting(
        "取整",
        _one_of(Rounded),
        "每项得分合成以后就保留这么多位小数，还是到总分才保留一次",
        Rounding().of,
    )
    pass_mark: Decimal | None = _setting("达标分数线", LINE, "低于此分为未达分数线，空白为不设")
    by_kind: bool = _setting("按类别排名", YES_OR_NO, "是否按名单中的类别分别排名", False)
    public_scores: PublicScores = _setting(
        "公示分数", _one_of(PublicScores), "公示稿上列出哪些分数", PublicScores.ALL
    )
    public_vetoed: bool = _setting("公示不达标", YES_OR_NO, "公示稿是否列出不达标的单位", True)
    notice_basis: str | None = _setting("公示依据", TEXT, "如：根据《……》，经……研究")
    notice_start: date | None = _setting("公示开始日期", DATE, "公示期的第一天")
    notice_days: int = _setting("公示工作日数", WHOLE, "公示期的工作日数", 5)
    watch_phone: str | None = _setting("监督电话", TEXT, "受理意见的电话")
    watch_email: str | None = _setting("监督邮箱", ADDRESS, "受理意见的邮箱")
    discipline_phone: str | None = _setting("纪检电话", TEXT, "纪检部门的电话")
    place: str | None = _setting("受理地点", TEXT, "来访、来信的地点")
    signature: str | None = _setting("落款单位", TEXT, "写在公示和反馈意见末尾")
    signed_on: date | None = _setting("落款日期", DATE, "写在公示和反馈意见末尾")
    feedback_content: FeedbackContent = _setting(
        "反馈内容",
        _one_of(FeedbackContent),
        "反馈意见写到哪一步：理由是考评组的扣分说明，依据是考评标准和填报的数量",
        FeedbackContent.REASONS,
    )
    task_from: Decimal | None = _setting(
        "整改起点", POINTS, "失分达到多少分的列入整改清单；空白表示得分的一档，0表示失分的都列入"
    )
    contact: str | None = _setting("联系人", TEXT, "填表有疑问时找谁")
    contact_phone: str | None = _setting("联系电话", TEXT, "联系人的电话")
    sender: str | None = _setting("发件人", TEXT, "邮件的发件人名称")
    sender_email: str | None = _setting("发件邮箱", ADDRESS, "邮件的发件地址")
    smtp_server: str | None = _setting("SMTP服务器", SERVER, "发信服务器；密码不写在表里")
    smtp_port: int = _setting("SMTP端口", PORT, "发信端口", 465)
    smtp_security: Encryption | None = _setting(
        "SMTP加密", _SECURITY, "465、994端口一般是SSL，别的是STARTTLS"
    )
    smtp_user: str | None = _setting("SMTP用户名", TEXT, "发信用户名；空白表示发件邮箱")
    imap_server: str | None = _setting("IMAP服务器", SERVER, "收信服务器；密码不写在表里")
    imap_port: int = _setting("IMAP端口", PORT, "收信端口", 993)
    imap_security: Encryption | None = _setting(
        "IMAP加密", _SECURITY, "993端口一般是SSL，别的是STARTTLS"
    )
    imap_user: str | None = _setting("IMAP用户名", TEXT, "收信用户名；空白表示发件邮箱")
    imap_folder: str = _setting("IMAP文件夹", TEXT, "从哪个文件夹收取，INBOX 是收件箱", "INBOX")
    imap_since: date | None = _setting("IMAP起始日期", DATE, "只收取这一天以后（含当天）的邮件")

    def words(self, part: str = USUAL.part) -> Words:
        """Return the words of the assessment; ``part`` is the template's for a part of a unit."""
        return Words(self.unit, self.assessor, part)

    @property
    def rounding(self) -> Rounding:
        """The decimals that points keep, and which points are rounded."""
        return Rounding(self.places, self.rounded)

    @property
    def counts_own(self) -> bool:
        """True if the branches' own scores enter what counts."""
        return self.basis == Basis.SELF or (self.shares is not None and self.shares.takes_own)

    @property
    def how_own_counts(self) -> str:
        """The way in which the branches' own scores enter what counts, in a clause for people."""
        if self.basis == Basis.SELF or self.shares is None:
            return "按自评得分计分"
        return f"自评得分占{self.shares.share_of(OWN)}"

    def step_in(self, standard: Standard) -> Decimal:
        """Return the step of scores: the one that is set, or else that of the standard."""
        return self.step or standard.step

    @property
    def is_inspection(self) -> bool:
        """True if the 考评组 counts, so that no forms go out."""
        return self.counted_by is CountedBy.PANEL

    def is_counted(self, item: Item) -> bool:
        """True if the 考评组 counts for an item, instead of giving it a score."""
        return self.is_inspection and bool(item.measures)

    def basis_of(self, item: Item) -> Basis:
        """Return the score of an item that counts: what the 考评组 has counted counts as it is."""
        return Basis.SELF if self.is_counted(item) else self.basis

    def marked(self, standard: Standard) -> tuple[Item, ...]:
        """Return the items of which the score that counts is given by the 考评组."""
        return tuple(item for item in standard.items if self.basis_of(item) == Basis.PANEL)

    @property
    def needs_panel(self) -> bool:
        """True if anything of the 考评组 counts, be it scores or what it has counted."""
        return self.basis == Basis.PANEL or self.is_inspection

    @property
    def period(self) -> Period:
        """The year, with its round where it has several."""
        return Period(self.year, self.round)

    @property
    def title_of_forms(self) -> str:
        """The title of a form, with the round where the year has several."""
        return f"{self.title}（{self.round}）" if self.round else self.title

    @property
    def subject(self) -> str:
        """The assessment's name as papers print it, without the year."""
        return subject_of(self.title)

    @property
    def form(self) -> str:
        """The name of the form as mails print it, with its period."""
        return f"{self.period.words}{self.title}"

    @property
    def whom_to_ask(self) -> str:
        """Contact's name and telephone as far as they are known; "" if neither is."""
        return "，".join(part for part in (self.contact, self.contact_phone) if part)

    @property
    def signatory(self) -> str:
        """The unit that signs papers; "" if none is named."""
        return self.signature or self.college or ""

    @property
    def occasion(self) -> str:
        """The assessment's name as papers print it, with its period."""
        return f"{self.period.words}{self.subject}"


SHEET = "设置"
HEADERS = ("设置项", "值", "说明")
REQUIRED = ("考核年度",)
FIELDS: dict[str, dataclasses.Field[Any]] = {
    field.metadata["key"]: field for field in dataclasses.fields(Settings)
}


def read_settings(
    sheet: Sheet, columns: dict[str, int], header_row: int, file: str, words: Words = USUAL
) -> tuple[Settings, list[Finding]]:
    """Read the sheet 设置.

    Args:
        sheet: The sheet.
        columns: The column numbers of 设置项 and 值.
        header_row: Where they stand.
        file: The roster's name, for findings.
        words: In which 一票否决对象 may be written.

    Returns:
        The settings, defaults where a value is blank or wrong, and the findings V024 and V102–V107.
    """
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    seen: set[str] = set()
    for row in (number for number in sheet.rows if number > header_row):
        name, value = sheet.at(row, columns["设置项"]), sheet.at(row, columns["值"])
        key = fold(name.text)
        at_name = Place(file, sheet.name, address(row, columns["设置项"]))
        at_value = Place(file, sheet.name, address(row, columns["值"]))
        if not key:
            continue
        if key not in FIELDS:
            findings.append(finding("V102", at_name, value=key, hint=nearest(key, FIELDS)))
        elif key in seen:
            findings.append(finding("V105", at_name, value=key, key=key))
        elif value.has_no_result:
            shown_value = shown(value)
            findings.append(finding("V107", at_value, value=shown_value, header=key))
            values[FIELDS[key].name] = FIELDS[key].default
        elif not value.blank:
            try:
                values[FIELDS[key].name] = _kind(key, words).read(value)
            except ValueError:
                findings.append(_unusable(key, value, at_value, words))
                values[FIELDS[key].name] = FIELDS[key].default
        seen.add(key)
    findings += [
        finding("V104", Place(file, sheet.name), key=key)
        for key in REQUIRED
        if FIELDS[key].name not in values
    ]
    return Settings(**values), findings


def read_words(book: Book) -> Words:
    """Return the words that the sheet 设置 says, before all else is read; faults are told later."""
    said: dict[str, str] = {}
    for key, listing, row in _settings_in(book, ""):
        if key in (UNIT, ASSESSOR):
            with suppress(InvalidValueError):
                said.setdefault(key, _word(listing.cell(row, "值")))
    return Words(said.get(UNIT, USUAL.unit), said.get(ASSESSOR, USUAL.panel))


def read_step(book: Book) -> Decimal | None:
    """Return the 得分步长 that the sheet 设置 says, None if it says none; faults are told later."""
    for key, listing, row in _settings_in(book, ""):
        if key == SCORE_STEP:
            with suppress(InvalidValueError):
                return _step(listing.cell(row, "值"))
    return None


def find_settings(book: Book, file: str) -> Listing | Finding:
    """Return the table of settings, or why there is none."""
    return find_listing(book, SHEET, ("设置项", "值"), file)


def on_setting(code: str, key: str, book: Book, file: str, /, **facts: str) -> Finding:
    """Return a finding at the value of a 设置项; at the whole sheet where that is not written."""
    for written, listing, row in _settings_in(book, file):
        if written == key:
            value = shown(listing.cell(row, "值")) or None
            return finding(code, listing.place(row, "值"), value=value, **facts)
    return finding(code, Place(file, SHEET), **facts)


def _settings_in(book: Book, file: str) -> Iterator[tuple[str, Listing, int]]:
    """Yield the keys that are written in the sheet, each with its row."""
    listing = find_settings(book, file)
    if isinstance(listing, Listing):
        for row in listing.rows:
            yield fold(listing.text(row, "设置项")), listing, row


def public_values(settings: Settings) -> dict[str, str]:
    """Return key → text for the fields ``{设置项}`` of templates; blanks are left out."""
    return {
        key: spell(value)
        for key, field in FIELDS.items()
        if (value := getattr(settings, field.name)) not in (None, "")
    }


def _kind(key: str, words: Words) -> ValueKind:
    kind: ValueKind = FIELDS[key].metadata["kind"]
    return _veto_target(words) if key == VETO_TARGET else kind


def _unusable(key: str, value: Cell, place: Place, words: Words) -> Finding:
    if is_contradicted(value, "分"):
        return seen_otherwise(f"“{key}”", place, value)
    return finding("V103", place, value=value.seen, key=key, expected=_kind(key, words).takes)


def spell(value: Any) -> str:
    """Spell a setting's value in Chinese: dates as 2026年1月5日, bools as 是/否."""
    match value:
        case bool():
            return YES if value else NO
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return str(value)
