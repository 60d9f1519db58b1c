"""Pictures that stand in the text of a mail, as logos do, told from the files attached to it."""

import re
from email.message import Message
from urllib.parse import unquote

_CITED = re.compile(rb"(?i)\bcid:([^\s\"'<>()]{1,250})")


class Embedded:
    """Knowledge of the parts of a mail that were passed, about those that follow."""

    def __init__(self) -> None:
        self._related: list[Message] = []
        self._cited: set[str] = set()

    def note_group(self, group: Message) -> None:
        """Note the parts that belong to a text beside them."""
        inside = group.get_payload()
        if group.get_content_subtype() == "related" and isinstance(inside, list):
            self._related += [each for each in inside if isinstance(each, Message)]

    def note_text(self, text: bytes) -> None:
        """Note the parts that a text shows where it names them."""
        self._cited |= {unquote(each.decode("latin-1")) for each in _CITED.findall(text)}

    def holds(self, part: Message) -> bool:
        """True for a picture in the text; a file with a number alone may be one too."""
        number = str(part.get("Content-ID", "")).strip().strip("<>")
        if number and number in self._cited:
            return True
        if part.get_content_maintype() != "image":
            return False
        beside = any(part is each for each in self._related)
        return beside or bool(number and part.get_content_disposition() != "attachment")
