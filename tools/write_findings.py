"""Write docs/findings.md from the catalogue: ``python -m tools.write_findings``."""

from pathlib import Path

from wuhao_batch.findings.catalogue import CATALOGUE
from wuhao_batch.findings.finding import Severity
from wuhao_batch.workspace.plan import write_atomically

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "findings.md"

_FAMILIES = {
    "F": "文件",
    "I": "识别：是谁的表、哪一年、哪个标准；名单里的编号",
    "L": "表格结构：收回的表（L0…）与模板（L1…）",
    "V": "填报的内容（V0…）与名单、设置（V1…）",
    "S": "计分与排名",
    "M": "会议决定",
    "D": "发放、回收与公示稿",
    "C": "与以前的结果对照",
    "A": "核对与归档",
    "P": "公示、异议与表彰",
}


def document() -> str:
    """The whole document."""
    lines = [
        "# 问题代码",
        "",
        "每个问题写成 `【工作表·单元格】现值。规则。`，后面是处理办法。花括号里的内容由程序填入。",
        "错误：该单位（或整次运行）在改正前没有结果。提醒：请人核对，不影响计分。说明：只是告知。",
    ]
    for letter, family in _FAMILIES.items():
        lines += [
            "",
            f"## {letter} {family}",
            "",
            "| 代码 | 级别 | 问题 | 处理办法 |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {code} | {Severity(rule.severity).label} | {rule.message} | {rule.remedy} |"
            for code, rule in CATALOGUE.items()
            if code.startswith(letter)
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_atomically(DOCUMENT, document().encode())
