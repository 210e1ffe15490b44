"""`/admin/plugins`: switching and configuring what extends the shop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from shopwright.platform.plugins.switching import enable_plugin
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop

ROOT = "/api/v1/admin/plugins"


@pytest.fixture
def enabled(shop: Shop) -> None:
    """The plugin `flat_rate_shipping`, enabled by an operator."""
    enable_plugin("flat_rate_shipping", first_time=True)
    runtime().plugins.load()


def state(client: FlaskClient, name: str) -> str:
    found: str = client.get(f"{ROOT}/{name}").get_json()["state"]
    return found


def test_all_that_are_installed_are_listed(owner: FlaskClient, enabled: None) -> None:
    items = {item["id"]: item for item in owner.get(ROOT).get_json()["items"]}

    assert items["flat_rate_shipping"]["state"] == "enabled"
    assert items["manual_payments"]["state"] == "available"
    assert items["manual_payments"]["summary"]


def test_one_is_disabled_and_enabled_again(owner: FlaskClient, enabled: None) -> None:
    off = owner.post(f"{ROOT}/flat_rate_shipping/disable")
    assert off.get_json()["plugin"]["state"] == "disabled"
    assert off.get_json()["takes_effect"] == "now"

    on = owner.post(f"{ROOT}/flat_rate_shipping/enable")
    assert on.get_json()["plugin"]["state"] == "enabled"


def test_the_first_time_is_an_operators_decision(owner: FlaskClient) -> None:
    answer = owner.post(f"{ROOT}/manual_payments/enable")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "plugin_not_known")
    assert state(owner, "manual_payments") == "available"


def test_settings_are_read_and_replaced(owner: FlaskClient, enabled: None) -> None:
    path = f"{ROOT}/flat_rate_shipping/settings"
    before = owner.get(path).get_json()
    assert before["json_schema"]["type"] == "object"

    answer = owner.put(path, json={"values": before["values"]})

    assert answer.status_code == 200
    assert answer.get_json() == before


def test_every_wrong_setting_is_named_by_its_place_in_the_body(
    owner: FlaskClient, enabled: None
) -> None:
    answer = owner.put(
        f"{ROOT}/flat_rate_shipping/settings", json={"values": {"nope": 1, "neither": 2}}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (422, "plugin_settings_invalid")
    pointers = {problem["pointer"] for problem in answer.get_json()["errors"]}
    assert pointers == {"#/values/nope", "#/values/neither"}


def test_settings_come_with_their_form(owner: FlaskClient, enabled: None) -> None:
    form = owner.get(f"{ROOT}/flat_rate_shipping/settings").get_json()["form"]

    (zones,) = form[0]["fields"]
    assert (zones["name"], zones["type"], zones["item"]["type"]) == ("zones", "list", "group")
    names = [field["name"] for field in zones["item"]["groups"][0]["fields"]]
    assert names[:2] == ["name", "countries"]


def test_what_the_environment_sets_is_locked(
    owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    enable_plugin("email_notify", first_time=True)
    path = f"{ROOT}/email_notify/settings"
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__LINKS__SIGN_IN", "https://x.example")
    values = owner.get(path).get_json()["values"]

    assert owner.put(path, json={"values": {**values, "from_name": "Wren"}}).status_code == 200
    refused = owner.put(path, json={"values": {"links": {"sign_in": "https://y.example"}}})

    assert refused.status_code == 422
    (problem,) = refused.get_json()["errors"]
    assert (problem["code"], problem["pointer"]) == ("setting_locked", "#/values/links/sign_in")


def test_settings_that_do_not_work_are_refused_with_the_plugins_reason(owner: FlaskClient) -> None:
    enable_plugin("email_notify", first_time=True)
    values = {"host": "127.0.0.1", "port": 1, "security": "none", "from_address": "a@b.example"}

    refused = owner.put(f"{ROOT}/email_notify/settings", json={"values": values})

    assert refused.status_code == 422
    (problem,) = refused.get_json()["errors"]
    assert (problem["code"], problem["pointer"]) == ("no_answer", "#/values/host")


def test_one_is_looked_over(owner: FlaskClient, enabled: None) -> None:
    found = owner.get(f"{ROOT}/flat_rate_shipping/diagnosis").get_json()

    assert (found["id"], found["state"]) == ("flat_rate_shipping", "enabled")
    assert found["findings"] == found["notices"] == []


def test_one_that_was_never_enabled_has_no_settings_yet(owner: FlaskClient) -> None:
    assert owner.get(f"{ROOT}/manual_payments/settings").status_code == 409


def test_what_is_not_there_is_not_found(owner: FlaskClient) -> None:
    for answer in (
        owner.get(f"{ROOT}/nobody"),
        owner.post(f"{ROOT}/nobody/enable"),
        owner.post(f"{ROOT}/nobody/disable"),
        owner.get(f"{ROOT}/nobody/settings"),
        owner.get(f"{ROOT}/nobody/diagnosis"),
        owner.put(f"{ROOT}/nobody/settings", json={"values": {}}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (404, "plugin_not_found")


def test_looking_and_switching_are_two_rights(
    as_program: Callable[..., FlaskClient], enabled: None
) -> None:
    reader = as_program("plugins:read")

    assert reader.get(ROOT).status_code == 200
    assert reader.post(f"{ROOT}/flat_rate_shipping/disable").status_code == 403
    assert reader.put(f"{ROOT}/flat_rate_shipping/settings", json={"values": {}}).status_code == 403
