"""`Idempotency-Key`: a request that is sent again has the effect, and the answer, of the first.

The key belongs to whoever sent it and to what was sent: another caller's key is another key, and
the same key with another request is refused. The first answer below 500 is stored, other than 409
and 429, which a retry may turn into something better. A retry never repeats what has taken effect.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from flask import Response, request

from shopwright.http.rest.kit.access import current_actor
from shopwright.http.rest.kit.input_errors import BadRequest
from shopwright.platform.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
CART_TOKEN = "X-Cart-Token"  # noqa: S105 - a header's name
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")
_RETRYABLE = frozenset({409, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An answer to replay: status, uncompressed body, and the headers that belong to it."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class InProgress(Conflict):
    """The first request with this key is still being worked on."""

    code = "idempotency_in_progress"

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__("The first request with this Idempotency-Key is still running.")
        self.retry_after = retry_after


class Interrupted(Conflict):
    """The first request with this key changed something, and was cut off before it answered."""

    code = "idempotency_interrupted"

    def __init__(self) -> None:
        super().__init__(
            "The first request with this Idempotency-Key took effect, but was cut off before it "
            "answered. Look at what there is now; for more of the same, use a new key."
        )


class Mismatch(Invalid):
    """The key was used before, for another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request; use a new one.")


class IdempotencyStore(Protocol):
    """Where first answers are kept. `scope` is the caller, `fingerprint` the request."""

    def begin(self, scope: str, key: str, fingerprint: str) -> Stored | None:
        """Claim the key (None), or return the stored answer.

        Raises `InProgress` while somebody else holds the claim, `Interrupted` when whoever held it
        is gone and has left effects, `Mismatch` for another request. Must be atomic: of two callers
        at once exactly one gets None.
        """

    def noting(self, scope: str, key: str) -> AbstractContextManager[None]:
        """For the length of the work: remember with its first commit that it had an effect."""

    def finish(self, scope: str, key: str, stored: Stored) -> None:
        """Store the answer under a claimed key."""

    def abandon(self, scope: str, key: str) -> None:
        """Give the claim back: the next request with the key starts anew, unless there are effects."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key held for the length of one request."""

    store: IdempotencyStore
    scope: str
    key: str

    def noting(self) -> AbstractContextManager[None]:
        """See `IdempotencyStore.noting`."""
        return self.store.noting(self.scope, self.key)

    def settle(self, response: Response) -> None:
        """Store the answer, or let go of the key where a retry should run again."""
        if response.status_code >= 500 or response.status_code in _RETRYABLE:
            self.abandon()
            return
        headers = tuple(
            (name, value) for name in _KEPT_HEADERS if (value := response.headers.get(name))
        )
        stored = Stored(status=response.status_code, body=response.get_data(), headers=headers)
        self.store.finish(self.scope, self.key, stored)

    def abandon(self) -> None:
        """Let go of the key."""
        self.store.abandon(self.scope, self.key)


def claim(store: IdempotencyStore | None, body: bytes) -> Claim | Stored | None:
    """A claim on the request's key, the answer to replay, or None when no key was sent."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise BadRequest(
            "Idempotency-Key must be 1 to 255 printable ASCII characters.",
            code="bad_idempotency_key",
        )
    if store is None:
        raise RuntimeError("an endpoint is idempotent, but init_app got no idempotency store")
    scope = _scope()
    return store.begin(scope, key, _fingerprint(body)) or Claim(store, scope, key)


def replay(stored: Stored) -> Response:
    """The stored answer, marked as a replay."""
    response = Response(stored.body, stored.status, headers=list(stored.headers))
    response.headers[REPLAYED] = "true"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def cart_token() -> str | None:
    """The cart token that a guest sent with the request."""
    return request.headers.get(CART_TOKEN)


def _scope() -> str:
    """Whose key it is. Guests are told apart by cart, else by address and program."""
    actor = current_actor()
    if actor.authenticated:
        return actor.key
    if token := cart_token():
        return "cart:" + _hash(token)
    return "guest:" + _hash(f"{request.remote_addr}\n{request.headers.get('User-Agent', '')}")


def _fingerprint(body: bytes) -> str:
    query = request.environ.get("QUERY_STRING", "")
    return _hash(f"{request.method} {request.path}?{query}\n", body)


def _hash(text: str, data: bytes = b"") -> str:
    return hashlib.blake2b(text.encode() + data, digest_size=24).hexdigest()
