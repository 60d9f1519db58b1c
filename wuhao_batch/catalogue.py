"""The texts of every finding: code, severity, rule and remedy.

F file, I identity, L layout, V value, S scoring, D delivery. ``docs/findings.md`` has one row for
each code and the tests one fixture; a test holds them equal. Facts in braces are filled in by
:func:`wuhao_batch.findings.finding`.
"""

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault: its severity and the two sentences that people read."""

    severity: str
    message: str
    remedy: str


CATALOGUE: dict[str, Rule] = {
    # --- F: files -----------------------------------------------------------------------------
    "F001": Rule(
        ERROR,
        "这不是 .xlsx 工作簿，实际是{kind}。",
        "请找到填好的原表，用 Excel 或 WPS 另存为 .xlsx 后重交。",
    ),
    "F002": Rule(
        ERROR,
        "工作簿已损坏，无法读取。",
        "请确认该文件能在 Excel 或 WPS 中打开，重新保存后重交。",
    ),
    "F003": Rule(
        ERROR,
        "文件超出读取上限（{limit}）。",
        "请删去粘贴的图片和多余的工作表，另存后重交。",
    ),
    "F004": Rule(
        NOTE,
        "这是{kind}，不是评分表，没有读取。",
        "请核对是否另有 .xlsx 评分表；没有遗漏则无需处理。",
    ),
    "F005": Rule(
        ERROR,
        "文件不存在或读不出来（{reason}）。",
        "请核对文件名和访问权限，关闭正在占用它的程序后再试。",
    ),
    # --- I: identity ----------------------------------------------------------------------------
    "I001": Rule(
        ERROR,
        "工作簿里没有识别码，无法确定是哪个党总支的表。",
        "请让该单位在发出的评分表上填写，不要另建新表。",
    ),
    "I002": Rule(
        ERROR,
        "工作簿里的识别码不一致：{codes}。",
        "请核对是否把两份表合在了一起，用发出的原表重新填写。",
    ),
    "I003": Rule(
        ERROR,
        "识别码不完整或被改动过。",
        "请用发出的原表重新填写，不要修改识别码。",
    ),
    "I004": Rule(
        ERROR,
        "这是{year}年度的表，本次考核年度是{expected}。",
        "请发给该单位本年度的评分表重新填写。",
    ),
    "I005": Rule(
        ERROR,
        "这份表依据的评分标准与现行模板不同。",
        "请用现行模板重新发表（wuhao issue），由该单位重新填写。",
    ),
    "I006": Rule(
        ERROR,
        "名单中没有编号“{code}”。",
        "请核对 roster.xlsx 的名单，补上该编号或退回此表。",
    ),
    "I007": Rule(
        ERROR,
        "与“{other}”是同一个党总支的表，但填报内容不同，都暂不采用。",
        "请确认以哪一份为准，把其余的移出 returned 文件夹。",
    ),
    "I008": Rule(
        NOTE,
        "与“{other}”填报内容完全相同，只采用一份。",
        "请留存备查，无需处理。",
    ),
    "I009": Rule(
        WARNING,
        "该党总支在名单中标为不参评，这份表没有采用。",
        "请核对名单的“参评”一列。",
    ),
    "I010": Rule(ERROR, "“{header}”不能空白。", "请补填；不用的行请整行删除。"),
    "I011": Rule(ERROR, "编号与{other}重复。", "请改为不重复的编号。"),
    "I012": Rule(ERROR, "党总支名称与{other}重复。", "请核对名单，每个党总支只列一行。"),
    "I013": Rule(ERROR, "名单里没有参评的单位。", "请在“名单”表里逐行填写编号和党总支。"),
    # --- L: layout ------------------------------------------------------------------------------
    "L001": Rule(
        ERROR,
        "找不到“{table}”，表头应有：{headers}。",
        "请恢复被删除或改名的表头后再试。",
    ),
    "L002": Rule(
        ERROR,
        "有不止一张“{table}”：{sheets}。",
        "请只保留一张。",
    ),
    "L003": Rule(ERROR, "“{table}”里缺少编号为{codes}的行。", "请用发出的原表填写，不要删除行。"),
    "L004": Rule(
        ERROR,
        "“{table}”里编号{code}出现了不止一次（另见{other}）。",
        "请删除多出的一行，只留一处。",
    ),
    "L005": Rule(
        WARNING,
        "{code}的{header}应为“{expected}”，表中已被改动，计分仍按评分标准。",
        "请告知该单位，标准中的分值不能自行修改。",
    ),
    "L006": Rule(
        WARNING,
        "“{table}”里多出编号“{code}”一行，评分标准中没有，未采用。",
        "请与该单位核对这一行的用意。",
    ),
    "L007": Rule(
        NOTE,
        "{code}的{header}与现行模板的文字不同，不影响计分。",
        "请核对是模板后来改过文字，还是表中被改动。",
    ),
    "L008": Rule(
        ERROR,
        "列名与“{near}”相近，但不相同，这一列没有读取。",
        "请改为“{near}”；如果是自己加的列，请换一个名称。",
    ),
    "L101": Rule(ERROR, "编号与{other}重复。", "请改为不重复的编号。"),
    "L102": Rule(
        ERROR,
        "编号应为{expected}这样的文字。",
        "请把单元格格式设为“文本”后重新输入编号。",
    ),
    "L103": Rule(ERROR, "考评分数应为大于0的数（最多6位小数）。", "请改正考评分数。"),
    "L104": Rule(ERROR, "{what}，各项考评分数合计是{actual}分。", "请让两处一致。"),
    "L105": Rule(WARNING, "各项目合计{actual}分，不是100分。", "请确认这是本单位的设定。"),
    "L106": Rule(
        ERROR,
        "评分表中没有考评内容{item}，这条计分指标无处可归。",
        "请改正编号，如{item}.1 应对应评分表中的{item}。",
    ),
    "L107": Rule(ERROR, "“{header}”应为{expected}。", "请改正，不适用的留空。"),
    "L108": Rule(
        ERROR,
        "项目应写成“名称（分数）”，如“领导班子好（15）”。",
        "请改正项目名称，名称不要重复。",
    ),
    "L109": Rule(ERROR, "{what}。", "请在该项目的最后加“小计”行，全表最后加“合计”行。"),
    "L110": Rule(
        ERROR,
        "模板里没有“{field}”这个字段。",
        "请改用名单的列名（参评除外）或设置项的名称。",
    ),
    "L111": Rule(
        ERROR,
        "这条计分指标{what}。",
        "请填写每单位加减分、出现即为0分，或最少数量与不足扣分。",
    ),
    "L112": Rule(
        ERROR,
        "“{field}”是会变化的进度，要单独占一个格子。",
        "请把它单独放在一个单元格里，前后的文字放到别的格子。",
    ),
    "L113": Rule(
        ERROR,
        "公示模板{line}有错（{reason}），没有生成公示稿。",
        "请改正模板，或用 wuhao init 新建的文件夹里的模板换回。",
    ),
    # --- V: values ------------------------------------------------------------------------------
    "V001": Rule(NOTE, "这里是文字，已按{read}计。", "请核对；下次请直接填数字。"),
    "V002": Rule(ERROR, "{what}应填数字。", "请改填阿拉伯数字，没有发生填0。"),
    "V003": Rule(ERROR, "{code}的考评得分不能超过{cap}分。", "请改为0到{cap}之间的数。"),
    "V004": Rule(ERROR, "{code}的考评得分不能小于0。", "请改为0到{cap}之间的数。"),
    "V005": Rule(ERROR, "{what}不能填公式。", "请把公式改为数字或文字本身。"),
    "V006": Rule(ERROR, "{what}是错误值。", "请改填正确的内容。"),
    "V007": Rule(
        ERROR, "{code}没有考评得分，其他项已评。", "请考评组补评，0分也要写0（0到{cap}分）。"
    ),
    "V008": Rule(ERROR, "一票否决{code}没有声明是否存在。", "请选填“是”或“否”。"),
    "V009": Rule(ERROR, "{what}只能填“是”或“否”。", "请选填“是”或“否”。"),
    "V010": Rule(ERROR, "{code}的数量不能小于0。", "请改为0到{maximum}之间的整数。"),
    "V011": Rule(ERROR, "{code}的数量应为整数。", "请改为0到{maximum}之间的整数。"),
    "V012": Rule(ERROR, "{code}的数量最多为{maximum}。", "请改为0到{maximum}之间的整数。"),
    "V013": Rule(
        ERROR, "{code}没有填数量，同一项的其他指标已填。", "请补填，没有发生填{nothing}。"
    ),
    "V014": Rule(
        WARNING, "{code}的考评得分不是{step}分的倍数。", "请考评组核对，确认无误则不用改。"
    ),
    "V015": Rule(ERROR, "{what}的小数超过6位。", "请保留两位小数。"),
    "V016": Rule(
        WARNING,
        "{code}考评得分{panel}分，按数量计算是{self}分，没有写扣分说明。",
        "请考评组在扣分说明里写明原因。",
    ),
    "V017": Rule(
        WARNING,
        "名单里没有这个党支部：“{name}”。",
        "请核对党支部名称，或在名单的“党支部”一列补上。",
    ),
    "V018": Rule(
        ERROR,
        "{code}存在，但没有写涉及哪个党支部；本次一票否决只对党支部作出。",
        "请写明涉及的党支部，几个党支部之间用“、”隔开。",
    ),
    "V019": Rule(
        ERROR, "{code}没有填数量；本次按自评得分计分。", "请补填这一项的全部数量，没有发生填0。"
    ),
    "V101": Rule(WARNING, "邮箱地址写得不对。", "请改正，如 name@example.edu.cn。"),
    "V102": Rule(ERROR, "没有这个设置项{hint}。", "请改正设置项的名称，自己的备注请写在说明一列。"),
    "V103": Rule(ERROR, "设置项“{key}”应填{expected}。", "请改正这个值。"),
    "V104": Rule(ERROR, "设置项“{key}”必须填写。", "请在“设置”表中填写。"),
    "V105": Rule(ERROR, "设置项“{key}”出现了不止一次。", "请只保留一行。"),
    "V106": Rule(ERROR, "“{header}”应填{expected}。", "请改正。"),
    "V107": Rule(
        ERROR,
        "“{header}”是错误值，或是没有结果的公式。",
        "请直接填写内容，或在 Excel 中重新计算后存盘。",
    ),
    # --- S: scoring -----------------------------------------------------------------------------
    "S001": Rule(NOTE, "考评组还没有评分，暂列待考评。", "请考评组评分后再运行。"),
    "S002": Rule(
        WARNING,
        "表彰名额{quota}个，{names}同为第{rank}名，跨过了名额线，没有拟推荐。",
        "请提请党委研究确定。",
    ),
    "S003": Rule(
        NOTE,
        "表中的{header}合计与按各格重新计算的{computed}分不同，已按重算的分数计。",
        "请核对该表是否有公式被改动，或没有重新计算。",
    ),
    "S004": Rule(
        ERROR,
        "本次按自评得分计分，但考评内容{item}没有计分指标。",
        "请在计分明细里补上指标，或把设置项“计分依据”改为考评得分。",
    ),
    # --- D: delivery ----------------------------------------------------------------------------
    "D001": Rule(WARNING, "这份表什么都没有填，按未交处理。", "请联系该单位填写后重交。"),
    "D002": Rule(WARNING, "{name}没有交表。", "请催交。"),
    "D003": Rule(
        ERROR,
        "还有{count}个党总支没有结果（{names}），没有生成公示稿。",
        "请补齐后再运行；要先看样子，请用 wuhao run --draft 生成征求意见稿。",
    ),
    "D004": Rule(
        WARNING,
        "这份待发的表已经有人填写，没有覆盖。",
        "请把它移到 input/returned 文件夹（如果是收回的表），再重新发表。",
    ),
    "D005": Rule(NOTE, "这份表不属于现在的名单，没有改动。", "请确认不再需要后自行删除。"),
}
