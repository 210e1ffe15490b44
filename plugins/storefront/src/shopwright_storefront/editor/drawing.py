"""The HTML of sections as they are in a preview: what the page itself answers to `?sections=`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import Context as Variables
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from shopwright_storefront.views.preview import COOKIE

_OK = 200


def drawn(ctx_id: str, base_url: str, path: str, section: str, token: str) -> Mapping[str, str]:
    """By id. Empty where that page is not shown now: a cart's without a cart leads elsewhere.

    It goes through the shop's own door, with the preview's cookie: so a section is never drawn in
    another way than the page is. `path` may have a query.
    """
    plain, _, query = path.partition("?")
    asked = "&".join(filter(None, (query, urlencode({"sections": section}))))
    headers = Headers({"Cookie": f"{ctx_id}_{COOKIE}={token}"})
    builder = EnvironBuilder(path=plain, query_string=asked, base_url=base_url, headers=headers)
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    # A request of its own knows nothing of the one that asks: neither who that is, nor its visit.
    chunks, status, _ = Variables().run(run_wsgi_app, app, builder.get_environ(), buffered=True)
    body = b"".join(chunks)
    if not status.startswith(str(_OK)):
        return {}
    found: dict[str, str] = json.loads(body)
    return found
