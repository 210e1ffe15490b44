from __future__ import annotations

import re
from datetime import timedelta

import pytest
from shopwright.commerce.pricing import Money
from shopwright_email_notify.words import Words, languages, texts_of


def placeholders(language: str) -> dict[str, set[str]]:
    return {
        f"{section}.{key}": set(re.findall(r"\{(\w+)\}", text))
        for section, texts in texts_of(language).items()
        for key, text in texts.items()
    }


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_with_the_same_placeholders(language: str) -> None:
    assert placeholders(language) == placeholders("en")


@pytest.mark.parametrize(
    ("wanted", "locale", "language"),
    [
        (("de",), "de", "de"),
        (("de-AT",), "de_AT", "de"),
        (("fr", "de"), "de", "de"),
        (("tlh", "xx"), "en", "en"),
        (("en-GB", "de"), "en_GB", "en"),
        (("de-nowhere",), "de", "de"),
    ],
)
def test_the_first_language_that_is_known_is_spoken(
    wanted: tuple[str, ...], locale: str, language: str
) -> None:
    assert Words.of(*wanted) == Words(locale, language)


def test_amounts_and_lengths_of_time_are_written_as_the_language_does() -> None:
    german, english = Words.of("de"), Words.of("en")
    assert german.money(Money(123_450, "EUR")) == "1.234,50\xa0€"
    assert english.money(Money(500, "JPY")) == "¥500"
    assert german.lifetime(timedelta(days=3)) == "3 Tage"
    assert english.lifetime(timedelta(hours=1)) == "1 hour"


def test_what_is_filled_in_is_never_looked_at_for_placeholders() -> None:
    text = Words.of("en").say("common.hello_name", name="{shop} {0.__class__}")
    assert text == "Hello {shop} {0.__class__},"
