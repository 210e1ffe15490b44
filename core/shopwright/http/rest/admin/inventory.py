"""Stock, for staff: what is where, changing it, and why it is what it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shopwright.commerce import inventory
from shopwright.commerce.inventory import StockSetting
from shopwright.http.rest.admin.inventory_inputs import (
    AdjustIn,
    CountIn,
    DiscrepanciesQuery,
    HoldsQuery,
    LevelsQuery,
    MovementsQuery,
    ReceiptIn,
    ResolveIn,
    SetStockIn,
    ThresholdIn,
    TransferIn,
)
from shopwright.http.rest.admin.inventory_shapes import (
    CountOut,
    DiscrepancyOut,
    ExplanationOut,
    HoldOut,
    LevelOut,
    LevelRowOut,
    MovementOut,
    ReconciliationOut,
    StockSetOut,
    TransferOut,
)
from shopwright.http.rest.kit import ADMIN, Api, Page, Result, staff
from shopwright.http.rest.paging import cut

api = Api(
    "admin_inventory",
    tag="Stock",
    description="What is where, who was promised it, and a ledger that explains each unit.",
    prefix=ADMIN,
)
READ, WRITE = staff("inventory:read"), staff("inventory:write")


@api.get(
    "/stock/levels",
    query=LevelsQuery,
    returns=Page[LevelRowOut],
    access=READ,
    summary="List stock levels",
)
def list_levels(query: LevelsQuery) -> Result:
    """In the order in which they were made."""
    after = query.after("made", UUID)
    rows = inventory.find_levels(
        location_id=query.location_id,
        variant_id=query.variant_id,
        product_id=query.product_id,
        sku=query.sku,
        shortage=query.shortage,
        after=after[0] if after else None,
        limit=query.limit + 1,
    )
    page, following = cut(rows, query.limit, "made", lambda row: (row.level.id,))
    return Page[LevelRowOut](items=[LevelRowOut.of_row(row) for row in page], next=following)


@api.put(
    "/stock/levels",
    body=SetStockIn,
    returns=StockSetOut,
    access=WRITE,
    summary="Set many stock levels",
)
def set_levels(body: SetStockIn) -> Result:
    """What cannot be applied is refused with its place in `items`, and the rest is done."""
    items = [
        StockSetting(variant_id=item.variant_id, location_id=item.location_id, on_hand=item.on_hand)
        for item in body.items
    ]
    done = inventory.set_stock(items, cause=body.cause, reference=body.reference, note=body.note)
    return StockSetOut.of(done)


@api.get(
    "/stock/levels/<uuid:level_id>",
    returns=LevelRowOut,
    access=READ,
    summary="Read a stock level",
)
def read_level(level_id: UUID) -> Result:
    """With what it is of."""
    return LevelRowOut.of_row(inventory.level_row(level_id))


@api.patch(
    "/stock/levels/<uuid:level_id>",
    body=ThresholdIn,
    returns=LevelOut,
    access=WRITE,
    summary="Set a level's threshold",
)
def update_level(level_id: UUID, body: ThresholdIn) -> Result:
    """Units themselves change by adjustments, counts, receipts and transfers."""
    return LevelOut.of(inventory.set_threshold(level_id, body.low_threshold))


@api.get(
    "/stock/levels/<uuid:level_id>/explanation",
    returns=ExplanationOut,
    access=READ,
    summary="Explain a stock level",
)
def explain_level(level_id: UUID) -> Result:
    """Why it is what it is: units by cause, promises by whose they are, the latest movements."""
    return ExplanationOut.of(inventory.explain(level_id))


@api.get(
    "/stock/levels/<uuid:level_id>/holds",
    query=HoldsQuery,
    returns=Page[HoldOut],
    access=READ,
    summary="List a level's promises",
)
def list_holds(level_id: UUID, query: HoldsQuery) -> Result:
    """The newest first."""
    inventory.level_row(level_id)
    after = query.after("newest", UUID)
    rows = inventory.holds_at(
        level_id, state=query.state, after=after[0] if after else None, limit=query.limit + 1
    )
    page, following = cut(rows, query.limit, "newest", lambda row: (row.id,))
    return Page[HoldOut](items=[HoldOut.of(row) for row in page], next=following)


@api.post(
    "/stock/adjustments",
    body=AdjustIn,
    returns={201: LevelOut},
    access=WRITE,
    errors=(404, 409),
    idempotent=True,
    summary="Add or take away units",
)
def adjust(body: AdjustIn) -> Result:
    """Refused below what is promised, with the promises as `problems`."""
    level = inventory.adjust(
        body.variant_id,
        body.location_id,
        body.delta,
        cause=body.cause,
        note=body.note,
        reference=body.reference,
    )
    return LevelOut.of(level)


@api.post(
    "/stock/receipts",
    body=ReceiptIn,
    returns={201: LevelOut},
    access=WRITE,
    errors=(404,),
    idempotent=True,
    summary="Receive goods",
)
def receive(body: ReceiptIn) -> Result:
    """The oldest backorders get theirs first; the rest can be sold."""
    level = inventory.receive(
        body.variant_id, body.location_id, body.quantity, note=body.note, reference=body.reference
    )
    return LevelOut.of(level)


@api.post(
    "/stock/counts",
    body=CountIn,
    returns={201: CountOut},
    access=WRITE,
    errors=(404, 409),
    idempotent=True,
    summary="Record a count",
)
def count(body: CountIn) -> Result:
    """A count below what is promised is refused with the promises, unless it is accepted."""
    return CountOut.of(
        inventory.count(
            body.variant_id, body.location_id, body.on_hand, accept=body.accept, note=body.note
        )
    )


@api.post(
    "/stock/transfers",
    body=TransferIn,
    returns={201: TransferOut},
    access=WRITE,
    errors=(404, 409),
    idempotent=True,
    summary="Move units",
)
def transfer(body: TransferIn) -> Result:
    """What is promised stays where it is."""
    source, target = inventory.transfer(
        body.variant_id,
        body.from_location_id,
        body.to_location_id,
        body.quantity,
        note=body.note,
    )
    return TransferOut(source=LevelOut.of(source), target=LevelOut.of(target))


@api.get(
    "/stock/movements",
    query=MovementsQuery,
    returns=Page[MovementOut],
    access=READ,
    summary="Read the stock ledger",
)
def list_movements(query: MovementsQuery) -> Result:
    """The newest first."""
    after = query.after("newest", datetime, UUID)
    rows = inventory.find_movements(
        level_id=query.level_id,
        variant_id=query.variant_id,
        location_id=query.location_id,
        cause=query.cause,
        reference=query.reference,
        after=after,
        limit=query.limit + 1,
    )
    page, following = cut(rows, query.limit, "newest", lambda row: (row.at, row.id))
    return Page[MovementOut](items=[MovementOut.of(row) for row in page], next=following)


@api.get(
    "/stock/discrepancies",
    query=DiscrepanciesQuery,
    returns=Page[DiscrepancyOut],
    access=READ,
    summary="List differences of the books",
)
def list_discrepancies(query: DiscrepanciesQuery) -> Result:
    """What reconciliation found, the newest first."""
    after = query.after("newest", datetime, UUID)
    rows = inventory.find_discrepancies(
        resolved=query.resolved,
        after=after,
        limit=query.limit + 1,
    )
    page, following = cut(rows, query.limit, "newest", lambda row: (row.found_at, row.id))
    return Page[DiscrepancyOut](items=[DiscrepancyOut.of(row) for row in page], next=following)


@api.post(
    "/stock/discrepancies/<uuid:discrepancy_id>/resolve",
    body=ResolveIn,
    returns=DiscrepancyOut,
    access=WRITE,
    errors=(409,),
    summary="Correct a difference",
)
def resolve_discrepancy(discrepancy_id: UUID, body: ResolveIn) -> Result:
    """Makes the books agree as they stand now; the ledger keeps a movement that says so."""
    return DiscrepancyOut.of(inventory.correct(discrepancy_id, note=body.note))


@api.post(
    "/stock/reconciliations",
    returns={202: ReconciliationOut},
    access=WRITE,
    limit="6/minute;by=actor",
    summary="Reconcile the stock now",
)
def reconcile() -> Result:
    """Runs in a job within seconds; then the differences show what it found."""
    inventory.request_reconciliation()
    return ReconciliationOut(queued=True)
