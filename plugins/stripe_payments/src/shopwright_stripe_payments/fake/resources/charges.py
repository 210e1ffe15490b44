"""Charges: the attempts of a payment intent to get the money."""

from __future__ import annotations

from shopwright_stripe_payments.fake.cards import Decline, TestCard
from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.world import World

_FROM_INTENT = (
    "currency",
    "customer",
    "description",
    "metadata",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)


def create(world: World, intent: Body, method: Body) -> Body:
    """A charge of the intent's whole amount that nobody has answered yet; the caller fills it."""
    charge_id = new_id("ch" if method["type"] == "card" else "py")
    body: Body = {
        "id": charge_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": _descriptor(world, intent),
        "captured": False,
        "created": world.now(),
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": None,
        "radar_options": {},
        "receipt_number": None,
        "receipt_url": f"{world.url}/c/receipt/{charge_id}",
        "refunded": False,
        "review": None,
        "source_transfer": None,
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }
    body |= {name: intent[name] for name in _FROM_INTENT}
    return world.store.add(body)


def _descriptor(world: World, intent: Body) -> str:
    suffix = intent["statement_descriptor_suffix"]
    text = intent["statement_descriptor"] or world.options.name.upper()
    return f"{text[:10]}* {suffix}"[:22] if suffix else str(text[:22])


def authorized_outcome(card: TestCard | None) -> Body:
    """What the network and Radar said of a payment that went through."""
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": "elevated_risk_level" if card and card.risk == "elevated" else None,
        "risk_level": card.risk if card else "not_assessed",
        **({"risk_score": card.score} if card else {}),
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


def declined_outcome(card: TestCard, decline: Decline) -> Body:
    """What they said of one that did not."""
    seller = (
        "Stripe blocked this payment as too risky."
        if decline.blocked
        else "The bank did not return any further details with this decline."
    )
    return {
        "advice_code": None if decline.blocked else "try_again_later",
        "network_advice_code": None,
        "network_decline_code": None if decline.blocked else "01",
        "network_status": "not_sent_to_network" if decline.blocked else "declined_by_network",
        "reason": decline.reason,
        "risk_level": card.risk,
        "risk_score": card.score,
        "seller_message": seller,
        "type": "blocked" if decline.blocked else "issuer_declined",
    }


def card_details(
    method: Body,
    amount: int,
    *,
    capture_before: int | None,
    multicapture: bool,
    authenticated: bool,
) -> Body:
    """`payment_method_details` of a card's charge."""
    card = method["card"]
    secure = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": new_id("3ds", 20),
        "version": "2.2.0",
    }
    details: Body = {
        "amount_authorized": amount,
        "authorization_code": "123456",
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "available" if multicapture else "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": new_id("ntx", 15),
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "three_d_secure": secure if authenticated else None,
    }
    same = "brand checks country exp_month exp_year fingerprint funding last4 regulated_status"
    details |= {name: card[name] for name in same.split()} | {"wallet": card["wallet"]}
    if capture_before is not None:
        details["capture_before"] = capture_before
    return {"type": "card", "card": details}


_DEBITED = {
    "sepa_debit": "bank_code branch_code country fingerprint last4",
    "us_bank_account": (
        "account_holder_type account_type bank_name fingerprint last4 routing_number"
    ),
}


def debit_details(method: Body, mandate: str) -> Body:
    """`payment_method_details` of a bank debit's charge."""
    kind = method["type"]
    account = method[kind]
    details = {name: account[name] for name in _DEBITED[kind].split()}
    return {"type": kind, kind: details | {"mandate": mandate}}


def _retrieve(world: World, params: Body, *, charge: str) -> Body:
    return world.require("charge", charge)


def _update(world: World, params: Body, *, charge: str) -> Body:
    body = world.require("charge", charge)
    merge_metadata(body, params)
    if "description" in params:
        body["description"] = params["description"] or None
    world.store.save(body)
    world.emit("charge.updated", body)
    return body


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "charge",
        "/v1/charges",
        params,
        customer=params.get("customer"),
        payment_intent=params.get("payment_intent"),
    )


OPERATIONS: tuple[Operation, ...] = (
    retrieval("/v1/charges/<charge>", "ChargeRetrieveParams", _retrieve),
    change("/v1/charges/<charge>", "ChargeUpdateParams", _update, "metadata description"),
    listing("/v1/charges", "ChargeListParams", _list, "customer payment_intent"),
)
