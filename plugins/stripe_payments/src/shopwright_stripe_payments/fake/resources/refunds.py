"""Refunds: never more than was captured, and not all that succeed stay so."""

from __future__ import annotations

from typing import Literal

from shopwright_stripe_payments.fake import methods
from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.metadata import merge_metadata
from shopwright_stripe_payments.fake.money import check_unit, words
from shopwright_stripe_payments.fake.operations import Operation, change, listing, retrieval
from shopwright_stripe_payments.fake.resources import balance
from shopwright_stripe_payments.fake.world import World

SUCCEED, FAIL = "succeed_refund", "fail_refund"


def create(world: World, params: Body) -> Body:
    """Give money back, all that is left or `amount`."""
    charge = _charge(world, params)
    _check_charge(world, charge)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check_amount(charge, amount, left)
    method = world.store.get(charge["payment_method"])
    behavior = methods.card_of(world, method).refund if method["type"] == "card" else ""
    body = _body(world, charge, params, amount, pending=behavior == "pending")
    world.store.add(body)
    charge["amount_refunded"] += amount
    charge["refunded"] = amount == left
    world.store.save(charge)
    world.emit("refund.created", body)
    world.emit("charge.refunded", charge, {"amount_refunded": charge["amount_refunded"] - amount})
    if behavior:
        task = SUCCEED if behavior == "pending" else FAIL
        world.clock.schedule(world.options.refund_seconds, task, body["id"])
    return body


def _charge(world: World, params: Body) -> Body:
    if name := params.get("charge"):
        return world.require("charge", name, param="charge")
    if not params.get("payment_intent"):
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
        )
    intent = world.require("payment_intent", params["payment_intent"], param="payment_intent")
    charge = world.store.find(intent["latest_charge"] or "")
    if charge is None or charge["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return charge


def _check_charge(world: World, charge: Body) -> None:
    name = charge["id"]
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {name} has no money to refund: it is {charge['status']}.")
    if not charge["amount_captured"]:
        raise invalid(
            f"Charge {name} has not been captured. Cancel its PaymentIntent to release the funds.",
            code="charge_not_refundable",
        )
    disputes = world.store.every("dispute", charge=name)
    if any(not dispute["is_charge_refundable"] for dispute in disputes):
        raise ApiError(
            400,
            "invalid_request_error",
            f"Charge {name} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if charge["amount_refunded"] >= charge["amount_captured"]:
        raise invalid(f"Charge {name} has already been refunded.", code="charge_already_refunded")


def _check_amount(charge: Body, amount: int, left: int) -> None:
    currency = charge["currency"]
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    check_unit(amount, currency)
    if amount > left:
        raise invalid(
            f"Refund amount ({words(amount, currency)}) is greater than unrefunded amount on "
            f"charge ({words(left, currency)})",
            param="amount",
        )


def _body(world: World, charge: Body, params: Body, amount: int, *, pending: bool) -> Body:
    kind = charge["payment_method_details"]["type"]
    details: Body = {"type": kind, kind: {}}
    if kind == "card":
        details["card"] = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "pending" if pending else "refund",
        }
    body: Body = {
        "id": new_id("re" if kind == "card" else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "destination_details": details,
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if pending else "succeeded",
        "transfer_reversal": None,
    }
    if pending:
        body["pending_reason"] = "processing"
    body["balance_transaction"] = balance.move(world, body, -amount, "refund")
    return body


def finish(world: World, refund_id: str, outcome: Literal["succeeded", "failed"]) -> Body:
    """The customer's bank answers: a pending one succeeds, or any one fails after all."""
    body = world.require("refund", refund_id)
    if body["status"] == outcome or body["status"] == "failed":
        return body
    previous = {"status": body["status"]}
    body["status"] = outcome
    body.pop("pending_reason", None)
    if outcome == "failed":
        _take_back(world, body)
    world.store.save(body)
    if outcome == "failed":
        world.emit("refund.failed", body, previous)
    world.emit("refund.updated", body, previous)
    world.emit("charge.refund.updated", body, previous)
    return body


def _take_back(world: World, body: Body) -> None:
    """The money is the merchant's again."""
    body["failure_reason"] = "expired_or_canceled_card"
    body["failure_balance_transaction"] = balance.move(
        world, body, body["amount"], "refund_failure"
    )
    charge = world.store.get(body["charge"])
    charge["amount_refunded"] -= body["amount"]
    charge["refunded"] = False
    world.store.save(charge)


def _retrieve(world: World, params: Body, *, refund: str) -> Body:
    return world.require("refund", refund)


def _update(world: World, params: Body, *, refund: str) -> Body:
    body = world.require("refund", refund)
    merge_metadata(body, params)
    world.store.save(body)
    world.emit("refund.updated", body)
    return body


def _cancel(world: World, params: Body, *, refund: str) -> Body:
    world.require("refund", refund)
    raise invalid(
        f"Refund {refund} cannot be canceled: only refunds that wait for the customer's action "
        "can, and refunds to cards and bank accounts never do.",
    )


def _list(world: World, params: Body) -> Body:
    return world.listed(
        "refund",
        "/v1/refunds",
        params,
        charge=params.get("charge"),
        payment_intent=params.get("payment_intent"),
    )


_PATH = "/v1/refunds/<refund>"
OPERATIONS: tuple[Operation, ...] = (
    change(
        "/v1/refunds",
        "RefundCreateParams",
        create,
        "amount charge payment_intent metadata reason",
    ),
    retrieval(_PATH, "RefundRetrieveParams", _retrieve),
    change(_PATH, "RefundUpdateParams", _update, "metadata"),
    change(f"{_PATH}/cancel", "RefundCancelParams", _cancel, ""),
    listing("/v1/refunds", "RefundListParams", _list, "charge payment_intent"),
)
