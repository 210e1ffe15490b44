"""`shopwright openapi`: the same document that the shop serves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.shop import Shop


def test_it_is_what_the_shop_serves(run: Callable[..., Result], shop_dir: Path) -> None:
    printed = json.loads(run("openapi").stdout)

    app = create_app(Settings(data_dir=shop_dir), registry=Registry())
    with Shop.running(app) as shop:
        served = shop.client().get("/api/openapi.json").get_json()

    assert printed["openapi"] == "3.1.0"
    assert printed == served
