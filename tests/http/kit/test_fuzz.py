"""Whatever is sent, an endpoint answers as its description says and never breaks."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID, uuid4

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import Field
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from shopwright.http.rest.kit import (
    PUBLIC,
    Api,
    Media,
    Model,
    OutModel,
    Page,
    PageQuery,
    Raw,
    Upload,
    Uploaded,
    openapi_document,
    public_for,
    staff,
)
from shopwright.platform.errors import NotFound

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class Line(Model):
    variant: UUID
    quantity: int = Field(ge=1, le=99)


class CardIn(Model):
    kind: Literal["card"]
    number: str = Field(max_length=19)


class CashIn(Model):
    kind: Literal["cash"]


class OrderIn(Model):
    lines: list[Line] = Field(max_length=20)
    note: str | None = None
    at: datetime | None = None
    on: date | None = None
    amount: Decimal | None = Field(default=None, ge=0, max_digits=10, decimal_places=2)
    payment: Annotated[CardIn | CashIn, Field(discriminator="kind")] | None = None
    meta: dict[str, str] = {}


class OrderOut(OutModel):
    id: UUID
    note: str | None = None


class OrderQuery(PageQuery):
    ids: list[UUID] = Field(default=[], max_length=5)
    sort: Literal["newest", "total"] = "newest"
    open: bool | None = None
    since: date | None = None
    above: float | None = None


def declare(api: Api) -> None:
    @api.get(
        "/orders",
        query=OrderQuery,
        returns=Page[OrderOut],
        access=PUBLIC,
        cache=public_for(60),
        etag=lambda query: "v1",
        summary="List",
    )
    def orders(query: OrderQuery):
        query.after(query.sort, int)
        return Page[OrderOut](items=[OrderOut(id=uuid4())])

    @api.post(
        "/orders",
        body=OrderIn,
        returns={201: OrderOut},
        access=PUBLIC,
        idempotent=True,
        cart_token=True,
        limit="1000/minute;by=actor",
        summary="Make",
    )
    def make(body: OrderIn):
        return OrderOut(id=uuid4(), note=body.note)

    @api.get("/orders/<uuid:order_id>", returns=OrderOut, access=PUBLIC, summary="Read")
    def read(order_id: UUID):
        if order_id.int % 2:
            raise NotFound("There is no such order.")
        return OrderOut(id=order_id)

    @api.put(
        "/things/<handle>/<int:number>",
        body=OrderIn,
        access=staff("things:write"),
        if_match=lambda handle, number: "v1",
        summary="Replace",
    )
    def replace(handle: str, number: int, body: OrderIn) -> None: ...

    @api.delete("/things/<handle>", access=staff("things:erase"), hide=True, summary="Remove")
    def remove(handle: str) -> None: ...

    @api.post(
        "/media",
        body=Upload(media_types=("image/png",), max_bytes=100),
        returns={201: OrderOut},
        access=staff("things:write"),
        summary="Upload",
    )
    def upload(body: Uploaded):
        return OrderOut(id=uuid4())

    @api.get("/export", returns=Media("text/csv"), access=PUBLIC, summary="Export")
    def export():
        return Raw(b"a,b\n", media_type="text/csv")


@pytest.fixture
def app(make_shop) -> Flask:
    shop = make_shop(propagate=False, access_log=False)
    shop.know("ann", "staff:ann", "things:write")
    declare(shop.api)
    assert shop.client
    return shop.app


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
def test_no_answer_is_a_surprise(app, mode):
    schema = schemathesis.openapi.from_dict(openapi_document(app))
    schema.app = app
    seen = set()
    for result in schema.get_all_operations():
        seen |= answers_of(result.ok(), mode)
    wanted = 201 if mode is GenerationMode.POSITIVE else 422
    assert ("POST /api/v1/orders", wanted) in seen


def answers_of(operation, mode):
    """Ask an operation a dozen things; the statuses it answered with."""
    seen = set()

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(headers={"Authorization": "Bearer ann"})
        case.validate_response(answer, checks=CHECKS)
        seen.add((operation.label, answer.status_code))

    with contextlib.suppress(Unsatisfiable):  # an operation without input cannot be asked wrongly
        ask()
    return seen
