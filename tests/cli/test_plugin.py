"""`shopwright plugin`: list, info, enable, disable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

pytestmark = pytest.mark.usefixtures("shop_dir")
Run = Callable[..., Result]


def state(run_json: Callable[..., Any], name: str) -> str:
    found: str = run_json("plugin", "info", name)["state"]
    return found


def test_what_is_installed_is_listed(run: Run, run_json: Callable[..., Any]) -> None:
    items = {item["id"]: item for item in run_json("plugin", "list")}

    assert items["manual_payments"]["state"] == "available"
    assert "manual_payments" in run("plugin", "list").output


def test_one_is_enabled_and_disabled(run: Run, run_json: Callable[..., Any]) -> None:
    first = run("plugin", "enable", "flat_rate_shipping").output
    assert "is enabled. Its code is new to the shop" in first
    assert state(run_json, "flat_rate_shipping") == "enabled"
    assert run_json("plugin", "info", "flat_rate_shipping")["settings"]

    assert "is disabled" in run("plugin", "disable", "flat_rate_shipping").output
    assert state(run_json, "flat_rate_shipping") == "disabled"

    again = run("plugin", "enable", "flat_rate_shipping").output
    assert "A running shop follows within a second." in again


def test_one_that_is_not_there(run: Run) -> None:
    for verb in ("info", "enable", "disable"):
        assert "is its package installed" in run("plugin", verb, "nobody", code=1).output
    meant = run("plugin", "enable", "promotion", code=1).output
    assert "There is no plugin 'promotion'; did you mean 'promotions'?" in meant
