"""The API's description and its pages: complete, cacheable, and without anything from elsewhere."""

from __future__ import annotations

import json
import re
from typing import Literal
from uuid import UUID

import brotli
import jsonschema_rs
import pytest
from flask import Flask
from pydantic import Field
from shopwright.http import security
from shopwright.http.rest import docs, kit
from shopwright.http.rest.docs.codes import VALUE_CODES, problem_codes
from shopwright.http.rest.docs.examples import example
from shopwright.http.rest.docs.fields import Fields
from shopwright.http.rest.kit import ADMIN, PUBLIC, Api, Media, Model, OutModel, Page, staff
from shopwright.http.rest.kit.input_errors import _CODES


class Line(Model):
    variant: UUID
    quantity: int = Field(ge=1, le=99, description="How many of `variant`.")


class CartIn(Model):
    lines: list[Line] = Field(min_length=1)
    email: str | None = Field(default=None, max_length=254)
    kind: Literal["guest", "known"] = "guest"


class CartOut(OutModel):
    id: UUID
    total: int
    labels: dict[str, str] = {}


@pytest.fixture
def client():
    carts = Api("carts", tag="Carts & lines", description="What a shopper **collects**.")
    users = Api("users", tag="Users", prefix=ADMIN)

    @carts.post(
        "/carts",
        body=CartIn,
        returns={201: CartOut},
        access=PUBLIC,
        idempotent=True,
        cart_token=True,
        errors=(409,),
        summary="Make a cart",
    )
    def make(body: CartIn) -> None:
        """Makes it <script>alert(1)</script> at once."""

    @carts.get("/carts", returns=Page[CartOut], access=PUBLIC, summary="List carts")
    def carts_list() -> None: ...

    @users.get(
        "/users.csv", returns=Media("text/csv"), access=staff("users:read"), summary="Export"
    )
    def export() -> None: ...

    app = Flask("documented")
    app.testing = True
    security.init_app(app)
    kit.init_app(app, resolve_actor=lambda request: pytest.fail("nobody is asked"))
    for api in (carts, users):
        app.register_blueprint(api.blueprint)
    docs.init_app(app, version="1.2.3", description="All of it.")
    return app.test_client()


PAGES = ["/api/docs", "/api/docs/carts-lines", "/api/docs/users", "/api/docs/problems"]


def test_the_description_is_served_with_an_etag(client):
    answer = client.get("/api/openapi.json")
    assert answer.content_type == "application/json"
    assert answer.json["info"] == {
        "title": "Shopwright API",
        "version": "1.2.3",
        "description": "All of it.",
    }
    assert set(answer.json["paths"]) == {"/api/v1/carts", "/api/v1/admin/users.csv"}
    again = client.get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_it_comes_compressed(client):
    answer = client.get("/api/openapi.json", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert json.loads(brotli.decompress(answer.data))["openapi"] == "3.1.0"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
    assert not re.findall(r"<script(?![^>]*src=)", answer.text)
    assert not re.findall(r"""\s(?:style|on\w+)=["']""", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client, path):
    for link in set(re.findall(r'(?:href|src)="([^"]+)"', client.get(path).text)):
        target, _, anchor = link.partition("#")
        answer = client.get(target or path)
        assert answer.status_code == 200, link
        assert not anchor or f'id="{anchor}"' in answer.text, link


def test_assets_may_be_kept_because_their_address_changes_with_them(client):
    link = re.search(r'href="(/api/docs/assets/docs.css[^"]+)"', client.get("/api/docs").text)
    assert link
    assert "immutable" in client.get(link[1]).headers["Cache-Control"]
    assert client.get("/api/docs/assets/secret.py").status_code == 404


def test_the_overview_lists_every_operation(client):
    text = client.get("/api/docs").text
    for summary in ("Make a cart", "List carts", "Export"):
        assert summary in text


def test_an_operation_says_all_that_a_caller_needs(client):
    text = client.get("/api/docs/carts-lines").text
    for part in (
        "What a shopper <strong>collects</strong>",
        "How many of <code>variant</code>.",
        "list of Line",
        "≥ 1, ≤ 99",
        "at most 254 characters",
        "default guest",
        "map to string",
        "Idempotency-Key",
        "X-Cart-Token",
        "/api/docs/problems#status-409",
    ):
        assert part in text, part
    assert "users:read" in client.get("/api/docs/users").text


def test_descriptions_are_text_and_never_markup(client):
    text = client.get("/api/docs/carts-lines").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_page_that_does_not_exist_is_a_problem(client):
    assert client.get("/api/docs/nothing").json["code"] == "not_found"


def test_examples_fit_their_schema(client):
    document = client.get("/api/openapi.json").json
    components = document["components"]["schemas"]
    for name, schema in components.items():
        value = example({"$ref": f"#/components/schemas/{name}"}, Fields(components))
        jsonschema_rs.validate({**schema, "components": {"schemas": components}}, value)


def test_every_type_of_a_problem_leads_to_its_explanation(client):
    problem = client.post("/api/v1/carts", json={}).json
    page, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in client.get(page).text


def test_every_code_of_a_value_is_explained():
    assert set(_CODES.values()) <= set(VALUE_CODES)


def test_codes_come_once_with_a_meaning():
    codes = problem_codes()
    assert len({(code.status, code.code) for code in codes}) == len(codes)
    for code in codes:
        assert code.meaning.endswith((".", ";")), code


def test_the_routes_are_known_to_be_open(client):
    app = client.application
    assert kit.unclassified(app) == list(docs.OPEN_RULES)
    assert kit.unclassified(app, allow=docs.OPEN_RULES) == []
