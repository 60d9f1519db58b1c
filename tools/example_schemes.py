"""Six assessments of different kinds, each with its units and what they hand in; all made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.scheme import Category, Row, Scheme, item, measure, veto

Counts = Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """One unit and what it fills in: 数量 that are not 0, 备注, grounds that it declares."""

    name: str
    counts: Counts = field(default_factory=dict)
    remarks: Counts = field(default_factory=dict)
    declared: Sequence[str] = ()


@dataclass(frozen=True)
class Example:
    """A scheme with its settings; the units are numbered from 01."""

    scheme: Scheme
    settings: Mapping[str, str]
    units: Sequence[Unit]

    @property
    def numbered(self) -> Mapping[str, Unit]:
        """编号 → unit."""
        return {f"{number:02}": unit for number, unit in enumerate(self.units, start=1)}


_COUNTED = {"计分依据": "自评得分", "考评得分填在": "复核表"}
"""The counts alone make the scores."""
_INSPECTED = {"数量填报": "考评组", "考评机构": "检查组"}
"""Inspectors count, and no forms go out."""

_PUBLISHED = {
    "考核年度": "2026",
    "联系人": "考核办公室 张老师",
    "联系电话": "0530-8000001",
    "公示依据": "根据有关办法，经考核领导小组研究",
    "监督电话": "0530-8000002",
    "监督邮箱": "kaohe@example.cn",
    "纪检电话": "0530-8000003",
    "受理地点": "办公楼201室",
}

_FILLING = (
    "怎样填数量",
    "没有发生的填0，不要留空；有下拉列表的从列表里选。填齐以后自评得分随即算出。",
)
_RETURNING = (
    "怎样交回",
    "存盘后把这个文件交回，仍存为 .xlsx 格式。请不要删除行、列和工作表。",
)
_ONLY_YELLOW = "只填浅黄色的格子，其他格子已锁定。"

# --- items that start full, take awards and may exceed their points -------------------------------

COMPANY_BRANCH = Example(
    Scheme(
        unit="党支部",
        categories=[
            Category(
                "支部工作（20分）",
                [
                    item(
                        "1-1",
                        "组织生活和党员管理",
                        10,
                        "无故缺席会议每次扣2分；制度缺项每项扣5分；报告不合格每份扣2分。"
                        "预备党员按期转正每人加1分；交纳特殊党费每次加5分。可以超过10分。",
                        起评="满分",
                        最高得分="不封顶",
                    ),
                    item(
                        "1-2",
                        "重点任务",
                        10,
                        "任务逾期每项扣2分；提出新举措并被采用每项加5分。可以超过10分。",
                        起评="满分",
                        最高得分="不封顶",
                    ),
                ],
            )
        ],
        measures=[
            measure("1-1.1", "无故缺席会议", "次", -2),
            measure("1-1.2", "制度缺项", "项", -5),
            measure("1-1.3", "报告不合格", "份", -2),
            measure("1-1.4", "预备党员按期转正", "人", 1, 须附说明="是"),
            measure("1-1.5", "交纳特殊党费", "次", 5, 须附说明="是"),
            measure("1-2.1", "任务逾期", "项", -2),
            measure("1-2.2", "提出新举措并被采用", "项", 5, 须附说明="是"),
        ],
        advice=[
            ("填什么", _ONLY_YELLOW + "加分的要在备注里写明依据。"),
            _FILLING,
            ("自评得分怎样算", "每一项从满分10分算起，有扣有加，可以超过10分，扣到0分为止。"),
            ("一票否决", "每一条都要选“是”或“否”。"),
            _RETURNING,
        ],
        vetoes=[veto("V1", "发生安全生产责任事故"), veto("V2", "党员受到党纪处分")],
        declaring="有以下情况之一的，当月不达标。每一条都要选“是”或“否”。",
    ),
    {
        **_COUNTED,
        **_PUBLISHED,
        "学院名称": "示例机械有限公司",
        "期次": "3月",
        "标题": "党支部月度考核评分表",
        "报送截止日期": "2026-04-03",
        "落款日期": "2026-04-10",
    },
    [
        Unit("铸造车间党支部"),
        Unit(
            "装配车间党支部",
            {"1-1.1": 1, "1-1.4": 2},
            {"1-1.4": "3月12日支部大会通过，钱某、冯某"},
        ),
        Unit(
            "营销中心党支部",
            {"1-1.1": 2, "1-1.5": 1, "1-2.1": 1, "1-2.2": 1},
            {"1-1.5": "收据第0312号", "1-2.2": "公司〔2026〕8号文采用"},
        ),
        Unit("质检部党支部", {"1-1.2": 3, "1-2.1": 6}),
        Unit("后勤党支部", {"1-1.3": 1}, declared=["V1"]),
    ],
)

# --- a negative list off the total, a bonus beside it ---------------------------------------------

_DUTIES = ("理想信念教育", "文明创建", "内部管理", "环境卫生", "服务群众")

CIVILISED_UNIT = Example(
    Scheme(
        unit="单位",
        categories=[
            Category(
                "创建工作（100分）",
                [
                    item(f"1-{number}", duty, 20, "每有一处不足扣2分，扣完为止。")
                    for number, duty in enumerate(_DUTIES, start=1)
                ],
            ),
            Category(
                "加分项（30分）",
                [
                    item(
                        "2-1",
                        "创建工作受到表彰",
                        20,
                        "国家级每项加10分，省级每项加5分，市级每项加2分；"
                        "同一项工作只按最高的一级计。",
                        性质="加分",
                    ),
                    item("2-2", "志愿服务", 10, "每组织一次加1分。", 性质="加分"),
                ],
            ),
            Category(
                "负面清单",
                [
                    item(
                        "3-1",
                        "负面事件",
                        None,
                        "每起扣5分；隐瞒不报的每起扣10分。从总分里扣。",
                        性质="扣分",
                    )
                ],
            ),
        ],
        measures=[
            *(
                measure(f"1-{number}.1", f"{duty}的不足之处", "处", -2)
                for number, duty in enumerate(_DUTIES, start=1)
            ),
            measure("2-1.1", "国家级表彰", "项", 10, 取最高="同一工作", 须附说明="是"),
            measure("2-1.2", "省级表彰", "项", 5, 取最高="同一工作", 须附说明="是"),
            measure("2-1.3", "市级表彰", "项", 2, 取最高="同一工作", 须附说明="是"),
            measure("2-2.1", "志愿服务", "次", 1),
            measure("3-1.1", "主动报告的负面事件", "起", -5),
            measure("3-1.2", "隐瞒不报的负面事件", "起", -10),
        ],
        advice=[
            ("填什么", _ONLY_YELLOW + "表彰要在备注里写明文号。"),
            _FILLING,
            (
                "自评得分怎样算",
                "创建工作从满分扣起；加分项从0分加起，最多30分；负面清单从总分里扣。",
            ),
            ("一票否决", "每一条都要选“是”或“否”。"),
            _RETURNING,
        ],
        vetoes=[veto("V1", "发生重大责任事故或严重违法违纪案件")],
        declaring="有以下情况的不达标。请选“是”或“否”。",
    ),
    {
        **_COUNTED,
        **_PUBLISHED,
        "学院名称": "示例县精神文明建设委员会",
        "标题": "文明单位考核评分表",
        "报送截止日期": "2026-12-10",
        "落款日期": "2026-12-21",
        "达标分数线": "60",
    },
    [
        Unit("水务局", {"2-1.2": 1}, {"2-1.2": "省文明委〔2026〕5号"}),
        Unit(
            "第二中学",
            {**{f"1-{n}.1": 2 for n in range(1, 6)}, "2-1.2": 2, "3-1.1": 1},
            {"2-1.2": "校园书屋，两年度分别表彰"},
        ),
        Unit("供热公司", {**{f"1-{n}.1": 5 for n in range(1, 6)}, "3-1.1": 1, "3-1.2": 2}),
        Unit(
            "人民医院",
            {"1-4.1": 1, "2-1.1": 1, "2-1.2": 1, "2-1.3": 1, "2-2.1": 12},
            {"2-1.1": "同一项目逐级获评", "2-1.2": "同上", "2-1.3": "同上"},
        ),
        Unit("城郊街道办事处", {"1-3.1": 3}, declared=["V1"]),
    ],
)

# --- rates, shortfalls for every so many points, a graded answer, a threshold ---------------------


def _village(*answers: Any) -> Counts:
    codes = ("1-1.1", "1-2.1", "1-2.2", "1-3.1", "1-4.1", "1-5.1")
    return dict(zip(codes, answers, strict=True))


VILLAGE = Example(
    Scheme(
        unit="村",
        categories=[
            Category(
                "目标任务（20分）",
                [
                    item("1-1", "政策符合率", 7, "87%以上7分，每低3个百分点扣0.5分。"),
                    item(
                        "1-2",
                        "落实任务",
                        7,
                        "全部完成7分，每低10个百分点扣2分；任务外每多落实1例加1分，可以超过7分。",
                        起评="满分",
                        最高得分="不封顶",
                    ),
                    item("1-3", "查体率", 2, "95%以上2分，每低10个百分点扣1分。"),
                    item("1-4", "村民自治", 2, "自治村2分，合格村1分。"),
                    item("1-5", "好人好事", 2, "2件以上2分。"),
                ],
            )
        ],
        measures=[
            measure("1-1.1", "政策符合率", "%", 最少数量=87, 不足扣分=0.5, 不足每=3, 最多数量=100),
            measure("1-2.1", "任务完成率", "%", 最少数量=100, 不足扣分=2, 不足每=10, 最多数量=100),
            measure("1-2.2", "任务外多落实的", "例", 1),
            measure("1-3.1", "查体率", "%", 最少数量=95, 不足扣分=1, 不足每=10, 最多数量=100),
            measure("1-4.1", "村民自治等级", "", 档次="自治村=2、合格村=1、都不是=0"),
            measure("1-5.1", "好人好事", "件", 档次="≥2=2、其余=0"),
        ],
        advice=[
            ("填什么", _ONLY_YELLOW),
            (
                "怎样填数量",
                "百分率连百分号一起填，如86.4%；没有发生的填0，不要留空；"
                "村民自治等级从下拉列表里选。",
            ),
            (
                "自评得分怎样算",
                "低于目标的，每低够一个档扣一次，不够一个档的不扣；每项扣到0分为止。",
            ),
            ("一票否决", "每一条都要选“是”或“否”。"),
            _RETURNING,
        ],
        vetoes=[veto("V1", "弄虚作假、瞒报漏报")],
        declaring="有以下情况的不达标。请选“是”或“否”。",
    ),
    {
        **_COUNTED,
        **_PUBLISHED,
        "学院名称": "示例镇",
        "标题": "村级目标管理考核表",
        "报送截止日期": "2026-12-05",
        "落款日期": "2026-12-21",
    },
    [
        Unit("东河村", _village(0.87, 1, 0, 0.96, "自治村", 3)),
        Unit("西河村", _village(0.78, 0.9, 0, 0.85, "合格村", 1)),
        Unit("南山村", _village(0.84, 1, 2, 0.95, "都不是", 0)),
        Unit("北山村", _village(0.869, 0.7999, 0, 0.6, "合格村", 2)),
    ],
)

# --- tiers of a rate, a graded answer -------------------------------------------------------------

_BETTER = "＞50=25、≥26=15、≥15=10"


def _supplier(delivery: Any, quality: str, sooner: Any, less: Any) -> Counts:
    return {"1-1.1": delivery, "2-1.1": quality, "3-1.1": sooner, "4-1.1": less}


SUPPLIER = Example(
    Scheme(
        unit="供应商",
        categories=[
            Category(
                "交付（25分）",
                [
                    item(
                        "1-1",
                        "按时交付率",
                        25,
                        "98%以上25分，95%以上20分，93%以上10分，90%以上5分，不足90%的0分。",
                    )
                ],
            ),
            Category(
                "质量（25分）",
                [
                    item(
                        "2-1", "过程质量水平", 25, "达到6σ的25分，4σ的20分，3σ的10分，不足3σ的0分。"
                    )
                ],
            ),
            Category(
                "交期（25分）",
                [
                    item(
                        "3-1",
                        "交货周期比上年缩短",
                        25,
                        "超过50%的25分，26%以上15分，15%以上10分，不足15%的0分。",
                    )
                ],
            ),
            Category(
                "库存（25分）",
                [
                    item(
                        "4-1",
                        "库存比上年下降",
                        25,
                        "超过50%的25分，26%以上15分，15%以上10分，10%以上5分，不足10%的0分。",
                    )
                ],
            ),
        ],
        measures=[
            measure(
                "1-1.1",
                "按时交付率",
                "%",
                档次="≥98=25、≥95=20、≥93=10、≥90=5、其余=0",
                最多数量=100,
            ),
            measure("2-1.1", "过程质量水平", "", 档次="6σ=25、4σ=20、3σ=10、不足3σ=0"),
            measure("3-1.1", "交货周期比上年缩短", "%", 档次=f"{_BETTER}、其余=0", 最多数量=100),
            measure("4-1.1", "库存比上年下降", "%", 档次=f"{_BETTER}、≥10=5、其余=0", 最多数量=100),
        ],
        advice=[
            ("填什么", _ONLY_YELLOW),
            (
                "怎样填数量",
                "百分率连百分号一起填，如96.4%，最多两位小数；没有缩短、下降的填0；质量水平从下拉列表里选。",
            ),
            ("自评得分怎样算", "按达到的那一档得分。"),
            _RETURNING,
        ],
    ),
    {
        **_COUNTED,
        **_PUBLISHED,
        "学院名称": "示例机械有限公司",
        "期次": "10月",
        "标题": "供应商月度评分表",
        "报送截止日期": "2026-11-05",
        "落款日期": "2026-11-10",
        "达标分数线": "60",
    },
    [
        Unit("宏远铸件厂", _supplier(0.98, "4σ", 0.26, 0.1)),
        Unit("新星轴承公司", _supplier(0.964, "6σ", 0.51, 0.5)),
        Unit("通达紧固件公司", _supplier(0.949, "3σ", 0.149, 0.14)),
        Unit("华源塑料制品厂", _supplier(0.8999, "不足3σ", 0, 0.09)),
    ],
)

# --- inspections, round after round ---------------------------------------------------------------

_ROOM: Mapping[str, tuple[int, Sequence[Row]]] = {
    "床铺": (
        20,
        [
            measure("1-1.1", "被子未叠", "床", -2),
            measure("1-1.2", "床单不平整", "床", -1),
            measure("1-1.3", "床上堆放杂物", "床", -2),
            measure("1-1.4", "挂帘未收起", "床", -1),
        ],
    ),
    "桌面": (
        20,
        [
            measure("2-1.1", "物品凌乱", "张", -2),
            measure("2-1.2", "垃圾未清", "处", -2),
            measure("2-1.3", "椅子未归位", "把", -1),
            measure("2-1.4", "抽屉柜门未关", "处", -1),
        ],
    ),
    "地面": (
        20,
        [
            measure("3-1.1", "地面未扫", "处", -5),
            measure("3-1.2", "鞋子未摆齐", "双", -1, 免计数量=2),
            measure("3-1.3", "垃圾桶未倒", "个", -3),
            measure("3-1.4", "阳台有积水", "处", -2),
        ],
    ),
    "安全": (
        40,
        [
            measure("4-1.1", "使用违章电器", "件", -20),
            measure("4-1.2", "私拉电线", "处", -10),
            measure("4-1.3", "离开未断电", "次", -5),
            measure("4-1.4", "晚归", "人次", -5, 最多加减=20),
        ],
    ),
}


def _criterion(rules: Sequence[Row]) -> str:
    told = []
    for rule in rules:
        name, unit = rule["计分指标"], rule["单位"]
        free = f"，前{rule['免计数量']}{unit}不扣" if "免计数量" in rule else ""
        most = f"，最多扣{rule['最多加减']}分" if "最多加减" in rule else ""
        told.append(f"{name}每{unit}扣{-rule['每单位加减分']}分{free}{most}")
    return "；".join(told) + "。"


DORMITORY = Example(
    Scheme(
        unit="寝室",
        categories=[
            Category(
                f"{name}（{points}分）",
                [item(f"{number}-1", f"{name}检查", points, _criterion(rules))],
            )
            for number, (name, (points, rules)) in enumerate(_ROOM.items(), start=1)
        ],
        measures=[rule for _, rules in _ROOM.values() for rule in rules],
        advice=[
            ("填什么", _ONLY_YELLOW),
            ("怎样填数量", "检查到几处填几，没有的填0，不要留空。"),
            ("得分怎样算", "各项从满分扣起，扣完为止；总分不足80分的不合格。"),
            _RETURNING,
        ],
    ),
    {
        **_INSPECTED,
        **_PUBLISHED,
        "学院名称": "示例职业学院",
        "期次": "第12周",
        "标题": "寝室卫生评分表",
        "落款日期": "2026-11-23",
        "达标分数线": "80",
    },
    [
        Unit("1号楼101室", {"1-1.1": 2, "1-1.2": 3, "2-1.1": 2, "3-1.2": 4, "2-1.3": 2}),
        Unit("1号楼102室", {"1-1.1": 4, "1-1.3": 4, "2-1.2": 2, "4-1.1": 1, "4-1.2": 1}),
        Unit("1号楼103室", {"4-1.4": 6}),
        Unit("1号楼104室", {"3-1.2": 2}),
    ],
)

# --- grades with places ---------------------------------------------------------------------------

_INDICATORS = {
    "组织设置": 15,
    "班子建设": 15,
    "党员队伍": 15,
    "组织生活": 15,
    "作用发挥": 15,
    "制度保障": 15,
    "群众评价": 10,
}

STARS = Example(
    Scheme(
        unit="党支部",
        categories=[
            Category(
                "创评指标（100分）",
                [
                    item(f"{number}-1", name, points, "每有一处达不到要求扣1分，扣完为止。")
                    for number, (name, points) in enumerate(_INDICATORS.items(), start=1)
                ],
            ),
            Category(
                "创新（10分）",
                [item("8-1", "工作创新", 10, "每有一项被上级推广的做法加5分。", 性质="加分")],
            ),
        ],
        measures=[
            *(
                measure(f"{number}-1.1", f"{name}达不到要求", "处", -1)
                for number, name in enumerate(_INDICATORS, start=1)
            ),
            measure("8-1.1", "被上级推广的做法", "项", 5, 须附说明="是"),
        ],
        advice=[
            ("填什么", _ONLY_YELLOW + "创新要在备注里写明是哪一级推广。"),
            _FILLING,
            (
                "星级怎样评",
                "90分以上且有创新的可评五星，80分以上四星，70分以上三星，60分以上二星；五星、四星、三星有名额。",
            ),
            ("一票否决", "每一条都要选“是”或“否”。"),
            _RETURNING,
        ],
        vetoes=[
            veto("V1", "党支部班子成员受到撤销党内职务以上处分"),
            veto("V2", "党员受到党纪处分", 最高等次="三星"),
        ],
        declaring="有第一种情况的不达标；有第二种情况的最高评三星。每一条都要选“是”或“否”。",
        grades=[
            {"等次": "五星", "最低分": 90, "名额": "1", "条件项": "8-1"},
            {"等次": "四星", "最低分": 80, "名额": "30%"},
            {"等次": "三星", "最低分": 70, "名额": "40%"},
            {"等次": "二星", "最低分": 60},
            {"等次": "一星"},
        ],
    ),
    {
        **_COUNTED,
        **_PUBLISHED,
        "学院名称": "示例街道党工委",
        "标题": "“五星”党支部创评评分表",
        "报送截止日期": "2026-12-12",
        "落款日期": "2026-12-21",
    },
    [
        Unit("和平社区党支部", {"1-1.1": 2, "8-1.1": 1}, {"8-1.1": "区委组织部简报第9期推广"}),
        Unit("新华社区党支部"),
        Unit("建设社区党支部", {"2-1.1": 4, "4-1.1": 5, "8-1.1": 1}, {"8-1.1": "街道党工委推广"}),
        Unit("园丁社区党支部", {"3-1.1": 12}, declared=["V2"]),
        Unit("北园社区党支部", {f"{number}-1.1": 5 for number in range(1, 6)}),
        Unit("西苑社区党支部", {f"{number}-1.1": 9 for number in range(1, 6)}),
    ],
)

EXAMPLES: Mapping[str, Example] = {
    "company_branch": COMPANY_BRANCH,
    "dormitory": DORMITORY,
    "supplier": SUPPLIER,
    "civilised_unit": CIVILISED_UNIT,
    "village": VILLAGE,
    "stars": STARS,
}
"""Folder below ``examples/templates/`` → what it shows."""
