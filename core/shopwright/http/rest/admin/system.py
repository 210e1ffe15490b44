"""The system page: what runs here, and how it does."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from shopwright.http.rest.kit import ADMIN, Api, OutModel, Result, staff
from shopwright.platform.jobs.deliveries import DeliveryState, backlog
from shopwright.platform.observability.report import Check, checks, software

api = Api("admin_system", tag="System", description="How the shop does.", prefix=ADMIN)

READ = staff("settings:read")
Verdict = Literal["ok", "warning", "failed"]


class CheckOut(OutModel):
    """One thing that was looked at. `remedy` is what to do about it, empty when it is well."""

    name: str
    verdict: Verdict
    finding: str
    remedy: str


class BacklogOut(OutModel):
    """How many deliveries of a queue wait, or need a person (`dead`, `parked`)."""

    queue: str
    state: DeliveryState
    count: int
    oldest: datetime


class SystemOut(OutModel):
    """Versions, the worst verdict, and every check behind it."""

    version: str
    python: str
    database: str
    verdict: Verdict
    checks: list[CheckOut]
    backlog: list[BacklogOut]


@api.get("/system", returns=SystemOut, access=READ, summary="See how the shop does")
def read_system() -> Result:
    """The same checks as `shopwright doctor`."""
    facts, found = software(), checks()
    return SystemOut(
        version=facts.shopwright,
        python=facts.python,
        database=facts.database,
        verdict=_worst(found),
        checks=[CheckOut.model_validate(item) for item in found],
        backlog=[BacklogOut.model_validate(item) for item in backlog()],
    )


def _worst(found: list[Check]) -> Verdict:
    verdicts = {item.verdict for item in found}
    if "failed" in verdicts:
        return "failed"
    return "warning" if "warning" in verdicts else "ok"
