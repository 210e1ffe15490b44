"""Importing a product file into the shop.

    report = import_products("products.csv", dry_run=True)
    for fault in report.faults:
        print(fault.line, fault.column, fault.message)

Products are found by handle and variants by SKU, else by their option values; what is there is
updated, what is new is created, and nothing is taken away. A cell that is blank clears what it
stands for, a column that is missing leaves it. The same file a second time changes nothing: no
document is written again, no stock moves. What the file says of quantities counts where a variant
is tracked; pictures are fetched later, by a job.

Beside the faults that the reader finds (`shopwright.commerce.catalog.shopify` lists them) are:

=======================  ========================================================================
code                     means
=======================  ========================================================================
of products
missing_title            a new product without a title; it is left out
handle_clash             two handles of the file are one in the shop; the later is left out
changed_handle           the shop spells the handle otherwise (warning)
gift_card                gift cards are not sold; the product is kept as a draft
too_many_images          beyond what a product can have; the last ones are left out
invalid_value            beyond what the catalog can hold; the product is left out
any other                what the catalog or a plugin objected to; the product is left out
of variants, which are left out
sku_taken                the SKU belongs to another product of the shop
unknown_variant          neither SKU nor option values name a variant of the product
wrong_options            more or fewer values than the product has options
too_many_variants        beyond what a product can have
bad_price                larger than any price can be
too_long                 a SKU beyond what the catalog holds; of other cells, the cell is left out
of cells
missing_price            the variant cannot be bought for lack of a price (warning)
below_held               fewer units than are promised to orders; the stock stays
out_of_range             more units than can be counted; the stock stays
not_tracked              a quantity of a variant that is not counted (warning, told once)
ignored_column           known to the format and not to this shop (warning, told once)
=======================  ========================================================================
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from shopwright.commerce.catalog.shopify.names import Entry, Names
from shopwright.commerce.catalog.shopify.notes import Notes
from shopwright.commerce.catalog.shopify.notices import Notices
from shopwright.commerce.catalog.shopify.reader import read
from shopwright.commerce.catalog.shopify.reports import Counts, ImportReport, Tally
from shopwright.commerce.catalog.shopify.runs import Run, begin, finish
from shopwright.commerce.catalog.shopify.scattered import Scattered
from shopwright.commerce.catalog.shopify.source import Source, open_source
from shopwright.commerce.catalog.shopify.storing import (
    Batch,
    ProductRefused,
    Stored,
    involved,
    rehearse,
    skip,
    store,
)
from shopwright.commerce.catalog.shopify.target import Target, find_target
from shopwright.commerce.catalog.shopify.types import Fault, ProductRecord
from shopwright.platform.db import refresh_statistics
from shopwright.platform.runtime import runtime

__all__ = ["ImportReport", "import_products"]

BATCH_PRODUCTS = 50
BATCH_ROWS = 500  # variants and images
_ATTEMPTS = 3
# SQLite's writers in other processes ask again and again instead of queuing; without a pause they
# would hardly ever find the lock free.
_PAUSE_SECONDS = 0.02


def import_products(
    source: BinaryIO | Path | str,
    *,
    dry_run: bool = False,
    channel: str | None = None,
    currency: str | None = None,
    location: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    on_fault: Callable[[Fault], None] | None = None,
    resume: bool = True,
) -> ImportReport:
    """Create and update products from a file in Shopify's format, however long it is.

    Prices belong to the price list of the channel of that handle, in `currency`; quantities to
    the location of that handle. By default: the shop's first channel, its currency, its first
    location. `progress` hears how many bytes of how many are done.

    With `dry_run` the report is the same and nothing is written. An import that was interrupted
    goes on after its last batch, unless `resume` is False. Faults in the file are reported, never
    raised. Raises `UnknownChannel`, `CurrencyNotSold`, `LocationNotFound`, `ImportTakenOver`, and
    `OSError` from reading the file.
    """
    target = find_target(channel, currency, location)
    tally = Tally(on_fault)
    with open_source(source, target) as file, Scattered() as scattered, Names(scattered) as names:
        if file.readable:
            scattered.gather(file.from_start, target.decimals)
        writing = file.readable and not dry_run
        run = begin(file.digest, file.name, resume=resume) if writing else None
        work = _Import(file, target, run, names, tally)
        for done in work.steps():
            if progress is not None:
                progress(done, file.size)
        if run is not None:
            finish(run)
            refresh_statistics()
    return work.report(dry_run=dry_run)


class _Import:
    """One pass through a file."""

    def __init__(
        self, file: Source, target: Target, run: Run | None, names: Names, tally: Tally
    ) -> None:
        self._file, self._target, self._run = file, target, run
        self._names, self._tally = names, tally
        self._notices = Notices()
        self._counts = Counts()
        if run is not None:
            self._counts.add(run.counts)
            tally.add_all(run.faults)

    def steps(self) -> Iterator[int]:
        """Do the work; gives how many bytes are done after each batch."""
        pause = _PAUSE_SECONDS if runtime().database.is_sqlite else 0.0
        for entries in self._batches():
            if not entries:
                yield self._file.position
                continue
            for stored in self._store(self._batch(entries)):
                self._counts.add(stored.counts)
                self._tally.add_all(stored.faults)
            yield self._file.position
            time.sleep(pause)
        yield self._file.size

    def report(self, *, dry_run: bool) -> ImportReport:
        counts = self._counts
        return ImportReport(
            file_name=self._file.name,
            dry_run=dry_run,
            resumed_after=self._run.last_line if self._run else 0,
            complete=not self._tally.fatal,
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            skipped=counts.skipped,
            pictures=counts.pictures,
            stock=counts.stock,
            errors=self._tally.errors,
            warnings=self._tally.warnings,
            faults=self._tally.faults,
        )

    def _batches(self) -> Iterator[list[Entry]]:
        """Products of different handles, from the first one that is not stored yet.

        Empty ones stand for products that an earlier attempt has stored.
        """
        batch: list[Entry] = []
        handles: set[str] = set()
        rows = passed = 0
        for entry in self._entries():
            if self._run is not None and entry.record.last_line <= self._run.last_line:
                passed += 1
                if passed % BATCH_ROWS == 0:
                    yield []
                continue
            full = len(batch) >= BATCH_PRODUCTS or rows >= BATCH_ROWS
            if batch and (full or entry.handle in handles):
                yield batch
                batch, handles, rows = [], set(), 0
            batch.append(entry)
            handles.add(entry.handle)
            rows += entry.rows
        if batch:
            yield batch

    def _entries(self) -> Iterator[Entry]:
        for item in read(self._file.from_start(), decimals=self._target.decimals):
            if isinstance(item, Fault):
                self._tally.add(item)
            elif (entry := self._entry(item)) is not None:
                yield entry

    def _entry(self, record: ProductRecord) -> Entry | None:
        notes = Notes(record.handle, self._file.spelled)
        self._notices.look(record, notes)
        entry = self._names.enter(record, notes)
        self._tally.add_all(notes.faults)
        if entry is None:
            self._counts.skipped += 1
        return entry

    def _batch(self, entries: list[Entry]) -> Batch:
        return Batch(
            entries=entries, target=self._target, spelled=self._file.spelled, run=self._run
        )

    def _store(self, batch: Batch) -> Iterator[Stored]:
        """The batch as a whole, or, when the shop refuses one of its products, each alone."""
        try:
            yield self._try(batch)
        except ProductRefused:
            for entry in batch.entries:
                yield self._store_alone(batch.alone(entry))

    def _store_alone(self, batch: Batch, attempts: int = _ATTEMPTS) -> Stored:
        try:
            return self._try(batch)
        except ProductRefused as refused:
            if refused.passing and attempts > 1:
                return self._store_alone(batch, attempts - 1)
            return self._skip(batch, refused.faults)

    def _try(self, batch: Batch) -> Stored:
        if self._run is not None:
            return store(batch)
        handles = involved(batch)
        stored = rehearse(batch, [e for handle in handles for e in self._names.earlier(handle)])
        for entry in stored.changed:
            self._names.remember(entry)
        pictures = self._names.new_pictures(stored.pictures)
        return replace(stored, counts=replace(stored.counts, pictures=pictures))

    def _skip(self, batch: Batch, faults: tuple[Fault, ...]) -> Stored:
        if self._run is not None:
            return skip(batch, faults)
        counts = Counts(skipped=len(batch.entries))
        return Stored(counts=counts, faults=faults)
