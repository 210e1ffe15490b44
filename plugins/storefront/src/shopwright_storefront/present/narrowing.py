"""What narrows a list: from the query of its address to a filter, and back to addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from shopwright.commerce.catalog import Filter

from shopwright_storefront.present.money import minor_units

Pairs = tuple[tuple[str, str], ...]
OPTION = "option."
_LISTS = {
    "category": "in_categories",
    "collection": "in_collections",
    "vendor": "vendors",
    "tag": "tags",
}
_PLAIN = frozenset({"availability", "price_from", "price_to"})
_BESIDE = frozenset({"sort", "page", "q"})
_MOST_CHOICES = 50
_MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The choices of an address: `chosen` in its order; `sort`, `page` and `query` beside them."""

    path: str
    chosen: Pairs = ()
    sort: str = ""
    page: int = 1
    query: str = ""

    @classmethod
    def read(cls, path: str, pairs: Iterable[tuple[str, str]]) -> Narrowing:
        """From an address. What nobody knows, such as `utm_source`, is left out of new ones."""
        chosen: list[tuple[str, str]] = []
        plain: dict[str, str] = {}
        for name, value in pairs:
            if name in _BESIDE:
                plain[name] = value[:200]
            elif value and is_read(name) and (name, value) not in chosen:
                chosen.append((name, value[:200]))
        number = plain.get("page", "1")
        return cls(
            path=path,
            chosen=tuple(chosen[:_MOST_CHOICES]),
            sort=plain.get("sort", ""),
            page=max(int(number), 1) if number.isascii() and number.isdigit() else 1,
            query=plain.get("q", "").strip(),
        )

    def values(self, key: str) -> tuple[str, ...]:
        """What is chosen of one facet."""
        return tuple(value for name, value in self.chosen if name == key)

    def value(self, key: str) -> str:
        """The first of them."""
        return next(iter(self.values(key)), "")

    def filter(self, base: Filter, currency: str) -> Filter:
        """`base` with the choices; what it has itself stays where nothing is chosen."""
        lists = {field: self.values(key) or getattr(base, field) for key, field in _LISTS.items()}
        options: dict[str, tuple[str, ...]] = {}
        for name, value in self.chosen:
            if name.startswith(OPTION) and (name in options or len(options) < _MOST_OPTIONS):
                option = name.removeprefix(OPTION)
                options[option] = (*options.get(option, ()), value)
        return replace(
            base,
            **lists,  # type: ignore[arg-type]
            options=options,
            min_price=minor_units(self.value("price_from"), currency),
            max_price=minor_units(self.value("price_to"), currency),
            in_stock=bool(self.values("availability")),
        )

    def url(self) -> str:
        """The address."""
        pairs: list[tuple[str, str]] = [("q", self.query)] if self.query else []
        pairs += self.chosen
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def switched(self, key: str, value: str) -> str:
        """The address with one choice switched on, or off."""
        pair = (key, value)
        has = pair in self.chosen
        chosen = tuple(one for one in self.chosen if one != pair) if has else (*self.chosen, pair)
        return replace(self, chosen=chosen, page=1).url()

    def without(self, keys: Sequence[str]) -> str:
        """The address without all choices of these facets."""
        chosen = tuple(one for one in self.chosen if one[0] not in keys)
        return replace(self, chosen=chosen, page=1).url()

    def sorted_by(self, sort: str) -> str:
        """The address in another order."""
        return replace(self, sort=sort, page=1).url()

    def numbered(self, page: int) -> str:
        """The address of another page."""
        return replace(self, page=page).url()


def is_read(name: str) -> bool:
    """Whether `Narrowing.read` makes anything of this name in a query."""
    own = name in _LISTS or name in _PLAIN or name in _BESIDE
    return own or (name.startswith(OPTION) and len(name) > len(OPTION))
