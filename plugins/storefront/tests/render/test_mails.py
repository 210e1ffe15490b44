"""Mails as the themes that come with the storefront draw them, and as a theme can change them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from shopwright_storefront.present.letters import letter
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.mails import MAX_BYTES, MailTooLarge, draw_mail
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.v1 import EMAILS
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.discovery import discover
from shopwright_storefront.themes.theme import load_theme

MakeEngine = Callable[..., Engine]
BUTTON = {"label": "View your order", "url": "https://shop.example/orders/1?token=t&x=1"}
SAID: dict[str, Any] = {
    "subject": "Your order 1042 & more",
    "title": "Thank you",
    "greeting": "Hello Ada,",
    "paragraphs": ["It is being packed."],
    "instructions": {"title": "How to pay", "lines": ["By transfer", "", "Reference 1042"]},
    "facts": [{"label": "Order", "value": "1042"}],
    "items": [{"quantity": 2, "title": "Stoneware mug", "detail": "Moss", "amount": "€44.00"}],
    "sums": [{"label": "Subtotal", "value": "€44.00"}],
    "total": {"label": "Total", "value": "€48.90", "note": "including €7.81 tax"},
    "address": {"title": "Delivery address", "lines": ["Ada Byron", "10969 Berlin"]},
    "button": BUTTON,
    "after": "Not you? Tell us.",
    "order_id": "1",
}


@cache
def engine_of(theme: str) -> Engine:
    chain = discover().chain(theme)
    return Engine(load_theme(chain), Services(assets=Assets(chain=chain)), development=True)


@pytest.fixture
def mail_view(make: Any) -> Callable[..., View]:
    """What a mail is drawn of: `mail_view(items=[...])`."""

    def made(said: Mapping[str, Any] = SAID, slots: Any = None, **changed: Any) -> View:
        everywhere = make.everywhere(dir="ltr")
        everywhere["routes"]["home"] = "https://shop.example/"
        objects = {"letter": letter({**said, **changed})}
        return View(template="emails", everywhere=everywhere, objects=objects, slots=slots or {})

    return made


@pytest.mark.parametrize("theme", ["base", "linen", "bazaar"])
@pytest.mark.parametrize("kind", EMAILS)
def test_every_mail_says_all_that_its_sender_says(mail_view: Any, theme: str, kind: str) -> None:
    mail = draw_mail(engine_of(theme), kind, mail_view())
    assert mail is not None
    assert mail.failures == ()
    assert mail.subject == "Your order 1042 & more"
    told = [
        "Thank you", "Hello Ada,", "It is being packed.", "How to pay", "Reference 1042", "1042",
        "Stoneware mug", "Moss", "€44.00", "Subtotal", "€48.90", "including €7.81 tax", "Ada Byron",
        "View your order", "Not you? Tell us.", "Alder & Wren",
    ]  # fmt: skip
    for text in told:
        assert text in mail.text
        assert text.replace("&", "&amp;") in mail.html
    assert BUTTON["url"] in mail.text
    assert 'href="https://shop.example/orders/1?token=t&amp;x=1"' in mail.html


@pytest.mark.parametrize("theme", ["base", "linen", "bazaar"])
def test_styles_stand_in_the_tags_and_what_cannot_is_kept(mail_view: Any, theme: str) -> None:
    engine = engine_of(theme)
    mail = draw_mail(engine, "order_placed", mail_view())
    assert mail is not None
    scheme = engine.theme.settings(View(template="", everywhere={}).overlay)["base"]
    assert f"background-color: {scheme['light']['accent']}" in mail.html.partition("</head>")[2]
    head = mail.html.partition("</head>")[0]
    assert "@media (max-width: 600px)" in head
    dark = head.partition("@media (prefers-color-scheme: dark)")[2]
    assert scheme["dark"]["accent"] in dark
    assert "var(" not in mail.html


def test_a_letter_with_little_to_say_leaves_no_holes(mail_view: Any) -> None:
    little = {"subject": "Changed", "title": "Changed", "paragraphs": ["It is another one."]}
    mail = draw_mail(engine_of("base"), "password_changed", mail_view(little))
    assert mail is not None
    assert "\n\n\n" not in mail.text
    assert "None" not in mail.text + mail.html


def test_a_one_time_link_can_be_copied(mail_view: Any) -> None:
    def links(kind: str) -> int:
        mail = draw_mail(engine_of("base"), kind, mail_view())
        assert mail is not None
        return mail.html.count(BUTTON["url"].replace("&", "&amp;"))

    assert links("order_placed") == 1
    assert links("password_reset") == 3, "the button, and the link that is written out"


def test_a_long_order_is_shown_whole_by_mail_programs(mail_view: Any) -> None:
    item = {
        "quantity": 1,
        "title": "A name of some length " * 4,
        "detail": "Blue / M",
        "amount": "€1",
    }
    mail = draw_mail(engine_of("linen"), "order_placed", mail_view(items=[item] * 500))
    assert mail is not None
    assert len(mail.html.encode()) < MAX_BYTES
    assert "and 450 more" in mail.html
    assert mail.text.count("A name of some length") == 2000


def test_what_people_typed_is_no_markup(mail_view: Any) -> None:
    evil = '<img src=x onerror="alert(1)">'
    mail = draw_mail(engine_of("base"), "order_placed", mail_view(title=evil, after=evil))
    assert mail is not None
    assert "<img" not in mail.html
    assert mail.text.startswith(evil)


def test_a_theme_changes_one_block_of_all_mails(make_engine: MakeEngine, mail_view: Any) -> None:
    engine = make_engine(
        {"layouts/email.html": "{% extends 'parent:layouts/email.html' %}"
         "{% block masthead %}<img src='{{ asset_url('img/logo.png') }}' alt=''>{% endblock %}",
         "assets/img/logo.png": "a picture"},
        base=of_base(), development=True,
    )  # fmt: skip
    mail = draw_mail(engine, "order_paid", mail_view())
    assert mail is not None
    assert re.search(r'src="https://shop\.example/[^"]*logo[^"]*\.png"', mail.html)
    assert "Stoneware mug" in mail.html


def test_a_template_that_fails_is_bases_and_told_of(
    make_engine: MakeEngine, mail_view: Any
) -> None:
    engine = make_engine({"emails/order_paid.html": "{{ letter.nobody.there }}{% nonsense"}, base=of_base())  # fmt: skip
    mail = draw_mail(engine, "order_paid", mail_view())
    assert mail is not None
    assert mail.subject == "Your order 1042 & more"
    assert "Stoneware mug" in mail.html
    assert [str(one.place) for one in mail.failures] == ["shop:emails/order_paid.html:1"]


def test_nobody_draws_a_mail_without_a_template(mail_view: Any) -> None:
    assert draw_mail(engine_of("linen"), "order_lost", mail_view()) is None


def test_what_would_be_cut_off_is_refused(make_engine: MakeEngine, mail_view: Any) -> None:
    long = "{% for number in range(1000) %}{{ letter.title }}{% endfor %}" * 9
    files = {"emails/order_paid.html": f"<p>{long}</p>", "emails/order_paid.txt": "Paid"}
    view = mail_view(title="More than ten letters")
    with pytest.raises(MailTooLarge, match="at most 100,000 are shown whole"):
        draw_mail(make_engine(files), "order_paid", view)


def of_base() -> dict[str, str]:
    """The mails of the real base, for a theme on a small one."""
    folder = discover().get("base").root
    paths = [*folder.glob("emails/*"), *folder.glob("layouts/email.*")]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths} | {
        "theme.toml": (folder / "theme.toml").read_text()
    }
