"""Writing a batch of products: one transaction, through the catalog's own commands.

Locks are taken in the order that the rest of the shop takes them, levels of stock before products
and both sorted, so that an import and a checkout do not wait for each other in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from uuid import UUID

from sqlalchemy.orm import Session

from shopwright.commerce.catalog.commands.bulk import create_products
from shopwright.commerce.catalog.commands.bulk_edits import ProductChange, update_products
from shopwright.commerce.catalog.errors import Changed
from shopwright.commerce.catalog.shopify.known import (
    Known,
    addresses,
    holders_of_skus,
    look_up,
)
from shopwright.commerce.catalog.shopify.names import Entry
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.plan import Plan, acceptable, plan_product
from shopwright.commerce.catalog.shopify.plan_variants import StockWish
from shopwright.commerce.catalog.shopify.refusals import note_refused
from shopwright.commerce.catalog.shopify.reports import Counts
from shopwright.commerce.catalog.shopify.runs import Run, advance
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.shopify.types import Fault
from shopwright.commerce.catalog.types import ProductView
from shopwright.commerce.inventory import MAX_BATCH, StockSetting, set_stock
from shopwright.commerce.pricing import set_prices
from shopwright.commerce.pricing.ranges import lock_products
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import ShopError
from shopwright.platform.media import LONGEST_URL, add_media_from_urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Products of different handles, and how the file spells its columns. `run` None: a dry run."""

    entries: Sequence[Entry]
    target: Target
    spelled: Mapping[str, str]
    run: Run | None

    def alone(self, entry: Entry) -> Batch:
        """The same for one product."""
        return replace(self, entries=(entry,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a batch came to.

    `changed`: the products that are not as they were; `pictures`: addresses new to the shop.
    """

    counts: Counts
    faults: tuple[Fault, ...]
    changed: tuple[Entry, ...] = ()
    pictures: tuple[str, ...] = ()


class ProductRefused(Exception):
    """The catalog or a plugin did not take a product, so the batch was rolled back.

    `faults` say why, for a batch of one. `passing`: somebody else changed it; try again.
    """

    def __init__(self, error: ShopError, faults: tuple[Fault, ...]) -> None:
        super().__init__(error.message)
        self.faults = faults
        self.passing = isinstance(error, Changed)


class _Rehearsed(Exception):
    """Carries the result out of a transaction that is rolled back."""

    def __init__(self, stored: Stored) -> None:
        super().__init__()
        self.stored = stored


@command()
def store(batch: Batch) -> Stored:
    """Create and change the products, and write down how far the import has come.

    Raises `ProductRefused`, `ImportTakenOver`.
    """
    stored = _write(batch)
    _advance(batch, stored)
    return stored


@command()
def skip(batch: Batch, faults: tuple[Fault, ...]) -> Stored:
    """Leave the products of the batch out, and go on after them."""
    counts = Counts(skipped=len(batch.entries))
    stored = Stored(counts=counts, faults=faults)
    _advance(batch, stored)
    return stored


def involved(batch: Batch) -> list[str]:
    """The products that a batch depends on: those that come up again, and holders of its SKUs.

    A dry run has taken back what it tried of them before.
    """
    again = [entry.handle for entry in batch.entries if entry.record.continuation]
    with read() as db:
        holders = [handle for _, handle in holders_of_skus(db, batch.entries).values()]
    own = {entry.handle for entry in batch.entries}
    return list(dict.fromkeys([*(h for h in holders if h not in own), *again]))


def rehearse(batch: Batch, earlier: Iterable[Entry]) -> Stored:
    """What `store` would do after the records `earlier` of the same products. Writes nothing."""
    try:
        _rehearse(batch, tuple(earlier))
    except _Rehearsed as done:
        return done.stored


@command()
def _rehearse(batch: Batch, earlier: tuple[Entry, ...]) -> NoReturn:
    for entry in earlier:
        _write(batch.alone(entry))
    raise _Rehearsed(_write(batch))


def _advance(batch: Batch, stored: Stored) -> None:
    if batch.run is not None:
        last_line = batch.entries[-1].record.last_line
        advance(batch.run, last_line, stored.counts, stored.faults)


def _write(batch: Batch) -> Stored:
    db = session()
    known = look_up(db, batch.entries, batch.target)
    pictures = _add_pictures(batch.entries, known)
    plans = [
        plan_product(entry, known, batch.target, Notes(entry.record.handle, batch.spelled))
        for entry in batch.entries
    ]
    try:
        stock = _apply(db, plans, batch)
    except ShopError as error:
        if len(plans) == 1:
            note_refused(error, plans[0].entry.record, plans[0].lines, plans[0].notes)
        raise ProductRefused(error, _faults(plans)) from error
    outcomes = {plan.entry.handle: stock.outcome(plan) for plan in plans}
    tally = Counter(outcomes.values())
    return Stored(
        counts=Counts(**tally, pictures=len(pictures), stock=stock.changed),
        faults=_faults(plans),
        changed=tuple(e for e in batch.entries if outcomes[e.handle] in ("created", "updated")),
        pictures=pictures,
    )


def _faults(plans: Iterable[Plan]) -> tuple[Fault, ...]:
    return tuple(fault for plan in plans for fault in plan.notes.faults)


def _add_pictures(entries: Iterable[Entry], known: Known) -> tuple[str, ...]:
    """Take in the addresses that are new to the shop; a job fetches them later."""
    new = {
        src
        for entry in entries
        if acceptable(entry, known)
        for src in addresses(entry)
        if src not in known.pictures and len(src) <= LONGEST_URL
    }
    known.pictures.update(add_media_from_urls(sorted(new)))
    return tuple(new)


def _apply(db: Session, plans: Sequence[Plan], batch: Batch) -> _Stock:
    """Stock of what is counted already, changes, new products, then the stock of the rest."""
    stock = _Stock(batch)
    stock.set([(plan, wish) for plan in plans for wish in plan.stock if wish.countable], {})
    if changing := [plan.view.id for plan in plans if plan.view and (plan.patch or plan.prices)]:
        lock_products(db, changing)
    changed = update_products(
        [
            ProductChange(product_id=plan.view.id, changes=plan.patch, version=plan.view.version)
            for plan in plans
            if plan.view is not None and plan.patch is not None
        ]
    )
    prices = [change for plan in plans for change in plan.prices]
    if prices:
        set_prices(prices)
    made = create_products([plan.create for plan in plans if plan.create is not None])
    views = {view.handle: view for view in [*changed, *made]}
    stock.set([(plan, wish) for plan in plans for wish in plan.stock if not wish.countable], views)
    return stock


class _Stock:
    """Sets levels, and knows afterwards which wishes could not be granted."""

    def __init__(self, batch: Batch) -> None:
        self.changed = 0
        self._location_id = batch.target.location_id
        self._reference = f"import:{batch.run.id}" if batch.run else ""
        self._refused: Counter[str] = Counter()

    def outcome(self, plan: Plan) -> str:
        """What became of the product in the end."""
        refused = self._refused[plan.entry.handle]
        if refused and refused == len(plan.stock) and not (plan.patch or plan.prices):
            return "created" if plan.create is not None else "unchanged"
        return plan.outcome

    def set(
        self, wishes: Sequence[tuple[Plan, StockWish]], views: Mapping[str, ProductView]
    ) -> None:
        for start in range(0, len(wishes), MAX_BATCH):
            chunk = wishes[start : start + MAX_BATCH]
            settings = [
                StockSetting(
                    variant_id=_variant_id(plan, wish, views),
                    location_id=self._location_id,
                    on_hand=wish.units,
                )
                for plan, wish in chunk
            ]
            done = set_stock(settings, cause="imported", reference=self._reference)
            self.changed += done.changed
            for refusal in done.refused:
                plan, wish = chunk[refusal.index]
                self._refused[plan.entry.handle] += 1
                message = f"{refusal.message.rstrip('.')}; the stock stays as it is."
                plan.notes.add(wish.line, "Variant Inventory Qty", refusal.code, message)


def _variant_id(plan: Plan, wish: StockWish, views: Mapping[str, ProductView]) -> UUID:
    if wish.variant_id is not None:
        return wish.variant_id
    return views[plan.entry.handle].variants[wish.index].id
