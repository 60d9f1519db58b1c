"""Requests to a branch whose file cannot be used, by the code of the finding on it.

The remedy of a finding is for the office; the branch has only its own file, and the form that comes
with the letter.
"""

_ANEW = "请把内容填到附上的表里，存盘后重交。"
_SAVED = "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后重交。"
_SLIM = "请把填好的内容复制到附上的表里，存盘后重交。"
_ALONE = "请把里面的评分表直接作为附件重交。"

_ASKED = {
    **dict.fromkeys(("F001", "F002", "F010", "F015", "F016", "F020", "F023"), _SAVED),
    **dict.fromkeys(("F003", "F012", "F013", "F017", "F018", "F019"), _SLIM),
    **dict.fromkeys(("F008", "F011", "F014", "F027"), _ALONE),
    "F006": "请取消密码（文件→信息→保护工作簿），另存为 .xlsx 后重交。",
    "F007": "请在装有该加密软件的电脑上解密，再另存为 .xlsx 重交。",
    "F021": "请把填好的评分表（能直接打开的 Excel 文件）作为附件重交。",
    "F024": "请把填好的评分表下载下来，作为附件重交。",
    "F025": "请把填好的评分表作为附件重发。",
    "F028": "请在原来的程序里导出为 .xlsx 后重交。",
    "F029": "请用有权限的帐号打开，取消标签或限制，另存为 .xlsx 后重交。",
    "F030": "请找到它指向的原文件，直接交 .xlsx。",
    "F031": "请下载或导出为 .xlsx 后重交。",
    "F032": "请重新交完整的文件。",
    "L010": "请取消隐藏，核对内容后重交。",
}


def asked_of_branch(code: str) -> str:
    """Return what a branch is asked to do about its file."""
    return _ASKED.get(code, _ANEW)
