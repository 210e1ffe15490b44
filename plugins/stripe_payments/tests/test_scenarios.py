"""What has gone wrong in real shops, by the numbers of the design."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe
from flask.testing import FlaskClient
from shopwright import Context, StaffNotified
from shopwright.commerce.payments.sweepers import complete_payments, reap_payments
from shopwright.platform.db import read
from shopwright.platform.webhooks.models import ReceivedWebhook
from shopwright.testing import Outbox, Shop, assert_books
from shopwright_stripe_payments.api import Api
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.fake import FakeStripe, running_fake
from shopwright_stripe_payments.provider import StripeProvider
from shopwright_stripe_payments.transport import CONNECT_SECONDS, SECONDS
from sqlalchemy import select

from .conftest import EVENTS, SECRET, STAND_IN, NewShopper, dashboard
from .telling import deliveries, event_of, post

Told = Callable[[], None]
Later = Callable[..., Any]
SESSIONS = "/v1/checkout/sessions"


def test_each_scenario_is_a_test_by_its_number_where_the_table_says() -> None:
    here = Path(__file__).parent
    rows = re.findall(r"^\| ((?:F\d+ ?)+) \|.*\| (.*) \|$", (here / "README.md").read_text(), re.M)
    told = [number for numbers, _ in rows for number in numbers.split()]
    assert sorted(told) == sorted(f"F{number}" for number in range(1, 37))
    for numbers, files in rows:
        paths = [here.parents[2] / name if "/" in name else here / name for name in _named(files)]
        tests = "".join(
            name for path in paths for name in re.findall(r"def (test_\w+)", path.read_text())
        )
        assert all(f"_{number.lower()}_" in tests for number in numbers.split()), (numbers, files)


def _named(files: str) -> list[str]:
    return re.findall(r"`([^`]+)`", files)


# --- webhooks ---


def test_f2_a_webhook_before_the_answer_to_start_was_stored(
    shopper: NewShopper, fake: FakeStripe, told: Told
) -> None:
    fake.controls.fail("after_drop_response", method="POST", path=SESSIONS)
    ada = shopper()
    assert ada.press()["checking_payment"] is True
    assert (ada.attempt.state, ada.attempt.reference) == ("creating", None)
    (session,) = dashboard(ada).checkout.sessions.list().data
    fake.controls.pay(session.id)
    told()
    assert ada.states == ("open", "paid")
    assert ada.attempt.reference == session.id
    assert_books()


def test_f2_an_event_about_nothing_we_know_is_stored_and_changes_nothing(
    shopper: NewShopper, shop: Shop
) -> None:
    ada = shopper()
    ada.press()
    dashboard(ada).payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "return_url": "https://elsewhere.example",
        }
    )
    assert post(shop, event_of(ada, "payment_intent.succeeded")).status_code == 204
    shop.deliver()
    assert deliveries() == 1
    assert ada.ledger == []


def test_f8_the_same_event_three_times_at_once_is_one_delivery(
    shopper: NewShopper, shop: Shop
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    body = event_of(ada, "checkout.session.completed")
    answers: list[int] = []

    def send() -> None:
        answers.append(post(shop, body).status_code)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [204, 204, 204]
    assert deliveries() == 1
    shop.deliver()
    assert ada.ledger == [("captured", 2690, "EUR")]


def test_f9_events_in_reverse_order_end_in_the_same_books(
    shopper: NewShopper, fake: FakeStripe, told: Told
) -> None:
    fake.controls.weather(held=True)
    ada = shopper()
    ada.press()
    ada.pay("4000000000009995")
    ada.pay()
    fake.controls.weather()
    fake.controls.release("reversed")
    told()
    assert ada.states == ("open", "paid")
    assert ada.ledger == [("captured", 2690, "EUR")]
    assert_books()


def test_f10_a_late_failure_of_an_old_attempt_closes_that_one_only(
    shopper: NewShopper, fake: FakeStripe, shop: Shop
) -> None:
    ada = shopper()
    ada.press()
    ada.pay("4000000000000002")
    late = event_of(ada, "payment_intent.payment_failed")
    ada.give_up()
    ada.press()
    ada.pay()
    assert post(shop, event_of(ada, "checkout.session.completed")).status_code == 204
    shop.deliver()
    assert post(shop, late).status_code == 204
    shop.deliver()
    assert [item.state for item in ada.payments.attempts] == ["voided", "paid"]
    assert ada.states == ("open", "paid")
    assert_books()


@pytest.mark.parametrize(
    "forge",
    [
        lambda shop, body: post(shop, body, secret="whsec_somebody_elses"),
        lambda shop, body: post(shop, body, header="t=1,v1=00"),
        lambda shop, body: shop.client().post(EVENTS, data=body),
        lambda shop, body: post(shop, body, at=datetime.now(UTC) - timedelta(minutes=6)),
        lambda shop, body: post(
            shop,
            body.replace(b"2690", b"1"),
            header=stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET),
        ),
    ],
    ids=["another secret", "no signature", "unsigned", "stale", "changed"],
)
def test_f30_a_forged_or_unsigned_webhook_has_no_effect(
    shopper: NewShopper, shop: Shop, forge: Callable[[Shop, bytes], Any]
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    answer = forge(shop, event_of(ada, "checkout.session.completed"))
    assert (answer.status_code, answer.json["code"]) == (401, "forged_webhook")
    assert deliveries() == 0
    assert ada.order["state"] == "pending"


def test_f30_what_is_signed_but_no_event_is_refused(shop: Shop) -> None:
    for body in (
        b"[]",
        b'{"id": "evt_1"}',
        b'{"object": "event", "type": "x", "created": 1}',
        b"\x00",
    ):
        assert post(shop, body).status_code == 400


def test_events_that_mean_nothing_here_are_accepted(shop: Shop) -> None:
    odd = b'{"id": "evt_1", "type": "x.y", "created": 1, "data": {"object": {"charge": {"id": 1}}}}'
    assert post(shop, odd).status_code == 204
    shop.deliver()
    assert deliveries() == 1


def test_f30_staff_hear_of_three_stale_ones_in_a_row(shop: Shop, outbox: Outbox) -> None:
    stale = datetime.now(UTC) - timedelta(minutes=6)
    for _ in range(5):
        assert post(shop, b"{}", at=stale).status_code == 401
    (notice,) = outbox.events(StaffNotified)
    assert notice.title == "Stripe's webhooks come too late"


def test_f30_staff_hear_of_a_burst_of_forged_ones_once(shop: Shop, outbox: Outbox) -> None:
    for _ in range(60):
        post(shop, b"{}", secret="whsec_somebody_elses")
    (notice,) = outbox.events(StaffNotified)
    assert notice.title == "Webhooks with a wrong signature come in"


def test_f30_too_much_is_refused_unread(shop: Shop) -> None:
    answer = post(shop, b"{" + b" " * (256 * 1024) + b"}")
    assert answer.status_code == 413


def test_f30_without_a_secret_nothing_is_believed_and_stripe_tries_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPWRIGHT_STAND_IN_STRIPE_PAYMENTS_SECRET")
    answer = post(shop, b"{}")
    assert (answer.status_code, answer.json["code"]) == (503, "webhooks_not_set_up")


def test_f33_an_event_of_another_shop_of_the_account_is_accepted_and_not_booked(
    shopper: NewShopper, shop: Shop
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    body = event_of(ada, "payment_intent.succeeded")
    other = body.replace(b'"shop_id": "', b'"shop_id": "x')
    assert post(shop, other).status_code == 204
    shop.deliver()
    assert ada.ledger == []


def test_f33_a_live_event_is_accepted_and_not_booked_in_test_mode(
    shopper: NewShopper, shop: Shop
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    body = event_of(ada, "payment_intent.succeeded")
    live = body.replace(b'"livemode": false', b'"livemode": true')
    assert post(shop, live).status_code == 204
    shop.deliver()
    assert ada.ledger == []


def test_f33_a_payment_whose_metadata_say_another_shop_is_not_booked_and_told(
    shopper: NewShopper, told: Told, outbox: Outbox
) -> None:
    ada = shopper()
    ada.press()
    assert ada.attempt.reference is not None
    dashboard(ada).checkout.sessions.update(
        ada.attempt.reference, {"metadata": {"shop_id": "another"}}
    )
    ada.pay()
    told()
    assert (ada.order["state"], ada.ledger) == ("pending", [])
    assert "A payment is another shop's" in [item.title for item in outbox.events(StaffNotified)]


def test_f33_a_payment_of_another_account_changes_nothing_and_is_told(
    shopper: NewShopper, monkeypatch: pytest.MonkeyPatch, outbox: Outbox
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    with running_fake() as another:
        monkeypatch.setenv(STAND_IN, another.url)
        ada.come_back()
    assert (ada.order["state"], ada.ledger, ada.attempt.state) == ("pending", [], "open")
    assert "A payment is another shop's" in [item.title for item in outbox.events(StaffNotified)]


ROTATED = {
    "test": {
        "webhook_secret": "whsec_the_new_one",
        "previous_webhook_secret": "whsec_the_old_one",
        "previous_until": (datetime.now(UTC) + timedelta(hours=24)).isoformat(),
    }
}


@pytest.mark.parametrize("settings", [ROTATED])
def test_while_a_secret_is_changed_both_are_believed(shop: Shop, later: Later) -> None:
    event = b'{"id": "evt_%d", "type": "x.y", "created": 1}'
    assert post(shop, event % 1, secret="whsec_the_new_one").status_code == 204
    assert post(shop, event % 2, secret="whsec_the_old_one").status_code == 204
    with later(hours=25):
        tomorrow = datetime.now(UTC) + timedelta(hours=25)
        old, new = (
            post(shop, event % 3, secret=f"whsec_the_{name}_one", at=tomorrow)
            for name in ("old", "new")
        )
    assert (old.status_code, new.status_code) == (401, 204)


def test_no_personal_data_of_an_event_is_kept(shopper: NewShopper, shop: Shop) -> None:
    ada = shopper()
    ada.press()
    ada.pay(email="grace@example.com", name="Grace Hopper")
    assert post(shop, event_of(ada, "checkout.session.completed")).status_code == 204
    with read() as db:
        (payload,) = db.scalars(select(ReceivedWebhook.payload))
    assert "grace" not in payload.lower()
    assert '"4242"' not in payload


# --- starting ---


def test_f11_pressing_pay_twice_is_one_session(shopper: NewShopper, fake: FakeStripe) -> None:
    ada = shopper()
    first = ada.press()
    second = ada.press()
    assert second["next_action"] == first["next_action"]
    assert len(dashboard(ada).checkout.sessions.list().data) == 1


def test_f11_a_changed_cart_voids_the_old_session_first(
    shopper: NewShopper, shop: Shop, told: Told
) -> None:
    ada = shopper()
    ada.press()
    old = str(ada.attempt.reference)
    line = ada.browser.get(f"/api/v1/carts/{ada.cart}", headers=ada.headers).json["lines"][0]
    ada.give_up()
    ada.browser.patch(
        f"/api/v1/carts/{ada.cart}/lines/{line['id']}", json={"quantity": 2}, headers=ada.headers
    )
    ada.press()
    assert dashboard(ada).checkout.sessions.retrieve(old).status == "expired"
    ada.pay()
    told()
    assert ada.ledger == [("captured", 4890, "EUR")]
    assert_books()


def test_f13_a_cheap_payment_does_not_pay_an_expensive_order(
    shopper: NewShopper, fake: FakeStripe, told: Told
) -> None:
    ada = shopper()
    ada.press()
    metadata = (
        dashboard(ada).checkout.sessions.retrieve(ada.attempt.reference).to_dict()["metadata"]
    )
    cheap: Any = {
        "amount": 100,
        "currency": "eur",
        "confirm": True,
        "payment_method": "pm_card_visa",
        "return_url": "https://elsewhere.example",
        "metadata": metadata,
    }
    dashboard(ada).payment_intents.create(cheap)
    told()
    assert (ada.order["state"], ada.ledger) == ("pending", [])


def test_f22_a_start_whose_answer_is_lost_is_repeated_with_its_key(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    fake.controls.fail("after_drop_response", method="POST", path=SESSIONS)
    ada = shopper()
    ada.press()
    with later(minutes=3):
        complete_payments()
    (session,) = dashboard(ada).checkout.sessions.list().data
    assert (ada.attempt.state, ada.attempt.reference) == ("open", session.id)
    keys = {call["idempotency_key"] for call in fake.controls.calls() if call["method"] == "POST"}
    assert keys == {ada.attempt.key}


def test_f22_a_shopper_reads_that_the_payment_is_being_checked(
    shopper: NewShopper, fake: FakeStripe
) -> None:
    fake.controls.fail("before", method="POST", path=SESSIONS)
    ada = shopper()
    answer = ada.press()
    assert (answer["checking_payment"], answer["next_action"]) == (True, None)


def test_a_start_that_comes_too_late_closes_the_attempt(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    fake.controls.fail("before", method="POST", path=SESSIONS)
    ada = shopper()
    ada.press()
    fake.controls.advance(6 * 60)  # its end is less than 30 minutes away by now
    with later(minutes=6):
        complete_payments()
    assert ada.attempt.state == "failed"
    assert ada.attempt.error.startswith("The payment could not be started in time.")
    assert dashboard(ada).checkout.sessions.list().data == []


def test_f22_a_lost_start_is_found_among_many(
    shopper: NewShopper, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright_stripe_payments.api._PAGE", 2)
    fake.controls.fail("after_drop_response", method="POST", path=SESSIONS)
    ada = shopper()
    ada.press()
    (lost,) = dashboard(ada).checkout.sessions.list().data
    for _ in range(5):
        shopper().press()
    ada.come_back()
    assert (ada.attempt.state, ada.attempt.reference) == ("open", lost.id)


def test_f24_a_500_that_stripe_remembers_gives_way_to_another_key(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    fake.controls.fail("cached_500", method="POST", path=SESSIONS)
    ada = shopper()
    ada.press()
    for minutes in (2.5, 3.5, 4.5):
        with later(minutes=minutes):
            complete_payments()
    assert ada.attempt.state == "open"
    assert len(dashboard(ada).checkout.sessions.list().data) == 1


def test_f25_a_payment_that_is_given_up_is_closed_at_its_deadline(
    shopper: NewShopper, fake: FakeStripe, later: Later, shop: Shop
) -> None:
    ada = shopper(stock=1)
    ada.press()
    with later(minutes=29):
        reap_payments()
    assert ada.attempt.state == "open"
    with later(minutes=31):
        reap_payments()
    assert ada.attempt.state == "voided"
    assert dashboard(ada).checkout.sessions.retrieve(str(ada.attempt.reference)).status == "expired"
    assert_books()


def test_f25_what_is_paid_in_the_last_moment_is_paid(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    with later(minutes=31):
        reap_payments()
    assert ada.states == ("open", "paid")
    assert_books()


# --- Stripe in trouble ---


def test_stripe_that_does_not_answer_holds_nobody_for_long(ctx: Context, fake: FakeStripe) -> None:
    assert (SECONDS, CONNECT_SECONDS) == (8.0, 2.0)
    account = connection(ctx.settings)
    assert account is not None
    fake.controls.fail("black_hole", count=0, seconds=30)
    api = Api(ctx, account, seconds=0.5)
    began = time.monotonic()
    for _ in range(3):  # all questions of an operation share its time
        with pytest.raises(stripe.APIConnectionError):
            api.session("cs_1")
    assert time.monotonic() - began < 3


def test_too_many_questions_are_asked_again_later(
    shopper: NewShopper, fake: FakeStripe, later: Later
) -> None:
    fake.controls.fail("429", method="POST", path=SESSIONS)
    ada = shopper()
    assert ada.press()["checking_payment"] is True
    with later(minutes=3):
        complete_payments()
    assert ada.attempt.state == "open"


def test_a_revoked_key_is_told_to_the_shopper_in_neutral_words(
    shopper: NewShopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright_stripe_payments.connection._STAND_IN_KEY", "sk_test_revoked")
    answer = shopper().press(409)
    assert answer["detail"] == (
        "This way to pay is not available right now. Please choose another one."
    )


def test_f3_f4_the_completer_finds_what_no_webhook_told(shopper: NewShopper, later: Later) -> None:
    ada = shopper()
    ada.press()
    ada.pay()
    with later(minutes=3):
        complete_payments()
    assert ada.states == ("open", "paid")


def test_the_reconciler_hears_of_every_change_without_webhooks(
    shopper: NewShopper, provider: StripeProvider
) -> None:
    paid, waiting = shopper(), shopper()
    paid.press()
    waiting.press()
    paid.pay()
    since = datetime.now(UTC) - timedelta(hours=1)
    assert list(provider.changed_since(since) or ()) == [paid.attempt.id]
    with_later_refund = next(name for name in paid.fake.controls.books())
    dashboard(paid).refunds.create({"payment_intent": with_later_refund, "amount": 100})
    dashboard(paid).payment_intents.create({"amount": 500, "currency": "eur"})
    assert list(provider.changed_since(since) or ()) == [paid.attempt.id]


def test_the_reconciler_reads_page_after_page(
    shopper: NewShopper, provider: StripeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Api.events, "__kwdefaults__", {"after": "", "limit": 2})
    buyers = [shopper() for _ in range(3)]
    for one in buyers:
        one.press()
        one.pay()
    found = list(provider.changed_since(datetime.now(UTC) - timedelta(hours=1)) or ())
    assert found == [one.attempt.id for one in reversed(buyers)]


def test_no_secret_and_no_card_is_in_what_staff_see(
    shopper: NewShopper, told: Told, staff: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    ada = shopper()
    ada.press()
    ada.pay("4000000000009995")
    ada.pay()
    told()
    shown = staff.get(f"/api/v1/admin/orders/{ada.order_id}").text
    audit = staff.get("/api/v1/admin/audit").text
    logged = "".join(capfd.readouterr())
    for canary in ("4242424242424242", "4000000000009995", "sk_test_fake", SECRET):
        assert canary not in shown + audit + logged
