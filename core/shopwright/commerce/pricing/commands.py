"""Changing prices and price lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shopwright.commerce.pricing.catalog_tables import variants
from shopwright.commerce.pricing.hooks import PriceChanged
from shopwright.commerce.pricing.models import Price, PriceList
from shopwright.commerce.pricing.money import known_currencies
from shopwright.commerce.pricing.queries import default_price_list_id, price_list
from shopwright.commerce.pricing.ranges import lock_products, rewrite_ranges
from shopwright.commerce.pricing.types import (
    PriceChange,
    PriceListInput,
    PriceListInUse,
    PriceListPatch,
    PriceListView,
    PricesInvalid,
    UnknownPriceList,
)
from shopwright.platform import audit
from shopwright.platform.cache import touch
from shopwright.platform.db import command, session
from shopwright.platform.errors import Problem
from shopwright.platform.events.outbox import emit
from shopwright.platform.runtime import runtime

_CHUNK = 500


@command()
def set_prices(changes: Sequence[PriceChange]) -> int:
    """Set many prices at once; returns how many differ from before. Raises `PricesInvalid`.

    What lists and pages show of the products changes in the same transaction.
    """
    db = session()
    owners = _owners(db, [change.variant_id for change in changes])
    problems = [
        problem
        for index, change in enumerate(changes)
        for problem in _problems(index, change, owners)
    ]
    if problems:
        raise PricesInvalid("Some prices cannot be set.", problems=problems)
    lock_products(db, owners.values())
    changed = store_prices(changes, owners)
    touched = sorted({event.product_id for event in changed})
    for start in range(0, len(touched), _CHUNK):
        rewrite_ranges(db, touched[start : start + _CHUNK])
    for product_id in touched:
        audit.record("price.set", "product", product_id)
    return len(changed)


def store_prices(changes: Sequence[PriceChange], owners: dict[UUID, UUID]) -> list[PriceChanged]:
    """Write the rows and tell who listens; `owners` maps variants to products.

    The caller has checked the changes, holds the products' locks, and rewrites the ranges.
    """
    db = session()
    default = default_price_list_id() if any(c.price_list_id is None for c in changes) else None
    wanted = {(c.variant_id, c.price_list_id or default, c.currency): c for c in changes}
    _check_lists(db, {key[1] for key in wanted if key[1] is not None})
    before = _stored(db, {change.variant_id for change in changes})
    events = []
    for (variant_id, list_id, currency), change in wanted.items():
        assert list_id is not None
        old = before.get((variant_id, list_id, currency))
        new = None if change.amount is None else (change.amount, change.compare_at)
        if old == new:
            continue
        events.append(
            PriceChanged(
                product_id=owners[variant_id],
                variant_id=variant_id,
                price_list_id=list_id,
                currency=currency,
                amount_before=old[0] if old else None,
                amount=change.amount,
                compare_at=change.compare_at if new else None,
            )
        )
    _write(db, events)
    return events


@command()
def create_price_list(values: PriceListInput) -> PriceListView:
    """Add a price list. Raises `PricesInvalid` when its handle is taken."""
    return _save_list(PriceList(), values.model_dump(), "price_list.create")


@command()
def update_price_list(price_list_id: UUID, changes: PriceListPatch) -> PriceListView:
    """Change the fields that `changes` sets. Raises `UnknownPriceList`, `PricesInvalid`."""
    values = changes.model_dump(exclude_unset=True, exclude_none=True)
    return _save_list(_locked_list(price_list_id), values, "price_list.update")


@command()
def delete_price_list(price_list_id: UUID) -> None:
    """Remove a price list with its prices. Raises `UnknownPriceList`, `PriceListInUse`."""
    db = session()
    row = _locked_list(price_list_id)
    if row.handle == "default":
        raise PriceListInUse("The price list 'default' cannot be removed; others fall back on it.")
    handle = row.handle
    db.delete(row)
    try:
        db.flush()
    except IntegrityError as error:
        raise PriceListInUse(
            f"A channel sells by the price list '{handle}'; give it another one first."
        ) from error
    audit.record("price_list.delete", "price_list", price_list_id, handle=handle)
    touch("catalog", "channels")


def _locked_list(price_list_id: UUID) -> PriceList:
    row = session().get(PriceList, price_list_id, with_for_update=True)
    if row is None:
        raise UnknownPriceList(f"There is no price list {price_list_id}.")
    return row


def _save_list(row: PriceList, values: dict[str, Any], action: str) -> PriceListView:
    db = session()
    if "handle" in values:
        holder = db.scalar(select(PriceList.id).where(PriceList.handle == values["handle"]))
        if holder is not None and holder != row.id:
            message = f"Another price list is called '{values['handle']}'."
            problem = Problem(code="handle_taken", message=message, field="handle")
            raise PricesInvalid(message, problems=[problem])
        if row.handle == "default" and values["handle"] != "default":
            raise PriceListInUse(
                "The price list 'default' keeps its handle; others fall back on it."
            )
    for name, value in values.items():
        setattr(row, name, value)
    db.add(row)
    db.flush()
    audit.record(action, "price_list", row.id, handle=row.handle, changed=[*sorted(values)])
    touch("catalog", "channels")
    return price_list(row.id)


def _owners(db: Session, variant_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    wanted = variants.c.id.in_(list(set(variant_ids)))
    rows = db.execute(select(variants.c.id, variants.c.product_id).where(wanted))
    return {row[0]: row[1] for row in rows}


def _problems(index: int, change: PriceChange, owners: dict[UUID, UUID]) -> Iterator[Problem]:
    if change.variant_id not in owners:
        yield Problem(
            code="unknown_variant",
            message=f"There is no variant {change.variant_id}.",
            field=f"prices.{index}.variant_id",
        )
    if change.currency not in known_currencies():
        yield Problem(
            code="unknown_currency",
            message=f"'{change.currency}' is no ISO 4217 code.",
            field=f"prices.{index}.currency",
        )


def _check_lists(db: Session, ids: set[UUID]) -> None:
    missing = ids - set(db.scalars(select(PriceList.id).where(PriceList.id.in_(ids))))
    if missing:
        names = ", ".join(sorted(map(str, missing)))
        raise PricesInvalid(
            f"There is no price list {names}.",
            problems=[Problem(code="unknown_price_list", message=f"There is none: {names}.")],
        )


def _stored(
    db: Session, variant_ids: Iterable[UUID]
) -> dict[tuple[UUID, UUID, str], tuple[int, int | None]]:
    rows = db.execute(
        select(
            Price.variant_id, Price.price_list_id, Price.currency, Price.amount, Price.compare_at
        ).where(Price.variant_id.in_(list(variant_ids)))
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def _write(db: Session, events: list[PriceChanged]) -> None:
    if not events:
        return
    gone = [_key(event) for event in events if event.amount is None]
    kept = [
        {**_key(event), "amount": event.amount, "compare_at": event.compare_at}
        for event in events
        if event.amount is not None
    ]
    for key in gone:
        db.execute(delete(Price).filter_by(**key))
    if kept:
        dialect = sqlite if runtime().database.is_sqlite else postgresql
        statement = dialect.insert(Price)
        statement = statement.on_conflict_do_update(
            index_elements=["variant_id", "price_list_id", "currency"],
            set_={
                "amount": statement.excluded.amount,
                "compare_at": statement.excluded.compare_at,
            },
        )
        db.execute(statement, kept)
    for event in events:
        emit(event)
    touch("catalog")


def _key(event: PriceChanged) -> dict[str, Any]:
    return {
        "variant_id": event.variant_id,
        "price_list_id": event.price_list_id,
        "currency": event.currency,
    }
