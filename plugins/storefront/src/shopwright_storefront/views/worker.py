"""The service worker, which shows a page to whom the network is away, and the web app manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Response
from shopwright import plugins_stamp

from shopwright_storefront.themes.assets import BUNDLE
from shopwright_storefront.views.visit import Visit, visit

_CODE = Path(__file__).parent / "static" / "worker.js"
_ICON = "img/icon.svg"
_PAGE, _WORKER, _MANIFEST = "/offline", "/sw.js", "/manifest.webmanifest"
_POLICY = "default-src 'none'; connect-src 'self'"


def worker() -> Response:
    """The service worker; where there is to be none, one that removes itself and what it kept."""
    here = visit()
    told = json.dumps(_known(here)) if _is_wanted(here) else "null"
    response = Response(f"const shop = {told};\n{_code()}", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def manifest() -> Response:
    """What browsers call the shop, and in which colors, where people keep it beside their apps."""
    here = visit()
    assets = here.engine.services.assets
    found: dict[str, Any] = {
        "name": here.ctx.shop.name,
        "lang": here.ctx.shop.locale,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        **_colors(here),
    }
    if assets.has(_ICON):
        found["icons"] = [{"src": assets.url(_ICON), "type": "image/svg+xml", "sizes": "any"}]
    response = Response(json.dumps(found), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def offline_routes(here: Visit) -> Mapping[str, str]:
    """Those of `routes` that pages name; empty where there is to be no worker."""
    wanted = _is_wanted(here)
    return {"worker": _WORKER if wanted else "", "manifest": _MANIFEST if wanted else ""}


def _is_wanted(here: Visit) -> bool:
    """Not where somebody works on what pages look like: they want to see each change at once."""
    settings = here.settings
    is_open = settings.offline_page and not settings.maintenance
    return is_open and here.preview is None and not here.ctx.shop.development


def _known(here: Visit) -> dict[str, Any]:
    """What the worker keeps, and a version that is another one when any of it is."""
    assets, first, *others = here.engine.services.assets, *here.ctx.shop.locales
    fonts = here.engine.theme.manifest.fonts.values()
    files = [BUNDLE, _ICON, *(font.file for font in fonts if font.preload)]
    found: dict[str, Any] = {
        "pages": {"": _PAGE} | {code: f"/{code}{_PAGE}" for code in others},
        "files": [assets.url(file) for file in files if assets.has(file)],
        "assets": assets.prefix,
    }
    basis = (found, _code(), here.ctx.shop.name, first, here.revision, plugins_stamp())
    return {"version": blake2b(repr(basis).encode(), digest_size=8).hexdigest()} | found


def _colors(here: Visit) -> Mapping[str, str]:
    """The page's by day, as the merchant has them."""
    theme = here.engine.theme
    scheme = next(iter(theme.known.schemes), None)
    if scheme is None:
        return {}
    background: str = theme.settings(here.overlay)[scheme]["light"]["bg"]
    return {"background_color": background, "theme_color": background}


@cache
def _code() -> str:
    return _CODE.read_text()
