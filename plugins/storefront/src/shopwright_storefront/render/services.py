"""What rendering needs of a shop, as small protocols; each with a plain form that needs none."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from shopwright_storefront.render.current import Effects
from shopwright_storefront.themes.assets import Assets

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """What a section wants before it is rendered. `arguments` hold ids or handles."""

    section: str
    name: str
    source: str
    limit: int
    arguments: Mapping[str, Any]


class DataSource(Protocol):
    """Where sections' data comes from. Both are asked once for a page, with all it needs."""

    def fetch(self, requests: Sequence[DataRequest]) -> Sequence[Any]:
        """The answers, in the order of the requests: lists of cards, a page, a menu."""

    def references(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, Any]]:
        """What ids in settings stand for: by kind (image, product, collection, page, menu), by id.

        What is gone is left out.
        """

    def version(self, requests: Sequence[DataRequest], tags: Sequence[str]) -> tuple[str, ...]:
        """Another one whenever the answers may be others, or what the tags name has changed."""


class NoData:
    """A shop that has nothing."""

    def fetch(self, requests: Sequence[DataRequest]) -> Sequence[Any]:
        """Nothing for anybody."""
        return [None if one.source in ("page", "menu") else [] for one in requests]

    def references(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Mapping[str, Any]]:
        """Everything is gone."""
        return {}

    def version(self, requests: Sequence[DataRequest], tags: Sequence[str]) -> tuple[str, ...]:
        """Always the same."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A part of a page that can be used again, with what it does to the rest of it."""

    html: str
    effects: Effects


class Fragments(Protocol):
    """Keeps parts of pages."""

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """What is kept under the key."""

    def put(self, key: tuple[Any, ...], kept: Kept, seconds: float) -> None:
        """Keep it for so long."""


_OVERHEAD = 1_000
"""Of a key and its effects, in characters, about."""


class MemoryFragments:
    """Keeps them in this process, at most so many characters, the least used ones go first."""

    def __init__(self, most: int = 16_000_000) -> None:
        self._most = most
        self._size = 0
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Any, ...], tuple[float, Kept]] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """What is kept under the key, if its time is not over."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] < monotonic():
                return None
            self._kept.move_to_end(key)
            return found[1]

    def put(self, key: tuple[Any, ...], kept: Kept, seconds: float) -> None:
        """Keep it for so long, if it is not too large."""
        if _size(kept) > self._most // 8:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += _size(kept) - (_size(before[1]) if before else 0)
            self._kept[key] = monotonic() + seconds, kept
            while self._size > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._size -= _size(gone)


def _size(kept: Kept) -> int:
    return len(kept.html) + _OVERHEAD


class Links(Protocol):
    """Addresses of the shop's pages."""

    def url_for(self, kind: str, handle: str, query: Mapping[str, str]) -> str:
        """The page of a `product`, `collection`, `page`, `brand` or `order`."""

    def localized(self, url: str, locale: str) -> str:
        """The same page in another language."""

    def plugin_asset(self, plugin: str, path: str) -> str:
        """A file that a plugin's slot needs."""


class PlainLinks:
    """Addresses without a language in front: `/products/mug`."""

    _FOLDERS: Mapping[str, str] = {
        "product": "/products/",
        "collection": "/collections/",
        "page": "/pages/",
        "brand": "/brands/",
        "order": "/account/orders/",
    }

    def url_for(self, kind: str, handle: str, query: Mapping[str, str]) -> str:
        """Raises `KeyError` for an unknown kind."""
        path = self._FOLDERS[kind] + quote(handle)
        return f"{path}?{urlencode(query)}" if query else path

    def localized(self, url: str, locale: str) -> str:
        """With the language in front."""
        return f"/{locale}{url}"

    def plugin_asset(self, plugin: str, path: str) -> str:
        """Below the plugin's own path."""
        return f"/plugins/{plugin}/static/{path}"


class SlotContent(Protocol):
    """What a plugin shows in a slot; `shopwright.SlotContent` is one."""

    @property
    def template(self) -> str | None: ...
    @property
    def function(self) -> Callable[[Mapping[str, Any], Any], Any] | None: ...
    @property
    def cache_ttl(self) -> int: ...
    @property
    def assets(self) -> tuple[str, ...]: ...


class Placed(Protocol):
    """A slot's content with its plugin, as `slot_contents()` gives it."""

    @property
    def plugin(self) -> str: ...
    @property
    def package(self) -> str: ...
    @property
    def content(self) -> SlotContent: ...
    @property
    def ctx(self) -> Any: ...

    def render(self, draw: Callable[[], R]) -> R:
        """Runs `draw` in time and bounds; raises when it fails or must not run."""


Contents = Mapping[str, Sequence[Placed]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All of them. `fragments` None: nothing is kept, as while a theme is being made."""

    assets: Assets
    data: DataSource = field(default_factory=NoData)
    links: Links = field(default_factory=PlainLinks)
    fragments: Fragments | None = None
