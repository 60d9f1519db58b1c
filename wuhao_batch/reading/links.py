"""Links in the text of a mail to files that did not come with it, told by the service."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Link:
    """A service that a mail links to, and what to ask for: the words after 请."""

    service: str
    ask: str


_EXPORTED = "对方在{service}里打开，导出（下载）为 .xlsx，作为附件发来"
_DOWNLOADED = "打开链接下载，把文件放进 input/returned；打不开的，请对方作为附件重发"
_SOON = "尽快打开链接下载（会过期），把文件放进 input/returned；已过期的，请对方作为附件重发"

_ONLINE = {
    "docs.qq.com": "腾讯文档",
    "doc.weixin.qq.com": "企业微信文档",
    "kdocs.cn": "金山文档（WPS）",
    "wps.cn": "金山文档（WPS）",
    "shimo.im": "石墨文档",
    "feishu.cn": "飞书文档",
    "feishu.net": "飞书文档",
    "larksuite.com": "飞书文档",
    "larkoffice.com": "飞书文档",
    "yuque.com": "语雀",
    "alidocs.dingtalk.com": "钉钉文档",
    "docs.dingtalk.com": "钉钉文档",
    "note.youdao.com": "有道云笔记",
    "docs.google.com": "Google 表格",
    "sheets.google.com": "Google 表格",
    "notion.so": "Notion",
    "notion.site": "Notion",
}
_DRIVES = {
    "pan.baidu.com": "百度网盘",
    "yun.baidu.com": "百度网盘",
    "aliyundrive.com": "阿里云盘",
    "alipan.com": "阿里云盘",
    "pan.quark.cn": "夸克网盘",
    "jianguoyun.com": "坚果云",
    "drive.weixin.qq.com": "企业微信微盘",
    "weiyun.com": "腾讯微云",
    "cloud.189.cn": "天翼云盘",
    "caiyun.139.com": "中国移动云盘",
    "yun.139.com": "中国移动云盘",
    "pan.wo.cn": "联通云盘",
    "pan.xunlei.com": "迅雷云盘",
    "115.com": "115 网盘",
    "123pan.com": "123 云盘",
    "123684.com": "123 云盘",
    "ctfile.com": "城通网盘",
    "lanzou.com": "蓝奏云",
    "cowtransfer.com": "奶牛快传",
    "wenshushu.cn": "文叔叔",
    "drive.google.com": "Google 云端硬盘",
    "onedrive.live.com": "OneDrive",
    "onedrive.com": "OneDrive",
    "1drv.ms": "OneDrive",
    "sharepoint.com": "OneDrive 或 SharePoint",
    "sharepoint.cn": "OneDrive 或 SharePoint",
    "dropbox.com": "Dropbox",
    "icloud.com": "iCloud",
    "wetransfer.com": "WeTransfer",
    "we.tl": "WeTransfer",
}
_LARGE = {
    "ftn.qq.com": "QQ邮箱超大附件",
    "u.163.com": "网易邮箱超大附件",
    "fs.163.com": "网易邮箱超大附件",
    "fs.126.com": "网易邮箱超大附件",
    "dashi.163.com": "网易邮箱超大附件",
}
_LARGE_BY_PATH = {
    "mail.qq.com": ("ftn", "QQ邮箱超大附件"),
    "exmail.qq.com": ("ftn", "腾讯企业邮超大附件"),
    "mail.163.com": ("large", "网易邮箱超大附件"),
    "mail.126.com": ("large", "网易邮箱超大附件"),
    "qiye.163.com": ("large", "网易企业邮超大附件"),
}
"""Mail services whose other pages are no files: a word of the path tells."""

_ADDRESS = re.compile(r"(?<![\w.@-])([a-z0-9.-]{4,253})/(?=([^\s\"'<>\\]{0,200}))", re.ASCII)
_LANZOU = re.compile(r"lanzou[a-z]?\.com")
_WORDS = (
    (re.compile(r"超大附件|文件中转站|中转站|云附件|文件已过期"), "邮箱的超大附件", _SOON),
    (re.compile(r"网盘|云盘"), "网盘", _DOWNLOADED),
)


def links_in(text: str) -> Iterator[Link]:
    """Yield the services that a text links to, in its order; else what its words speak of."""
    lowered = unescape(text.lower())
    if "%2f%2f" in lowered:  # a gateway's own address, with the true one inside
        lowered = unquote(lowered)
    found = False
    for address in _ADDRESS.finditer(lowered):
        link = _link(address[1].strip("."), address[2])
        if link is not None:
            found = True
            yield link
    for words, service, ask in () if found else _WORDS:
        if words.search(lowered):
            yield Link(service, ask)
            return


def _link(host: str, path: str) -> Link | None:
    labels = _LANZOU.sub("lanzou.com", host).split(".")
    for start in range(max(0, len(labels) - 4), len(labels) - 1):
        name = ".".join(labels[start:])
        word, large = _LARGE_BY_PATH.get(name, ("", _LARGE.get(name, "")))
        if large and word in path:
            return Link(large, _SOON)
        if name in _DRIVES:
            return Link(_DRIVES[name], _DOWNLOADED)
        if name in _ONLINE:
            return Link(_ONLINE[name], _EXPORTED.format(service=_ONLINE[name]))
    return None
