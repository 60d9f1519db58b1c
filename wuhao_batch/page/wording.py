"""Sentences that name commands and their options, told in the words of the pages."""

import re

PLACES = {
    "init": "“新的一年”",
    "standard": "“准备”页",
    "issue": "“发表”页的“生成评分表”",
    "send": "“发表”页",
    "send --panel": "“考评”页",
    "send --feedback": "“反馈”页",
    "send --records-lost": "“重新开始记”",
    "collect": "“收表”页",
    "status": "“收表”页",
    "check": "“收表”页",
    "remind": "“收表”页的“写信催交、退回”",
    "remind --panel": "“考评”页",
    "assign": "“收表”或“考评”页的“指定是谁的”",
    "accept": "“收表”或“考评”页的“选定这一份”",
    "confirm": "“收表”页的“核实过，属实”",
    "panel": "“考评”页的“生成复核表”",
    "run": "“结果”页的“计分”",
    "total": "“结果”页的“计分”",
    "diff": "“结果”页",
    "explain": "“结果”页",
    "decide": "“结果”页的“写一条会议决定”",
    "log": "“归档”页",
    "publish": "“公示”页",
    "objection": "“公示”页的“记一条异议”",
    "answer": "“公示”页的“写核查结果”",
    "close": "“公示”页的“结束公示”",
    "commend": "“公示”页的“写表彰决定”",
    "feedback": "“反馈”页",
    "verify": "“归档”页的“核对”",
    "archive": "“归档”页的“归档”",
}
"""A command, and the paper that it is about → where its button is."""

_ARGUMENTS = (
    r"(?:\s+(?:--[a-z-]+|sent|resend|编号|文件夹|文件|那一份的文件名|-(?!\S)|[\w,]*\d[\w,]*))*"
)
_COMMAND = re.compile(rf"((?:重新)?运行|再用|用)?\s*wuhao\s+([a-z]+)({_ARGUMENTS})\s*")
_PHRASES = (
    (re.compile(r"加上 --resend 再(?:发|运行)一次"), "点“要再发一次”"),
    (re.compile(r"请?加上 --draft 再运行，生成征求意见稿"), "到“结果”页点“生成征求意见稿”"),
    (re.compile(r"请加上 --by[^。]*。"), "请填好再点。"),
    (
        re.compile(r"记在 input/decisions\.xlsx"),
        f"到{PLACES['decide'].replace('”页的“', '”页点“')}",
    ),
    (re.compile(r"请用 --workspace[^。]*。"), "请另选一个。"),
    (re.compile(r"[；，][^；，。（）]*\s--[a-z-]+[^；，。（）]*"), ""),
    (re.compile(r"放进 input/panel(?: 文件夹)?"), "拖到“考评”页"),
    (re.compile(r"（见第[一二三四五六七八九十]+部分）"), ""),
    (re.compile(r"运行以后"), "计分以后"),
    (re.compile(r"再运行(?:一次)?"), "再办一次"),
)
"""What is said of options: their buttons, or nothing where pages have none."""


def in_words_of_the_page(text: str) -> str:
    """Return a sentence with the places of buttons in place of commands."""
    told = _COMMAND.sub(_place, text)
    for phrase, words in _PHRASES:
        told = phrase.sub(words, told)
    return told


def _place(found: re.Match[str]) -> str:
    verb, command, arguments = found.groups()
    options = arguments.split()
    papers = (f"{command} {option}" for option in options)
    known = (PLACES[each] for each in papers if each in PLACES)
    place = next(known, PLACES.get(command))
    if place is None:
        return found.group()
    if "--settle" in options:
        place += "的“要再发一次”" if "resend" in options else "的“已发出”"
    if not verb:
        return place
    return f"到{place.replace('”页的“', '”页点“')}" if "”页的“" in place else f"到{place}办"
