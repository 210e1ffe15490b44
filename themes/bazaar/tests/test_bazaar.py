"""Bazaar keeps what its manifest promises, and what makes it a marketplace works without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.testing import ThemeContract, view
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import Image, ProductCard, Sort
from shopwright_storefront.themes.colors import contrast
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.theme import Theme


class TestContract(ThemeContract):
    """Inherited."""

    theme_name = "bazaar"
    preloaded_kb = 90

    def test_white_can_be_read_where_the_heros_text_stands(self, theme: Theme) -> None:
        for look in (Overlay(), *map(theme.preset, theme.presets())):
            settings = theme.settings(look)
            for color in ("hero_start", "hero_middle"):
                assert contrast("#ffffff", settings[color]) >= 4.5, (look, color)
            assert contrast("#14142b", settings["pop"]) >= 4.5

    @pytest.mark.parametrize(
        ("product", "action"),
        [
            ({"available": True, "variant_id": "7"}, r'<button class="button" form="quick-add"'),
            ({"available": True, "variant_id": None}, r'<a class="button button-soft" href="/it"'),
            ({"available": False, "variant_id": "7"}, r'<a class="button button-quiet" href="/it"'),
        ],
    )
    def test_a_card_offers_the_next_step(
        self, engine: Engine, product: dict[str, Any], action: str
    ) -> None:
        shown = view("collection")
        shown.objects["products"] = [card(**product)]
        html = engine.page(shown).html
        assert re.search(action, html)
        assert html.count('id="quick-add"') == 1

    def test_filters_are_a_drawer_that_opens_without_a_script(self, engine: Engine) -> None:
        shown = view("collection")
        shown.objects["sorts"] = [sample(Sort, value="newest", label="Newest", active=True)]
        html = engine.page(shown).html
        assert 'popovertarget="filters"' in html
        assert re.search(r'<div id="filters" class="filters" popover>', html)

    def test_small_pictures_lead_to_the_large_ones(self, engine: Engine) -> None:
        shown = view("product")
        shown.objects["media"] = [sample(Image, id=name, alt=name) for name in ("front", "back")]
        html = engine.page(shown).html
        for name in ("front", "back"):
            assert f'href="#picture-{name}"' in html
            assert f'id="picture-{name}"' in html

    def test_the_search_field_keeps_what_was_searched(self, engine: Engine) -> None:
        shown = view("search")
        shown.objects["query"] = "teapot"
        assert re.search(r'<input id="header-q"[^>]*value="teapot"', engine.page(shown).html)


def card(**values: Any) -> dict[str, Any]:
    """A product in a list."""
    return sample(ProductCard, id="1", version="1", url="/it", title="Teapot", **values)
