"""What a test may do that the API has no call for: shoppers, banks, the clock, trouble.

The same controls serve in process (`FakeStripe.controls`) and, for a fake that runs on its own,
by `POST /_control/<name>` with a JSON object of arguments and a token (`RemoteControls`).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import asdict
from typing import Any, Literal

from shopwright_stripe_payments.fake import checkout, debits, tasks
from shopwright_stripe_payments.fake.checkout import Entry
from shopwright_stripe_payments.fake.errors import ApiError, Body
from shopwright_stripe_payments.fake.faults import Fault, Kind
from shopwright_stripe_payments.fake.methods import ROUTING_NUMBER
from shopwright_stripe_payments.fake.outbox import Form, Weather
from shopwright_stripe_payments.fake.pages import do
from shopwright_stripe_payments.fake.resources import disputes, refunds
from shopwright_stripe_payments.fake.resources.account import account_id
from shopwright_stripe_payments.fake.server import Server

GOOD_CARD = "4242424242424242"


class Controls:
    """Acts on one fake. Answers are objects as the API would show them."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._world = server.world

    def pay(
        self,
        session_id: str,
        card: str = GOOD_CARD,
        *,
        method: str = "card",
        iban: str = "DE89370400440532013000",
        account: str = "000123456789",
        email: str = "shopper@example.com",
        name: str = "A. Shopper",
        save: bool = False,
        authenticate: bool | None = None,
    ) -> Body:
        """Fill in the hosted page and press the button: the session afterwards.

        `method` may be `sepa_debit`, `us_bank_account`, a wallet or the id of a saved one. A decline leaves the
        session open. `authenticate` answers the 3-D Secure page as well.
        """
        entry = Entry(
            method=method,
            email=email,
            name=name,
            number=card,
            expiry="12 / 34",
            cvc="123",
            iban=iban,
            routing=ROUTING_NUMBER,
            account=account,
            save=save,
        )
        tasks.run_due(self._world)
        try:
            intent = do(self._world, checkout.pay, session_id, entry)
        except ApiError as error:
            if not error.keeps:
                raise
        else:
            if authenticate is not None and intent["status"] == "requires_action":
                self.authenticate(intent["id"], passed=authenticate)
        return self._world.store.get(session_id)

    def authenticate(self, intent_id: str, *, passed: bool = True) -> Body:
        """Answer the bank's question: the intent afterwards."""
        try:
            do(self._world, checkout.authenticate, intent_id, passed=passed)
        except ApiError as error:
            if not error.keeps:
                raise
        return self._world.store.get(intent_id)

    def answer_debit(self, intent_id: str, *, succeeds: bool) -> Body:
        """Have the bank answer a direct debit now."""
        return do(self._world, debits.answer, intent_id, succeeds=succeeds)

    def dispute(
        self, charge_id: str, *, reason: str = "fraudulent", amount: int | None = None
    ) -> Body:
        """Have the customer's bank dispute a charge; the reason `inquiry` only asks."""
        charge = self._world.require("charge", charge_id)
        return do(self._world, disputes.open_dispute, charge, reason, amount)

    def decide_dispute(self, dispute_id: str, outcome: Literal["won", "lost"]) -> Body:
        """Have the bank decide a dispute."""
        return do(self._world, disputes.decide, dispute_id, outcome)

    def finish_refund(self, refund_id: str, outcome: Literal["succeeded", "failed"]) -> Body:
        """Have a pending refund succeed, or any refund fail, also one that had succeeded."""
        return do(self._world, refunds.finish, refund_id, outcome)

    def advance(self, seconds: float) -> Body:
        """Move the clock on and do all that becomes due."""
        self._world.clock.advance(seconds)
        tasks.run_due(self._world)
        return {"now": self._world.now()}

    def fail(
        self,
        kind: Kind,
        *,
        method: str = "*",
        path: str = "*",
        count: int = 1,
        skip: int = 0,
        seconds: float = 30.0,
        executes: bool = False,
    ) -> Body:
        """Plan a fault; see `fake.faults`."""
        fault = Fault(
            kind=kind,
            method=method,
            path=path,
            count=count,
            skip=skip,
            seconds=seconds,
            executes=executes,
        )
        self._server.faults.add(fault)
        return asdict(fault)

    def heal(self) -> Body:
        """Forget all planned faults."""
        self._server.faults.clear()
        return {}

    def calls(self) -> list[Body]:
        """The API requests of this process, the oldest first: method, path, key, status."""
        return [dict(call) for call in self._server.calls]

    def books(self) -> dict[str, Body]:
        """What really happened to the money, by payment intent.

        `captured`, `refunded` (pending ones count, failed ones do not) and `capturable` are in the
        currency's smallest unit; `charges` has the successful ones only, which should be one.
        """
        store = self._world.store
        found: dict[str, Body] = {}
        for intent in store.every("payment_intent"):
            found[intent["id"]] = {
                "amount": intent["amount"],
                "currency": intent["currency"],
                "status": intent["status"],
                "metadata": intent["metadata"],
                "capturable": intent["amount_capturable"],
                "captured": 0,
                "refunded": 0,
                "charges": [],
                "refunds": {},
                "disputes": {},
            }
        for charge in store.every("charge", status="succeeded"):
            book = found[charge["payment_intent"]]
            book["captured"] += charge["amount_captured"]
            book["refunded"] += charge["amount_refunded"]
            book["charges"].append(charge["id"])
        for refund in store.every("refund"):
            found[refund["payment_intent"]]["refunds"][refund["id"]] = refund["status"]
        for dispute in store.every("dispute"):
            found[dispute["payment_intent"]]["disputes"][dispute["id"]] = dispute["status"]
        return found

    def account(self) -> Body:
        """The account's id."""
        return {"id": account_id(self._world)}

    def subscribe(self, url: str, *, secret: str = "") -> Body:
        """Send all events to `url`; the endpoint, with its secret."""
        with self._world.store.transaction():
            return self._world.outbox.add_endpoint(url, secret, created=self._world.now())

    def rotate_secret(self, endpoint_id: str, *, secret: str = "", keep_old: bool = True) -> Body:
        """Give an endpoint a new secret; without `keep_old` the one before ends at once."""
        with self._world.store.transaction():
            made = self._world.outbox.rotate(endpoint_id, secret=secret, keep_old=keep_old)
            return {"secret": made}

    def weather(self, **weather: Any) -> Body:
        """What webhooks go through from now on; see `fake.outbox.Weather`. None: fair again."""
        with self._world.store.transaction():
            self._world.outbox.weather = Weather(**weather)
        return asdict(self._world.outbox.weather)

    def release(self, order: Literal["kept", "reversed", "shuffled"] = "kept") -> Body:
        """Let go of the webhooks that the weather held back."""
        with self._world.store.transaction():
            return {"released": self._world.outbox.release(order)}

    def send(
        self,
        event_id: str,
        form: Form = "genuine",
        *,
        changes: Body | None = None,
        copies: int = 1,
    ) -> Body:
        """Send an event, again, changed, forged, stale or unsigned."""
        event = self._world.require("event", event_id)
        with self._world.store.transaction():
            self._world.outbox.send(event, form, changes=changes, copies=copies)
        return event

    def deliveries(self) -> list[Body]:
        """Every webhook so far: event, type, form, state, attempts, the receiver's last answer.

        States: `due`, `done` (2xx), `failed` (given up), `dropped`, `held`.
        """
        return self._world.outbox.deliveries()


NAMES = tuple(name for name in vars(Controls) if not name.startswith("_"))


class RemoteControls:
    """The same for a fake elsewhere: `RemoteControls(url, token).pay(session_id="cs_...")`.

    Arguments are given by name. Raises `ValueError` with what the fake said.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES:
            raise AttributeError(name)

        def call(**arguments: Any) -> Any:
            return self._call(name, arguments)

        return call

    def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        asked = urllib.request.Request(  # noqa: S310 - the fake's own address
            f"{self._url}/_control/{name}",
            data=json.dumps(arguments).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ValueError(f"{name}: {error.read().decode()}") from None
