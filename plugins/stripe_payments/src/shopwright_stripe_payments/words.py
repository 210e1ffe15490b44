"""What shoppers read of us, in the languages that we speak."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "label": "Card, wallet and more",
        "page": "You pay on Stripe's secure page.",
        "demo": "A demo: no real money moves. Pay with the card 4242 4242 4242 4242.",
        "test_mode": "Test mode: no real money moves.",
        "order": "Your order at {shop}",
        "heading": "Saved cards",
        "none": "You have no saved card.",
        "ending": "{brand} ending in {last4}",
        "expires": "Expires {month:02}/{year}",
        "expired": "Expired {month:02}/{year}",
        "remove": "Remove",
        "add": "Add a card",
        "consent": "By adding a card you agree that Stripe keeps it, so that you can pay with it "
        "here. Nothing is charged now, and you can remove it at any time.",
        "preview": "In a preview no card is added or removed.",
        "going": "On to Stripe",
        "go": "Go on to Stripe",
        "going_text": "You enter your card on Stripe's secure page. If it does not open by itself:",
        "saved": "Your card is saved.",
        "not_saved": "No card was saved.",
        "removed": "The card was removed.",
        "later": "Stripe does not answer right now. If you saved a card, it is shown here soon.",
        "stale_form": "This page was open for too long. Please try once more.",
        "stripe_is_silent": "Stripe does not answer right now. Please try again in a moment.",
        "saved_card_not_found": "This card was removed already.",
        "cards_not_kept": "Cards cannot be saved here right now.",
        "too_many_requests": "You tried this very often. Please try again later.",
        "at_checkout": "A saved card is charged when you press the button. A new one is kept only "
        "if you agree to it on Stripe's page; you can remove it in your account.",
    },
    "de": {
        "label": "Karte, Wallet und mehr",
        "page": "Sie zahlen auf der sicheren Seite von Stripe.",
        "demo": "Eine Demo: Es fließt kein echtes Geld. Zahlen Sie mit der Karte 4242 4242 4242 4242.",
        "test_mode": "Testmodus: Es fließt kein echtes Geld.",
        "order": "Ihre Bestellung bei {shop}",
        "heading": "Gespeicherte Karten",
        "none": "Sie haben keine gespeicherte Karte.",
        "ending": "{brand} mit den Endziffern {last4}",
        "expires": "Gültig bis {month:02}/{year}",
        "expired": "Abgelaufen {month:02}/{year}",
        "remove": "Entfernen",
        "add": "Karte hinzufügen",
        "consent": "Mit dem Hinzufügen willigen Sie ein, dass Stripe die Karte aufbewahrt, damit Sie "
        "hier mit ihr zahlen können. Jetzt wird nichts abgebucht, und Sie können sie jederzeit "
        "entfernen.",
        "preview": "In einer Vorschau wird keine Karte hinzugefügt oder entfernt.",
        "going": "Weiter zu Stripe",
        "go": "Weiter zu Stripe",
        "going_text": "Ihre Karte geben Sie auf der sicheren Seite von Stripe ein. Falls sie sich "
        "nicht von selbst öffnet:",
        "saved": "Ihre Karte ist gespeichert.",
        "not_saved": "Es wurde keine Karte gespeichert.",
        "removed": "Die Karte wurde entfernt.",
        "later": "Stripe antwortet gerade nicht. Wenn Sie eine Karte gespeichert haben, steht sie "
        "bald hier.",
        "stale_form": "Diese Seite war zu lange offen. Bitte versuchen Sie es noch einmal.",
        "stripe_is_silent": "Stripe antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
        "saved_card_not_found": "Diese Karte war schon entfernt.",
        "cards_not_kept": "Karten können hier gerade nicht gespeichert werden.",
        "too_many_requests": "Sie haben das sehr oft versucht. Bitte versuchen Sie es später noch einmal.",
        "at_checkout": "Eine gespeicherte Karte wird belastet, sobald Sie den Knopf drücken. Eine "
        "neue wird nur aufbewahrt, wenn Sie auf Stripes Seite zustimmen; entfernen können Sie sie "
        "in Ihrem Konto.",
    },
}


def words(locale: str) -> Mapping[str, str]:
    """Those of a locale; English for all that we do not speak."""
    language = locale.replace("_", "-").partition("-")[0]
    return _WORDS.get(language, _WORDS["en"])
