"""Payments for staff: where providers' books and the shop's differ."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from shopwright.commerce.payments import discrepancies
from shopwright.commerce.payments.reconcile import request_reconciliation
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut

api = Api(
    "admin_payments",
    tag="Payments",
    description="Differences between providers' books and the shop's. Nothing is ever repaired "
    "silently: what a provider knows is settled, what differs even then is shown here.",
    prefix=ADMIN,
)

READ, WRITE = staff("orders:read"), staff("orders:refund")


class DiscrepanciesQuery(PageQuery):
    """`resolved`: those that are dealt with, instead of those that are open."""

    resolved: bool = False


class DiscrepancyOut(OutModel):
    """A difference. `expected` is what the provider says, `found` what the shop has.

    `kind`: state, missing (booked here, unknown there), amount, unknown (theirs, and none of ours),
    foreign (another shop's), or canceled_order (of which money is left).
    """

    id: UUID
    provider: str
    attempt_id: UUID
    order_id: UUID | None
    kind: discrepancies.Kind
    reference: str
    expected: str
    found: str
    found_at: datetime
    resolved_at: datetime | None
    resolution: str


class ResolveIn(Model):
    """What was done about it; it is kept."""

    note: str = Field(min_length=1, max_length=500)


class ReconciliationOut(OutModel):
    """It will run."""

    queued: bool


@api.get(
    "/payments/discrepancies",
    query=DiscrepanciesQuery,
    returns=Page[DiscrepancyOut],
    access=READ,
    summary="List differences of payments",
)
def list_discrepancies(query: DiscrepanciesQuery) -> Result:
    """What reconciliation found, the newest first."""
    after = query.after("newest", datetime, UUID)
    rows = discrepancies.find_discrepancies(
        resolved=query.resolved,
        after=after,
        limit=query.limit + 1,
    )
    page, following = cut(rows, query.limit, "newest", lambda row: (row.found_at, row.id))
    items = [DiscrepancyOut.model_validate(row) for row in page]
    return Page[DiscrepancyOut](items=items, next=following)


@api.post(
    "/payments/discrepancies/<uuid:discrepancy_id>/resolve",
    body=ResolveIn,
    returns=DiscrepancyOut,
    access=WRITE,
    summary="Resolve a difference of payments",
)
def resolve_discrepancy(discrepancy_id: UUID, body: ResolveIn) -> Result:
    """A person has dealt with it. Nothing is booked; one that is resolved stays as it is."""
    row = discrepancies.resolve_discrepancy(discrepancy_id, note=body.note)
    return DiscrepancyOut.model_validate(row)


@api.post(
    "/payments/reconciliations",
    returns={202: ReconciliationOut},
    access=WRITE,
    limit="6/minute;by=actor",
    summary="Reconcile payments now",
)
def reconcile() -> Result:
    """Compares the last 30 days in a job; then the differences show what it found."""
    request_reconciliation()
    return ReconciliationOut(queued=True)
