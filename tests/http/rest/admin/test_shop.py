"""`/admin/shop`: what the shop is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from shopwright.platform.runtime import runtime

ROOT = "/api/v1/admin/shop"


def test_the_shop_is_read_and_renamed(owner: FlaskClient) -> None:
    before = owner.get(ROOT).get_json()
    assert (before["name"], before["name_locked"]) == ("My shop", False)
    answer = owner.patch(ROOT, json={"name": " Alder & Wren "})
    assert answer.get_json() == before | {"name": "Alder & Wren"}
    assert owner.patch(ROOT, json={}).get_json()["name"] == "Alder & Wren"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_nobody_could_read_is_refused(owner: FlaskClient, name: str) -> None:
    answer = owner.patch(ROOT, json={"name": name})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "#/name"


def test_a_name_that_is_set_elsewhere_is_locked(owner: FlaskClient) -> None:
    running = runtime()
    running.settings = running.settings.model_copy(update={"shop_name": "Tea & Co"})
    assert owner.get(ROOT).get_json()["name_locked"]
    answer = owner.patch(ROOT, json={"name": "Alder & Wren"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "shop_name_locked")


def test_changing_takes_another_right_than_reading(as_program: Callable[..., FlaskClient]) -> None:
    reader = as_program("settings:read")
    assert reader.get(ROOT).status_code == 200
    assert reader.patch(ROOT, json={"name": "Mine"}).status_code == 403
