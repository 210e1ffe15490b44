"""`Language`: how a page speaks: its texts, its amounts, its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from shopwright.commerce import pricing

from shopwright_storefront.present.money import money, money_of
from shopwright_storefront.theme_api.v1 import Money
from shopwright_storefront.themes.locales import Texts, placeholders

FOLDERS: Mapping[str, str] = {
    "product": "/products/",
    "category": "/categories/",
    "collection": "/collections/",
    "page": "/pages/",
    "brand": "/brands/",
    "order": "/account/orders/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language and a currency. `prefix` stands before every path: empty, or `/de`."""

    locale: str
    currency: str
    prefix: str
    texts: Texts

    def say(self, key: str, **values: object) -> str:
        """A text of the theme's locales. Raises `TextMissing`."""
        return str(self.texts.say(key, values))

    def told(self, code: str, message: str, facts: Mapping[str, object], place: str = "") -> str:
        """What went wrong: the text `problems.CODE_PLACE` or `problems.CODE`, with the facts in it.

        `message` where the theme has none, or one that asks for facts that are not there. Whole
        numbers are amounts if there is a `currency` beside them.
        """
        currency = str(facts.get("currency", ""))
        shown = {
            name: self.money(value, currency)["formatted"]
            if currency and isinstance(value, int)
            else value
            for name, value in facts.items()
        }
        for key in (f"problems.{code}_{place.rpartition('.')[2]}", f"problems.{code}"):
            text = self.texts.find(key)
            if text is not None and placeholders(text) <= set(shown):
                return self.say(key, **shown)
        return message

    def money(self, amount: int, currency: str = "") -> Money:
        """Minor units."""
        return money(amount, currency or self.currency, self.locale)

    def money_of(self, value: pricing.Money) -> Money:
        """An amount of the shop's."""
        return money_of(value, self.locale)

    def path(self, path: str) -> str:
        """A page's address in this language."""
        return f"{self.prefix}{path}" if path != "/" or not self.prefix else f"{self.prefix}/"

    def url_for(self, kind: str, handle: str, query: Mapping[str, str] | None = None) -> str:
        """The page of a product, category, collection, page, brand or order. Raises `KeyError`."""
        path = f"{self.prefix}{FOLDERS[kind]}{quote(handle)}"
        return f"{path}?{urlencode(query)}" if query else path
