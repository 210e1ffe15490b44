"""`Idempotency-Key`: the first answer is kept, errors and 500s included, and given again.

Nothing is kept of a request that never began: a wrong key, a wrong parameter, a rate limit, or
one that met another with its key under way.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from shopwright_stripe_payments.fake.clock import Clock
from shopwright_stripe_payments.fake.errors import ApiError, Body
from shopwright_stripe_payments.fake.store import Store

_KEPT_SECONDS = 24 * 3600
_LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to which request."""

    request: str
    status: int
    body: Body


class Keys:
    """The keys in use and those of the last 24 hours."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def under_way(self, key: str) -> Iterator[None]:
        """Work on the request of a key; raises `ApiError` while another one does."""
        if len(key) > _LONGEST_KEY:
            raise _refused(400, f"Idempotency keys can have up to {_LONGEST_KEY} characters.")
        with self._lock:
            if key in self._under_way:
                raise _refused(
                    409,
                    "There is currently another in-progress request using this Idempotent Key "
                    "(that probably means you submitted twice, and the other request is still "
                    f"going through): {key}.",
                    code="idempotency_key_in_use",
                )
            self._under_way.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)

    def recall(self, key: str, endpoint: str, params: Body) -> Answer | None:
        """What was answered to this before; raises `ApiError` if it was another request."""
        found = self._store.rows(
            "SELECT * FROM answers WHERE key = ? AND created > ?",
            key,
            self._clock.now() - _KEPT_SECONDS,
        )
        if not found:
            return None
        row = found[0]
        if row["endpoint"] != endpoint:
            raise _refused(
                400,
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{endpoint}' vs '{row['endpoint']}'). Try using a key other than "
                f"'{key}' if you meant to execute a different request.",
            )
        if row["fingerprint"] != _fingerprint(params):
            raise _refused(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
            )
        return Answer(request=row["request"], status=row["status"], body=json.loads(row["body"]))

    def keep(self, key: str, endpoint: str, params: Body, answer: Answer) -> None:
        """Remember an answer, in the transaction of what it tells of."""
        self._store.run(
            "REPLACE INTO answers (key, created, endpoint, fingerprint, request, status, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            key,
            self._clock.now(),
            endpoint,
            _fingerprint(params),
            answer.request,
            answer.status,
            json.dumps(answer.body),
        )


def _fingerprint(params: Body) -> str:
    return sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()


def _refused(status: int, message: str, code: str | None = None) -> ApiError:
    return ApiError(status, "idempotency_error", message, code=code)
