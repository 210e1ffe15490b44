"""`Letter`: what a mail says, before it looks like anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shopwright import Context, ShopInfo

from shopwright_email_notify.settings import Links, Settings
from shopwright_email_notify.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Where the reader may go on."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of goods; `amount` is left out where it does not matter."""

    quantity: int
    title: str
    detail: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one person. Its parts come in this order, those that are empty are left out.

    `secret` is a one-time token that stands in the button's link: it is blanked out in what is
    stored of a mail that was sent.
    """

    kind: str
    recipient: str
    words: Words
    subject: str
    title: str
    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    instructions_title: str = ""
    instructions: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    sums: tuple[tuple[str, str], ...] = ()
    total: tuple[str, str] | None = None
    total_note: str = ""
    address_title: str = ""
    address: tuple[str, ...] = ()
    button: Button | None = None
    after: str = ""
    secret: str = ""
    order_id: UUID | None = None

    def data(self, shop: ShopInfo) -> dict[str, Any]:
        """What it says, as plain values, for those who bring a look: see this plugin's README."""
        return {
            "subject": self.subject,
            "title": self.title,
            "greeting": self.greeting,
            "paragraphs": list(self.paragraphs),
            "instructions": _titled(self.instructions_title, self.instructions),
            "facts": [_named(fact) for fact in self.facts],
            "items": [_item(item) for item in self.items],
            "sums": [_named(part) for part in self.sums],
            "total": {**_named(self.total), "note": self.total_note} if self.total else None,
            "address": _titled(self.address_title, self.address),
            "button": _link(self.button) if self.button else None,
            "after": self.after,
            "order_id": str(self.order_id) if self.order_id else None,
            "shop": {"name": shop.name, "url": shop.public_url},
        }


def _named(pair: tuple[str, str]) -> dict[str, str]:
    return {"label": pair[0], "value": pair[1]}


def _titled(title: str, lines: Sequence[str]) -> dict[str, Any] | None:
    return {"title": title, "lines": list(lines)} if lines else None


def _item(item: Item) -> dict[str, Any]:
    return {
        "quantity": item.quantity,
        "title": item.title,
        "detail": item.detail,
        "amount": item.amount,
    }


def _link(button: Button) -> dict[str, str]:
    return {"label": button.label, "url": button.url}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What letters are written with: the shop, its links, the reader's language."""

    shop: ShopInfo
    links: Links
    words: Words

    def link(self, template: str, **values: str) -> str:
        """A link of the settings, with its placeholders filled in."""
        for name, value in {"shop_url": self.shop.public_url, **values}.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    def say(self, key: str, **values: str) -> str:
        """As `Words.say`; `{shop}` is always known."""
        return self.words.say(key, shop=self.shop.name, **values)


def desk_of(ctx: Context, settings: Settings, *locales: str) -> Desk:
    """What letters to a reader of one of these languages, or the shop's, are written with."""
    words = Words.of(*locales, ctx.shop.locale)
    return Desk(shop=ctx.shop, links=settings.links, words=words)
