"""What a shopper who pays by bank transfer is told."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from shopwright.commerce.payments import NextAction
from shopwright.commerce.pricing import Money

from shopwright_manual_payments.bank_accounts import in_groups
from shopwright_manual_payments.settings import INSTRUCTION_PLACEHOLDERS, BankTransfer
from shopwright_manual_payments.words import language_of

# Per language: introduction, a line per known value, end.
_TEXTS = {
    "en": {
        "intro": "Please transfer {amount} by {deadline}.",
        "account_holder": "Recipient",
        "iban": "IBAN",
        "bic": "BIC",
        "bank": "Bank",
        "reference": "Reference",
        "no_account": "We will tell you our bank details by e-mail.",
        "end": "We send your order as soon as the money has arrived.",
    },
    "de": {
        "intro": "Bitte überweisen Sie {amount} bis zum {deadline}.",
        "account_holder": "Empfänger",
        "iban": "IBAN",
        "bic": "BIC",
        "bank": "Bank",
        "reference": "Verwendungszweck",
        "no_account": "Unsere Bankverbindung teilen wir Ihnen per E-Mail mit.",
        "end": "Wir versenden Ihre Bestellung, sobald das Geld eingegangen ist.",
    },
}


def transfer_instructions(
    settings: BankTransfer, amount: Money, *, order_number: int | None, due: date, locale: str
) -> NextAction:
    """As text for people, and as `details` for front ends that lay it out or draw a QR code.

    Without an `order_number` the shop fills it in when the order has one.
    """
    reference = settings.reference
    if order_number is not None:
        reference = reference.replace("{order_number}", str(order_number))
    values = {
        "amount": amount.format(locale),
        "deadline": format_date(due, "long", locale=locale.replace("-", "_")),
        "account_holder": settings.account_holder,
        "iban": in_groups(settings.iban),
        "bic": settings.bic,
        "bank": settings.bank,
        "reference": reference,
    }
    details = {
        "amount": str(amount.decimal()),
        "currency": amount.currency,
        "due": due.isoformat(),
        "account_holder": settings.account_holder,
        "iban": settings.iban,
        "bic": settings.bic,
        "bank": settings.bank,
        "reference": reference,
    }
    return NextAction(
        kind="instructions",
        text=_text(settings, values, locale),
        details={name: value for name, value in details.items() if value},
    )


def _text(settings: BankTransfer, values: dict[str, str], locale: str) -> str:
    language = language_of(locale)
    own = settings.instructions.get(locale) or settings.instructions.get(language)
    return _fill(own or _standard_text(settings, _TEXTS.get(language, _TEXTS["en"])), values)


def _standard_text(settings: BankTransfer, words: dict[str, str]) -> str:
    names = ("account_holder", "iban", "bic", "bank") if settings.iban else ()
    known = [name for name in names if getattr(settings, name)]
    lines = [f"{words[name]}: {{{name}}}" for name in (*known, "reference")]
    middle = [] if settings.iban else [words["no_account"]]
    return "\n\n".join([words["intro"], *middle, "\n".join(lines), words["end"]])


def _fill(text: str, values: dict[str, str]) -> str:
    for name in INSTRUCTION_PLACEHOLDERS:
        text = text.replace(f"{{{name}}}", values[name])
    return text
