"""The texts of every finding: code, severity, rule and remedy.

F file, I identity, L layout, V value, S scoring, M meeting, D delivery, C comparison, A archive,
P publication.
``docs/findings.md`` has one row for each code and the tests one fixture; a test holds them equal.
Facts in braces are filled in by :func:`wuhao_batch.findings.finding`.
"""

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of fault: its severity and the two sentences that people read.

    ``cause`` names the facts (and ``value``) in which findings on single cells of one sheet agree
    if one cause made them (:mod:`wuhao_batch.findings.joining`); None: each stands for itself.
    """

    severity: str
    message: str
    remedy: str
    cause: tuple[str, ...] | None = None


CATALOGUE: dict[str, Entry] = {
    # --- F: files -----------------------------------------------------------------------------
    "F001": Entry(
        ERROR,
        "这不是表格工作簿，实际是{kind}。",
        "请找到填好的原表，用 Excel 或 WPS 另存为 .xlsx 后重交；不是评分表的，请移到别的文件夹。",
    ),
    "F002": Entry(
        ERROR,
        "工作簿已损坏或不完整，无法读取。",
        "请确认该文件能在 Excel 或 WPS 中打开，另存为 .xlsx 后重交。",
    ),
    "F003": Entry(
        ERROR,
        "文件太大，超出读取上限（{limit}）。",
        "请删去粘贴的图片和多余的工作表，另存后重交。",
    ),
    "F004": Entry(
        NOTE,
        "这是{kind}，不是表格，没有读取。",
        "请核对是否另有 .xlsx 评分表；没有遗漏则无需处理。",
    ),
    "F005": Entry(
        ERROR,
        "文件不存在或读不出来（{reason}）。",
        "请核对文件名和访问权限，关闭正在占用它的程序后再试。",
    ),
    "F006": Entry(
        ERROR,
        "工作簿设了打开密码，无法读取。",
        "请取消密码（文件→信息→保护工作簿），另存为 .xlsx 后重交。",
    ),
    "F007": Entry(
        ERROR,
        "文件被{kind}加了密，离开原来的电脑就打不开。",
        "请在装有该加密软件的电脑上解密，再另存为 .xlsx 重交。",
    ),
    "F008": Entry(
        ERROR,
        "这是{kind}，程序不能打开。",
        "请解压后把里面的表放进来，或请对方直接交 .xlsx。",
    ),
    "F009": Entry(ERROR, "这是空文件，里面什么都没有。", "请对方重交。"),
    "F010": Entry(
        ERROR,
        "内容其实是{kind}，不是表格工作簿。",
        "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后重交。",
    ),
    "F011": Entry(
        ERROR,
        "里面的文件或部件太多（上限{limit}个），没有读取。",
        "请分成几份，或请对方直接交 .xlsx。",
    ),
    "F012": Entry(
        ERROR,
        "解压后太大（上限{limit}），没有读取。",
        "请把填好的内容复制到发出的原表里，另存后重交。",
    ),
    "F013": Entry(
        ERROR,
        "压缩得过分（超过{limit}倍），不像正常的工作簿，没有读取。",
        "请把填好的内容复制到发出的原表里，另存后重交。",
    ),
    "F014": Entry(ERROR, "{what}，没有读取。", "请取出里面的评分表，直接交 .xlsx。"),
    "F015": Entry(
        ERROR,
        "文件的内部结构不可信（{what}），没有读取。",
        "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后重交；来历不明的请不要打开。",
    ),
    "F016": Entry(
        ERROR,
        "文件里有不该有的声明（DTD），可能是恶意文件，没有读取。",
        "请核实来历；确是对方的表，请另存为 .xlsx 后重交。",
    ),
    "F017": Entry(
        ERROR,
        "内容超出了读取范围（{limit}）。",
        "请删去表格下方、右侧多余的内容，另存后重交。",
    ),
    "F018": Entry(
        ERROR,
        "{what}太多（上限{limit}），没有读取。",
        "请把填好的内容复制到发出的原表里，另存后重交。",
    ),
    "F019": Entry(ERROR, "一处文字太长（上限{limit}字）。", "请缩短这处文字，另存后重交。"),
    "F020": Entry(
        ERROR,
        "读取中断：{reason}，这个文件没有采用。",
        "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后重交；来历不明的请不要打开。",
    ),
    "F021": Entry(
        ERROR,
        "{kind}里没有表格文件。",
        "请向发来的单位索取评分表，网盘链接里的请先下载。",
    ),
    "F022": Entry(
        NOTE,
        "工作簿里带有{what}，没有运行，也不会保留。",
        "请留意来历；确是对方的表则无需处理。",
    ),
    "F023": Entry(
        ERROR,
        "工作簿自相矛盾（{what}），不同的程序会读出不同的内容。",
        "请用 Excel 或 WPS 打开核对，另存为 .xlsx 后重交。",
    ),
    "F027": Entry(
        ERROR,
        "压缩包里的这个文件不可信（{what}），没有读取；其余的照常读取。",
        "请对方单独交这个文件；来历不明的请不要打开。",
    ),
    "F028": Entry(
        ERROR,
        "这是 {kind}，不是 Excel 工作簿，程序读不了。",
        "请在原来的程序里导出为 .xlsx 后重交（Numbers 用“文件→导出为→Excel”）。",
    ),
    "F029": Entry(
        ERROR,
        "文件被{kind}加了密，只有得到授权的帐号才能打开。",
        "请对方用有权限的帐号打开，取消标签或限制，另存为 .xlsx 后重交。",
    ),
    "F030": Entry(
        ERROR,
        "这是{kind}，只指向别处的文件，里面没有表格。",
        "请对方找到它指向的原文件，直接交 .xlsx。",
    ),
    "F031": Entry(
        ERROR,
        "这是{kind}，表格的内容还在网上，不在这个文件里。",
        "请对方打开它，下载或导出为 .xlsx 后重交。",
    ),
    "F032": Entry(
        WARNING,
        "这是没有下载完的文件（{kind}），没有读取。",
        "请重新下载完整后再放进来；已有完整的则无需处理。",
    ),
    "F024": Entry(
        ERROR,
        "邮件里没有表格文件，正文里是{service}的链接。",
        "请{ask}。",
    ),
    "F025": Entry(
        ERROR,
        "邮件里有没看懂的地方（{what}），可能有附件没有取出来。",
        "请在邮件程序里打开这封邮件，把附件另存到 input/returned；打不开的，请对方重发。",
    ),
    "F026": Entry(
        NOTE,
        "邮件正文里还有{service}的链接，链接里的没有读取。",
        "请打开看一看，与附件里的相同则无需处理。",
    ),
    "F034": Entry(
        NOTE,
        "{name}有{count}个附件（{files}），只留存，没有读取里面的内容，都列在回收情况里。",
        "请留意：计分只看评分表；归错了的用 wuhao assign 文件 编号 改正。",
    ),
    # --- I: identity ----------------------------------------------------------------------------
    "I001": Entry(
        ERROR,
        "工作簿里没有识别码，无法确定是谁的表。",
        "请查明是谁的，再运行 wuhao assign 文件 编号 来指定；或请对方用原表重填。",
    ),
    "I002": Entry(
        ERROR,
        "工作簿里的识别码不一致：{codes}。",
        "请查明是谁的，再运行 wuhao assign 文件 编号 来指定；或请对方用原表重填。",
    ),
    "I003": Entry(
        ERROR,
        "识别码不完整或被改动过。",
        "请查明是谁的，再运行 wuhao assign 文件 编号 来指定；或请对方用原表重填。",
    ),
    "I004": Entry(
        ERROR,
        "这是{year}年度的表，本次考核年度是{expected}。",
        "请改用本年度的表重新填写。",
    ),
    "I027": Entry(
        ERROR,
        "这是{period}的表，本次考评的是{expected}。",
        "请改用本期的表重新填写；表没有用错的，请核对名单里的“期次”。",
    ),
    "I005": Entry(
        ERROR,
        "这份表依据的评分标准与现行模板不同。",
        "请用现行模板重新发表（wuhao issue；复核表用 wuhao panel），重新填写。",
    ),
    "I006": Entry(
        ERROR,
        "名单中没有编号“{code}”。",
        "请核对 roster.xlsx（{unit}看“名单”，评委看“评委”），补上该编号或退回此表。",
    ),
    "I007": Entry(
        ERROR,
        "与“{other}”是同一份表，填报内容却不同，都暂不采用。",
        "请确认以哪一份为准，再运行 wuhao accept 那一份的文件名；都以最近的为准则用 --latest。",
    ),
    "I008": Entry(
        NOTE,
        "与“{other}”填报内容完全相同，只采用一份。",
        "请留存备查，无需处理。",
    ),
    "I009": Entry(
        WARNING,
        "该{unit}在名单中标为不参评，这里填的没有采用。",
        "请核对名单的“参评”一列。",
    ),
    "I014": Entry(
        NOTE,
        "这份表的识别码缺失或不一致，按办公室的指定作为{code}的表。",
        "请留存指定的依据，无需处理。",
    ),
    "I031": Entry(
        NOTE,
        "办公室记下这不是要收的表，没有采用。",
        "请留存备查；记错了的，再运行 wuhao assign 文件 编号 来指定。",
    ),
    "I015": Entry(
        NOTE,
        "这份已由更正后的“{other}”代替，没有采用。",
        "请留存备查，无需处理。",
    ),
    "I016": Entry(
        WARNING,
        "退回更正的表原样交了回来，与“{other}”相同，没有更正。",
        "请联系对方，按“退回说明”更正后重交。",
    ),
    "I017": Entry(
        NOTE,
        "办公室选定了“{other}”，这份没有采用。",
        "请留存备查，要改选请再运行 wuhao accept。",
    ),
    "I018": Entry(
        NOTE,
        "“{other}”存盘更晚，按 --latest 采用那一份，这份没有采用。",
        "请留存备查，要改选请运行 wuhao accept。",
    ),
    "I019": Entry(
        WARNING,
        "识别码是{name}的，表上写的却是{other}。",
        "请核对是否用了别人的表来填；确是用错了的，请退回重填。",
    ),
    "I020": Entry(
        WARNING,
        "办公室原来选定的是另一份，那一份已不在收回的文件里或内容有变，现在采用这一份。",
        "请核对，要改选请运行 wuhao accept。",
    ),
    "I021": Entry(
        ERROR,
        "这是{what}，放错了文件夹，没有采用。",
        "请把它移到 {folder} 文件夹，再运行一次。",
    ),
    "I023": Entry(
        ERROR,
        "识别码里写不下这个编号。",
        "请改用短一些的编号，只用字母、数字和汉字。",
    ),
    "I022": Entry(
        ERROR,
        "名单里没有编号“{code}”的{unit}，这一行没有采用。",
        "请改正编号，或在名单里补上这个{unit}。",
    ),
    "I025": Entry(
        WARNING,
        "类别“{other}”只差一点，两个类别会分开排名。",
        "请核对是不是同一个类别，是的请改成一样；确是两类则不用改。",
    ),
    "I026": Entry(
        NOTE,
        "已有可以采用的“{other}”，这份（{why}）没有采用。",
        "请留存备查，无需处理。",
    ),
    "I010": Entry(ERROR, "“{header}”不能空白。", "请补填；不用的行请整行清空。"),
    "I011": Entry(ERROR, "编号与{other}重复。", "请改为不重复的编号。"),
    "I012": Entry(ERROR, "{unit}名称与{other}重复。", "请核对名单，每个{unit}只列一行。"),
    "I013": Entry(ERROR, "名单里没有参评的单位。", "请在“名单”表里逐行填写编号和{unit}。"),
    "I024": Entry(
        WARNING,
        "这份表是{sender}发来的，不是名单里{name}的邮箱（{address}）。",
        "请向{name}核实，确认无误则不用改。",
    ),
    # --- L: layout ------------------------------------------------------------------------------
    "L001": Entry(
        ERROR,
        "找不到“{table}”，表头应有：{headers}。",
        "请恢复被删除或改名的表头后再试。",
    ),
    "L002": Entry(
        ERROR,
        "有不止一张“{table}”：{sheets}。",
        "请只保留一张。",
    ),
    "L003": Entry(ERROR, "“{table}”里缺少编号为{codes}的行。", "请用发出的原表填写，不要删除行。"),
    "L004": Entry(
        ERROR,
        "“{table}”里编号{code}出现了不止一次（另见{other}）。",
        "请删除多出的一行，只留一处。",
        cause=("table",),
    ),
    "L005": Entry(
        WARNING,
        "{code}的{header}应为“{expected}”，表中已被改动，计分仍按评分标准。",
        "请告知对方，标准中的分值不能自行修改。",
        cause=("header",),
    ),
    "L006": Entry(
        WARNING,
        "“{table}”里多出编号是{codes}的行，评分标准中没有，未采用。",
        "请与对方核对这一行的用意。",
    ),
    "L007": Entry(
        NOTE,
        "{code}的{header}与现行模板的文字不同，不影响计分。",
        "请核对是模板后来改过文字，还是表中被改动。",
        cause=("header",),
    ),
    "L009": Entry(
        NOTE,
        "“{table}”里少了{headers}，不影响读取。",
        "请留存备查，无需处理。",
    ),
    "L010": Entry(
        ERROR,
        "“{table}”在隐藏的工作表里，没有读取。",
        "请取消隐藏，核对内容后重交。",
    ),
    "L011": Entry(
        ERROR,
        "编号是{code}，{header}却是{other}的文字，分不清填的是哪一项。",
        "请恢复编号与文字的对应，核对这一行填的内容。",
    ),
    "L012": Entry(
        WARNING,
        "复核表里没有这些{unit}：{codes}。",
        "请运行 wuhao panel 重新发给这位评委，已评的会保留。",
    ),
    "L013": Entry(
        ERROR,
        "“{table}”里的“{header}”不止一列，分不清以哪一列为准。",
        "请只留一列，删去多出的一列。",
    ),
    "L014": Entry(
        WARNING,
        "这里填的看不见（{why}），仍按所填的计。",
        "请取消隐藏，核对是不是有意这样填。",
    ),
    "L015": Entry(
        NOTE,
        "表上另有没有读取的内容：{what}。",
        "请看看这些内容是不是要改动填报的数，是的请对方改在相应的格子里。",
    ),
    "L016": Entry(
        NOTE,
        "表上少了原来印的文字：{what}。",
        "请核对是否有意删去，不影响计分。",
    ),
    "L017": Entry(
        NOTE,
        "这里印的内容看不见（{why}），不影响计分。",
        "请核对是不是有意隐藏。",
    ),
    "L008": Entry(
        ERROR,
        "列名与“{near}”相近，但不相同，这一列没有读取。",
        "请改为“{near}”；如果是自己加的列，请换一个名称。",
    ),
    "L101": Entry(ERROR, "编号与{other}重复。", "请改为不重复的编号。"),
    "L102": Entry(
        ERROR,
        "编号应为{expected}这样的文字。",
        "请把单元格格式设为“文本”后重新输入编号。",
    ),
    "L103": Entry(ERROR, "考评分数应为大于0的数（最多6位小数）。", "请改正考评分数。"),
    "L104": Entry(ERROR, "{what}，各项考评分数合计是{actual}分。", "请让两处一致。"),
    "L105": Entry(WARNING, "各项目合计{actual}分，不是100分。", "请确认这是本单位的设定。"),
    "L106": Entry(
        ERROR,
        "评分表中没有考评内容{item}，这条计分指标无处可归。",
        "请改正编号，如{item}.1 应对应评分表中的{item}。",
    ),
    "L107": Entry(ERROR, "“{header}”应为{expected}。", "请改正，不适用的留空。"),
    "L108": Entry(
        ERROR,
        "项目应写成“名称（分数）”，如“领导班子好（15）”，有占比的如“班子建设（100分，占20%）”。",
        "请改正项目名称；名称不要重复，也不要与考评编号或结果的列名相同。全是加分或扣分的，可以不写分数。",
    ),
    "L109": Entry(ERROR, "{what}。", "请在该项目的最后加“小计”行，全表最后加“合计”行。"),
    "L110": Entry(
        ERROR,
        "模板里没有“{field}”这个字段。",
        "请改用名单的列名（参评除外）或设置项的名称。",
    ),
    "L111": Entry(
        ERROR,
        "这条计分指标{what}。",
        "请填写每单位加减分、出现即为0分、档次，或最少数量与不足扣分。",
    ),
    "L112": Entry(
        ERROR,
        "“{field}”要单独占一个格子，不能与别的文字写在一起。",
        "请把它单独放在一个单元格里，前后的文字放到别的格子。",
    ),
    "L138": Entry(
        WARNING,
        "{items}的规则太长，表格程序算不了，发出的表里没有它的自评得分，也没有用到它的小计、合计。",
        "请把这一项的指标分到几项里，或把档次写短；不改也不影响填报和计分。",
        cause=(),
    ),
    "L140": Entry(
        ERROR,
        "{name}的{code}，{who}填的是{count}，{other}填的是{others}，没有采用。",
        "请两位评委核对后改成一样，再交回。",
    ),
    "L141": Entry(
        WARNING,
        "数量由{panel}填报，这份评分表没有采用。",
        "请核对“设置”里的“数量填报”；没有写错的，请把它移走。",
    ),
    "L142": Entry(
        WARNING,
        "还有{count}格没有填：{where}。",
        "请评委补填，没有发生也要填0（只分是否的填“否”）；有一格没填，该{unit}就列为待考评。",
    ),
    "L113": Entry(
        ERROR,
        "模板{line}有错（{reason}），没有生成{paper}。",
        "请改正模板，或用 wuhao init 新建的文件夹里的模板换回。",
    ),
    "L114": Entry(
        ERROR,
        "照模板生成的{paper}里没有“{what}”，没有采用。",
        "请把删去的字段补回模板，或用 wuhao init 新建的文件夹里的模板换回。",
    ),
    "L117": Entry(
        WARNING,
        "“档次”没有写“其余”，各档以外的计0分。",
        "请补写“其余=0”或别的分数，免得有歧义。",
    ),
    "L118": Entry(ERROR, "“{header}”不能与{others}同时填。", "请只留要用的，其余清空。"),
    "L119": Entry(
        ERROR, "填了“{header}”，就要填{needed}。", "请补填；不用这条规则的，请清空“{header}”。"
    ),
    "L120": Entry(
        ERROR,
        "“档次”{what}。",
        "请写成“好=20、较好=15、差=0”，或“≥98=25、≥95=20、其余=0”这样。",
    ),
    "L121": Entry(
        ERROR,
        "“{header}”{why}，这条规则永远不起作用。",
        "请改正；数量还能更大的，请改“最多数量”。",
    ),
    "L122": Entry(
        ERROR,
        "“取最高”{what}。",
        "请给同一项里只计最高一条的各条指标写同一个记号，都是加分或都是扣分；不用的请清空。",
    ),
    "L123": Entry(ERROR, "{what}。", "请改正这一格，或改正与它不一致的地方。"),
    "L124": Entry(
        WARNING,
        "设置项“加分封顶”是先封顶再扣分，{items}从满分扣起又没有写更高的最高得分，加分永远不起作用。",
        "请在评分表里填“最高得分”，或把“加分封顶”改为先扣分再封顶。",
    ),
    "L125": Entry(
        ERROR,
        "{what}。",
        "请给每个有分值的项目都写上占比，如“班子建设（100分，占20%）”；不用占比的，一个都不写。",
    ),
    "L126": Entry(WARNING, "各项目的占比合计是{actual}%，不是100%。", "请确认这是本单位的设定。"),
    "L127": Entry(
        WARNING,
        "{item}有加分又有扣分，没有写起评，按从0分加起计分：什么都没有发生，就是0分。",
        "请核对：从满分扣起的，在评分表加一列“起评”，填“满分”；确是从0分加起的，填“0分”。",
        cause=(),
    ),
    "L128": Entry(ERROR, "等次与{other}重复。", "请改为不重复的名称。"),
    "L129": Entry(
        ERROR,
        "{what}。",
        "请把等次由好到差逐行写，最后一行只写名称，收上面各等次以外的单位。",
    ),
    "L130": Entry(
        ERROR,
        "这里的要求应比上面的“{above}”低，“{above}”是{figure}分。",
        "请由好到差逐行写：最低分越来越低，单项失分不超过的分数不能越来越少。",
    ),
    "L131": Entry(ERROR, "名额合计{sum}%，超过了100%。", "请改小比例。"),
    "L132": Entry(ERROR, "没有“{name}”这个{kind}{hint}。", "请改为表中有的{kind}。"),
    "L133": Entry(
        WARNING,
        "{codes}不考评，这里填的没有采用。",
        "请核对；应当考评的，请改正名单里的“不考评”，重新发表。",
    ),
    "L134": Entry(
        ERROR,
        "设置项“{key}”与名单、结果里别的列名或项目名称相同，两列就分不清了。",
        "请换一个词。",
    ),
    "L135": Entry(ERROR, "{what}。", "请改正组别，或改正设置项“组别权重”。"),
    "L136": Entry(WARNING, "{why}，{what}不起作用。", "请核对设置；用不上的请清空。"),
    "L137": Entry(
        ERROR,
        "各项目的占比有小数，每项得分最多保留{most}位小数，总分才算得准。",
        "请改小小数位数，或把“取整”改为总分。",
    ),
    # --- V: values ------------------------------------------------------------------------------
    "V001": Entry(NOTE, "这里是文字，已按{read}计。", "请核对；下次请直接填数字。", cause=()),
    "V002": Entry(ERROR, "{what}应填数字。", "请改填阿拉伯数字。", cause=("value",)),
    "V003": Entry(ERROR, "{code}的考评得分不能超过{highest}分。", "请改为{range}的数。"),
    "V004": Entry(ERROR, "{code}的考评得分不能小于{lowest}。", "请改为{range}的数。"),
    "V005": Entry(ERROR, "{what}不能填公式。", "请把公式改为数字或文字本身。", cause=()),
    "V006": Entry(ERROR, "{what}是错误值。", "请改填正确的内容。", cause=("value",)),
    "V007": Entry(
        ERROR, "{code}没有考评得分，其他项已评。", "请{panel}补评，0分也要写0。", cause=()
    ),
    "V008": Entry(ERROR, "一票否决{code}没有声明是否存在。", "请选填“是”或“否”。", cause=()),
    "V009": Entry(ERROR, "{what}只能填{choices}。", "请选填{choices}。", cause=("value",)),
    "V010": Entry(ERROR, "{code}的数量不能小于0。", "请改为{range}。"),
    "V011": Entry(ERROR, "{code}的数量应为{form}。", "请改为{range}。"),
    "V012": Entry(ERROR, "{code}的数量最多为{largest}。", "请改为{range}。"),
    "V013": Entry(
        ERROR,
        "{code}没有填数量，同一项的其他指标已填。",
        "请补填，{nothing}。",
        cause=("item", "nothing"),
    ),
    "V014": Entry(
        WARNING,
        "{code}的考评得分不是{step}分的倍数。",
        "请{panel}核对，确认无误则不用改。",
        cause=(),
    ),
    "V015": Entry(ERROR, "{what}的小数超过{places}位。", "请保留两位小数。", cause=()),
    "V016": Entry(
        WARNING,
        "考评得分与按数量计算的不同，没有写扣分说明：{each}。",
        "请{panel}在扣分说明里写明原因。",
        cause=(),
    ),
    "V017": Entry(
        WARNING,
        "名单里没有这个{part}：“{name}”。",
        "请核对{part}名称，或在名单的“{part}”一列补上。",
    ),
    "V018": Entry(
        ERROR,
        "{code}存在，但没有写涉及哪个{part}；本次一票否决只对{part}作出。",
        "请写明涉及的{part}，几个{part}之间用“、”隔开。",
    ),
    "V019": Entry(
        ERROR,
        "{code}没有填数量；本次{own}。",
        "请补填这一项的全部数量，没有发生填0。",
        cause=(),
    ),
    "V020": Entry(
        WARNING, "{what}里贴的是图片，图片没有读入。", "请把图片里的内容写成文字。", cause=()
    ),
    "V021": Entry(
        WARNING,
        "{code}不由这位评委负责，这一项填的{count}处没有采用。",
        "请核对名单工作簿里“评委”表的“负责项目”。",
    ),
    "V022": Entry(ERROR, "一票否决里没有“{code}”这一条。", "请从列表中选，如 V1。"),
    "V023": Entry(WARNING, "认定一票否决没有写{header}。", "请补写，以备查考。"),
    "V024": Entry(
        ERROR,
        "{what}存的是“{stored}”，和看到的对不上{why}。",
        "请在这一格重新填写，单元格格式选“常规”，不用删除线和上下标。",
        cause=("why",),
    ),
    "V025": Entry(
        WARNING,
        "{what}里{look}，看不到的字没有采用。",
        "请核对；要用的字请重新填写，不用删除线。",
        cause=("look",),
    ),
    "V026": Entry(
        ERROR,
        "{code}填了数量，备注里没有说明。",
        "请在备注里写明依据或佐证材料编号；没有发生的，数量填0。",
        cause=(),
    ),
    "V027": Entry(
        WARNING,
        "{code}的数量没有百分号，已按{read}计。",
        "请核对；不对的，请连百分号一起填，如86.4%。",
    ),
    "V108": Entry(
        ERROR,
        "“{name}”既不是项目名称，也不是考评编号。",
        "请写项目名称（如领导班子好）或考评编号（如1-1），用“、”隔开，空白表示{blank}。",
    ),
    "V109": Entry(
        ERROR,
        "列了评委，考评得分就只填在复核表里，不能写“评分表”。",
        "请改为“复核表”或留空；不用复核表的，请清空“评委”表。",
    ),
    "V110": Entry(
        WARNING,
        "整改起点是{points}分，比每一项考评内容的分值都大，失分的都不列入整改清单。",
        "请改小，或留空。",
    ),
    "V111": Entry(
        ERROR,
        "一票否决对象是{part}，而{part}没有等次，{codes}的“最高等次”用不上。",
        "请把“一票否决对象”改为{unit}，或清空模板里的“最高等次”。",
    ),
    "V101": Entry(WARNING, "邮箱地址写得不对。", "请改正，如 name@example.edu.cn。"),
    "V102": Entry(
        ERROR, "没有这个设置项{hint}。", "请改正设置项的名称，自己的备注请写在说明一列。"
    ),
    "V103": Entry(ERROR, "设置项“{key}”应填{expected}。", "请改正这个值。"),
    "V104": Entry(ERROR, "设置项“{key}”必须填写。", "请在“设置”表中填写。"),
    "V105": Entry(ERROR, "设置项“{key}”出现了不止一次。", "请只保留一行。"),
    "V106": Entry(ERROR, "“{header}”应填{expected}。", "请改正。"),
    "V107": Entry(
        ERROR,
        "“{header}”是错误值，或是没有结果的公式。",
        "请直接填写内容，或在 Excel 中重新计算后存盘。",
    ),
    # --- S: scoring -----------------------------------------------------------------------------
    "S001": Entry(NOTE, "{panel}还没有评分，暂列待考评。", "请{panel}评分后再运行。"),
    "S002": Entry(
        WARNING,
        "{what}{quota}个，{names}同为第{rank}名，跨过了名额线，{so}。",
        "请提请{authority}研究确定。",
    ),
    "S003": Entry(
        NOTE,
        "表中{what}与重新计算的（{computed}）不同，按重算的计。",
        "请核对该表是否有公式被改动，或没有重新计算。",
    ),
    "S004": Entry(
        ERROR,
        "本次按自评得分计分，但考评内容{item}没有计分指标。",
        "请在计分明细里补上指标，或把设置项“计分依据”改为考评得分。",
    ),
    "S005": Entry(
        ERROR,
        "计分方法是去掉最高最低后平均，每项至少要{least}位评委，不够的有：{codes}。",
        "请增加负责这些项的评委，或改用别的计分方法。",
    ),
    "S006": Entry(
        ERROR,
        "没有评委负责的考评内容：{codes}。",
        "请在某位评委的“负责项目”里补上，空白表示全部负责。",
    ),
    "S007": Entry(
        WARNING,
        "{who}的复核表还没有交回，或交来的没有采用。",
        "请催交，交回后放进 input/panel 文件夹。",
    ),
    "S008": Entry(
        WARNING,
        "还有{count}项没有评：{where}。",
        "请评委补评，0分也要写0；有一项没评，该{unit}就列为待考评。",
    ),
    "S009": Entry(
        WARNING,
        "{name}没有可以采用的评分表，这里的打分没有计入。",
        "请催交或更正该{unit}的评分表。",
    ),
    "S011": Entry(
        NOTE,
        "有{count}处各评委的打分相差超过分值的三分之一。",
        "请看 results.xlsx 的“评委分歧”，会上商定；要改的，记在 input/decisions.xlsx。",
    ),
    "S012": Entry(
        WARNING,
        "{code}的自评得分印的是{printed}，现在是{now}，评委看到的不是现在的填报内容。",
        "请重新运行 wuhao panel，请评委核对这一项。",
    ),
    "S014": Entry(
        WARNING,
        "考评得分和扣分说明由{panel}填写，这里填的没有采用。",
        "请核对是谁填的；{panel}的打分请填在复核表里。",
    ),
    "S015": Entry(
        WARNING,
        "没有复核表，考评得分取自{unit}交回的评分表。",
        "请核对这些分数是不是{panel}填的；如无复核表，请在设置“考评得分填在”写“评分表”以确认。",
    ),
    "S016": Entry(
        WARNING,
        "{name}申报有一票否决{code}的情形。",
        "请在公示前向该{unit}核实，属实的，用 wuhao confirm 记下；选错了的，请其更正后重交；"
        "会上议定的，记在 input/decisions.xlsx。",
    ),
    "S017": Entry(
        WARNING,
        "设置“考评得分填在”写的是评分表，却有复核表交来，考评得分只取自复核表。",
        "请把设置改为“复核表”；仍在评分表里打分的，请移走 input/panel 里的复核表。",
    ),
    "S018": Entry(
        WARNING,
        "“{header}”上面应选“{by_cell}”或“{as_self}”，这里填的没有采用，空着的仍按没有评。",
        "请评委从列表中选。",
    ),
    "S013": Entry(
        WARNING,
        "{panel}认定{name}有一票否决{code}的情形。",
        "请核对依据和认定人，无误的，用 wuhao confirm 记下；"
        "会上议定的，记在 input/decisions.xlsx。",
    ),
    "S019": Entry(
        NOTE,
        "{why}，没有给{unit}的评分表，也不用交表。",
        "请用 wuhao panel 生成{panel}的表，填好后放进 input/panel，再运行 wuhao run。",
    ),
    "S020": Entry(
        ERROR,
        "设了组别权重，{name}没有组别。",
        "请在“评委”表的“组别”一列写明（没有这一列的，加在后面）。",
    ),
    "S021": Entry(
        ERROR,
        "组别{groups}有权重，却没有评委。",
        "请在“评委”表里给这一组列上评委，或改正组别权重。",
    ),
    "S022": Entry(
        ERROR,
        "“{group}”占{share}，这些考评内容却没有它的得分：{codes}。",
        "请给这些考评内容安排这一组的评委（自评的，补上计分指标），或改正组别权重。",
    ),
    # --- M: decisions of the meeting --------------------------------------------------------------
    "M001": Entry(
        ERROR,
        "{what}现在是{now}，与这里的“{header}”不同，这条决定没有采用。",
        "请核对这条决定是否还成立：成立的，把“{header}”改成现在的；不再成立的，删去这一行。",
    ),
    "M002": Entry(
        ERROR,
        "{what}现在还没有，这条决定没有采用。",
        "请先补齐该{unit}的评分表和考评得分，再运行。",
    ),
    "M003": Entry(WARNING, "与{other}是同一条决定，只计一次。", "请删去其中一行。"),
    "M004": Entry(
        ERROR,
        "与{other}互相矛盾：“{header}”相同，“{after}”不同，两条都没有采用。",
        "请按会议记录留下正确的一行；先后改过两次的，后一次的“{header}”要写前一次的“{after}”。",
    ),
    "M005": Entry(
        ERROR,
        "评分表里没有考评编号“{code}”{near}，这条决定没有采用。",
        "请从列表中选，如 1-1。",
    ),
    "M006": Entry(
        ERROR,
        "{code}对{name}不考评，这条决定没有采用。",
        "请核对编号和考评编号；要考评的，请改名单的“不考评”一列。",
    ),
    "M007": Entry(
        ERROR,
        "{name}在名单中标为不参评，这条决定没有采用。",
        "请核对编号，或核对名单的“参评”一列。",
    ),
    "M008": Entry(
        WARNING,
        "这条决定的日期早于同一事项的上一条（{other}），仍以写在后面的为准。",
        "请核对日期和先后，确认无误则不用改。",
    ),
    "M010": Entry(
        WARNING,
        "全年的结果由各期的总分合成，写在这里的会议决定（{code}）没有采用。",
        "请把它写进那一期文件夹里的 input/decisions.xlsx，从这里删去，再运行。",
    ),
    "M009": Entry(
        ERROR,
        "会议决定里有{count}处要改正，没有生成{paper}。",
        "请照提示改正 input/decisions.xlsx；要先看样子，请加上 --draft 再运行，生成征求意见稿。",
    ),
    "M011": Entry(
        WARNING,
        "这里填的在“{table}”的表格以外，没有读取。",
        "请核对：是决定的，移到表头下面对应的列里；只是说明的，不用改。",
    ),
    "M012": Entry(
        ERROR,
        "这一行填在“{table}”的表头上面，没有读取。",
        "请移到表头下面。",
    ),
    "M013": Entry(
        ERROR,
        "会议决定只从 {file} 读取，{name} 没有读取。",
        "请核对：里面有决定的，抄进 {file}；再把 {name} 移出 input。",
    ),
    "M014": Entry(
        WARNING,
        "决定的日期不在{year}年，也不在第二年。",
        "请核对年份，确认无误则不用改。",
    ),
    "M015": Entry(
        ERROR,
        "决定的日期是{on}，今天才{today}，会还没有开。",
        "请改正日期；会还没有开的，删去这一行，开过再填。",
    ),
    # --- D: delivery ----------------------------------------------------------------------------
    "D001": Entry(WARNING, "这份表什么都没有填，不算交表。", "请联系该单位填写后重交。"),
    "D002": Entry(WARNING, "{name}没有交表。", "请催交。"),
    "D003": Entry(
        ERROR,
        "还有{count}个{unit}没有结果（{names}），没有生成{paper}。",
        "请补齐后再运行，不参加这次考评的在名单的“参评”一列填否；要先看样子，"
        "请加上 --draft 再运行，生成征求意见稿。",
    ),
    "D004": Entry(
        WARNING,
        "这份待发的表已经有人填写，没有覆盖。",
        "请把它移到 {folder} 文件夹（如果是收回的表），再重新发表。",
    ),
    "D006": Entry(
        WARNING,
        "这份表有人改动过，或不是本程序生成的，没有覆盖，也没有删除。",
        "请把它移走（交回来的评分表移到 input/returned 文件夹，别的另外保存），再运行一次。",
    ),
    "D009": Entry(
        ERROR,
        "{year}年的放假和调休安排还不知道，公示期算不出来，不能生成正式的公示稿。",
        "请照国务院办公厅的通知，把这一年的填进名单工作簿的“节假日”表（没有就加一张，第一行写"
        "“日期”“休/班”），如“2027-01-01”“休”。",
    ),
    "D010": Entry(
        WARNING,
        "公示期是{start}至{end}：{what}。",
        "请核对公示开始日期、公示工作日数和落款日期，确认无误则不用改。",
    ),
    "D011": Entry(
        ERROR,
        "没有填落款日期，公示上的日期写不全，没有生成公示稿。",
        "请在设置里填好；要先看样子，请加上 --draft 再运行，生成征求意见稿。",
    ),
    "D012": Entry(
        WARNING,
        "{paper}里缺{what}：设置里空着。",
        "请在设置里补填；确实不需要的，不用改。",
    ),
    "D029": Entry(
        ERROR,
        "有{count}处打分所依据的填报后来有改动（{where}），评委还没有重看，没有生成{paper}。",
        "请运行 wuhao panel，请评委核对后交回；要先看样子，请加上 --draft 再运行，生成征求意见稿。",
    ),
    "D008": Entry(
        WARNING,
        "input/panel 里有没有采用的复核表，没有重新生成{who}的复核表，免得丢了已经评的分。",
        "请先更正、选定或移走没有采用的那一份，再运行一次。",
    ),
    "D007": Entry(
        ERROR,
        "有复核表没有采用，或其中的一票否决没有写清是哪个{unit}，不能断定谁没有一票否决，没有生成{paper}。",
        "请先更正或选定这份复核表，不是这次的记为不收；要先看样子，请加上 --draft 再运行，"
        "生成征求意见稿。",
    ),
    "D013": Entry(
        WARNING,
        "“{sheet}”表里{name}没有可用的邮箱，没有写{kind}邮件。",
        "请在这张表的“邮箱”一列补填（没有这一列的，加在后面），或用别的办法送达。",
    ),
    "D014": Entry(
        ERROR,
        "服务器不收发给{address}的邮件（{said}），没有发出。",
        "请核对名单工作簿里的邮箱，改正后再运行一次。",
    ),
    "D015": Entry(
        ERROR,
        "发给{address}的邮件太大（{said}），没有发出。",
        "请用别的办法送达这份表。",
    ),
    "D016": Entry(
        ERROR,
        "服务器暂时不收发给{address}的邮件（{said}），没有发出。",
        "请过一会儿再运行一次，会接着发。",
    ),
    "D017": Entry(
        ERROR,
        "发给{address}的邮件没有交完，{said}，没有发出。",
        "请再运行一次，会接着发。",
    ),
    "D018": Entry(
        ERROR,
        "发给{address}的{kind}邮件（编号{names}）开始发送以后没有得到结果，不能断定是否发出。",
        "请到发件箱查看或向对方核实，再运行 {send} --settle {code} sent（已发出）"
        "或 {send} --settle {code} resend（没有发出，要重发）。",
    ),
    "D019": Entry(
        ERROR,
        "{reason}，发信停止，还有{count}封没有发出。",
        "请排除原因后再运行一次，会接着发，已发的不会重发。",
    ),
    "D020": Entry(
        WARNING,
        "{names}的评分表发出以后，模板、名单或设置改过，现在的表与发出的不同。",
        "请核对；要改用新表的，加上 --resend 再发一次，只发给其中几个的另加 --only 编号。",
    ),
    "D021": Entry(
        WARNING,
        "{sender}发来的邮件《{subject}》没有能读的评分表（{what}），没有收取。",
        "请到邮箱里查看，请对方把 Excel 文件作为附件重发，或把文件另存到 {folder}。",
    ),
    "D022": Entry(
        NOTE,
        "名单以外的{sender}发来的邮件《{subject}》没有能读的评分表（{what}），没有收取。",
        "请到邮箱里看一看，与考核无关的不用处理。",
    ),
    "D023": Entry(
        WARNING,
        "发给{address}的邮件被退回，对方没有收到。",
        "请核对“{sheet}”表里的邮箱，改正后再运行 {send}，会发到新的邮箱。",
    ),
    "D024": Entry(
        ERROR,
        "{reason}，收信中断，还有{count}封没有收。",
        "请排除原因后再运行一次，会接着收，已收的不会重收。",
    ),
    "D025": Entry(
        NOTE,
        "{name}交了内容不同的几份表，没有发邮件。",
        "请先用 wuhao accept 选定一份。",
    ),
    "D026": Entry(
        NOTE,
        "{names}在{hours}小时内已经催过，没有再催。",
        "请等对方答复；要再催的，加上 --resend 再运行一次，只催其中几个的另加 --only 编号。",
    ),
    "D027": Entry(
        NOTE,
        "{name}的表里只有{panel}填的格子要更正，没有发给{unit}。",
        "请把 output/corrections 里的更正表交给{panel}。",
    ),
    "D028": Entry(
        WARNING,
        "邮箱文件夹“{mailbox}”里编号为{uid}的邮件，服务器没有给出{said}，没有收取。",
        "请到邮箱里查看；再运行一次会再试。",
    ),
    "D030": Entry(
        WARNING,
        "{sender}发来的邮件《{subject}》里没有能读的评分表，正文里是{service}的链接，没有收取。",
        "请{ask}。",
    ),
    "D031": Entry(
        WARNING,
        "{sender}发来的邮件《{subject}》里有没看懂的地方（{what}），可能有评分表没有取出来。",
        "请到邮箱里打开，把附件另存到 {folder}；打不开的，请对方重发。",
    ),
    "D032": Entry(
        WARNING,
        "{sender}发来的邮件《{subject}》{zone}，分不清发送时间是哪里的，按中国时间计是{when}，"
        "不能断定是否过了截止日期。",
        "请到邮箱里核对收到的时间，以它为准。",
    ),
    "D033": Entry(
        NOTE,
        "{sender}发来的邮件《{subject}》除附件外，正文里还有{service}的链接，链接里的没有收取。",
        "请打开看一看，与附件里的相同则无需处理。",
    ),
    "D035": Entry(
        ERROR,
        "发信的记录丢了，不能断定{kind}邮件（编号{names}）是否已经发给{address}。",
        "请到发件箱查看或向对方核实，再运行 {send} --settle {code} sent（已发出）"
        "或 {send} --settle {code} resend（没有发出，要发）。",
    ),
    "D034": Entry(
        NOTE,
        "公示稿的纸面放不下{count}列分项的得分，只列了总分。",
        "请把分项的得分另附一张表；不用列出的，把“公示分数”填成“总分”，或无需处理。",
    ),
    "D063": Entry(
        NOTE,
        "公示稿的网页和 Word 文件只列出{kept}个，全部{rows}个在 Excel 文件的“{sheet}”表里。",
        "请把这个 Excel 文件作为附件，和公示一起张贴或发布；无需处理。",
    ),
    "D037": Entry(
        WARNING,
        "{period}公示过的结果和现在按收回的表算出来的不同。",
        "请在该期的文件夹里运行 wuhao run，看有什么变化；已经公示的，请提请研究以哪一个为准。",
    ),
    "D038": Entry(
        WARNING,
        "{name}缺这几期的得分：{missing}；{effect}。",
        "请核对；本该有得分的，先在该期的文件夹里办完，再运行 wuhao total。",
    ),
    "D039": Entry(
        ERROR,
        "编号{code}在{period}的名单上是“{other}”，在全年的名单上是“{name}”，没有合成分数。",
        "请核对是不是同一个单位；是的，把名称改成一样；不是的，把编号改对。",
    ),
    "D040": Entry(
        WARNING,
        "各期用的评分标准不同，标准摘要{which}。",
        "请核对这几期的分数能不能合在一起；不能的，请分开。",
    ),
    "D044": Entry(
        WARNING,
        "{period}的名单上有全年的名单上没有的单位：{names}，没有计入。",
        "请核对；要计入的，在全年的名单上补上，编号和名称照该期的写。",
    ),
    "D041": Entry(
        WARNING,
        "这份公示稿有人改动过，与这次生成的不同，原样保留，没有覆盖。",
        "请核对；不用改过的，移走或删去它，再运行一次。",
    ),
    "D042": Entry(
        WARNING,
        "这份公示稿有人改动过，原样保留；这次没有生成公示稿，它与现在的情况可能不一致。",
        "请先不要使用；不再需要的，移走或删去它。",
    ),
    "D043": Entry(
        WARNING,
        "output/feedback 里{names}的反馈意见是以前生成的，与这次的结果不一致。",
        "请再运行 wuhao feedback；已经发出的，请另行告知对方。",
    ),
    "D054": Entry(
        WARNING,
        "output/panel 里{names}的复核表是以前生成的，之后填报有变动，与现在的不一致。",
        "请再运行 wuhao panel；已经发出的，把新的一份发给评委（wuhao send --panel --resend）。",
    ),
    "D055": Entry(
        WARNING,
        "output/corrections 里{names}的更正表是以前生成的，与现在收到的表不一致。",
        "请不要再发；有人改动过的，另外保存后移走，再运行 wuhao run。",
    ),
    "D056": Entry(
        WARNING,
        "output 里的 {names} 是以前生成的，与现在的结果不一致。",
        "请再运行 wuhao run；已经打印、开会用过的，请换成新的。",
    ),
    "D057": Entry(
        WARNING,
        "output/mail 里给{names}的邮件是以前生成的，还没有发，与现在的情况不一致。",
        "请不要再发，重新生成要附的材料和邮件；已经自己发出的，用 wuhao send --settle 记一笔。",
    ),
    "D045": Entry(
        WARNING,
        "{sender}发来的邮件《{subject}》里没有能读的评分表，只有{what}（{files}），"
        "已作为该单位的附件收取。",
        "请对方把填好的 Excel 评分表作为附件重发；已经另外交来的则无需处理。",
    ),
    "D046": Entry(
        WARNING,
        "{name}只收到{what}，没有收到填好的评分表；收到的已作为附件留存。",
        "请催交 Excel 评分表：{what}不能用来计分。",
    ),
    "D047": Entry(
        NOTE,
        "{sender}发来的邮件《{subject}》里还有{what}，没有收取。",
        "请到邮箱里看一看，要留存的另存到 input/returned。",
    ),
    "D050": Entry(
        WARNING,
        "{names}的{paper}发出以后又重新生成过，内容与发出的不同，没有再发。",
        "请核对；要改发新的，加上 --resend 再运行一次，只发给其中几个的另加 --only 编号。",
    ),
    "D051": Entry(
        WARNING,
        "{folder} 里还没有{names}的{paper}，没有发。",
        "请先运行 {command}，看过以后再发。",
    ),
    "D052": Entry(
        WARNING,
        "{folder} 里{names}的{paper}{doubt}，与现在应当发的不同，没有发。",
        "请再运行 {command}，看过以后再发；有人改动过、要照样发的，请用别的办法送达。",
    ),
    "D053": Entry(
        WARNING,
        "{name}的邮箱也是{owner}的邮箱，复核表里有各单位的填报情况，不能发到单位的邮箱，没有写{kind}邮件。",
        "请把“评委”表里的邮箱换成评委本人的，或用别的办法送达。",
    ),
    "D062": Entry(
        WARNING,
        "“{names}”要看单项得分，几期合在一起没有单项，全年没有评等次。",
        "请按各期的等次研究确定；只按总分评的，请在“等次”表里只写最低分和名额。",
    ),
    "D059": Entry(
        WARNING,
        "{name}以前叫“{former}”，{files}还是用以前的名称生成的。",
        "请再运行 {commands}，旧文件核对后删去；已经发出的照样能用，交回来按编号认。",
    ),
    "D058": Entry(
        NOTE,
        "报送截止日期改为{deadline}，以前给{names}的邮件写的是别的日期。",
        "请运行 wuhao remind，程序只给其中还没有交的写改期通知；发过的表照样能用，不用重发。",
    ),
    "D036": Entry(
        NOTE,
        "邮箱文件夹“{mailbox}”里有{count}封收过的邮件没有能标为已读{said}。",
        "请自己到邮箱里标，不影响收取。",
    ),
    "D005": Entry(NOTE, "这份表不属于现在的名单，没有改动。", "请确认不再需要后自行删除。"),
    # --- C: comparison with earlier results ---------------------------------------------------
    "C001": Entry(
        WARNING,
        "读不出以前的结果，没有作两期对照。",
        "请用 wuhao diff 加上以前一期的文件夹，再加 --keep，重新存一份；不作对照的，把它删去。",
    ),
    "C002": Entry(
        WARNING,
        "里面也是{period}的结果，没有作两期对照。",
        "请用 wuhao diff 加上以前一期的文件夹，再加 --keep，重新存一份；不作对照的，把它删去。",
    ),
    "C003": Entry(
        WARNING,
        "不是程序写的结果，没有和它比较。",
        "请不要改动程序写的文件；results.json 这次已经重新写过，previous.json 请删去。",
    ),
    # --- A: proof and archive ---------------------------------------------------------------
    "A001": Entry(
        ERROR,
        "这不是程序写下的 run.json，或有人改动过，它记的都不能算数。",
        "请从备份里换回它；找不回来的，请核对输入无误后再运行 wuhao run。",
    ),
    "A002": Entry(
        ERROR,
        "这个文件在运行以后改动过，与 run.json 里记的不同。",
        "请查明是谁改的；应当改的，请再运行 wuhao run，不应当的，请从备份里换回它。",
    ),
    "A003": Entry(
        ERROR,
        "运行时有这个文件，现在不见了，或读不出来。",
        "请从备份里找回它；确实不要了的，请再运行 wuhao run。",
    ),
    "A004": Entry(
        WARNING,
        "这个文件是运行以后才有的，结果里没有算上它。",
        "请核对它该不该算；该算的，请再运行 wuhao run。",
    ),
    "A005": Entry(
        ERROR,
        "这个文件写出以后改动过{told}。",
        "请查明是谁改的；要原来的，请再运行 wuhao run，不要使用改过的。",
    ),
    "A006": Entry(
        ERROR,
        "这个文件写出以后不见了，或读不出来。",
        "请再运行 wuhao run；已经公示或归档的，请从备份里找回它。",
    ),
    "A007": Entry(
        ERROR,
        "用现在的输入重新算，得出的与这个文件不一样：{told}。",
        "请先看上面的输入、决定和程序有没有变；都没有变的，请不要使用，并告诉维护人员。",
    ),
    "A008": Entry(
        ERROR,
        "运行时算上的一条{what}，现在的记录里没有了或改动过（{row}）。",
        "请查明是谁改的，从备份里换回 records.db；改得对的，请用命令重新作一次决定。",
    ),
    "A009": Entry(
        WARNING,
        "运行以后又记下了{count}条{what}，结果里没有算上。",
        "请再运行 wuhao run。",
    ),
    "A010": Entry(
        WARNING,
        "现在用来核对的与当时运行的不同：{told}。",
        "请装上与当时相同的版本再核对；结论是一致的，则无需处理。",
    ),
    "A011": Entry(
        WARNING,
        "电脑的时钟现在是{now}，比已经记下的{then}还早，可能拨回过。",
        "请校准电脑的时钟，再往下办。",
    ),
    "A012": Entry(
        ERROR,
        "时间的先后不对：{earlier}记的是{now}，却应当在{then}的{later}以后。",
        "请查明是哪台电脑的时钟拨动过；时间不可信的，请另用别的凭据证明先后。",
    ),
    "A013": Entry(
        WARNING,
        "这个文件不是这次运行写出的，与现在重新生成的也不一样：{told}。",
        "请查明是有人改动过，还是后来才生成的；要与结果一致的，请再运行生成它的命令。",
    ),
    "A014": Entry(
        ERROR,
        "归档里的这个文件与归档时的不同，或不见了。",
        "请换用没有动过的归档；归档时打印的指纹可以用来比对。",
    ),
    "A015": Entry(
        ERROR,
        "归档里多出了这个文件，归档时没有。",
        "请换用没有动过的归档；归档时打印的指纹可以用来比对。",
    ),
    "A016": Entry(
        ERROR,
        "用现在的输入算不出结果：{why}。",
        "请先看上面的输入和决定有没有变，改好后再核对。",
    ),
    "A017": Entry(
        ERROR,
        "封存以后改动过，与记录里的不符。",
        "请从备份里换回它，一个字节都不要改；归档里的，请换用没有动过的归档。",
    ),
    "A018": Entry(
        NOTE,
        "公示的这一期不能重算：{why}；封存的文件与记录相符。",
        "请核对封存的文件；要能重算的，请从备份里找回当时的输入。",
    ),
    # --- P: publication and objections ----------------------------------------------------------
    "P001": Entry(
        WARNING,
        "{unit}的结果与已公示的（{name}）不同：{what}。",
        "请核对。公示的仍以 output/published 里的为准；要更正的，在设置里填好新的落款日期和"
        "公示开始日期，再更正公示。",
    ),
    "P002": Entry(
        WARNING,
        "{what}与已公示的（{name}）不同。",
        "请核对模板和设置；公示以后改了办法的，请提请研究。",
    ),
    "P003": Entry(
        ERROR,
        "已公示的{name}不完整，或与记录不符。",
        "请从备份里换回 output/published 里的这个文件夹，一个文件都不要改。",
    ),
    "P004": Entry(
        WARNING,
        "结果与已公示的（{name}）不同，公示开始日期还不晚于那一次的（{begins}），没有生成更正公示。",
        "请核对；要更正的，把落款日期和公示开始日期改成这一次的，再运行一次。",
    ),
    "P005": Entry(
        NOTE,
        "这份公示稿有人改动过，名单、公示期和落款与结果一致，照改过的封存。",
        "请核对它与网页、Excel 两种有没有说得不一样的地方。",
    ),
    "P006": Entry(
        WARNING,
        "公示期从{begins}开始，今天是{today}，已经开始了。",
        "请核对公示是不是那一天贴出的；不是的，请提请研究是否重新公示。",
    ),
    "P010": Entry(ERROR, "名单里没有编号“{code}”{hint}。", "请核对；涉及全部单位的请空着。"),
    "P011": Entry(ERROR, "答复日期早于收到日期。", "请改正。"),
    "P012": Entry(
        ERROR,
        "找不到异议登记表。",
        "请从备份里换回来；公示时已生成过，没有异议的也要留着空白的表。",
    ),
    "P013": Entry(
        ERROR,
        "{received}收到的异议还没有办结：没有填{what}。",
        "请查明以后补填；匿名的不用填答复日期。",
    ),
    "P014": Entry(
        ERROR,
        "{received}收到的异议写的处理是更正，收到以后公示的更正里，没有一次改了所涉单位自己的内容。",
        "请核对涉及编号，先更正它的得分、结论或名称再公示（只是名次随别的单位变的不算）；"
        "不用更正的，改写“维持”。",
    ),
    "P015": Entry(
        WARNING,
        "收到日期是{received}，早于公示开始（{begins}）。",
        "请核对日期，特别是年份。",
    ),
    "P020": Entry(
        WARNING,
        "这里像是办过{stage}，记录里却没有。",
        "请核对：真办过的，从备份里换回 records.db；中途停下的，再办一次；"
        "没有办过的，移走这个文件夹。",
    ),
    "P021": Entry(
        WARNING,
        "这里填的在“{table}”的表格以外，没有读取。",
        "请核对：是异议的，移到表头下面对应的列里；只是说明的，不用改。",
    ),
    "P022": Entry(
        ERROR,
        "这一行填在“{table}”的表头上面，没有读取。",
        "请移到表头下面。",
    ),
    "P023": Entry(
        ERROR,
        "异议只从 {file} 读取，{name} 没有读取。",
        "请核对：里面有异议的，抄进 {file}；再把 {name} 移出 input。",
    ),
    "P024": Entry(
        ERROR,
        "收到日期是{received}，今天才{today}，还没有到。",
        "请核对日期，特别是年份。",
    ),
    "P025": Entry(
        ERROR,
        "{received}收到的异议，答复日期是{answered}，今天才{today}，还没有答复。",
        "请在答复以后再填，或改正日期。",
    ),
    "P031": Entry(
        NOTE,
        "这张表有{rows}行，工作簿里只放得下前{kept}行，全部在 {file} 里。",
        "请用能读 Parquet 的程序（如 pandas）打开 {file}。",
    ),
    "P032": Entry(
        WARNING,
        "这张表有{rows}行，工作簿里只放得下前{kept}行；没有安装 pyarrow，其余的没有写出。",
        "请安装 pyarrow（pip install pyarrow）后重新运行。",
    ),
}
