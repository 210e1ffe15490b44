"""`PaymentContract`: what every payment provider must hold, as tests that a plugin inherits.

    from shopwright.testing import PaymentContract

    class TestPayments(PaymentContract):
        plugin = PigeonPay

        @contextmanager
        def trial(self) -> Iterator[PaymentTrial]:
            yield PigeonTrial()

After each test the shop's books agree with themselves and with the provider's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar

import pytest

from shopwright.commerce.cart import cart_draft
from shopwright.commerce.checkout import Completion, cancel_payment, settle_order
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.queries import order_detail
from shopwright.commerce.payments import payments_of
from shopwright.commerce.payments.commands import capture, refund
from shopwright.commerce.payments.errors import PaymentDeclined, PaymentPending
from shopwright.commerce.payments.methods import payment_methods_for
from shopwright.commerce.pricing import Money
from shopwright.platform.plugins.plugin import Plugin
from shopwright.testing.databases import DatabaseKind, Databases
from shopwright.testing.opening import open_shop
from shopwright.testing.payment_trial import PaymentTrial
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import plugin_id, trading_plugin
from shopwright.testing.till import Till

_PART = 1000


class PaymentContract:
    """Inherit it as `class TestPayments(PaymentContract)`, with the plugin and a trial of it."""

    plugin: ClassVar[type[Plugin]]

    def trial(self) -> AbstractContextManager[PaymentTrial]:
        """The adapter; what it needs (a fake of the service) is started before, stopped after."""
        raise NotImplementedError("say how to play the provider's side: see PaymentTrial")

    @pytest.fixture
    def till(
        self,
        tmp_path: Path,
        shopwright_databases: Databases,
        shopwright_database: DatabaseKind,
    ) -> Iterator[Till]:
        """A shop, on the database that was asked for, whose books agree in the end."""
        with (
            self.trial() as trial,
            shopwright_databases.fresh(shopwright_database, tmp_path, (self.plugin,)) as url,
            open_shop(
                tmp_path,
                self.plugin,
                trading_plugin(ScriptedProvider()),
                settings={plugin_id(self.plugin): dict(trial.settings)},
                database_url=url,
                make_tables=False,
            ) as shop,
        ):
            till = Till(shop, trial)
            yield till
            till.close()

    def test_its_method_is_on_offer(self, till: Till) -> None:
        cart_id = till.cart()
        offered = payment_methods_for(cart_draft(cart_id))
        assert till.trial.method in {method.id for method in offered}

    def test_paid_at_once(self, till: Till) -> None:
        till.trial.will_pay()
        done = till.order()
        assert (done.state, done.payment_state) == ("open", "paid")
        assert till.look(done) == ("open", "paid")
        assert till.attempt(done).captured == Money(4890, "EUR")

    def test_pressing_pay_twice_is_one_payment(self, till: Till) -> None:
        till.trial.will_ask()
        cart_id = till.cart()
        assert till.press(cart_id) == till.press(cart_id)

    def test_authorized_and_captured(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        assert till.look(done) == ("open", "authorized")
        capture(done.order_id)
        assert till.look(done) == ("open", "paid")

    def test_captured_in_part(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        capture(done.order_id, _PART)
        assert till.look(done) == ("open", "partly_paid")
        assert till.attempt(done).captured == Money(_PART, "EUR")
        assert not order_detail(done.order_id).order.review, "staff asked for just that"

    def test_what_was_promised_and_then_canceled_is_given_up(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        cancel(done.order_id, reason="sold out")
        assert till.look(done) == ("canceled", "unpaid")
        assert till.attempt(done).state == "voided"

    def test_a_promise_that_ends(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        till.trial.lapse(till.attempt(done))
        assert till.look(done) == ("canceled", "unpaid")

    def test_a_shopper_who_has_to_act_does(self, till: Till) -> None:
        till.trial.will_ask()
        done = till.order()
        assert (done.state, done.next_action is not None) == ("pending", True)
        till.trial.pay(till.attempt(done))
        assert settle_order(done.order_id).state == "open"
        assert till.look(done) == ("open", "paid")

    def test_a_shopper_who_has_to_act_gives_up_and_pays_otherwise(self, till: Till) -> None:
        till.trial.will_ask()
        cart_id = till.cart()
        done = till.press(cart_id)
        till.trial.fail(till.attempt(done))
        cancel_payment(cart_id)
        assert till.states(done) == ("pending", "unpaid")
        till.trial.will_pay()
        assert till.press(cart_id).state == "open"

    def test_what_is_open_is_closed_before_the_cart_changes(self, till: Till) -> None:
        till.trial.will_ask()
        cart_id = till.cart()
        done = till.press(cart_id)
        cancel_payment(cart_id)
        assert till.attempt(done).state == "voided"

    def test_closing_what_was_paid_already_finds_it_paid(self, till: Till) -> None:
        till.trial.will_ask()
        cart_id = till.cart()
        done = till.press(cart_id)
        till.trial.pay(till.attempt(done))
        cancel_payment(cart_id)
        assert till.look(done) == ("open", "paid")

    def test_money_that_takes_days_comes(self, till: Till) -> None:
        till.trial.will_wait()
        done = till.order()
        assert till.look(done) == ("awaiting_payment", "unpaid")
        till.trial.pay(till.attempt(done))
        assert till.look(done) == ("open", "paid")

    def test_money_that_takes_days_does_not_come(self, till: Till) -> None:
        till.trial.will_wait()
        done = till.order()
        till.trial.fail(till.attempt(done))
        assert till.look(done) == ("canceled", "unpaid")

    def test_declined_and_paid_otherwise(self, till: Till) -> None:
        till.trial.will_decline()
        cart_id = till.cart()
        with pytest.raises(PaymentDeclined):
            till.press(cart_id)
        till.trial.will_pay()
        assert till.press(cart_id).state == "open"

    def test_a_start_that_never_arrived_is_repeated(self, till: Till) -> None:
        till.trial.will_pay()
        till.trial.lose_request()
        done = till.order()
        assert (done.state, done.checking_payment) == ("pending", True)
        till.trial.mend()
        till.sweep(3)
        assert till.look(done) == ("open", "paid")

    def test_a_start_whose_answer_was_lost_charges_once(self, till: Till) -> None:
        till.trial.will_pay()
        till.trial.lose_answer()
        done = till.order()
        assert done.checking_payment
        till.trial.mend()
        till.sweep(3)
        assert till.look(done) == ("open", "paid")
        assert till.attempt(done).captured == Money(4890, "EUR")

    def test_a_silent_provider_never_lets_go_what_may_be_paid(self, till: Till) -> None:
        till.trial.will_ask()
        cart_id = till.cart()
        done = till.press(cart_id)
        till.trial.lose_request()
        with pytest.raises(PaymentPending):
            cancel_payment(cart_id)
        assert till.attempt(done).state == "open"
        till.trial.mend()
        cancel_payment(cart_id)
        assert till.attempt(done).state == "voided"

    def test_refunded_in_parts_and_then_in_full(self, till: Till) -> None:
        done = self._paid(till)
        refund(done.order_id, amount=_PART)
        assert till.look(done)[1] == "partly_refunded"
        refund(done.order_id, amount=_PART)
        refund(done.order_id)
        assert till.look(done)[1] == "refunded"
        states = [item.state for item in payments_of(done.order_id).refunds]
        assert states == ["succeeded"] * 3

    def test_a_refund_whose_answer_was_lost_is_made_once(self, till: Till) -> None:
        done = self._paid(till)
        till.trial.lose_answer()
        with pytest.raises(PaymentPending):
            refund(done.order_id, amount=_PART)
        till.trial.mend()
        till.sweep(3)
        assert till.look(done) == ("open", "partly_refunded")
        assert order_detail(done.order_id).order.refunded_total == _PART

    def test_a_capture_whose_answer_was_lost_is_made_once(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        till.trial.lose_answer()
        with pytest.raises(PaymentPending):
            capture(done.order_id)
        till.trial.mend()
        till.sweep(3)
        assert till.look(done) == ("open", "paid")
        assert till.attempt(done).captured == Money(4890, "EUR")

    def test_a_canceled_order_gives_its_money_back(self, till: Till) -> None:
        done = self._paid(till)
        cancel(done.order_id, reason="sold out")
        assert till.look(done) == ("canceled", "refunded")

    def test_what_the_merchant_refunds_elsewhere_is_found(self, till: Till) -> None:
        done = self._paid(till)
        till.trial.refund_by_hand(till.attempt(done), Money(_PART, "EUR"))
        assert till.look(done) == ("open", "partly_refunded")

    def test_what_the_merchant_captures_elsewhere_is_found(self, till: Till) -> None:
        till.trial.will_authorize()
        done = till.order()
        till.trial.capture_by_hand(till.attempt(done), Money(_PART, "EUR"))
        assert till.look(done) == ("open", "partly_paid")
        assert order_detail(done.order_id).order.review, "less than was promised: somebody looks"

    @pytest.mark.parametrize(("won", "payment"), [(True, "paid"), (False, "charged_back")])
    def test_a_dispute(self, till: Till, won: bool, payment: str) -> None:
        done = self._paid(till)
        till.trial.dispute(till.attempt(done))
        assert till.look(done) == ("open", "disputed")
        till.trial.decide(till.attempt(done), won=won)
        assert till.look(done) == ("open", payment)

    def test_another_shops_payment_is_not_booked(self, till: Till) -> None:
        till.trial.will_ask()
        done = till.order()
        till.trial.make_foreign(till.attempt(done))
        assert till.look(done) == ("pending", "unpaid")
        assert payments_of(done.order_id).entries == ()

    def _paid(self, till: Till) -> Completion:
        """An order that was paid, in whichever way the provider has."""
        trial = till.trial
        for prepare in (trial.will_pay, trial.will_authorize, trial.will_wait):
            try:
                prepare()
            except pytest.skip.Exception:
                continue
            done = till.order()
            if prepare == trial.will_authorize:
                capture(done.order_id)
            elif prepare == trial.will_wait:
                trial.pay(till.attempt(done))
                till.look(done)
            return done
        pytest.skip("this provider is paid only when shoppers have done something")
