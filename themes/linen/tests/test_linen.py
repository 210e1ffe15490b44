"""Linen keeps what its manifest promises: it loads, draws every page, and stays small."""

from __future__ import annotations

from shopwright_storefront.testing import ThemeContract


class TestContract(ThemeContract):
    """Inherited."""

    theme_name = "linen"
    preloaded_kb = 52
