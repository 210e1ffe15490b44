"""Files of themes, and of plugins' slots."""

from __future__ import annotations

import importlib.util
import mimetypes
from pathlib import Path

from flask import Response, abort, request
from shopwright import slot_contents

from shopwright_storefront.views.visit import visit

_FOREVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=300"


def theme_asset(fingerprint: str, path: str) -> Response:
    """A file of the theme's; its address changes with its content, so it is kept for a year."""
    assets = visit().engine.services.assets
    found = assets.serve(path)
    if found is None:
        abort(404)
    accepted = request.accept_encodings
    encoding = next((name for name in found.small if accepted[name]), None)
    small = found.small[encoding] if encoding else found.body
    response = Response(small, mimetype=found.media_type)
    if found.media_type.startswith("text/") or found.media_type.endswith(("json", "xml")):
        response.headers["Content-Type"] = f"{found.media_type}; charset=utf-8"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    is_current = fingerprint == assets.fingerprint
    response.headers["Cache-Control"] = _FOREVER if is_current else _SHORTLY
    return response


def plugin_asset(plugin: str, path: str) -> Response:
    """A file that one of the plugin's slots names; no other one."""
    file = _named_file(plugin, path)
    if file is None:
        abort(404)
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = Response(file.read_bytes(), mimetype=media_type)
    response.headers["Cache-Control"] = _SHORTLY
    return response


def _named_file(plugin: str, path: str) -> Path | None:
    placed = [one for items in slot_contents().values() for one in items if one.plugin == plugin]
    owner = next((one for one in placed if path in one.content.assets), None)
    spec = importlib.util.find_spec(owner.package) if owner else None
    folders = (spec.submodule_search_locations or ()) if spec else ()
    files = (Path(folder) / "static" / path for folder in folders)
    return next((file for file in files if file.is_file()), None)
