"""Under what a page is kept: its path, and what of the query makes another page of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from shopwright import plugins_stamp

from shopwright_storefront.present.narrowing import is_read

_PLACES = frozenset({"", "products", "collections", "categories", "brands", "pages", "search"})
_OF_MACHINES = (".xml", ".atom")
"""Sitemaps, and the feed of all products. Feeds of what is for sale are kept by `feeds.py`."""
_OF_PRODUCTS = re.compile(r"variant|option\d+")
"""What a product's page reads; lists say themselves what they do."""
_PARTS = "sections"
_LONGEST_PATH = 500
_LONGEST_QUERY = 1_000
_OF_ONE = ("shopwright_session=", "preview=")
"""In cookies of those who may see another page than all others: customers, and staff who preview."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a page that is the same for all guests. `query` is what of it is known."""

    key: Key
    query: str


def asked_page(environ: Mapping[str, Any], locales: tuple[str, ...]) -> Asked | None:
    """None for what is never kept.

    Language is in the path; currency, prices and theme follow from it and from stamps. The host is
    not in the key: nothing of a page comes of it.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and any(name in cookies for name in _OF_ONE):
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if len(path) > _LONGEST_PATH or not _is_kept(path, locales):
        return None
    known = _known(query) if query else ""
    return None if known is None else Asked(key=(path, known, plugins_stamp()), query=known)


def _is_kept(path: str, locales: tuple[str, ...]) -> bool:
    first, _, rest = path.lstrip("/").partition("/")
    if first in locales:
        first = rest.partition("/")[0]
    return first in _PLACES or first.endswith(_OF_MACHINES)


def _known(query: str) -> str | None:
    """The query without what nobody knows, such as `utm_source`; None for what is no whole page."""
    if len(query) > _LONGEST_QUERY:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name == _PARTS for name, _ in pairs):
        return None
    return urlencode([one for one in pairs if _is_read(one[0])])


def _is_read(name: str) -> bool:
    return is_read(name) or _OF_PRODUCTS.fullmatch(name) is not None
