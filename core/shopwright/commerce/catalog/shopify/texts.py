"""Texts as the catalog takes them."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def one_line(text: str) -> str:
    """Without control characters and line breaks, which names in the catalog do not have."""
    return _CONTROL.sub(" ", text).strip()


def line_feeds(text: str) -> str:
    """With line ends as files of products have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
