"""What the dashboard shows of webhooks, through the API that any dashboard draws from."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright import Context
from shopwright.testing import Shop, SignIn
from shopwright_webhooks.endpoints import add_endpoint, change_endpoint
from shopwright_webhooks.models import Endpoint, Message
from shopwright_webhooks.types import NewSecret
from sqlalchemy import update

PAGE = "/api/v1/admin/pages/webhooks/endpoints"


@pytest.fixture
def given_up(made: NewSecret, ctx: Context) -> NewSecret:
    """An endpoint that was switched off because it failed, and a message that never arrived."""
    with ctx.transaction() as db:
        off = {"enabled": False, "disabled_reason": "failing"}
        db.execute(update(Endpoint).where(Endpoint.id == made.endpoint.id).values(**off))
        db.add(
            Message(
                endpoint_id=made.endpoint.id,
                event_id=None,
                type="order.placed",
                body="{}",
                state="failed",
                next_at=ctx.now(),
                finished_at=ctx.now(),
                created_at=ctx.now(),
                customer_id=None,
                email=None,
            )
        )
    return made


def cards(as_staff: SignIn, *rights: str) -> list[Any]:
    return list(as_staff(*rights).get("/api/v1/admin/cards").json["items"])


def test_all_is_well_so_no_card_and_no_number(made: NewSecret, as_staff: SignIn) -> None:
    assert cards(as_staff, "webhooks:read") == []
    (item,) = as_staff("webhooks:read").get("/api/v1/admin/menu").json["items"]
    assert (item["page"], item["badge"], item["failed"]) == (PAGE, None, "")


def test_the_page_has_all_endpoints_without_their_paths(
    made: NewSecret, ctx: Context, as_staff: SignIn
) -> None:
    off = add_endpoint(ctx, url=made.endpoint.url, events=["order.placed"], description="Warehouse")
    change_endpoint(ctx, off.endpoint.id, enabled=False)
    seen = as_staff("webhooks:read").get(PAGE).json["content"]
    first, second = seen["blocks"][0]["rows"]
    assert [cell.get("text") for cell in first[:3]] == ["127.0.0.1", "*", "works"]
    assert [cell.get("text") for cell in second[:3]] == [
        "Warehouse", "order.placed", "off, by staff",
    ]  # fmt: skip
    assert "hooks" not in str(first)


def test_a_card_tells_what_failed_and_offers_to_go_on(
    given_up: NewSecret, as_staff: SignIn
) -> None:
    (card,) = cards(as_staff, "webhooks:read", "webhooks:write")
    content = card["content"]
    assert content["badge"] == {"type": "badge", "text": "switched off", "tone": "error"}
    failed, state = (fact["value"] for fact in content["blocks"][0]["facts"])
    assert (failed["number"], state["text"]) == (1, "off, failing")
    (action,) = content["actions"]
    client = as_staff("webhooks:read", "webhooks:write")
    body = {name: value["const"] for name, value in action["input"]["properties"].items()}
    assert client.open(action["url"], method=action["method"], json=body).status_code == 200
    assert client.get(PAGE).json["content"]["blocks"][0]["rows"][0][2]["text"] == "works"


def test_who_may_only_read_is_offered_nothing(given_up: NewSecret, as_staff: SignIn) -> None:
    (card,) = cards(as_staff, "webhooks:read")
    assert card["content"]["actions"] == []
    assert cards(as_staff, "orders:read") == []


def test_the_menu_counts_who_needs_somebody(
    shop: Shop, given_up: NewSecret, as_staff: SignIn
) -> None:
    (item,) = as_staff("webhooks:read").get("/api/v1/admin/menu").json["items"]
    assert item["badge"] == 1
