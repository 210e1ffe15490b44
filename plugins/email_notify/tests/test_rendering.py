from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2.exceptions import SecurityError, UndefinedError
from shopwright import ShopInfo
from shopwright_email_notify.letters import Button, Desk, Item, Letter
from shopwright_email_notify.rendering import Rendered, environment, render_plainly
from shopwright_email_notify.settings import Links
from shopwright_email_notify.words import Words

ENGLISH = Words.of("en")
SHOP = ShopInfo(
    id="a-shop",
    name="Alder & Wren",
    public_url="https://shop.example",
    locale="en",
    development=False,
)
LETTER = Letter(
    kind="order_placed",
    recipient="ada@example.com",
    words=ENGLISH,
    subject="Your order 1042",
    title="Thank you for your order",
    paragraphs=("It is being packed.",),
    items=(Item(quantity=2, title="Stoneware mug", detail="Moss", amount="€44.00"),),
    sums=(("Subtotal", "€44.00"), ("Shipping", "€4.90")),
    total=("Total", "€48.90"),
    button=Button(label="View your order", url="https://shop.example/orders/1?token=t&x=1"),
)


def rendered(letter: Letter = LETTER) -> Rendered:
    desk = Desk(shop=SHOP, links=Links(), words=ENGLISH)
    return render_plainly(letter, desk, accent="#2f4a3c")


class Tags(HTMLParser):
    """What a mail program would load or follow, and which tags have styles of their own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.styled = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.styled += "style" in values
        if tag == "a":
            self.links.append(values["href"] or "")
        self.loads += [value or "" for name, value in attrs if name in ("src", "background")]


def test_what_people_typed_cannot_become_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    letter = replace(LETTER, title=evil, items=(Item(quantity=1, title=evil, detail=evil),))
    html = rendered(letter).html
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") == 3


def test_styles_stand_in_the_tags_and_what_cannot_be_inlined_is_kept() -> None:
    html = rendered().html
    assert Tags(html).styled > 20
    assert "@media (max-width: 600px)" in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_a_mail_loads_nothing_and_links_where_it_says() -> None:
    tags = Tags(rendered().html)
    assert tags.loads == []
    assert "https://shop.example/orders/1?token=t&x=1" in tags.links


def test_plain_text_says_the_same() -> None:
    text = rendered().text
    assert text.startswith("Thank you for your order\n\nIt is being packed.\n")
    assert "2 x Stoneware mug (Moss): €44.00" in text
    assert "Subtotal: €44.00\nShipping: €4.90\nTotal: €48.90\n" in text
    assert "View your order:\nhttps://shop.example/orders/1?token=t&x=1\n" in text
    assert "\n\n\n" not in text


def test_a_letter_with_little_to_say_leaves_no_holes() -> None:
    text = rendered(
        Letter(
            kind="password_changed",
            recipient="ada@example.com",
            words=ENGLISH,
            subject="Your password was changed",
            title="Your password was changed",
            greeting="Hello Ada,",
            paragraphs=("It is another one now.",),
            after="If that was not you, tell us.",
        )
    ).text
    assert "\n\n\n" not in text
    assert "None" not in text


def test_a_token_is_blanked_out_of_what_is_stored_and_not_of_what_is_sent() -> None:
    button = Button(label="Set password", url="https://shop.example/reset?token=S3cr3t-T0ken_")
    mail = rendered(replace(LETTER, button=button, secret="S3cr3t-T0ken_"))
    assert "S3cr3t-T0ken_" in mail.text
    assert mail.html.count("S3cr3t-T0ken_") == 3, "the button, and the link to copy"
    stored = mail.without_secret()
    assert "S3cr3t" not in stored.text + stored.html
    assert "token=…" in stored.text


def test_templates_are_in_a_sandbox_and_a_missing_name_is_an_error() -> None:
    with pytest.raises(SecurityError):
        environment().from_string("{{ ''.__class__.__mro__ }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
