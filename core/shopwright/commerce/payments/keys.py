"""Idempotency keys: made here, stored before the call, and changed only when that is safe.

A provider answers a repeated key with its first answer, errors included, and forgets keys after a
day. So a key that was answered with an error twice, or that is old, is not asked with again. It is
looked at first what it did, once nothing can be under way any more; only when that was nothing, the
next key follows: `...-start-1`, `...-start-2`. Where no answer came, the same key is asked with as
often as it takes: that never does a thing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from shopwright.commerce.payments.discrepancies import is_open
from shopwright.commerce.payments.errors import NotAnswered, NotAskedYet, PaymentPending
from shopwright.commerce.payments.models import CaptureRequest, PaymentAttempt, Refund
from shopwright.platform.clock import now
from shopwright.platform.db import command, session

_REMEMBERED = timedelta(hours=23)  # providers promise 24
_UNDER_WAY = timedelta(minutes=2)
_TRIES = 2
Keyed = PaymentAttempt | CaptureRequest | Refund


def is_spent(row: Keyed) -> bool:
    """Whether to look before asking again. Raises `PaymentPending` when it is too early to look."""
    if row.tries < _TRIES and row.keyed_at >= now() - _REMEMBERED:
        return False
    if row.asked_at > now() - _UNDER_WAY:
        raise PaymentPending("What was asked for may still be under way.", retry_after=120)
    return True


@contextmanager
def counted(row: Keyed) -> Iterator[None]:
    """Note when the call in the block led nowhere, and count it if it was answered with an error."""
    try:
        yield
    except NotAskedYet:
        raise
    except PaymentPending as error:
        _note(type(row), row.id, row.key, tries=0 if isinstance(error, NotAnswered) else 1)
        raise


@command()
def _note(model: type[Keyed], row_id: UUID, key: str, *, tries: int) -> None:
    session().execute(
        update(model)
        .where(model.id == row_id, model.key == key)
        .values(tries=model.tries + tries, asked_at=now())
    )


@command(durable=True)
def renew(row: Keyed) -> None:
    """The next key, once it is proven that nothing came of this one.

    Raises `PaymentPending` while another shop's payment was found instead, with which staff have not
    dealt: that proves nothing.
    """
    if is_open("foreign", row.id if isinstance(row, PaymentAttempt) else row.attempt_id):
        raise PaymentPending("Staff look at this payment; nothing is asked for twice.")
    stem, _, number = row.key.rpartition("-")
    model = type(row)
    session().execute(
        update(model)
        .where(model.id == row.id, model.key == row.key)
        .values(key=f"{stem}-{int(number) + 1}", tries=0, keyed_at=now())
    )
