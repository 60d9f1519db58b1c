"""Every 设置项 as a field of :class:`Settings`.

One field below is one 设置项: its key, how its value is read, its default and its 说明. The blank
roster that ``wuhao init`` writes and the checks are both made from this list.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wuhao_batch.assessment.choices import (
    Accumulating,
    Basis,
    CountedBy,
    Encryption,
    FeedbackContent,
    PublicScores,
    ScoredIn,
    VetoTarget,
)
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.setting_values import (
    ADDRESS,
    DATE,
    LINE,
    PLACES,
    POINTS,
    PORT,
    ROUND,
    SERVER,
    SHARES,
    STEP,
    TEXT,
    WHOLE,
    WORD,
    YEAR,
    YES_OR_NO,
    ValueKind,
    one_of,
    veto_target,
)
from wuhao_batch.assessment.words import USUAL, Words, subject_of
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.scoring.combining import OWN, Combining, Shares
from wuhao_batch.scoring.left_out import LeftOut
from wuhao_batch.scoring.model import Capping, Item, Standard
from wuhao_batch.scoring.rounding import Rounded, Rounding

SCORED_IN, UNIT, ASSESSOR = "考评得分填在", "被考评单位", "考评机构"
VETO_TARGET, SCORE_STEP = "一票否决对象", "得分步长"
GROUP_SHARES, PLACES_KEPT = "组别权重", "小数位数"


_SECURITY = one_of(Encryption)


def _setting(key: str, kind: ValueKind, note: str, default: Any = None) -> Any:
    metadata = {"key": key, "kind": kind, "note": note}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """Every 设置项 (docs/reference.zh.md); None if it is blank and has no default."""

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
    basis: Basis = _setting("计分依据", one_of(Basis), "以哪一个得分计入总分", Basis.PANEL)
    counted_by: CountedBy = _setting(
        "数量填报",
        one_of(CountedBy),
        "数量由谁填：被考评单位各填一份评分表，或者考评组拿一张清单逐个检查，不给各单位发表",
        CountedBy.BRANCHES,
    )
    scored_in: ScoredIn | None = _setting(
        SCORED_IN,
        one_of(ScoredIn),
        "考评组把得分填在交回的评分表里，还是复核表里；列了评委的，总是复核表；"
        "空白又没有复核表的，照评分表计，并请确认",
    )
    capping: Capping = _setting("加分封顶", one_of(Capping), "加分项如何封顶", Capping.CAP_FIRST)
    step: Decimal | None = _setting(
        SCORE_STEP,
        STEP,
        "考评得分以多少分为一档；空白表示评分标准里各个分值的最大公约数",
    )
    left_out: LeftOut = _setting(
        "不考评的分",
        one_of(LeftOut),
        "名单里写了不考评的，其余各项按比例折算成全部的分，或按满分计，或不计",
        LeftOut.SCALED,
    )
    veto_target: VetoTarget = _setting(
        VETO_TARGET,
        veto_target(USUAL),
        "一票否决认定党总支还是只认定所涉党支部不达标",
        VetoTarget.BRANCH,
    )
    quota: int | None = _setting("表彰名额", WHOLE, "拟推荐的个数；按类别排名时为每类的个数")
    combining: Combining = _setting(
        "计分方法",
        one_of(Combining),
        "有多位评委时怎样得出一个分数",
        Combining.MEAN,
    )
    accumulating: Accumulating = _setting(
        "累计方法",
        one_of(Accumulating),
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
        one_of(Rounded),
        "每项得分合成以后就保留这么多位小数，还是到总分才保留一次",
        Rounding().of,
    )
    pass_mark: Decimal | None = _setting("达标分数线", LINE, "低于此分为未达分数线，空白为不设")
    by_kind: bool = _setting("按类别排名", YES_OR_NO, "是否按名单中的类别分别排名", False)
    public_scores: PublicScores = _setting(
        "公示分数", one_of(PublicScores), "公示稿上列出哪些分数", PublicScores.ALL
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
        one_of(FeedbackContent),
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


FIELDS: dict[str, dataclasses.Field[Any]] = {
    field.metadata["key"]: field for field in dataclasses.fields(Settings)
}


def public_values(settings: Settings) -> dict[str, str]:
    """Return key → text for the fields ``{设置项}`` of templates; blanks are left out."""
    return {
        key: spell(value)
        for key, field in FIELDS.items()
        if (value := getattr(settings, field.name)) not in (None, "")
    }


def spell(value: Any) -> str:
    """Spell a setting's value in Chinese: dates as 2026年1月5日, bools as 是/否."""
    match value:
        case bool():
            return YES if value else NO
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return str(value)
