"""Linen keeps what its manifest promises: it loads, draws every page, and stays small."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.forms import KINDS
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.view import View
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    FRAGMENTS,
    TEMPLATES,
    Customer,
    Everywhere,
    Field,
    Routes,
)
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.colors import scheme_problems
from shopwright_storefront.themes.discovery import discover
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import Theme, load_theme

ASSETS = Path(__file__).parent.parent / "src" / "shopwright_theme_linen" / "assets"


@pytest.fixture(scope="module")
def chain() -> Chain:
    return discover().chain("linen")


@pytest.fixture(scope="module")
def theme(chain: Chain) -> Theme:
    return load_theme(chain)


@pytest.fixture(scope="module")
def assets(chain: Chain) -> Assets:
    return Assets(chain=chain)


@pytest.fixture(scope="module")
def engine(theme: Theme, assets: Assets) -> Engine:
    return Engine(theme, Services(assets=assets), development=True)


def pages(chain: Chain) -> list[str]:
    return [path[len("templates/") : -len(".json")] for path in chain.names("templates", ".json")]


CONTROLS = (
    "name", "company", "address1", "address2", "postal_code", "city", "region", "country", "phone",
    "billing_same", "billing_name", "billing_company", "billing_address1", "billing_postal_code",
    "billing_city", "billing_region", "billing_country", "email", "note", "expected_total",
    "quantity", "code", "message", "first_name", "last_name", "password", "new_password",
    "current_password", "accepts_marketing", "default", "address", "return_to", "confirm_erase",
    "token",
)  # fmt: skip


def forms() -> dict[str, Any]:
    """Every form, with every control that any of them has."""
    fields = {name: sample(Field, name=name, label=name, type="text") for name in CONTROLS}
    return {kind: {"fields": fields, "problems": [], "sent": False} for kind in KINDS}


def view(template: str) -> View:
    everywhere = sample(Everywhere)
    everywhere["shop"] |= {"name": "Alder & Wren", "url": "https://shop.example"}
    everywhere["request"] |= {"locale": "en", "currency": "EUR", "path": "/here"}
    everywhere["routes"] = {name: f"/{name}" for name in sample(Routes)}
    objects: dict[str, Any] = sample(TEMPLATES[template])
    if template == "account/profile":
        objects["customer"] = sample(Customer)
    return View(
        template=template,
        everywhere=everywhere,
        objects=objects,
        forms=forms(),
        csrf_token="token",
    )


def test_nothing_is_wrong_with_its_files(chain: Chain, theme: Theme, engine: Engine) -> None:
    for name in pages(chain):
        theme.page(name, Overlay())
    for group in ("header", "footer"):
        theme.page(f"groups/{group}", Overlay())
    assert engine.warm() == []
    assert theme.findings == []


@pytest.mark.parametrize("template", pages(discover().chain("linen")))
def test_every_page_is_drawn_of_objects_that_say_nothing(engine: Engine, template: str) -> None:
    page = engine.page(view(template))
    assert page.failures == ()
    assert page.html.count("<h1") == (template not in FRAGMENTS)
    assert "Alder &amp; Wren" in page.html


def test_its_colors_can_be_read(theme: Theme) -> None:
    settings = theme.settings(Overlay())
    for name in theme.known.schemes:
        for look in ("light", "dark"):
            assert scheme_problems(settings[name][look]) == [], (name, look)


def test_its_styles_and_its_first_fonts_keep_to_the_budget(theme: Theme, assets: Assets) -> None:
    assert len(gzip.compress(assets.bundle.encode(), 6)) <= theme.manifest.budget.css_gz * 1000
    preloaded = [font.file for font in theme.manifest.fonts.values() if font.preload]
    assert sum((ASSETS / file).stat().st_size for file in preloaded) <= 52_000


def test_what_was_not_made_here_is_as_it_was_fetched() -> None:
    packages = tomllib.loads((ASSETS / "vendor.toml").read_text())["package"]
    files = {one["file"]: one["sha256"] for package in packages for one in package["files"]}
    for file, digest in files.items():
        assert hashlib.sha256((ASSETS / file).read_bytes()).hexdigest() == digest, file
    assert {path.relative_to(ASSETS).as_posix() for path in (ASSETS / "fonts").iterdir()} == set(
        files
    )
