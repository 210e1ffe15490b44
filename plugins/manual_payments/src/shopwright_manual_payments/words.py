"""What shoppers read where the merchant has no words of their own, in the languages that we speak."""

from __future__ import annotations

from collections.abc import Mapping

# Per language and method: what it is called, and what stands below that.
_OFFERED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "bank_transfer": (
            "Bank transfer",
            "Pay in advance. We send your order when the money has arrived.",
        ),
        "cash_on_delivery": ("Cash on delivery", "Pay the carrier when your order arrives."),
    },
    "de": {
        "bank_transfer": (
            "Überweisung",
            "Sie zahlen im Voraus. Wir versenden Ihre Bestellung, sobald das Geld da ist.",
        ),
        "cash_on_delivery": ("Nachnahme", "Sie zahlen beim Zusteller, wenn Ihre Bestellung kommt."),
    },
}


def language_of(locale: str) -> str:
    """`de` of `de_AT` and `de-AT`."""
    return locale.replace("_", "-").partition("-")[0].lower()


def offered(method: str, locale: str) -> tuple[str, str]:
    """A method's name and description; in English where we do not speak the language."""
    return _OFFERED.get(language_of(locale), _OFFERED["en"])[method]
