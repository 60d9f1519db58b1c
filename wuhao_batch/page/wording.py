"""Sentences that name a command, told in the words of the pages."""

import re

_PLACES = {
    "init": "“新的一年”",
    "standard": "“准备”页",
    "issue": "“发表”页的“生成评分表”",
    "send": "“发表”页",
    "send --records-lost": "“重新开始记”",
    "send --settle": "“发表”页的“已发出”和“再发一次”",
    "send --panel": "“考评”页",
    "send --feedback": "“反馈”页",
    "collect": "“收表”页",
    "status": "“收表”页",
    "check": "“收表”页",
    "remind": "“收表”页的“催交和退回”",
    "remind --panel": "“考评”页",
    "assign": "“收表”页的“指定”",
    "accept": "“收表”页的“选定”",
    "panel": "“考评”页的“生成复核表”",
    "run": "“结果”页的“计分”",
    "total": "“结果”页的“计分”",
    "diff": "“结果”页",
    "explain": "“结果”页",
    "decide": "“结果”页的“会议决定”",
    "log": "“归档”页",
    "publish": "“公示”页的“发布”",
    "close": "“公示”页的“结束公示”",
    "commend": "“公示”页的“表彰决定”",
    "feedback": "“反馈”页",
    "verify": "“归档”页的“核对”",
    "archive": "“归档”页的“归档”",
}
"""A command → where its button is."""

_COMMAND = re.compile(
    r"((?:重新)?运行|再用|用)?\s*wuhao\s+([a-z]+)((?:\s+--[a-z-]+)*)(?:\s+(?:编号|文件夹?))*\s*"
)


_OPTION = re.compile(r"[；，][^；，。]*\s--[a-z-]+[^；，。]*")
"""A clause that tells of an option of a command: pages have none."""


def in_words_of_the_page(text: str) -> str:
    """Return a sentence with the places of buttons in place of commands."""
    return _OPTION.sub("", _COMMAND.sub(_place, text))


def _place(found: re.Match[str]) -> str:
    verb, command, options = found.groups()
    whole = " ".join((command, *options.split()))
    place = _PLACES.get(whole) or _PLACES.get(command)
    if place is None:
        return found.group()
    if not verb:
        return place
    return f"到{place.replace('”页的“', '”页点“')}" if "”页的“" in place else f"到{place}办"
