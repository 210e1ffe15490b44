"""Senders of mails ask for a look, and get the theme's that is in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shopwright import plugin_context, render_message
from shopwright.commerce.channels import install_defaults
from shopwright.testing import Databases, Shop, open_shop
from shopwright_storefront.plugin import Storefront

SAID = {
    "subject": "Bestellung 1042",
    "title": "Danke",
    "paragraphs": ["Wir packen."],
    "items": [{"quantity": 2, "title": "Tasse"}] * 60,
    "button": {"label": "Ansehen", "url": "http://localhost/orders/1?token=t"},
}


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, shopwright_databases: Databases
) -> Iterator[Shop]:
    """One for all tests, drawn by linen, that speaks two languages."""
    folder = tmp_path_factory.mktemp("shop")
    with (
        shopwright_databases.fresh("sqlite", folder, (Storefront,)) as url,
        open_shop(
            folder, Storefront, database_url=url, make_tables=False, shop_name="Alder & Wren",
            public_url="http://localhost", locales=("en", "de"),
        ) as shop,
    ):  # fmt: skip
        install_defaults()
        yield shop


def test_a_mail_looks_like_the_shop_and_speaks_its_readers_language(shop: Shop) -> None:
    mail = render_message("order_placed", "de_AT", SAID)
    assert mail is not None
    assert mail.subject == "Bestellung 1042"
    assert '<html lang="de-AT"' in mail.html
    assert "und 10 weitere Positionen" in mail.html
    assert 'href="http://localhost/de/"' in mail.html, "links lead to pages of that language"
    assert "Instrument Serif" in mail.html
    assert "http://localhost/de/" in mail.text


def test_mails_that_no_theme_has_are_left_to_their_sender(shop: Shop) -> None:
    assert render_message("parcel_lost", "en", SAID) is None


def test_it_asks_for_nothing_of_a_request(shop: Shop) -> None:
    with pytest.raises(RuntimeError):
        plugin_context()
    assert render_message("order_placed", "xx", SAID) is not None
