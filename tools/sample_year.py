"""The sample year: its branches, evaluators and settings, and what each of them fills in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.numbers import from_points, json_number
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores

BRANCHES: list[tuple[str, ...]] = [
    ("01", "机电工程系党总支", "教学单位", "周明远", "jidian@example.edu.cn",
     "机电教工党支部、机电学生第一党支部、机电学生第二党支部", ""),
    ("02", "信息工程系党总支", "教学单位", "韩雪梅", "xinxi@example.edu.cn",
     "信息教工党支部、信息学生党支部", ""),
    ("03", "烹饪与营养系党总支", "教学单位", "郑国栋", "pengren@example.edu.cn",
     "烹饪教工党支部、烹饪学生党支部", ""),
    ("04", "旅游服务系党总支", "教学单位", "宋雅琴", "lvyou@example.edu.cn",
     "旅游教工党支部、旅游学生党支部", ""),
    ("05", "经济管理系党总支", "教学单位", "孟凡林", "jingguan@example.edu.cn",
     "经管教工党支部、经管学生党支部", ""),
    ("06", "艺术设计系党总支", "教学单位", "高子涵", "yishu@example.edu.cn",
     "艺术教工党支部、艺术学生党支部", ""),
    ("07", "汽车工程系党总支", "教学单位", "刘长河", "qiche@example.edu.cn",
     "汽车教工党支部、汽车学生党支部", ""),
    ("08", "基础教学部党总支", "教学单位", "田秀英", "jichu@example.edu.cn",
     "文化课党支部、体育课党支部", ""),
    ("09", "机关党总支", "党政部门", "谢文博", "jiguan@example.edu.cn",
     "机关第一党支部、机关第二党支部、后勤党支部", ""),
    ("10", "离退休党总支", "党政部门", "吕建华", "ltx@example.edu.cn",
     "离退休第一党支部、离退休第二党支部", "是"),
]  # fmt: skip

EVALUATORS: list[tuple[str, ...]] = [
    ("P01", "孙书记", "", "领导班子好、党员队伍好", "sun@example.edu.cn"),
    ("P02", "组织部王部长", "", "工作机制好、4-1、4-2、4-3", "zuzhi@example.edu.cn"),
    ("P03", "宣传部林部长", "", "4-4、4-5、师生反映好", "xuanchuan@example.edu.cn"),
]

SAME = {"P03": ("5-2", "5-3")}
"""评委编号 → items that the evaluator leaves to the 自评得分 where nothing else is written."""

SETTINGS = {
    "学院名称": "示例城市服务技师学院",
    "考核年度": "2026",
    "报送截止日期": "2026-12-11",
    "表彰名额": "3",
    "公示依据": "根据《关于开展“五好党组织”创建活动的意见》，经考评组考评、学院党委研究",
    "公示开始日期": "2026-12-22",
    "监督电话": "0531-80000001",
    "监督邮箱": "dangban@example.edu.cn",
    "纪检电话": "0531-80000002",
    "受理地点": "行政楼305室",
    "落款单位": "中共示例城市服务技师学院委员会",
    "落款日期": "2026-12-21",
    "联系人": "党委办公室 李老师",
    "联系电话": "0531-80000003",
}

# A branch that has done everything, before what each one below did otherwise.
FULL = {"2-2.2": 6, "4-1.1": 2, "4-2.1": 1, "4-4.1": 5, "4-5.1": 15}

# 编号 → counts that differ, remarks, panel scores that differ with their reasons, other inputs.
YEAR: Mapping[str, dict[str, Any]] = {
    "01": {
        "数量": {"1-1.2": 1, "4-4.1": 6, "4-4.2": 2, "4-5.1": 16},
        "备注": {"1-1.2": "10月党费报表晚交一天", "4-5.1": "校报9篇，校园网7篇"},
        "file": "12月7日/机电工程系党总支评分表.xlsx",
        "saved": (12, 7, 9, 41),
    },
    "02": {
        "数量": {"4-1.1": 1, "4-5.1": 13, "2-3.1": 1},
        "备注": {"4-5.1": "见附后清单", "2-3.1": "新调入1人，档案未到"},
        "file": "12月7日/信息工程系党总支_2026定稿.xlsx",
        "saved": (12, 7, 15, 2),
    },
    "03": {
        "数量": {"1-3.1": 2, "4-1.1": 1, "4-5.1": "14次", "3-1.1": 1},
        "备注": {"1-3.1": "缺影像资料、签到表各1份"},
        "考评得分": {"3-1": ("9.0分", "缺一次考勤；另有一次党课未留影像")},
        "file": "12月8日/烹饪系.xlsx",
        "saved": (12, 8, 10, 20),
    },
    "04": {
        "数量": {"4-1.1": 1, "4-5.1": 13, "3-3.3": 1},
        "备注": {"3-3.3": "3月缴费凭证遗失，已登报"},
        "file": "12月8日/旅游服务系党总支.xlsx",
        "saved": (12, 8, 16, 55),
    },
    "05": {
        "数量": {"2-2.2": 4, "2-2.3": 1, "4-4.1": 4, "4-5.1": 9, "5-1.1": 1},
        "备注": {"2-2.2": "9月因迎评少学一次"},
        "file": "12月9日/经管系党总支评分表(1).xlsx",
        "saved": (12, 9, 11, 8),
    },
    "06": {
        "数量": {"1-1.2": 1, "3-1.2": "是", "4-1.1": 0, "4-4.1": 5, "4-4.2": 3, "4-5.1": 12},
        "备注": {"4-4.2": "两次活动未留总结，一次缺影像"},
        "考评得分": {
            "4-4": (13, "计划晚报两周，按扣0.5分计"),
            "5-1": (2.5, "座谈会上有一条意见未答复"),
        },
        "file": "12月10日/艺术设计系.xlsx",
        "saved": (12, 10, 8, 37),
    },
    "07": {
        "数量": {"2-1.1": 2, "3-5.1": 1, "4-1.1": 1, "4-5.1": 8},
        "备注": {"2-1.1": "政审函调材料2份待补"},
        "是否存在": {"V1": "是"},
        "涉及党支部": {"V1": "汽车学生党支部"},
        "时间": {"V1": "2026年5月"},
        "file": "12月10日/汽车工程系党总支.xlsx",
        "saved": (12, 10, 17, 26),
    },
    "08": {
        "数量": {"4-1.1": 0, "4-4.1": 3, "4-4.2": 1, "4-5.1": 3, "4-4.3": "是"},
        "备注": {"4-5.1": "校园网3篇"},
        "考评得分": {
            "1-1": ("７．５", "上报材料一次未按要求"),
            "2-2": (" 4.5 ", "集中学习缺一次考勤表"),
        },
        "file": "12月11日/基础部党总支（盖章后修改）.xlsx",
        "saved": (12, 11, 14, 49),
    },
    "09": {
        "数量": {"4-1.1": 3, "4-2.1": 2, "4-4.1": 5, "4-5.1": 18, "3-1.3": 1, "1-1.2": 1},
        "备注": {"4-1.1": "七一表彰、优秀组织奖、抗汛先进", "3-1.3": "1人次，出差未请假"},
        "file": "12月11日/机关党总支.xlsx",
        "saved": (12, 11, 10, 5),
    },
    "10": {
        "数量": {"4-1.1": 0, "4-2.1": 1, "4-4.1": 2, "4-5.1": 5},
        "备注": {"4-4.1": "老党员宣讲团进班级2次"},
        "file": "离退休党总支（补交）.xlsx",
        "saved": (12, 14, 9, 12),
    },
}  # fmt: skip


def year_inputs(assessment: Assessment, code: str) -> dict[str, Mapping[str, Any]]:
    """Everything that is typed into one branch's form, scores only where they stand there."""
    told = YEAR[code]
    standard = assessment.standard
    counts = year_counts(assessment, code)
    marks = {} if assessment.panel_apart() else year_marks(assessment, code)
    return {
        "数量": counts,
        "备注": told["备注"],
        "考评得分": {item: points for item, (points, _) in marks.items()},
        "扣分说明": {item: reason for item, (_, reason) in marks.items()},
        "是否存在": {veto.code: "否" for veto in standard.vetoes} | told.get("是否存在", {}),
        "涉及党支部": told.get("涉及党支部", {}),
        "时间": told.get("时间", {}),
    }


def year_counts(assessment: Assessment, code: str) -> dict[str, Any]:
    """The counts that one branch reports."""
    measures = assessment.standard.measures
    usual: dict[str, Any] = {
        each.code: FULL.get(each.code, "否" if each.yes_no else 0) for each in measures
    }
    usual |= YEAR[code]["数量"]
    return usual


def year_marks(assessment: Assessment, code: str) -> dict[str, tuple[Any, str | None]]:
    """Item → score and reason of one branch: what the counts give, but for what is told above."""
    points = own_scores(assessment, year_counts(assessment, code))
    own: dict[str, tuple[Any, str | None]] = {item: (score, None) for item, score in points.items()}
    own |= YEAR[code].get("考评得分", {})
    return own


def own_scores(assessment: Assessment, counts: Mapping[str, Any]) -> dict[str, float | int]:
    """The self score of every item from its counts, for a panel that agrees with them."""
    standard, settings = assessment.standard, assessment.settings
    answers = {measure.code: measure.answer for measure in standard.measures}
    plain = {code: _count(answers[code], count) for code, count in counts.items()}
    table = frame({"": plain}, [measure.code for measure in standard.measures])
    points = known_rows(self_scores(standard, table, settings.capping))[""]
    return {code: json_number(from_points(score)) for code, score in points.items()}


def _count(answer: Answer, typed: Any) -> int:
    if answer.choices:
        return answer.choices.index(typed)
    return answer.count(Decimal(str(typed).removesuffix("次")))


def saved_at(month: int, day: int, hour: int, minute: int) -> datetime:
    """A saved time of the sample's year."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
