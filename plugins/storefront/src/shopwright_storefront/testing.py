"""`ThemeContract`: what every theme must hold, as tests that a theme inherits.

    from shopwright_storefront.testing import ThemeContract

    class TestContract(ThemeContract):
        theme_name = "moss"

The theme has to be installed, or be below ./themes.
"""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from pathlib import Path
from typing import Any, ClassVar

import pytest

from shopwright_storefront.check.examine import examine
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

SHOP = "Alder & Wren"
ANYTHING = "anything"
CONTROLS = (
    "name", "company", "address1", "address2", "postal_code", "city", "region", "country", "phone",
    "billing_same", "billing_name", "billing_company", "billing_address1", "billing_postal_code",
    "billing_city", "billing_region", "billing_country", "email", "note", "expected_total",
    "quantity", "code", "message", "first_name", "last_name", "password", "new_password",
    "current_password", "accepts_marketing", "default", "address", "return_to", "confirm_erase",
    "token",
)  # fmt: skip


class ThemeContract:
    """Inherit it, and name the theme."""

    theme_name: ClassVar[str]
    preloaded_kb: ClassVar[int] = 100
    """The most that fonts which are loaded first may weigh."""

    @pytest.fixture(scope="class")
    @classmethod
    def chain(cls) -> Chain:
        return discover().chain(cls.theme_name)

    @pytest.fixture(scope="class")
    @classmethod
    def theme(cls, chain: Chain) -> Theme:
        return load_theme(chain)

    @pytest.fixture(scope="class")
    @classmethod
    def assets(cls, chain: Chain) -> Assets:
        return Assets(chain=chain)

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, theme: Theme, assets: Assets) -> Engine:
        return Engine(theme, Services(assets=assets), development=True)

    def test_nothing_is_wrong_with_its_files(
        self, chain: Chain, theme: Theme, engine: Engine
    ) -> None:
        for name in pages(chain):
            theme.page(name, Overlay())
        for group in ("header", "footer"):
            theme.page(f"groups/{group}", Overlay())
        assert engine.warm() == []
        assert theme.findings == []
        assert examine(chain) == []

    def test_every_page_is_drawn_of_objects_that_say_nothing(
        self, chain: Chain, engine: Engine
    ) -> None:
        for template in pages(chain):
            page = engine.page(view(template))
            assert page.failures == (), template
            assert page.html.count("<h1") == int(template not in FRAGMENTS), template
            assert "Alder &amp; Wren" in page.html, template

    def test_its_presets_fit(self, theme: Theme, engine: Engine) -> None:
        for name in theme.presets():
            preset = theme.preset(name)
            for page in preset.pages:
                _, lost = theme.page(page, preset)
                assert lost == (), (name, page)
            settings = theme.settings(preset)
            for scheme in theme.known.schemes:
                for look in ("light", "dark"):
                    assert scheme_problems(settings[scheme][look]) == [], (name, scheme, look)

    def test_its_colors_can_be_read(self, theme: Theme) -> None:
        settings = theme.settings(Overlay())
        for name in theme.known.schemes:
            for look in ("light", "dark"):
                assert scheme_problems(settings[name][look]) == [], (name, look)

    def test_its_styles_and_its_first_fonts_keep_to_the_budget(
        self, chain: Chain, theme: Theme, assets: Assets
    ) -> None:
        assert len(gzip.compress(assets.bundle.encode(), 6)) <= theme.manifest.budget.css_gz * 1000
        preloaded = [font.file for font in theme.manifest.fonts.values() if font.preload]
        folder = assets_of(chain)
        assert sum((folder / one).stat().st_size for one in preloaded) <= self.preloaded_kb * 1000

    def test_what_was_not_made_here_is_as_it_was_fetched(self, chain: Chain) -> None:
        folder = assets_of(chain)
        if not (folder / "vendor.toml").exists():
            pytest.skip("it has nothing of others")
        packages = tomllib.loads((folder / "vendor.toml").read_text("utf-8"))["package"]
        files = {one["file"]: one["sha256"] for package in packages for one in package["files"]}
        for file, digest in files.items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest, file
        fonts = {path.relative_to(folder).as_posix() for path in (folder / "fonts").iterdir()}
        assert fonts == {file for file in files if file.startswith("fonts/")}


def pages(chain: Chain) -> list[str]:
    """The names of all page templates, inherited ones too."""
    return [path[len("templates/") : -len(".json")] for path in chain.names("templates", ".json")]


def assets_of(chain: Chain) -> Path:
    """The folder `assets` of the theme's own."""
    return chain.folders[0].root / "assets"


def forms() -> dict[str, Any]:
    """Every form, with every control that any of them has."""
    fields = {name: sample(Field, name=name, label=name, type="text") for name in CONTROLS}
    return {kind: {"fields": fields, "problems": [], "sent": False} for kind in KINDS}


def view(template: str) -> View:
    """A page of objects that have every key, and say nothing."""
    everywhere = sample(Everywhere)
    everywhere["shop"] |= {"name": SHOP, "url": "https://shop.example"}
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
        csrf_token=ANYTHING,
    )
