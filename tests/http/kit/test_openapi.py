"""The API's description says what the endpoints do, because it is made of their declarations."""

from __future__ import annotations

import json
from typing import Annotated, Literal
from uuid import UUID

import jsonschema_rs
import pytest
from pydantic import Field
from shopwright.http.rest.kit import (
    CUSTOMER,
    PUBLIC,
    Media,
    Model,
    OutModel,
    Page,
    PageQuery,
    Upload,
    Uploaded,
    openapi_document,
    public_for,
    staff,
)


class Line(Model):
    variant: UUID
    quantity: int = Field(ge=1, le=99, description="How many.", examples=[2])


class LineIn(Model):
    lines: list[Line]


class ThingOut(OutModel):
    id: UUID
    price: int


class ThingQuery(PageQuery):
    sort: Literal["newest", "price"] = "newest"
    category: str | None = Field(default=None, max_length=80, description="A category's handle.")
    ids: list[UUID] = []


@pytest.fixture
def document(shop):
    api = shop.api

    @api.get(
        "/things",
        query=ThingQuery,
        returns=Page[ThingOut],
        access=PUBLIC,
        cache=public_for(60),
        summary="List things",
    )
    def list_things(query: ThingQuery) -> None:
        """Newest first."""

    @api.post(
        "/carts/<uuid:cart_id>/lines",
        body=LineIn,
        returns={201: ThingOut},
        access=PUBLIC,
        errors=(404, 409),
        idempotent=True,
        cart_token=True,
        summary="Add a line",
        example={"lines": []},
    )
    def add_line(cart_id: UUID, body: LineIn) -> None: ...

    @api.get("/me", returns=ThingOut, access=CUSTOMER, summary="Me")
    def me() -> None: ...

    @api.put(
        "/things/<handle>",
        body=LineIn,
        access=staff("things:write"),
        hide=True,
        if_match=lambda handle: "v1",
        summary="Replace",
        deprecated=True,
    )
    def replace(handle: str, body: LineIn) -> None: ...

    @api.post(
        "/media",
        body=Upload(media_types=("image/png",), max_bytes=10),
        returns={201: ThingOut},
        access=staff("media:write"),
        summary="Upload",
    )
    def upload(body: Uploaded) -> None: ...

    @api.get("/export", returns=Media("text/csv", "All things."), access=staff(), summary="Export")
    def export() -> None: ...

    assert shop.client
    return json.loads(json.dumps(openapi_document(shop.app)))


def statuses(document, path, method):
    return set(document["paths"]["/api/v1" + path][method]["responses"])


def test_the_document_is_valid_openapi_31(document):
    openapi_spec_validator = pytest.importorskip("openapi_spec_validator")
    openapi_spec_validator.validate(document)


def test_every_reference_leads_somewhere(document):
    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for child in node.values():
                yield from references(child)
        elif isinstance(node, list):
            for child in node:
                yield from references(child)

    for reference in references(document):
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_operations_are_named_after_api_and_view(document):
    assert document["paths"]["/api/v1/things"]["get"]["operationId"] == "things_list_things"


def test_every_answer_is_there_those_of_the_kit_included(document):
    always = {"400", "422", "500", "503"}
    assert statuses(document, "/things", "get") == always | {"200", "304"}
    assert statuses(document, "/carts/{cart_id}/lines", "post") == always | {
        "201",
        "401",
        "403",
        "404",
        "409",
        "413",
        "415",
        "429",
    }
    assert statuses(document, "/me", "get") == always | {"200", "401", "403"}
    assert statuses(document, "/things/{handle}", "put") == always | {
        "204",
        "401",
        "403",
        "404",
        "412",
        "413",
        "415",
        "429",
    }


def test_failures_share_one_schema(document):
    responses = document["components"]["responses"]
    for response in responses.values():
        content = response["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        schema = document["components"]["schemas"]["Problem"]
        jsonschema_rs.validate(schema, content["example"])


def test_real_failures_fit_the_schema(document, shop):
    schema = document["components"]["schemas"]["Problem"]
    for answer in (
        shop.client.get("/api/v1/things?limit=0&x=1"),
        shop.client.get("/api/v1/me"),
        shop.client.get("/api/v1/nothing"),
        shop.client.post("/api/v1/carts/1/lines"),
        shop.client.delete("/api/v1/me"),
    ):
        jsonschema_rs.validate(schema, answer.json)


def test_who_may_call_is_told(document):
    paths = document["paths"]
    assert paths["/api/v1/things"]["get"]["security"] == []
    assert paths["/api/v1/me"]["get"]["security"] == [{"session": []}, {"apiKey": []}]
    lines = paths["/api/v1/carts/{cart_id}/lines"]["post"]
    assert {"cartToken": []} in lines["security"]
    assert {} in lines["security"]
    replace = paths["/api/v1/things/{handle}"]["put"]
    assert replace["x-permissions"] == ["things:write"]
    assert "`things:write`" in replace["description"]
    assert set(document["components"]["securitySchemes"]) == {"session", "apiKey", "cartToken"}


def test_query_parameters_carry_their_schema(document):
    parameters = {
        p["name"]: p
        for p in document["paths"]["/api/v1/things"]["get"]["parameters"]
        if "name" in p
    }
    assert parameters["limit"]["schema"]["maximum"] == 100
    assert parameters["limit"]["schema"]["default"] == 24
    assert parameters["sort"]["schema"]["enum"] == ["newest", "price"]
    assert parameters["category"] == {
        "name": "category",
        "in": "query",
        "required": False,
        "description": "A category's handle.",
        "schema": {"type": "string", "maxLength": 80},
    }
    assert parameters["ids"]["schema"]["items"] == {"type": "string", "format": "uuid"}


def test_path_parameters_carry_their_format(document):
    (parameter, *_) = document["paths"]["/api/v1/carts/{cart_id}/lines"]["post"]["parameters"]
    assert parameter == {
        "name": "cart_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }


def test_shared_headers_are_components(document):
    def shared(path, method):
        parameters = document["paths"]["/api/v1" + path][method]["parameters"]
        return {p["$ref"].rpartition("/")[2] for p in parameters if "$ref" in p}

    assert shared("/things", "get") == {"IfNoneMatch"}
    assert shared("/carts/{cart_id}/lines", "post") == {"IdempotencyKey"}
    assert shared("/things/{handle}", "put") == {"IfMatch"}


def test_other_headers_are_described(shop):
    @shop.api.get(
        "/orders", access=PUBLIC, headers={"X-Order-Token": "Opens the order."}, summary="Read"
    )
    def read() -> None: ...

    assert shop.client
    (header,) = openapi_document(shop.app)["paths"]["/api/v1/orders"]["get"]["parameters"]
    assert (header["name"], header["in"]) == ("X-Order-Token", "header")
    assert header["description"] == "Opens the order."


def test_bodies_refuse_unknown_fields_in_writing(document):
    schemas = document["components"]["schemas"]
    assert schemas["LineIn"]["additionalProperties"] is False
    assert schemas["Line"]["properties"]["quantity"]["examples"] == [2]
    body = document["paths"]["/api/v1/carts/{cart_id}/lines"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"]["application/json"] == {
        "schema": {"$ref": "#/components/schemas/LineIn"},
        "example": {"lines": []},
    }


def test_pages_are_named_after_their_items(document):
    response = document["paths"]["/api/v1/things"]["get"]["responses"]["200"]
    schema = response["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/ThingPage"}


def test_integers_say_what_is_accepted(document):
    price = document["components"]["schemas"]["ThingOut"]["properties"]["price"]
    assert price == {
        "type": "integer",
        "format": "int64",
        "minimum": -(2**53) + 1,
        "maximum": 2**53 - 1,
    }


def test_uploads_and_exports_name_their_media_type(document):
    upload = document["paths"]["/api/v1/media"]["post"]["requestBody"]
    assert list(upload["content"]) == ["image/png"]
    export = document["paths"]["/api/v1/export"]["get"]["responses"]["200"]
    assert export["description"] == "All things."
    assert list(export["content"]) == ["text/csv"]


def test_unions_are_described(shop):
    class CardIn(Model):
        kind: Literal["card"]

    class CashIn(Model):
        kind: Literal["cash"]

    either = Annotated[CardIn | CashIn, Field(discriminator="kind")]

    @shop.api.post("/pay", body=either, access=PUBLIC, summary="Pay")
    def pay(body) -> None: ...

    assert shop.client
    body = openapi_document(shop.app)["paths"]["/api/v1/pay"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["discriminator"]["propertyName"] == "kind"


def test_two_models_of_one_name_are_told_apart_by_their_modules(shop):
    def model(module: str, field: str) -> type[Model]:
        return type("NoteIn", (Model,), {"__module__": module, "__annotations__": {field: str}})

    def one(body) -> None: ...

    def two(body) -> None: ...

    shop.api.post("/1", body=model("x.store.carts", "a"), access=PUBLIC, summary="1")(one)
    shop.api.post("/2", body=model("x.admin.orders", "b"), access=PUBLIC, summary="2")(two)
    assert shop.client
    document = openapi_document(shop.app)
    assert {"StoreCartsNoteIn", "AdminOrdersNoteIn"} <= set(document["components"]["schemas"])
    body = document["paths"]["/api/v1/1"]["post"]["requestBody"]["content"]["application/json"]
    assert body["schema"] == {"$ref": "#/components/schemas/StoreCartsNoteIn"}


def test_a_default_that_could_not_be_sent_is_not_shown(shop):
    class NamePatch(Model):
        name: str = Field(default="", min_length=1)

    @shop.api.patch("/name", body=NamePatch, access=PUBLIC, summary="Change")
    def change(body: NamePatch) -> None: ...

    assert shop.client
    schema = openapi_document(shop.app)["components"]["schemas"]["NamePatch"]
    assert "default" not in schema["properties"]["name"]


def test_two_operations_of_one_name_are_refused(shop):
    def one() -> None: ...

    def two() -> None: ...

    for rule, view in (("/1", one), ("/2", two)):
        shop.api.get(rule, access=PUBLIC, summary="X", operation_id="same")(view)
    assert shop.client
    with pytest.raises(ValueError, match="both called 'same'"):
        openapi_document(shop.app)
