"""What stands on the storefront's own pages: the cards in the account, words at the checkout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from shopwright import Context, SlotContent, current_shopper, form_token

from shopwright_stripe_payments import cards, saving
from shopwright_stripe_payments.cards import CardView
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.persons import brand_name
from shopwright_stripe_payments.words import words


def contents() -> list[SlotContent]:
    """Both are for who is signed in; their pages are never cached."""
    return [
        SlotContent(
            slot="account.dashboard",
            template="saved_cards.html",
            function=in_account,
            assets=("cards.css",),
        ),
        SlotContent(slot="checkout.payment", function=at_checkout),
    ]


def in_account(payload: Mapping[str, Any], ctx: Context) -> dict[str, Any] | None:
    """The customer's cards, with the forms to remove one and to add one."""
    account, customer_id = connection(ctx.settings), current_shopper().customer_id
    if account is None or customer_id is None:
        return None
    found, may_add = (
        cards.cards_of(ctx, customer_id, account.realm),
        saving.is_offered(ctx.settings),
    )
    if not found and not may_add:
        return None
    request = payload["request"]
    said = words(request["locale"])
    return {
        "saved": [_shown(card, said) for card in found],
        "may_add": may_add,
        "said": said,
        # a look at a draft changes nothing
        "token": "" if request["is_preview"] else form_token(),
        "back": request["path"],
        "locale": request["locale"],
    }


def at_checkout(payload: Mapping[str, Any], ctx: Context) -> Markup | None:
    """What happens to a card there."""
    if not (saving.is_offered(ctx.settings) and current_shopper().signed_in):
        return None
    text = words(payload["request"]["locale"])["at_checkout"]
    return Markup('<p class="hint">{}</p>').format(text)


def _shown(card: CardView, said: Mapping[str, str]) -> dict[str, str]:
    until = said["expired" if card.expired else "expires"]
    return {
        "id": str(card.id),
        "label": said["ending"].format(brand=brand_name(card.brand), last4=card.last4),
        "until": until.format(month=card.exp_month, year=card.exp_year),
    }
