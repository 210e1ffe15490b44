"""Small pieces of HTML that functions are made of."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from shopwright_storefront.render.current import current_render
from shopwright_storefront.render.undefined import UnknownName
from shopwright_storefront.themes.findings import did_you_mean, nearest

_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_:.-]*")
NOTHING = Markup("")


def attributes(values: Mapping[str, Any]) -> Markup:
    """` class="a" hidden`: True stands alone, None and False are left out, `_` becomes `-`.

    Raises `ValueError` for handlers (`onclick`), which no page of ours may have.
    """
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        shown = _attribute(name)
        parts.append(f" {shown}" if value is True else f' {shown}="{escape(value)}"')
    return Markup("".join(parts))  # noqa: S704 - escaped above


@lru_cache(maxsize=512)
def _attribute(name: str) -> str:
    shown = name.lower().replace("_", "-")
    if not _ATTRIBUTE.fullmatch(shown) or shown.startswith("on"):
        raise ValueError(f"'{name}' is no attribute for a theme; scripts belong into assets/js")
    return shown


def markup(text: str) -> Markup:
    """What this package made of escaped parts."""
    return Markup(text)  # noqa: S704


def mistaken(message: str, name: str = "", known: Any = ()) -> Markup:
    """A slip of the theme's author: an error in development, else reported and left out."""
    render = current_render()

    def error() -> UnknownName:
        suggestion = nearest(name, known) if name else ""
        return UnknownName(message + did_you_mean(name, known), suggestion=suggestion)

    if render.environment.strict:
        raise error()
    render.report_slip(error)
    return NOTHING


def hashed(directive: str, code: str) -> None:
    """Allow an inline script or style in the page's Content-Security-Policy."""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    current_render().effects.hashes.add(f"{directive} 'sha256-{digest}'")
