"""Jobs and deliveries: what is owed, what failed, and what keeps the shop's books in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, PageQuery, Result, staff
from shopwright.http.rest.paging import cut
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.jobs import deliveries, health
from shopwright.platform.jobs.deliveries import DeliveryFilter, DeliveryState

api = Api(
    "admin_jobs",
    tag="Jobs",
    description="Deliveries of events, jobs, schedules and sweepers.",
    prefix=ADMIN,
)

READ, WRITE = staff("jobs:read"), staff("jobs:write")
_CONSUMER = Field(
    default=None,
    max_length=200,
    description="`core:<name>`, `plugin:<id>` or `job:<name>`.",
    examples=["plugin:email_notify"],
)


class DeliveryQuery(PageQuery):
    """Filters of deliveries. The times are those at which they came to be owed."""

    state: DeliveryState | None = None
    consumer: str | None = _CONSUMER
    since: AwareDatetime | None = None
    until: AwareDatetime | None = Field(default=None, description="Exclusive.")


class ReplayIn(Model):
    """Which dead and parked deliveries to try again; at least one field must be given."""

    consumer: str | None = _CONSUMER
    since: AwareDatetime | None = Field(default=None, strict=False)
    until: AwareDatetime | None = Field(default=None, strict=False, description="Exclusive.")


class ReplayedOut(OutModel):
    """How many deliveries will be tried again."""

    count: int


class DeliveryOut(OutModel):
    """One event owed to one consumer, or one job (then `event` is empty).

    `due`: waits for its turn or its retry. `sent`: a worker has it. `dead`: it failed on every
    attempt. `parked`: its plugin is not enabled. `last_error` is a traceback.
    """

    id: UUID
    consumer: str
    event: str
    event_id: UUID | None
    queue: str
    state: DeliveryState
    attempts: int
    run_at: datetime
    finished_at: datetime | None
    last_error: str | None
    arguments: dict[str, Any]

    @classmethod
    def of(cls, view: deliveries.DeliveryView) -> DeliveryOut:
        """From the value that the platform gives."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ScheduleOut(OutModel):
    """A job that recurs. `late`: its time has passed and no worker took it.

    One that recurs at times of its own has them in `cron` (UTC), and 0 for `every_seconds`.
    """

    name: str
    job: str
    every_seconds: int
    cron: str
    next_at: datetime
    late: bool


class SweeperOut(OutModel):
    """What mends after crashes. `late`: it should have run; most often no worker runs."""

    name: str
    every_seconds: int
    last_run_at: datetime | None
    last_error: str | None
    handled: int = Field(description="Items it handled since the shop began.")
    late: bool
    waiting: int | None = Field(description="Items that are due; null where that is not counted.")
    oldest: datetime | None = Field(description="Since when the oldest of them waits.")


@api.get(
    "/jobs/deliveries",
    query=DeliveryQuery,
    returns=Page[DeliveryOut],
    access=READ,
    summary="List deliveries",
)
def list_deliveries(query: DeliveryQuery) -> Result:
    """Latest first. `state=dead` is what needs a person."""
    wanted = DeliveryFilter(
        state=query.state, consumer=query.consumer, since=query.since, until=query.until
    )
    after = query.after("latest", UUID)
    rows = deliveries.deliveries(wanted, after=after[0] if after else None, limit=query.limit + 1)
    page, following = cut(rows, query.limit, "latest", lambda row: (row.id,))
    return Page[DeliveryOut](items=[DeliveryOut.of(row) for row in page], next=following)


@api.get(
    "/jobs/deliveries/<uuid:delivery_id>",
    returns=DeliveryOut,
    access=READ,
    summary="Read a delivery",
)
def read_delivery(delivery_id: UUID) -> Result:
    return DeliveryOut.of(deliveries.delivery(delivery_id))


@api.post(
    "/jobs/deliveries/<uuid:delivery_id>/replay",
    returns=DeliveryOut,
    access=WRITE,
    errors=(409,),
    summary="Try a delivery again",
)
def replay_delivery(delivery_id: UUID) -> Result:
    """At once and with all its attempts. What was done is not done again."""
    deliveries.replay(delivery_id)
    return DeliveryOut.of(deliveries.delivery(delivery_id))


@api.post(
    "/jobs/deliveries/replay",
    body=ReplayIn,
    returns=ReplayedOut,
    access=WRITE,
    summary="Try many deliveries again",
)
def replay_deliveries(body: ReplayIn) -> Result:
    """All dead and parked ones of a consumer, of a time, or of both."""
    if not body.model_fields_set:
        message = "Name a consumer, a time, or both."
        raise Invalid(message, problems=[Problem(code="missing", message=message)])
    wanted = DeliveryFilter(consumer=body.consumer, since=body.since, until=body.until)
    return ReplayedOut(count=deliveries.replay_all(wanted))


@api.delete(
    "/jobs/deliveries/<uuid:delivery_id>",
    access=WRITE,
    errors=(409,),
    summary="Drop a delivery",
)
def drop_delivery(delivery_id: UUID) -> None:
    """Give it up for good. It stays in the list, as `dropped`."""
    deliveries.drop(delivery_id)


@api.get("/jobs/schedules", returns=Page[ScheduleOut], access=READ, summary="List schedules")
def list_schedules() -> Result:
    """All of them, by name."""
    items = [ScheduleOut.model_validate(item) for item in health.schedules()]
    return Page[ScheduleOut](items=items)


@api.get("/jobs/sweepers", returns=Page[SweeperOut], access=READ, summary="List sweepers")
def list_sweepers() -> Result:
    """All of them, by name."""
    items = [SweeperOut.model_validate(item) for item in health.sweepers()]
    return Page[SweeperOut](items=items)
