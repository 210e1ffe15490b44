"""The icons of a theme: the symbols of `assets/icons.svg`."""

from __future__ import annotations

import re

from shopwright_storefront.themes.files import Chain

SPRITE = "assets/icons.svg"
_SYMBOL = re.compile(r"<symbol\b[^>]*?\bid=[\"']([\w-]+)[\"']")


def icon_names(chain: Chain) -> list[str]:
    """Their names, in the order of the file."""
    found = chain.read(SPRITE)
    return _SYMBOL.findall(found[1]) if found else []
