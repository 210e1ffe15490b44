"""The webhooks that the fake owes, and the weather they travel in.

A delivery is written in the transaction of its event, so a kill -9 loses none. What Stripe or the
network may do to one - repeat, delay, reorder, lose - and what others may send to the same address
- forged and stale ones - is the `Weather`, which a test sets.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from shopwright_stripe_payments.fake.errors import Body
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.signing import header, new_secret
from shopwright_stripe_payments.fake.store import Store

Form = Literal["genuine", "copy", "forged", "stale", "unsigned"]
_STALE_SECONDS = 600
_MOST_ATTEMPTS = 16
_LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Chances are of 1; seconds are the longest delay, drawn evenly, so events overtake another.

    `most_copies` is how often one event may arrive. `held` keeps all back until `release`.
    """

    most_copies: int = 1
    delay_seconds: float = 0.0
    dropped: float = 0.0
    forged: float = 0.0
    stale: float = 0.0
    held: bool = False
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery that is due: what to send where."""

    id: int
    url: str
    payload: str
    signature: str


class Outbox:
    """Deliveries and endpoints, as rows of the store."""

    def __init__(self, store: Store, retry_seconds: float) -> None:
        self._store = store
        self._retry_seconds = retry_seconds
        self._weather = Weather(**store.fact("weather", {}))
        self._random = random.Random(self._weather.seed)  # noqa: S311 - luck, no secret

    @property
    def weather(self) -> Weather:
        """What deliveries go through from now on."""
        return self._weather

    @weather.setter
    def weather(self, weather: Weather) -> None:
        self._weather = weather
        self._random = random.Random(weather.seed)  # noqa: S311
        self._store.remember("weather", asdict(weather))

    def add_endpoint(
        self, url: str, secret: str = "", events: Sequence[str] = ("*",), created: int = 0
    ) -> Body:
        """Send events of these types (or all, `*`) to `url`; its secret is told this once."""
        secret = secret or new_secret()
        body: Body = {
            "id": new_id("we"),
            "object": "webhook_endpoint",
            "api_version": None,
            "application": None,
            "created": created or int(time.time()),
            "description": None,
            "enabled_events": [*events],
            "livemode": False,
            "metadata": {},
            "status": "enabled",
            "url": url,
        }
        self._store.add(body, secrets=[secret])
        return body | {"secret": secret}

    def endpoints(self) -> list[Body]:
        """Where events go."""
        return self._store.every("webhook_endpoint", status="enabled")

    def secrets_of(self, endpoint_id: str) -> list[str]:
        """The secrets in force, the newest first."""
        found: list[str] = self._store.private(endpoint_id)["secrets"]
        return found

    def rotate(self, endpoint_id: str, *, secret: str = "", keep_old: bool = True) -> str:
        """Give an endpoint a new secret; the one before signs as well while `keep_old`."""
        secret = secret or new_secret()
        old = self.secrets_of(endpoint_id)[:1] if keep_old else []
        self._store.keep(endpoint_id, secrets=[secret, *old])
        return secret

    def subscribers(self, kind: str) -> int:
        """How many endpoints want events of that type."""
        return sum(_wants(endpoint, kind) for endpoint in self.endpoints())

    def owe(self, event: Body) -> None:
        """Write the deliveries of a new event, as the weather has it."""
        for endpoint in self.endpoints():
            if not _wants(endpoint, event["type"]):
                continue
            payload = _text(event)
            lost = self._random.random() < self._weather.dropped
            self._write(event["id"], endpoint["id"], "genuine", payload, lost=lost)
            for _ in range(self._random.randint(1, max(1, self._weather.most_copies)) - 1):
                self._write(event["id"], endpoint["id"], "copy", payload, lost=lost)
            if self._random.random() < self._weather.forged:
                self._write(event["id"], endpoint["id"], "forged", _forged(event))
            if self._random.random() < self._weather.stale:
                self._write(event["id"], endpoint["id"], "stale", payload)

    def send(
        self, event: Body, form: Form, *, changes: Body | None = None, copies: int = 1
    ) -> None:
        """Owe deliveries of an event now, whatever the weather; `changes` replace its fields.

        Changed events are signed as genuine ones are: another account's, or a live one's.
        """
        payload = _forged(event) if form == "forged" else _text(event | (changes or {}))
        for endpoint in self.endpoints():
            for _ in range(copies):
                self._write(event["id"], endpoint["id"], form, payload, calm=True)

    def release(self, order: Literal["kept", "reversed", "shuffled"] = "kept") -> int:
        """Let go of what is held back, in that order; how many there were."""
        rows = self._store.rows("SELECT id FROM deliveries WHERE state = 'held' ORDER BY id")
        ids = [row["id"] for row in rows]
        if order == "reversed":
            ids.reverse()
        elif order == "shuffled":
            self._random.shuffle(ids)
        now = time.time()
        for place, row_id in enumerate(ids):
            self._store.run(
                "UPDATE deliveries SET state = 'due', due = ? WHERE id = ?",
                now + place / 1_000_000,
                row_id,
            )
        return len(ids)

    def due(self, most: int, without: Sequence[int]) -> list[Parcel]:
        """What is to be sent now, save what is under way already, the oldest first."""
        marks = ", ".join("?" * len(without))
        rows = self._store.rows(
            f"SELECT * FROM deliveries WHERE state = 'due' AND due <= ? AND id NOT IN ({marks})"  # noqa: S608
            " ORDER BY due, id LIMIT ?",
            time.time(),
            *without,
            most,
        )
        return [parcel for row in rows if (parcel := self._packed(row)) is not None]

    def next_due(self) -> float | None:
        """When the next one is due, in seconds since the epoch."""
        rows = self._store.rows("SELECT min(due) AS due FROM deliveries WHERE state = 'due'")
        found: float | None = rows[0]["due"]
        return found

    def answered(self, parcel_id: int, status: int | None) -> None:
        """Write down what the receiver said, None for nothing, and try again later if need be."""
        row = self._store.rows("SELECT form, attempts FROM deliveries WHERE id = ?", parcel_id)[0]
        attempts = row["attempts"] + 1
        good = status is not None and 200 <= status < 300
        again = not good and row["form"] == "genuine" and attempts < _MOST_ATTEMPTS
        pause = min(self._retry_seconds * 2 ** row["attempts"], _LONGEST_PAUSE)
        self._store.run(
            "UPDATE deliveries SET attempts = ?, answer = ?, state = ?, due = ? WHERE id = ?",
            attempts,
            status,
            "due" if again else "done" if good else "failed",
            time.time() + pause,
            parcel_id,
        )

    def deliveries(self) -> list[dict[str, Any]]:
        """All deliveries so far, the oldest first, without their payloads."""
        rows = self._store.rows(
            "SELECT d.id, d.event, json_extract(o.body, '$.type') AS type, d.form, d.state, d.attempts,"
            " d.answer FROM deliveries d JOIN objects o ON o.id = d.event ORDER BY d.id"
        )
        return [dict(row) for row in rows]

    def undelivered(self) -> int:
        """How many are still to be sent."""
        found: int = self._store.rows("SELECT count(*) FROM deliveries WHERE state = 'due'")[0][0]
        return found

    def _write(
        self,
        event_id: str,
        endpoint_id: str,
        form: Form,
        payload: str,
        *,
        lost: bool = False,
        calm: bool = False,
    ) -> None:
        state = "dropped" if lost else "held" if self._weather.held and not calm else "due"
        delay = 0.0 if calm else self._random.uniform(0, self._weather.delay_seconds)
        self._store.run(
            "INSERT INTO deliveries (event, endpoint, form, payload, state, due)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            event_id,
            endpoint_id,
            form,
            payload,
            state,
            time.time() + delay,
        )

    def _packed(self, row: sqlite3.Row) -> Parcel | None:
        endpoint = self._store.find(row["endpoint"])
        if endpoint is None:  # removed meanwhile
            self._store.run("UPDATE deliveries SET state = 'failed' WHERE id = ?", row["id"])
            return None
        now = int(time.time())
        keys = self.secrets_of(endpoint["id"])
        if row["form"] == "forged":
            keys = [new_secret()]
        if row["form"] == "stale":
            now -= _STALE_SECONDS
        signature = "" if row["form"] == "unsigned" else header(row["payload"], keys, now)
        return Parcel(
            id=row["id"], url=endpoint["url"], payload=row["payload"], signature=signature
        )


def _wants(endpoint: Body, kind: str) -> bool:
    return kind in endpoint["enabled_events"] or "*" in endpoint["enabled_events"]


def _text(event: Body) -> str:
    return json.dumps(event, indent=2)


def _forged(event: Body) -> str:
    """What somebody would send who wants goods without paying: another event, all paid."""
    body = json.loads(_text(event))
    body["id"] = new_id("evt")
    body["data"]["object"] |= {"payment_status": "paid", "status": "succeeded", "paid": True}
    return _text(body)
