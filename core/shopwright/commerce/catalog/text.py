"""Text as search and sorting see it: folded, so that case and accents make no difference.

Both databases get words that were cut and folded here, so that they find the same.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import nh3
from slugify import slugify

_WORD = re.compile(r"[^\W_]+")
# Letters that do not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "\u0131": "i",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ð": "d",
    }
)
_TAG = re.compile(r"<[^>]*>")
_HANDLE_LENGTH = 200


def fold(text: str) -> str:
    """Lower case, without accents: `Crème Brûlée` -> `creme brulee`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text: `T-Shirt, 100% cotton` -> `t shirt 100 cotton`."""
    return _WORD.findall(fold(text))


def tokens(text: str) -> list[tuple[str, str]]:
    """The words of a text, folded and as they are spelled: `Crème-Set` -> (creme, crème), (set, set)."""
    found = []
    for shown in _WORD.findall(unicodedata.normalize("NFC", text.lower())):
        folded = words(shown)
        found += [(word, shown if len(folded) == 1 else word) for word in folded]
    return found


def clean_html(html: str) -> str:
    """What may be shown of a rich text: no scripts, styles, handlers, frames or unsafe links."""
    return nh3.clean(html).strip()


def plain_text(html: str) -> str:
    """The text of sanitized HTML, tags as spaces; for search and summaries, not for showing."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def make_handle(text: str) -> str:
    """`Crème Brûlée Set` -> `creme-brulee-set`; empty when nothing of the text can be used."""
    return slugify(text, max_length=_HANDLE_LENGTH, word_boundary=True)
