"""Events, for those who ask instead of being told."""

from __future__ import annotations

from fnmatch import fnmatchcase

from shopwright_stripe_payments.fake.errors import Body, invalid
from shopwright_stripe_payments.fake.operations import Operation, listing, retrieval
from shopwright_stripe_payments.fake.world import World

_MOST_TYPES = 20


def _retrieve(world: World, params: Body, *, event: str) -> Body:
    return world.require("event", event)


def _list(world: World, params: Body) -> Body:
    kinds = params.get("types") or None
    if kinds and (params.get("type") or len(kinds) > _MOST_TYPES):
        raise invalid(
            f"You may pass up to {_MOST_TYPES} types, and not `type` as well.", param="types"
        )
    if "*" in params.get("type", ""):
        kinds = _matching(world, params["type"])
    wanted = params.get("type") if kinds is None else kinds
    return world.listed("event", "/v1/events", params, type=wanted)


def _matching(world: World, pattern: str) -> list[str]:
    """The types that there are events of and that fit, such as `charge.*`."""
    rows = world.store.rows(
        "SELECT DISTINCT json_extract(body, '$.type') AS type FROM objects WHERE kind = 'event'"
    )
    return [row["type"] for row in rows if fnmatchcase(row["type"], pattern)]


OPERATIONS: tuple[Operation, ...] = (
    retrieval("/v1/events/<event>", "EventRetrieveParams", _retrieve),
    listing("/v1/events", "EventListParams", _list, "type types"),
)
