"""How far an import has come, kept in the transactions that do the work.

After a crash the same file, into the same channel and location, goes on after the last batch that
was committed. A second attempt takes over from one that is still running, which then stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shopwright.commerce.catalog.models import ImportRun
from shopwright.commerce.catalog.shopify.reports import KEPT_FAULTS, Counts
from shopwright.commerce.catalog.shopify.types import Fault
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.errors import Conflict
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime


class ImportTakenOver(Conflict):
    """Another import of the same file began while this one was running."""

    code = "import_taken_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An attempt. `last_line`, `counts` and `faults` are what an earlier one had done."""

    id: UUID
    token: UUID
    last_line: int
    counts: Counts
    faults: tuple[Fault, ...]


@command()
def begin(digest: str, file_name: str, *, resume: bool) -> Run:
    """Begin an import, or go on with one that was interrupted."""
    db = session()
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    fresh = dialect.insert(ImportRun).values(digest=digest, token=uuid7())
    db.execute(fresh.on_conflict_do_nothing(index_elements=["digest"]))
    row = db.scalars(select(ImportRun).where(ImportRun.digest == digest).with_for_update()).one()
    if row.state != "running" or not resume:
        row.state, row.last_line, row.counts, row.faults = "running", 0, {}, []
        row.started_at, row.finished_at = now(), None
    row.file_name, row.token = file_name, uuid7()
    return Run(
        id=row.id,
        token=row.token,
        last_line=row.last_line,
        counts=Counts.of(row.counts),
        faults=tuple(Fault(**fault) for fault in row.faults),
    )


def advance(run: Run, last_line: int, counts: Counts, faults: Iterable[Fault]) -> None:
    """Write down, in the open transaction, what its batch did. Raises `ImportTakenOver`."""
    row = _row(run)
    total = Counts.of(row.counts)
    total.add(counts)
    row.last_line, row.counts = last_line, asdict(total)
    room = KEPT_FAULTS - len(row.faults)
    if found := [asdict(fault) for fault in faults][: max(room, 0)]:
        row.faults = [*row.faults, *found]


@command()
def finish(run: Run) -> None:
    """Mark the import as done. Raises `ImportTakenOver`."""
    row = _row(run)
    row.state, row.finished_at = "done", now()
    counts: dict[str, Any] = row.counts
    audit.record("products.import", "import", run.id, file_name=row.file_name, **counts)


def _row(run: Run) -> ImportRun:
    row = session().scalar(
        select(ImportRun)
        .where(ImportRun.id == run.id, ImportRun.token == run.token)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise ImportTakenOver(
            "Another import of this file has begun; this one has stopped, and lost nothing."
        )
    return row
