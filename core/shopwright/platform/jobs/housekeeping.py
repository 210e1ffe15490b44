"""Throwing away what has expired: sessions, tokens, counts, stored answers."""

from __future__ import annotations

from datetime import timedelta

from shopwright.platform.accounts.purge import purge_accounts
from shopwright.platform.db.idempotency import purge_idempotency_keys
from shopwright.platform.events.consumers import Consumers, Job
from shopwright.platform.events.purge import purge_outbox

_EVERY = timedelta(hours=1)


def register(consumers: Consumers) -> None:
    """Make the jobs known, with their schedules."""
    consumers.job(Job(name="purge_accounts", function=purge_accounts), every=_EVERY)
    consumers.job(Job(name="purge_idempotency_keys", function=purge_idempotency_keys), every=_EVERY)
    consumers.job(Job(name="purge_outbox", function=purge_outbox), every=_EVERY)
