"""`shopwright plugin doctor`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

pytestmark = pytest.mark.usefixtures("shop_dir")
Run = Callable[..., Result]


def test_all_is_well_at_first(run: Run) -> None:
    assert "ok      tax_tables: available" in run("plugin", "doctor").output


def test_what_is_wrong_is_told_with_what_to_do(
    run: Run, run_json: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("plugin", "enable", "email_notify")
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__PORT", "many")
    monkeypatch.setenv("SHOPWRIGHT_PLUGIN_EMAIL__PORT", "1")

    short = run("plugin", "doctor", code=1).output
    assert "FAILED  email_notify: quarantined" in short
    assert "port: Input should be a valid integer" in short
    assert "shopwright plugin configure email_notify" in short
    assert "SHOPWRIGHT_PLUGIN_EMAIL__PORT is set, but there is no such plugin." in short
    assert "Traceback" not in short
    assert "Traceback" in run("plugin", "doctor", "email_notify", code=1).output
    facts = run_json("plugin", "doctor", "email_notify", code=1)
    assert facts["plugins"][0]["findings"][0]["what"].startswith("it cannot take part")


def test_plugins_are_asked_how_they_do(
    run: Run, run_json: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("plugin", "enable", "email_notify")
    assert "ok      email_notify: The mail server takes us. None" in run("plugin", "doctor").output

    for name, value in {"HOST": "127.0.0.1", "PORT": "1", "FROM_ADDRESS": "a@b.example"}.items():
        monkeypatch.setenv(f"SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__{name}", value)
    told = run("plugin", "doctor", "email_notify", code=1).output
    assert "FAILED  email_notify: The mail server takes us. 127.0.0.1:1 does not answer" in told
    (check,) = run_json("plugin", "doctor", code=1)["checks"]
    assert (check["plugin"], check["name"], check["ok"]) == ("email_notify", "server", False)


def test_one_that_is_not_there(run: Run) -> None:
    assert "is its package installed" in run("plugin", "doctor", "nobody", code=1).output
