"""People who buy over HTTP, one connection each."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "Lindenstraße 4",
    "city": "Berlin",
    "postal_code": "10969",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the shop said. `tries` counts how often it had to be asked."""

    status: int
    body: Any
    tries: int = 1
    replayed: bool = False

    @property
    def code(self) -> str:
        """The problem's code; empty for a success."""
        return str(self.body["code"]) if self.status >= 400 else ""


class Unanswered(Exception):
    """The shop did not answer for longer than anybody would wait."""


class Shopper:
    """A guest with a connection that stays open. Every request is remembered in `seconds`.

    A patient one repeats, with the same Idempotency-Key, what was not answered or should be tried
    again, as a good front end does; else the first failure of the connection is raised. With a `key`
    it is one of the staff. `door` lets so many shoppers in at once; those who wait before asking again stand outside.
    """

    def __init__(
        self,
        port: int,
        *,
        patience: float = 0.0,
        door: AbstractContextManager[object] | None = None,
    ) -> None:
        self._port = port
        self._patience = patience
        self._door = door or nullcontext()
        self._connection: http.client.HTTPConnection | None = None
        self.token = ""
        self.key = ""
        self.order_token = ""
        self.cart = ""
        self.seconds: list[float] = []
        self.repeated = 0

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        """One request, answered."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["X-Cart-Token"] = self.token
        if self.order_token:
            headers["X-Order-Token"] = self.order_token
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        deadline = time.monotonic() + self._patience
        tries = 0
        while True:
            tries += 1
            self.repeated += tries > 1
            try:
                with self._door:
                    answer, wait = self._once(method, path, body, headers, tries)
            except (OSError, http.client.HTTPException):
                self.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
                continue
            if wait is None or not self._patience:
                return answer
            if time.monotonic() > deadline:
                raise Unanswered(f"{method} {path}: {answer.status} {answer.body}")
            time.sleep(wait)

    def _once(
        self, method: str, path: str, body: Any, headers: dict[str, str], tries: int
    ) -> tuple[Answer, float | None]:
        """The answer, and when to ask again if that is what it says."""
        started = time.perf_counter()
        content = None if body is None else json.dumps(body).encode()
        response = self._ask(method, path, content, headers)
        raw = response.read()
        self.seconds.append(time.perf_counter() - started)
        answer = Answer(
            status=response.status,
            body=json.loads(raw) if raw else None,
            tries=tries,
            replayed=response.headers.get("Idempotent-Replayed") == "true",
        )
        again = answer.status in (429, 503) or answer.code == "idempotency_in_progress"
        return answer, float(response.headers.get("Retry-After", "1")) if again else None

    def _ask(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """A server may hang up on a connection that is idle: then a new one is opened, as browsers do."""
        if self._connection is not None:
            try:
                self._connection.request(method, path, content, headers)
                return self._connection.getresponse()
            except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
                self.close()
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        self._connection.request(method, path, content, headers)
        return self._connection.getresponse()

    def start(self) -> None:
        """A cart."""
        answer = self._well("POST", "/api/v1/carts", {})
        self.token = answer.body["token"]
        self.cart = f"/api/v1/carts/{answer.body['cart']['id']}"

    def put(self, variant_id: UUID, quantity: int = 1) -> Answer:
        """Into the cart; it may be refused."""
        body = {"variant_id": str(variant_id), "quantity": quantity}
        return self.send("POST", f"{self.cart}/lines", body)

    def fill_in(self, *, email: str, shipping: str, payment: str) -> int:
        """All that checkout needs beside the lines. Returns the total that the shopper sees."""
        contact = {"email": email, "shipping_address": ADDRESS}
        self._well("PUT", f"{self.cart}/contact", contact)
        self._well("PUT", f"{self.cart}/shipping-option", {"id": shipping})
        answer = self._well("PUT", f"{self.cart}/payment-method", {"id": payment})
        return int(answer.body["totals"]["total"]["amount"])

    def pay(self, expected_total: int) -> Answer:
        """Press the button."""
        return self.send("POST", f"{self.cart}/complete", {"expected_total": expected_total})

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _well(self, method: str, path: str, body: Any) -> Answer:
        answer = self.send(method, path, body)
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.body}"
        return answer


@contextmanager
def shopper(
    port: int, *, patience: float = 0.0, door: AbstractContextManager[object] | None = None
) -> Iterator[Shopper]:
    """One who hangs up in the end."""
    guest = Shopper(port, patience=patience, door=door)
    try:
        yield guest
    finally:
        guest.close()
