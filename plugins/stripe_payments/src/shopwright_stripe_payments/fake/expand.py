"""`expand[]`: objects in place of their ids."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright_stripe_payments.fake.errors import ApiError, Body, invalid
from shopwright_stripe_payments.fake.world import World

_DEEPEST = 4
_EXPANDABLE = {
    "checkout.session": {"customer", "payment_intent", "setup_intent"},
    "payment_intent": {"customer", "latest_charge", "payment_method"},
    "setup_intent": {"customer", "payment_method"},
    "charge": {"balance_transaction", "customer", "payment_intent", "failure_balance_transaction"},
    "refund": {
        "balance_transaction",
        "charge",
        "failure_balance_transaction",
        "payment_intent",
        "payment_method",
    },
    "dispute": {"charge", "payment_intent"},
    "payment_method": {"customer"},
    "balance_transaction": {"source"},
}


def expand(world: World, answer: Body, paths: Sequence[str]) -> Body:
    """The answer with what `paths` name (`latest_charge.balance_transaction`, `data.charge`)."""
    for path in paths:
        parts = path.split(".")
        listed = parts[0] == "data" and answer.get("object") == "list"
        if len(parts) - listed > _DEEPEST:
            raise invalid(
                f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}",
                param="expand",
            )
        for body in answer["data"] if listed else [answer]:
            _into(world, body, parts[listed:], path)
    return answer


def _into(world: World, body: Body, parts: list[str], path: str) -> None:
    name, rest = parts[0], parts[1:]
    kind = body.get("object", "")
    if kind == "checkout.session" and name == "line_items":
        body[name] = _line_items(world, body)
        return
    if kind == "charge" and name == "refunds":
        url = f"/v1/charges/{body['id']}/refunds"
        body[name] = world.listed("refund", url, {}, charge=body["id"])
    elif name not in _EXPANDABLE.get(kind, ()):
        raise _cannot(path)
    elif isinstance(body[name], str):
        body[name] = world.store.get(body[name])
    if rest and isinstance(body[name], dict):
        inner = body[name]["data"] if rest[0] == "data" else [body[name]]
        for one in inner:
            _into(world, one, rest[1:] if rest[0] == "data" else rest, path)


def _line_items(world: World, session: Body) -> Body:
    items = world.store.private(session["id"])["line_items"]
    return {
        "object": "list",
        "data": items[:10],
        "has_more": len(items) > 10,
        "url": f"/v1/checkout/sessions/{session['id']}/line_items",
    }


def _cannot(path: str) -> ApiError:
    return invalid(
        f"This property cannot be expanded ({path}). You may want to try expanding another "
        "property, or see https://stripe.com/docs/api/expanding_objects",
        param="expand",
    )
