"""Bazaar keeps what its manifest promises, and what makes it a marketplace works without a script."""

from __future__ import annotations

from shopwright_storefront.testing import ThemeContract


class TestContract(ThemeContract):
    """Inherited."""

    theme_name = "bazaar"
    preloaded_kb = 90
