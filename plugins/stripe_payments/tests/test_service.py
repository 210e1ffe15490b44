"""What staff see of how Stripe does, what is tried before settings are saved, and who is forgotten."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from shopwright import Badge, Context, HealthResult, Note
from shopwright.commerce.customers import customers, erase_customer
from shopwright.commerce.payments import PaymentOffer
from shopwright.commerce.pricing import Money
from shopwright.testing import Shop, SignIn, count_queries
from shopwright_stripe_payments import cli, health
from shopwright_stripe_payments.fake import FakeStripe
from shopwright_stripe_payments.models import SavedCard, StripeCustomer
from shopwright_stripe_payments.panels import connection_card, order_panel
from shopwright_stripe_payments.provider import StripeProvider
from shopwright_stripe_payments.settings import Settings
from shopwright_stripe_payments.subjects import EVENTS
from sqlalchemy import select

from .conftest import NewShopper, dashboard

Told = Callable[[], None]


def result(found: HealthResult) -> tuple[bool, str]:
    """Whether all is well, and what is said."""
    return found.ok, found.message


# --- health ---


def test_a_demo_says_that_it_is_one(ctx: Context) -> None:
    assert result(health.account_answers(ctx)) == (
        True,
        "This demo pays at a stand-in for Stripe: no real money moves.",
    )


def test_without_an_account_health_says_what_to_do(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    ok, message = result(health.account_answers(ctx))
    assert ok
    assert message.startswith("No payment by Stripe is on offer: enter the secret key")
    assert health.webhooks_come(ctx).ok


@pytest.mark.parametrize("settings", [{"mode": "live"}])
def test_live_mode_without_a_key_is_not_well(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    ok, message = result(health.account_answers(ctx))
    assert not ok
    assert message.startswith("No payment by Stripe is on offer: enter the secret key of live")


def test_a_key_that_was_revoked_is_told(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopwright_stripe_payments.connection._STAND_IN_KEY", "sk_test_revoked")
    ok, message = result(health.account_answers(ctx))
    assert not ok
    assert message.startswith("Stripe does not know the secret key of test mode")


def test_a_stripe_that_is_away_is_told(ctx: Context, fake: FakeStripe) -> None:
    fake.controls.fail("before", count=0)
    assert not health.account_answers(ctx).ok
    assert result(health.webhooks_come(ctx)) == (False, "Stripe does not say what it sent.")


def test_health_tells_when_the_last_event_came(
    ctx: Context, shopper: NewShopper, told: Told
) -> None:
    assert result(health.webhooks_come(ctx)) == (True, "Stripe has had nothing to tell.")
    ada = shopper()
    ada.press()
    ada.pay()
    told()
    ok, message = result(health.webhooks_come(ctx))
    assert ok
    assert message.startswith("The last event came ")


def test_f4_silence_is_noticed(
    ctx: Context, shopper: NewShopper, later: Callable[..., Any]
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    assert result(health.webhooks_come(ctx)) == (True, "The first event is on its way.")
    with later(minutes=10):
        ok, message = result(health.webhooks_come(ctx))
    assert not ok
    assert message.startswith("Stripe's last event did not come.")


def test_without_a_signing_secret_health_says_what_to_do(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS_SECRET")
    ok, message = result(health.webhooks_come(ctx))
    assert not ok
    assert "enter its signing secret" in message


def test_staff_read_how_it_does(
    staff: FlaskClient, as_staff: SignIn, shopper: NewShopper, told: Told
) -> None:
    path = "/api/v1/plugins/stripe_payments/status"
    found = staff.get(path).json
    assert (found["realm"], found["webhook_secrets"]) == ("stand_in", 1)
    assert found["last_event_at"] is None
    ada = shopper()
    ada.press()
    ada.pay()
    told()
    found = staff.get(path).json
    assert found["last_event_at"] is not None
    assert as_staff("orders:read").get(path).status_code == 403
    assert as_staff("stripe_payments:read").get(path).status_code == 200


def test_the_command_line_tells_how_it_does(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "plugin_context", lambda: ctx)
    said = CliRunner().invoke(cli.status).output
    assert "the stand-in of this demo: no real money" in said
    assert "/api/v1/plugins/stripe_payments/webhooks/events" in said
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    said = CliRunner().invoke(cli.status).output
    assert said.startswith("No payment by Stripe is on offer: enter the secret key")


def test_the_command_line_lists_the_events_to_register() -> None:
    said = CliRunner().invoke(cli.events).output.split()
    assert "checkout.session.completed" in said
    assert said == list(EVENTS)


# --- the dashboard ---


def test_a_card_says_that_it_is_a_demo_and_when_stripe_spoke(
    ctx: Context, shopper: NewShopper, told: Told
) -> None:
    card = connection_card(ctx)
    assert card.badge == Badge(text="Demo", tone="info")
    assert card.blocks[0].facts[0].value == "None came yet"  # type: ignore[union-attr]
    ada = shopper()
    ada.press()
    ada.pay()
    told()
    assert isinstance(connection_card(ctx).blocks[0].facts[0].value, datetime)  # type: ignore[union-attr]


def test_a_card_counts_open_disputes_and_differences(
    ctx: Context, shopper: NewShopper, told: Told
) -> None:
    def counted() -> tuple[list[object], bool]:
        *notes, facts = connection_card(ctx).blocks
        shown = {item.label: item.value for item in facts.facts}  # type: ignore[union-attr]
        return [shown["Open disputes"], shown["Differences in the books"]], bool(notes)

    ada = shopper()
    ada.press()
    ada.pay()
    told()
    assert counted() == ([0, 0], False)
    dispute = ada.fake.controls.dispute(ada.books[0]["charges"][0])
    told()
    assert counted() == ([1, 0], True)
    ada.fake.controls.decide_dispute(dispute["id"], "won")
    told()
    assert counted() == ([0, 0], False)


def test_a_card_says_what_is_missing(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS_SECRET")
    warning = connection_card(ctx).blocks[0]
    assert isinstance(warning, Note)
    assert warning.text.startswith("There is no signing secret")
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS")
    (only,) = connection_card(ctx).blocks
    assert isinstance(only, Note)
    assert only.text.startswith("No payment by Stripe is on offer")


def test_a_panel_tells_an_orders_payment(
    ctx: Context, shopper: NewShopper, told: Told, staff: FlaskClient
) -> None:
    ada = shopper()
    ada.press()
    ada.pay("4000000000009235")
    told()
    panel = order_panel(ada.order_id, ctx)
    assert panel is not None
    assert panel.badge == Badge(text="paid", tone="ok")
    warning, facts, table = panel.blocks
    assert isinstance(warning, Note)
    assert warning.text.startswith("Stripe finds this payment risky")
    timeline = staff.get(f"/api/v1/admin/orders/{ada.order_id}").json["timeline"]
    (risky,) = [item["message"] for item in timeline if item["kind"] == "risk"]
    assert risky.startswith("The payment's risk is elevated")
    assert {item.label for item in facts.facts} == {"Paid with", "Risk", "At Stripe"}  # type: ignore[union-attr]
    assert [row[1:] for row in table.rows] == [("captured", Money(2690, "EUR"), "webhook")]  # type: ignore[union-attr]
    ada.fake.controls.dispute(ada.books[0]["charges"][0])
    told()
    panel = order_panel(ada.order_id, ctx)
    assert panel is not None
    assert panel.badge == Badge(text="disputed", tone="error")


def test_an_order_that_was_paid_otherwise_has_no_panel(ctx: Context, shop: Shop) -> None:
    assert order_panel(shop.place_order().order_id, ctx) is None


# --- before settings are saved ---


@pytest.fixture
def stripe_api(fake: FakeStripe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stripe is where the fake is, and this is no demo."""
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS", raising=False)
    monkeypatch.setattr("shopwright_stripe_payments.connection.API", fake.url)


def problems(ctx: Context, **values: Any) -> list[tuple[str, str | None]]:
    """Codes and fields of what is wrong."""
    found = health.problems_of(Settings(**values), ctx)
    return [(item.code, item.field) for item in found]


@pytest.mark.usefixtures("shop", "stripe_api")
def test_a_good_key_is_taken(ctx: Context) -> None:
    assert problems(ctx, test={"secret_key": "sk_test_fake"}) == []
    assert problems(ctx) == []


@pytest.mark.usefixtures("shop", "stripe_api")
def test_a_wrong_key_is_told_beside_its_field(ctx: Context) -> None:
    assert problems(ctx, test={"secret_key": "sk_test_wrong"}) == [
        ("key_refused", "test.secret_key")
    ]
    assert problems(ctx, live={"secret_key": "sk_live_wrong"}) == [
        ("key_refused", "live.secret_key")
    ]


@pytest.mark.usefixtures("shop", "stripe_api")
def test_live_mode_needs_a_live_key(ctx: Context) -> None:
    assert problems(ctx, mode="live") == [("key_missing", "live.secret_key")]


@pytest.mark.usefixtures("shop", "stripe_api")
def test_a_silent_stripe_keeps_keys_from_being_saved(ctx: Context, fake: FakeStripe) -> None:
    fake.controls.fail("before", count=0)
    assert problems(ctx, test={"secret_key": "sk_test_fake"}) == [("no_answer", "test.secret_key")]


def test_a_demo_takes_no_live_key(ctx: Context) -> None:
    assert problems(ctx, mode="live", live={"secret_key": "sk_live_real"}) == [
        ("live_key_in_demo", "live.secret_key")
    ]


# --- people ---


def test_who_is_erased_is_forgotten_here_and_at_stripe(
    shopper: NewShopper, as_customer: SignIn, told: Told, shop: Shop, ctx: Context
) -> None:
    browser = as_customer("ada@example.com")
    ada = shopper(browser)
    ada.press()
    ada.pay(save=True)
    told()
    assert len(browser.get("/api/v1/plugins/stripe_payments/cards").json["items"]) == 1
    assert len(dashboard(ada).customers.list().data) == 1
    erase_customer(customers()[0].id)
    shop.deliver()
    assert dashboard(ada).customers.list().data == []
    with ctx.read() as db:
        assert list(db.scalars(select(SavedCard))) == []
        assert list(db.scalars(select(StripeCustomer))) == []


def test_saved_cards_cost_one_question(ctx: Context, provider: StripeProvider) -> None:
    offer = PaymentOffer(
        channel="web",
        country="DE",
        total=Money(2690, "EUR"),
        email="ada@example.com",
        requires_shipping=True,
    )
    with count_queries() as for_a_guest:
        provider.methods(offer)
    with count_queries() as for_a_customer:
        provider.methods(dataclasses.replace(offer, customer_id=uuid4()))
    assert (len(for_a_guest), len(for_a_customer)) == (0, 1)
