"""Disputes: a customer's bank takes the money back, for now or for good."""

from __future__ import annotations

from typing import Literal

from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.resources import balance
from shopwright_stripe_payments.fake.world import DAY, World

_DAYS_TO_ANSWER = 9
_ANSWERABLE = ("needs_response", "warning_needs_response")
_NETWORK_CODES = {"fraudulent": "10.4", "product_not_received": "13.1"}


def open_dispute(world: World, charge: Body, reason: str, amount: int | None = None) -> Body:
    """Dispute a charge, all of it or `amount`; an `inquiry` asks first and takes nothing yet."""
    inquiry = reason == "inquiry"
    body = _body(world, charge, "fraudulent" if inquiry else reason, amount, inquiry=inquiry)
    world.store.add(body)
    charge["disputed"] = True
    world.store.save(charge)
    world.emit("charge.dispute.created", body)
    if not inquiry:
        _withdraw(world, body)
    return body


def _body(world: World, charge: Body, reason: str, amount: int | None, *, inquiry: bool) -> Body:
    card = charge["payment_method_details"].get("card")
    code = _NETWORK_CODES.get(reason, "10.4")
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount or charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": world.now() + _DAYS_TO_ANSWER * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": code,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _card_details(card, code, inquiry=inquiry) if card else None,
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def _card_details(card: Body, code: str, *, inquiry: bool) -> Body:
    details = {
        "brand": card["brand"],
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": card["network"],
        "network_reason_code": code,
    }
    return {"type": "card", "card": details}


def _withdraw(world: World, dispute: Body) -> None:
    transaction = balance.move(
        world, dispute, -dispute["amount"], "adjustment", fee=balance.DISPUTE_FEE
    )
    dispute["balance_transactions"].append(world.store.get(transaction))
    world.store.save(dispute)
    world.emit("charge.dispute.funds_withdrawn", dispute)


def decide(world: World, dispute_id: str, outcome: Literal["won", "lost"]) -> Body:
    """The bank decides: won gives the money back."""
    body = world.require("dispute", dispute_id)
    if body["status"] in ("won", "lost", "warning_closed"):
        raise invalid(f"The dispute {dispute_id} is closed already: {body['status']}.")
    previous = {"status": body["status"]}
    body["status"] = "warning_closed" if body["status"].startswith("warning") else outcome
    if body["status"] == "won":
        transaction = balance.move(world, body, body["amount"], "adjustment")
        body["balance_transactions"].append(world.store.get(transaction))
        world.emit("charge.dispute.funds_reinstated", body)
    world.store.save(body)
    world.emit("charge.dispute.closed", body, previous)
    return body


def _retrieve(world: World, params: Body, *, dispute: str) -> Body:
    return world.require("dispute", dispute)


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "dispute",
        "/v1/disputes",
        params,
        charge=params.get("charge"),
        payment_intent=params.get("payment_intent"),
    )


def _update(world: World, params: Body, *, dispute: str) -> Body:
    """Evidence. Two texts decide at once, as in Stripe's test mode."""
    body = world.require("dispute", dispute)
    if "evidence" in params and body["status"] not in _ANSWERABLE:
        raise invalid("This dispute is already closed or under review.")
    evidence = params.get("evidence") or {}
    body["evidence"] |= evidence
    merge_metadata(body, params)
    details = body["evidence_details"]
    details["has_evidence"] = bool(body["evidence"])
    sent = bool(evidence) and params.get("submit", True)
    if sent:
        details["submission_count"] += 1
        details["submission_method"] = "manual"
        warning = body["status"].startswith("warning")
        body["status"] = "warning_under_review" if warning else "under_review"
    world.store.save(body)
    world.emit("charge.dispute.updated", body)
    text = evidence.get("uncategorized_text")
    if sent and text in ("winning_evidence", "losing_evidence"):
        return decide(world, dispute, "won" if text == "winning_evidence" else "lost")
    return body


def _close(world: World, params: Body, *, dispute: str) -> Body:
    """The merchant gives in."""
    body = world.require("dispute", dispute)
    if body["status"] not in _ANSWERABLE:
        raise invalid("This dispute is already closed.")
    return decide(world, dispute, "lost")


_PATH = "/v1/disputes/<dispute>"
OPERATIONS: tuple[Operation, ...] = (
    retrieval(_PATH, "DisputeRetrieveParams", _retrieve),
    change(_PATH, "DisputeUpdateParams", _update, "evidence metadata submit"),
    change(f"{_PATH}/close", "DisputeCloseParams", _close, ""),
    listing("/v1/disputes", "DisputeListParams", _list, "charge payment_intent"),
)
