"""`Letter`: what a mail says, before it looks like anything."""

from __future__ import annotations

from dataclasses import dataclass

from shopwright import ShopInfo

from shopwright_email_notify.settings import Links
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
    about_order: bool = False


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
