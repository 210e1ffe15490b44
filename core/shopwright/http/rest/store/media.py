"""Serving pictures. Their names are random and their content never changes."""

from __future__ import annotations

from flask import Blueprint, Response, send_from_directory

from shopwright.platform.media.storage import public_dir

blueprint = Blueprint("media", __name__)

_YEAR = 365 * 24 * 60 * 60


@blueprint.get("/media/<path:path>")
def serve(path: str) -> Response:
    """A rendition, for everybody to keep for good."""
    response = send_from_directory(public_dir(), path, mimetype="image/webp", max_age=_YEAR)
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
