"""What a shopper does on the hosted page: pay, or save a card."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from shopwright_stripe_payments.fake import methods, payments, setups
from shopwright_stripe_payments.fake.cards import CARDS, digits
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.resources import customers, payment_intents
from shopwright_stripe_payments.fake.world import World

_EXPIRY = re.compile(r"^\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*$")
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_WALLET_CARD = "4242424242424242"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in the form. `method` is a type, a wallet, or the id of a saved method."""

    method: str = "card"
    email: str = ""
    name: str = ""
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    iban: str = ""
    routing: str = ""
    account: str = ""
    save: bool = False


def methods_offered(world: World, session: Body) -> list[str]:
    """Types and wallets a shopper can choose from."""
    types: list[str] = session["payment_method_types"]
    return [*types[:1], *(methods.WALLETS if "card" in types else ()), *types[1:]]


def saved_methods(world: World, session: Body) -> list[Body]:
    """What this customer has agreed to see again."""
    if not session["customer"] or session["mode"] == "setup":
        return []
    options = session["saved_payment_method_options"] or {}
    shown = options.get("allow_redisplay_filters") or ["always"]
    found = world.store.every("payment_method", customer=session["customer"])
    return [method for method in found if method["allow_redisplay"] in shown]


def may_save(session: Body) -> bool:
    """Whether the page asks for consent to keep the card."""
    options = session["saved_payment_method_options"] or {}
    return options.get("payment_method_save") == "enabled"


def pay(world: World, session_id: str, entry: Entry) -> Body:
    """Press the button: the payment or setup intent afterwards.

    Raises `ApiError` for what is mistyped or declined; the session stays open then.
    """
    session = world.require("checkout.session", session_id)
    if session["status"] != "open":
        raise invalid(f"This Checkout Session is {session['status']}.")
    email = _email(world, session, entry)
    method = _method(world, session, entry, email)
    back = f"{world.url}/c/pay/{session_id}"
    if session["mode"] == "setup":
        _note_details(world, session, method, email)
        # who came to save a card agreed to see it again
        method["allow_redisplay"] = "always"
        world.store.save(method)
        intent = world.store.get(session["setup_intent"])
        return setups.confirm(world, intent, method, return_url=back)
    intent = _intent(world, session)
    _prepare(world, session, intent, method, entry, email)
    return payments.confirm(world, intent, method, return_url=back)


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """What the card's owner said to the bank: the payment or setup intent afterwards."""
    if intent_id.startswith("seti_"):
        return setups.authenticate(world, intent_id, passed=passed)
    return payments.authenticate(world, intent_id, passed=passed)


def _email(world: World, session: Body, entry: Entry) -> str:
    known = session["customer_email"]
    if session["customer"]:
        known = known or world.store.get(session["customer"])["email"]
    email: str = known or entry.email.strip()
    if not _MAIL.match(email):
        raise _mistyped("Enter your e-mail address, such as you@example.com.", "email")
    return email


def _method(world: World, session: Body, entry: Entry, email: str) -> Body:
    if entry.method.startswith("pm_"):
        offered = {method["id"]: method for method in saved_methods(world, session)}
        if entry.method not in offered:
            raise _mistyped("Choose how to pay.", "method")
        return offered[entry.method]
    if entry.method not in methods_offered(world, session):
        raise _mistyped("Choose how to pay.", "method")
    if entry.method in methods.DEBITS:
        method = _typed_account(world, entry)
    elif entry.method in methods.WALLETS:
        number = digits(entry.number) or _WALLET_CARD
        method = methods.from_card(world, methods.typed_card(number), wallet=entry.method)
    else:
        method = _typed_card(world, entry)
    method["billing_details"] |= {"email": email, "name": entry.name.strip() or None}
    return world.store.save(method)


def _typed_account(world: World, entry: Entry) -> Body:
    if not entry.name.strip():
        raise _mistyped("Enter the name of the account's owner.", "name")
    if entry.method == "sepa_debit":
        return methods.from_iban(world, entry.iban)
    return methods.from_account(world, entry.account, entry.routing)


def _typed_card(world: World, entry: Entry) -> Body:
    card = methods.typed_card(digits(entry.number))
    match = _EXPIRY.match(entry.expiry)
    if match is None or not 1 <= int(match[1]) <= 12:
        raise _mistyped("Enter the card's expiry date as MM / YY.", "expiry")
    month, year = int(match[1]), int(match[2]) % 100 + 2000
    today = time.gmtime(world.now())
    if (year, month) < (today.tm_year, today.tm_mon):
        raise _mistyped("Your card's expiration date is in the past.", "expiry")
    if not re.fullmatch(r"\d{3,4}", entry.cvc.strip()):
        raise _mistyped("Your card's security code is incomplete.", "cvc")
    return methods.from_card(world, CARDS[card.number], expires=(month, year))


def _intent(world: World, session: Body) -> Body:
    """The session's intent, made at the first attempt."""
    if session["payment_intent"]:
        return world.store.get(session["payment_intent"])
    private = world.store.private(session["id"])
    data = {
        "amount": session["amount_total"],
        "currency": session["currency"],
        "customer": session["customer"],
        "allowed_payment_method_types": session["allowed_payment_method_types"],
        "excluded_payment_method_types": session["excluded_payment_method_types"],
        "payment_method_options": session["payment_method_options"],
    }
    intent = payment_intents.make(world, data | private["intent_data"])
    world.store.keep(intent["id"], session=session["id"])
    world.emit("payment_intent.created", intent)
    session["payment_intent"] = intent["id"]
    return intent


def _prepare(
    world: World, session: Body, intent: Body, method: Body, entry: Entry, email: str
) -> None:
    """Who pays, and whether the card is kept for the next time."""
    save = entry.save and may_save(session)
    wanted = session["customer_creation"] == "always" or save or intent["setup_future_usage"]
    if intent["customer"] is None and wanted:
        made = customers.create(world, {"email": email, "name": entry.name.strip() or None})
        intent["customer"] = session["customer"] = made["id"]
    if method["customer"] is None and (save or intent["setup_future_usage"]):
        method["allow_redisplay"] = "always" if save else "limited"
        world.store.save(method)
    world.store.keep(intent["id"], save=save)
    _note_details(world, session, method, email)


def _note_details(world: World, session: Body, method: Body, email: str) -> None:
    session["customer_details"] = {
        "address": method["billing_details"]["address"],
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": method["billing_details"]["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    world.store.save(session)


def way_back(session: Body) -> str:
    """Where a shopper goes who has paid."""
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", quote(session["id"], safe=""))


def after_authentication(world: World, intent: Body) -> str:
    """Where a shopper goes after the bank's page; '' when a script is to notice by itself."""
    private = world.store.private(intent["id"])
    if session_id := private.get("session"):
        session = world.store.get(session_id)
        done = session["status"] == "complete"
        return way_back(session) if done else f"{world.url}/c/pay/{session_id}?again=1"
    url: str = private.get("return_url") or ""
    if not url:
        return ""
    failed = intent["status"] == "requires_payment_method"
    query = urlencode(
        {
            intent["object"]: intent["id"],
            f"{intent['object']}_client_secret": intent["client_secret"],
            "redirect_status": "failed" if failed else "succeeded",
        }
    )
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"


def _mistyped(message: str, param: str) -> ApiError:
    return ApiError(402, "card_error", message, param=param)
