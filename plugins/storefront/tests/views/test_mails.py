"""Senders of mails ask for a look, and get the theme's that is in force."""

from __future__ import annotations

import pytest
from shopwright import plugin_context, render_message
from shopwright.testing import Shop

SAID = {
    "subject": "Bestellung 1042",
    "title": "Danke",
    "paragraphs": ["Wir packen."],
    "items": [{"quantity": 2, "title": "Tasse"}] * 60,
    "button": {"label": "Ansehen", "url": "http://localhost/orders/1?token=t"},
}


@pytest.mark.parametrize("options", [{"locales": ("en", "de")}], ids=["two languages"])
@pytest.mark.parametrize("settings", [{"theme": "linen"}], ids=str)
def test_a_mail_looks_like_the_shop_and_speaks_its_readers_language(shop: Shop) -> None:
    mail = render_message("order_placed", "de_AT", SAID)
    assert mail is not None
    assert mail.subject == "Bestellung 1042"
    assert '<html lang="de-AT"' in mail.html
    assert "und 10 weitere Positionen" in mail.html
    assert 'href="http://localhost/de/"' in mail.html, "links lead to pages of that language"
    assert "Instrument Serif" in mail.html
    assert "http://localhost/de/" in mail.text


@pytest.mark.parametrize("options", [{}], ids=["production"])
def test_mails_that_no_theme_has_are_left_to_their_sender(shop: Shop) -> None:
    assert render_message("parcel_lost", "en", SAID) is None


def test_it_asks_for_nothing_of_a_request(shop: Shop) -> None:
    with pytest.raises(RuntimeError):
        plugin_context()
    assert render_message("order_placed", "xx", SAID) is not None
