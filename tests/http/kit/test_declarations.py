"""A declaration says everything, and one that cannot work does not import."""

from __future__ import annotations

from uuid import UUID

import pytest
from shopwright.http.rest.kit import (
    CUSTOMER,
    PUBLIC,
    Api,
    Model,
    OutModel,
    Result,
    endpoint_of,
    public_for,
    staff,
    unclassified,
)


class ThingIn(Model):
    name: str


class ThingOut(OutModel):
    name: str


def test_the_decorator_returns_the_view_itself():
    api = Api("things", tag="Things")

    @api.get("/things", returns=ThingOut, access=PUBLIC, summary="Read")
    def read() -> Result:
        return ThingOut(name="chair")

    assert read() == ThingOut(name="chair")
    assert api.endpoints[0].rule == "/api/v1/things"


def test_an_endpoint_without_access_cannot_be_declared():
    api = Api("things", tag="Things")
    with pytest.raises(TypeError, match="access"):
        api.get("/things", summary="Read")  # type: ignore[call-arg]


def test_access_must_be_one_of_the_kits_values():
    api = Api("things", tag="Things")
    with pytest.raises(TypeError, match="PUBLIC, CUSTOMER or staff"):
        api.get("/things", access="public", summary="Read")(lambda: None)  # type: ignore[arg-type]


def test_permissions_are_spelled_area_and_action():
    assert str(staff("orders:refund")) == "staff(orders:refund)"
    with pytest.raises(ValueError, match="area:action"):
        staff("refund")


def test_an_unknown_option_is_named_together_with_the_known_ones():
    api = Api("things", tag="Things")
    with pytest.raises(TypeError, match=r"no option .*idempotency.*there are .*idempotent"):
        api.post("/things", access=PUBLIC, summary="Make", idempotency=True)  # type: ignore[call-arg]


def make(thing_id: UUID, body: ThingIn) -> None: ...


def mistyped(thing_id: UUID, body: ThingOut) -> None: ...


def plain() -> None: ...


@pytest.mark.parametrize(
    ("view", "method", "rule", "options", "fault"),
    [
        (make, "POST", "/things", {"body": ThingIn}, r"takes \(thing_id, body\) but gets \(body\)"),
        (make, "POST", "/things/<uuid:thing_id>", {}, "but gets"),
        (mistyped, "POST", "/things/<uuid:thing_id>", {"body": ThingIn}, "ThingOut differs"),
        (make, "POST", "/<uuid:thing_id>", {"body": ThingOut}, "derive from kit.Model"),
        (plain, "GET", "/things", {"summary": ""}, "summary is empty"),
        (plain, "GET", "/things", {"idempotent": True}, "for unsafe methods"),
        (plain, "GET", "/things", {"errors": (500,)}, "from 400 to 499"),
        (plain, "GET", "/things", {"returns": {404: ThingOut}}, "below 400"),
        (plain, "POST", "/things", {"etag": lambda: "x"}, "use if_match="),
        (plain, "GET", "/things", {"if_match": lambda: "x"}, "use etag="),
        (plain, "GET", "/things", {"query": dict}, "query=.*derive from kit.Model"),
        (plain, "GET", "/things", {"body": ThingIn}, "a GET has no body"),
        (plain, "GET", "/things/<query>", {}, "cannot be called query or body"),
        (plain, "GET", "/things", {"limit": "often"}, "must look like"),
        (plain, "GET", "/things", {"limit": "1/minute;by=shoe"}, "by=shoe"),
        (plain, "GET", "/x", {"access": CUSTOMER, "cache": public_for(60)}, "cached by everyone"),
    ],
)
def test_a_declaration_that_cannot_work_names_the_fault(view, method, rule, options, fault):
    api = Api("things", tag="Things")
    options = {"access": PUBLIC, "summary": "Do", **options}
    with pytest.raises(TypeError, match=fault):
        api.endpoint(method, rule, **options)(view)


def test_two_views_of_one_name_are_refused(shop):
    def view() -> None: ...

    shop.api.get("/a", access=PUBLIC, summary="A")(view)
    shop.api.get("/b", access=PUBLIC, summary="B")(view)
    with pytest.raises((AssertionError, ValueError), match="view"):
        shop.client.get("/a")


def test_a_route_that_no_api_declared_is_unclassified(shop):
    shop.api.get("/a", access=PUBLIC, summary="A")(plain)

    @shop.app.get("/api/v1/backdoor")
    def backdoor() -> str:
        return "open"

    @shop.app.get("/somewhere-else")
    def elsewhere() -> str:
        return "not an API"

    assert shop.client
    assert unclassified(shop.app) == ["/api/v1/backdoor"]
    assert unclassified(shop.app, allow=["/api/v1/backdoor"]) == []
    assert endpoint_of(backdoor) is None
