"""The reasons of several evaluators as those of the 考评组: nobody can tell who wrote which."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

_AT_THE_END = "。．.；;，,、！! "


def as_of_the_panel(texts: Iterable[str]) -> list[str]:
    """Return the reasons, each once, in an order that does not follow the evaluators.

    Those that differ in punctuation and spaces alone are one, and so is one that stands within
    another: the longer words stay. What most have written comes first. A text without a word is
    no reason.
    """
    said = [(_words(text), " ".join(text.split()).rstrip(_AT_THE_END)) for text in texts]
    often = Counter(words for words, _ in said if words)
    longest = dict(sorted(said, key=lambda each: (len(each[1]), each[1])))
    whole = [each for each in often if not any(each in other for other in often if other != each)]
    return [longest[words] for words in sorted(whole, key=lambda each: (-often[each], each))]


def _words(text: str) -> str:
    """Return a text's letters, digits and signs of writing, in one form."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
