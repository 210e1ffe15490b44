"""Customers, what they pay with, and the smaller nouns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from shopwright_stripe_payments.fake import FakeStripe

Charge = Callable[..., Any]


def test_a_customer_is_made_changed_found_and_forgotten(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create(
        params={"email": "a@example.com", "name": "Ada", "payment_method": "pm_card_visa"}
    )
    changed = client.v1.customers.update(
        made.id, params={"name": "Ada B.", "metadata": {"shop": "1"}}
    )
    assert (changed.name, changed.email) == ("Ada B.", "a@example.com")
    client.v1.customers.create(params={"email": "b@example.com"})
    found = client.v1.customers.list(params={"email": "a@example.com"})
    assert [one.id for one in found.data] == [made.id]
    (card,) = client.v1.customers.payment_methods.list(made.id).data
    assert client.v1.customers.delete(made.id).deleted
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.retrieve(made.id)
    assert client.v1.payment_methods.retrieve(card.id).customer is None
    kinds = {event.type for event in client.v1.events.list().data}
    assert {"customer.created", "customer.updated", "customer.deleted"} <= kinds


def test_a_method_has_one_owner(client: stripe.StripeClient) -> None:
    owner, other = (client.v1.customers.create().id for _ in range(2))
    card = client.v1.payment_methods.attach("pm_card_visa", params={"customer": owner})
    with pytest.raises(stripe.InvalidRequestError, match="already been attached"):
        client.v1.payment_methods.attach(card.id, params={"customer": other})
    client.v1.payment_methods.detach(card.id)
    with pytest.raises(stripe.InvalidRequestError, match="not attached"):
        client.v1.payment_methods.detach(card.id)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        client.v1.payment_methods.attach(card.id, params={"customer": owner})


def test_methods_are_listed_by_type_and_by_who_may_see_them(client: stripe.StripeClient) -> None:
    owner = client.v1.customers.create().id
    card = client.v1.payment_methods.attach("pm_card_visa", params={"customer": owner})
    debit = client.v1.payment_methods.create(
        params={
            "type": "sepa_debit",
            "sepa_debit": {"iban": "DE89 3704 0044 0532 0130 00"},
            "billing_details": {"name": "Ada", "email": "a@example.com"},
            "allow_redisplay": "always",
        }
    )
    client.v1.payment_methods.attach(debit.id, params={"customer": owner})
    client.v1.payment_methods.update(card.id, params={"allow_redisplay": "limited"})

    def listed(**params: Any) -> list[str]:
        found = client.v1.payment_methods.list(params={"customer": owner, **params})
        return [one.id for one in found.data]

    assert listed() == [debit.id, card.id]
    assert listed(type="card") == [card.id]
    assert listed(allow_redisplay="always") == [debit.id]
    assert debit.billing_details.name == "Ada"


@pytest.mark.parametrize(
    "params",
    [
        {"type": "card", "card": {"token": "tok_gone"}},
        {"type": "sepa_debit", "sepa_debit": {"iban": "DE00"}},
        {"type": "klarna"},
    ],
)
def test_a_method_that_makes_no_sense_is_refused(client: stripe.StripeClient, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.create(params=params)


def test_an_intent_waits_for_its_confirmation(client: stripe.StripeClient) -> None:
    params: Any = {"amount": 1000, "currency": "usd", "payment_method": "pm_card_visa"}
    intent = client.v1.payment_intents.create(params=params)
    assert intent.status == "requires_confirmation"
    changed = client.v1.payment_intents.update(intent.id, params={"amount": 1200})
    assert changed.amount == 1200
    back: Any = {"return_url": "https://shop.example/"}
    paid = client.v1.payment_intents.confirm(intent.id, params=back)
    assert (paid.status, paid.amount_received) == ("succeeded", 1200)
    for again in (
        lambda: client.v1.payment_intents.confirm(intent.id, params=back),
        lambda: client.v1.payment_intents.update(intent.id, params={"amount": 5000}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            again()
        assert refused.value.code == "payment_intent_unexpected_state"
    assert client.v1.payment_intents.update(intent.id, params={"metadata": {"a": "1"}})


def test_an_intent_without_a_method_cannot_be_confirmed(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create(params={"amount": 1000, "currency": "usd"})
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        client.v1.payment_intents.confirm(intent.id)


def test_an_intent_may_refuse_to_wait_for_the_bank(charge: Charge) -> None:
    with pytest.raises(stripe.CardError) as refused:
        charge(payment_method="pm_card_authenticationRequired", error_on_requires_action=True)
    assert refused.value.http_status == 402


def test_a_card_is_asked_about_when_the_merchant_wants_it(charge: Charge) -> None:
    always: Any = {"card": {"request_three_d_secure": "any"}}
    card = "pm_card_threeDSecureOptional"
    assert charge(payment_method=card).status == "succeeded"
    assert charge(payment_method=card, payment_method_options=always).status == "requires_action"


def test_a_card_set_up_elsewhere_asks_only_its_owner(charge: Charge) -> None:
    card = "pm_card_authenticationRequiredSetupForOffSession"
    assert charge(payment_method=card, off_session=True).status == "succeeded"
    assert charge(payment_method=card).status == "requires_action"


def test_a_method_of_a_type_that_does_not_fit_is_refused(charge: Charge) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="is not allowed"):
        charge(currency="eur", allowed_payment_method_types=["sepa_debit"])
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types"):
        charge(currency="usd", allowed_payment_method_types=["sepa_debit"])


def test_a_debit_is_disputed_without_a_card(client: stripe.StripeClient, fake: FakeStripe) -> None:
    data: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": "DE35370400440532013002"},
        "billing_details": {"name": "Ada", "email": "a@example.com"},
    }
    params: Any = {"amount": 1000, "currency": "eur", "confirm": True, "payment_method_data": data}
    client.v1.payment_intents.create(params=params | {"return_url": "https://shop.example/"})
    assert client.v1.disputes.list().data == []
    fake.controls.advance(4)
    (dispute,) = client.v1.disputes.list().data
    assert (dispute.status, dispute.payment_method_details) == ("needs_response", None)


def test_small_things_are_changed_and_found(client: stripe.StripeClient, charge: Charge) -> None:
    intent = charge()
    name = intent.latest_charge
    changed = client.v1.charges.update(name, params={"metadata": {"a": "1"}, "description": "x"})
    assert (changed.metadata.to_dict(), changed.description) == ({"a": "1"}, "x")
    refund = client.v1.refunds.create(params={"charge": name, "amount": 100})
    noted = client.v1.refunds.update(refund.id, params={"metadata": {"b": "2"}})
    assert noted.metadata is not None
    assert noted.metadata.to_dict() == {"b": "2"}
    with pytest.raises(stripe.InvalidRequestError, match="cannot be canceled"):
        client.v1.refunds.cancel(refund.id)
    found = client.v1.balance_transactions.list(params={"source": name})
    assert [one.type for one in found.data] == ["charge"]
    assert client.v1.balance_transactions.retrieve(found.data[0].id).amount == 1000
    account = client.v1.accounts.retrieve_current()
    assert client.v1.accounts.retrieve(account.id).charges_enabled


def test_a_mistake_of_the_fakes_own_is_a_500_that_is_kept(
    client: stripe.StripeClient, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(type(fake.world), "emit", break_down)
        with pytest.raises(stripe.APIError):
            client.v1.customers.create(options={"idempotency_key": "k"})
    with pytest.raises(stripe.APIError):
        client.v1.customers.create(options={"idempotency_key": "k"})
    assert client.v1.customers.list().data == []
