"""`shopwright secrets rotate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result


def test_secrets_are_sealed_with_the_new_key(
    run: Callable[..., Result],
    run_json: Callable[..., Any],
    shop_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("plugin", "enable", "email_notify")
    (shop_dir / "settings.json").write_text('{"password": "hunter2"}')
    monkeypatch.setenv("SHOPWRIGHT_SECRET_KEY", "old")
    run("plugin", "configure", "email_notify", "--from", str(shop_dir / "settings.json"))
    monkeypatch.setenv("SHOPWRIGHT_SECRET_KEY", "new")

    lost = run_json("secrets", "rotate", code=1)
    monkeypatch.setenv("SHOPWRIGHT_OLD_SECRET_KEYS", '["old"]')
    found = run("secrets", "rotate").output
    monkeypatch.delenv("SHOPWRIGHT_OLD_SECRET_KEYS")

    assert lost == {"rows": 0, "unreadable": ["plugin_states.settings"]}
    assert found == "Sealed anew: 1.\n"
    assert run_json("secrets", "rotate") == {"rows": 0, "unreadable": []}
