"""One line per request: method, route, status, milliseconds, and the request id.

The route is the rule (`/api/v1/orders/<uuid:order_id>`), not the address: ids, tokens and search
words of shoppers stay out of the log, and so do headers and bodies.
"""

from __future__ import annotations

from typing import Any

import structlog

ROUTE = "shopwright.route"
"""In `environ`: the rule of the address, where flask was not asked."""
_log = structlog.get_logger("shopwright.access")


def log_request(environ: dict[str, Any], status: str, seconds: float) -> None:
    """Write the line; the request id comes with structlog's context variables."""
    request = environ.get("werkzeug.request")
    rule = getattr(request, "url_rule", None)
    _log.info(
        "request",
        method=environ["REQUEST_METHOD"],
        route=environ.get(ROUTE, "-") if rule is None else rule.rule,
        status=int(status[:3]),
        ms=round(seconds * 1000, 2),
    )
