"""Keys, parameters, expansion, lists and errors: the API's own manners."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import API_VERSION, FakeStripe

from .conftest import charge_params, sdk, session_params


def raw(fake: FakeStripe, path: str, headers: dict[str, str], form: str | None = None) -> Any:
    """Status, headers and body of a request that the SDK would not send."""
    asked = urllib.request.Request(
        f"{fake.url}{path}", data=form.encode() if form is not None else None, headers=headers
    )
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, json.load(error)


def test_unknown_and_missing_keys_are_refused_in_stripes_words(fake: FakeStripe) -> None:
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided: sk_test_") as e:
        sdk(fake, "sk_test_of_another_account").v1.balance.retrieve()
    assert "another_account" not in str(e.value)
    assert raw(fake, "/v1/balance", {})[0] == 401


def test_a_live_key_never_works(fake: FakeStripe) -> None:
    with pytest.raises(stripe.AuthenticationError):
        sdk(fake, "sk_live_" + "x" * 24).v1.balance.retrieve()


def test_basic_authorization_works_as_well(fake: FakeStripe) -> None:
    token = b64encode(f"{fake.secret_key}:".encode()).decode()
    status, headers, body = raw(fake, "/v1/account", {"Authorization": f"Basic {token}"})
    assert (status, body["object"]) == (200, "account")
    assert headers["Request-Id"].startswith("req_")
    assert headers["Stripe-Version"] == API_VERSION


def test_it_speaks_the_version_that_the_sdk_pins_and_no_other(fake: FakeStripe) -> None:
    assert stripe.api_version == API_VERSION
    bearer = {"Authorization": f"Bearer {fake.secret_key}"}
    status, _, body = raw(fake, "/v1/balance", bearer | {"Stripe-Version": "2019-01-01"})
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")


def test_another_account_is_out_of_reach(fake: FakeStripe, client: stripe.StripeClient) -> None:
    own = client.v1.accounts.retrieve_current()
    assert own.id == fake.controls.account()["id"]
    with pytest.raises(stripe.PermissionError):
        client.v1.balance.retrieve(options={"stripe_account": "acct_of_another"})


def test_a_browsers_key_reaches_its_own_intent_alone(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    intent = client.v1.payment_intents.create(params={"amount": 1000, "currency": "usd"})
    bearer = {"Authorization": f"Bearer {fake.publishable_key}"}
    path = f"/v1/payment_intents/{intent.id}"
    assert raw(fake, f"{path}?client_secret={intent.client_secret}", bearer)[0] == 200
    assert raw(fake, f"{path}?client_secret=guessed", bearer)[0] == 400
    assert raw(fake, "/v1/customers", bearer)[2]["error"]["code"] == "secret_key_required"


def test_a_browser_confirms_with_a_card_number_and_a_server_may_not(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    intent = client.v1.payment_intents.create(params={"amount": 1000, "currency": "usd"})
    bearer = {"Authorization": f"Bearer {fake.publishable_key}"}
    card = "card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034"
    method = raw(fake, "/v1/payment_methods", bearer, f"type=card&{card}")[2]["id"]
    form = (
        f"client_secret={intent.client_secret}&payment_method={method}"
        "&return_url=https://shop.example/"
    )
    path = f"/v1/payment_intents/{intent.id}/confirm"
    status, _, body = raw(fake, path, bearer, form)
    assert (status, body["status"]) == (200, "succeeded")
    with pytest.raises(stripe.CardError, match="generally unsafe"):
        client.v1.payment_methods.create(
            params={"type": "card", "card": {"number": "4242424242424242"}}  # type: ignore[typeddict-item]
        )


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"amount": 1000}, "currency", "parameter_missing"),
        ({"amount": 1000, "currency": "usd", "colour": "red"}, "colour", "parameter_unknown"),
        (
            {"amount": 1000, "currency": "usd", "shipping": {"planet": "Mars"}},
            "shipping[planet]",
            "parameter_unknown",
        ),
        (
            {"amount": 1000, "currency": "usd", "payment_method_types": ["card"]},
            "payment_method_types",
            "parameter_unknown",
        ),
        ({"amount": "ten", "currency": "usd"}, "amount", "parameter_invalid_integer"),
        ({"amount": 1000, "currency": "usd", "confirm": "perhaps"}, "confirm", None),
        ({"amount": 1000, "currency": "usd", "capture_method": "later"}, "capture_method", None),
        ({"amount": 1000, "currency": "usd", "description": ""}, "description", None),
        ({"amount": 1000, "currency": "xxx"}, "currency", None),
        ({"amount": 1000, "currency": "usd", "metadata": {"k": "x" * 501}}, "metadata", None),
        ({"amount": 1000, "currency": "usd", "transfer_group": "g"}, "transfer_group", None),
        ({"amount": 1000, "currency": "usd", "off_session": True}, "off_session", None),
        ({"amount": 1000, "currency": "usd", "customer": "cus_gone"}, "customer", None),
    ],
)
def test_what_is_unknown_missing_or_of_another_type_is_refused(
    client: stripe.StripeClient, params: Any, param: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params=params)
    assert refused.value.param == param
    assert code is None or refused.value.code == code


def test_what_stripe_knows_and_the_fake_does_not_is_refused_too(
    client: stripe.StripeClient,
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not model") as refused:
        client.v1.payment_intents.create(
            params={"amount": 1000, "currency": "usd", "on_behalf_of": "acct_1"}
        )
    assert refused.value.code == "fake_not_modeled"


def test_unknown_addresses_and_objects_are_not_found(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    bearer = {"Authorization": f"Bearer {fake.secret_key}"}
    status, _, body = raw(fake, "/v1/unicorns", bearer)
    assert (status, "Unrecognized request URL" in body["error"]["message"]) == (404, True)
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent") as missing:
        client.v1.payment_intents.retrieve("pi_gone")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")


def test_metadata_is_merged_and_emptied(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create(
        params={"amount": 1000, "currency": "usd", "metadata": {"a": "1", "b": "2"}}
    )
    changed = client.v1.payment_intents.update(intent.id, params={"metadata": {"a": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    emptied = client.v1.payment_intents.update(intent.id, params={"metadata": ""})
    assert emptied.metadata.to_dict() == {}


def test_objects_are_expanded_in_place_of_their_ids(
    client: stripe.StripeClient, charge: Callable[..., Any]
) -> None:
    intent = charge(expand=["latest_charge.balance_transaction", "payment_method"])
    assert intent.latest_charge.balance_transaction.amount == 1000
    assert intent.payment_method.card.last4 == "4242"
    listed = client.v1.charges.list(params={"expand": ["data.payment_intent"]})
    assert listed.data[0].payment_intent.id == intent.id  # type: ignore[union-attr]
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.payment_intents.retrieve(intent.id, params={"expand": ["amount"]})


def test_lists_go_on_page_by_page_newest_first(client: stripe.StripeClient) -> None:
    made = [client.v1.customers.create(params={"name": str(n)}).id for n in range(5)]
    first = client.v1.customers.list(params={"limit": 2})
    assert ([one.id for one in first.data], first.has_more) == ([made[4], made[3]], True)
    second = client.v1.customers.list(params={"limit": 3, "starting_after": made[3]})
    assert ([one.id for one in second.data], second.has_more) == (made[2::-1], False)
    before = client.v1.customers.list(params={"limit": 2, "ending_before": made[1]})
    assert ([one.id for one in before.data], before.has_more) == ([made[3], made[2]], True)
    assert [one.id for one in first.auto_paging_iter()] == made[::-1]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.list(params={"limit": 101})


def test_lists_are_filtered_by_time(fake: FakeStripe, client: stripe.StripeClient) -> None:
    old = client.v1.customers.create()
    now = fake.controls.advance(3600)["now"]
    new = client.v1.customers.create()
    found = client.v1.customers.list(params={"created": {"gte": now}})
    assert [one.id for one in found.data] == [new.id]
    found = client.v1.customers.list(params={"created": {"lt": now}})
    assert [one.id for one in found.data] == [old.id]


def test_events_are_listed_by_type_and_say_which_request_caused_them(
    client: stripe.StripeClient,
) -> None:
    intent = client.v1.payment_intents.create(
        params=charge_params(),  # type: ignore[arg-type]
        options={"idempotency_key": "order-1"},
    )
    found = client.v1.events.list(params={"types": ["payment_intent.succeeded", "refund.created"]})
    (event,) = found.data
    assert event.data.object.to_dict()["id"] == intent.id
    assert event.request is not None
    assert event.request.idempotency_key == "order-1"
    assert event.api_version == API_VERSION
    assert client.v1.events.retrieve(event.id).type == "payment_intent.succeeded"


def test_events_are_listed_by_a_group_of_types(
    client: stripe.StripeClient, charge: Callable[..., Any]
) -> None:
    charge()
    found = client.v1.events.list(params={"type": "charge.*"})
    assert [event.type for event in found.data] == ["charge.succeeded"]
    assert client.v1.events.list(params={"type": "refund.*"}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.list(params={"type": "charge.failed", "types": ["charge.expired"]})


def test_the_account_says_which_methods_it_offers_and_that_it_is_no_live_one(
    client: stripe.StripeClient,
) -> None:
    (config,) = client.v1.payment_method_configurations.list().data
    assert config.card is not None
    assert config.card.display_preference.value == "on"
    assert client.v1.balance.retrieve().livemode is False


def test_answers_have_the_fields_that_the_sdk_declares(
    client: stripe.StripeClient, charge: Callable[..., Any]
) -> None:
    intent = charge(expand=["latest_charge"])
    refund = client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 100})
    session = client.v1.checkout.sessions.create(params=session_params())  # type: ignore[arg-type]
    for made in (intent, intent.latest_charge, refund, session):
        declared = {
            name
            for name in type(made).__annotations__
            if name.islower() and not name.startswith("_")
        }
        assert made.to_dict().keys() <= declared, type(made)
