"""Where first answers are kept: the database, so that every process knows them."""

from __future__ import annotations

from contextlib import AbstractContextManager

from shopwright.http.rest.kit import InProgress, Interrupted, Mismatch, Stored
from shopwright.platform.db import idempotency
from shopwright.platform.db.idempotency import Answer, ClaimState


class DatabaseIdempotency:
    """The kit's `IdempotencyStore`; see `shopwright.platform.db.idempotency` for the rules."""

    def begin(self, scope: str, key: str, fingerprint: str) -> Stored | None:
        """Claim the key (None), or return the stored answer."""
        claim = idempotency.claim(scope, key, fingerprint)
        if claim.state is ClaimState.MISMATCH:
            raise Mismatch()
        if claim.state is ClaimState.INTERRUPTED:
            raise Interrupted()
        if claim.state is ClaimState.RUNNING:
            raise InProgress(retry_after=claim.retry_after)
        if claim.answer is None:
            return None
        return Stored(
            status=claim.answer.status, body=claim.answer.body, headers=claim.answer.headers
        )

    def noting(self, scope: str, key: str) -> AbstractContextManager[None]:
        """Note effects with the first commit."""
        return idempotency.noting_effects(scope, key)

    def finish(self, scope: str, key: str, stored: Stored) -> None:
        """Store the answer under a claimed key."""
        answer = Answer(status=stored.status, body=stored.body, headers=tuple(stored.headers))
        idempotency.store(scope, key, answer)

    def abandon(self, scope: str, key: str) -> None:
        """Give the claim back."""
        idempotency.give_back(scope, key)
