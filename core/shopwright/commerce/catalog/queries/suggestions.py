"""What to offer while somebody types into the search field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shopwright.commerce.catalog.queries.search import search_cards
from shopwright.commerce.catalog.queries.spelling import completions
from shopwright.commerce.catalog.queries.storefront import Market
from shopwright.commerce.catalog.queries.tree import categories, collections
from shopwright.commerce.catalog.text import words
from shopwright.commerce.catalog.types import CategoryView, CollectionView


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """`words` are whole queries; `products` are ready cards. `corrected`: see `Found`."""

    words: tuple[str, ...]
    products: tuple[bytes, ...]
    categories: tuple[CategoryView, ...]
    collections: tuple[CollectionView, ...]
    corrected: str | None


def suggestions(market: Market, query: str, *, limit: int = 5) -> Suggestions:
    """At most `limit` of each kind, in six statements, or seven for a word that is unknown."""
    found = search_cards(market, query, limit=limit)
    typed = words(found.corrected or query)
    shown = [view for view in collections(market.locale) if view.published]
    return Suggestions(
        words=tuple(completions(market.locale, typed, limit=limit)) if typed else (),
        products=tuple(found.items),
        categories=tuple(view for view in categories(market.locale) if _fits(view.title, typed))[
            :limit
        ],
        collections=tuple(view for view in shown if _fits(view.title, typed))[:limit],
        corrected=found.corrected,
    )


def _fits(title: str, typed: Iterable[str]) -> bool:
    """Whether each word that was typed begins a word of the title."""
    own = words(title)
    begun = [any(word.startswith(part) for word in own) for part in typed]
    return bool(begun) and all(begun)
