"""How the routes of plugins behave: counted like hooks; and staff are told which one failed."""

from __future__ import annotations

import json
from contextlib import suppress
from time import perf_counter

from flask import Blueprint, Response, g

from shopwright.http.problems import MEDIA_TYPE
from shopwright.http.rest.kit import current_actor, staff
from shopwright.platform.hooks.health import ROUTES
from shopwright.platform.runtime import runtime

_BEGAN = "shopwright_route_began"
_SLOW = 5.0  # seconds
_ANY_STAFF = staff()


def watch_routes(gate: Blueprint, plugin_id: str) -> None:
    """Count what the routes of `gate` take and raise, from `begin_route` on."""

    @gate.after_request
    def _name_the_culprit(response: Response) -> Response:
        if response.status_code == 500 and response.mimetype == MEDIA_TYPE and _is_for_staff():
            document = response.get_json(force=True)
            document["plugin"] = plugin_id
            document["detail"] = (
                f"The plugin '{plugin_id}' failed; `shopwright plugin doctor {plugin_id}` shows why."
            )
            response.set_data(json.dumps(document))
        return response

    @gate.teardown_request
    def _count(error: BaseException | None) -> None:
        began = g.pop(_BEGAN, None)
        if began is None:
            return
        record, seconds = runtime().health.of(plugin_id, ROUTES), perf_counter() - began
        if error is None:
            record.worked(seconds, slow=_SLOW)
        else:
            record.failed(seconds, error, slow=_SLOW, rest=0)


def begin_route() -> None:
    """The request is let in to a plugin's route."""
    setattr(g, _BEGAN, perf_counter())


def _is_for_staff() -> bool:
    with suppress(Exception):  # something fails already
        return current_actor().permits(_ANY_STAFF)
    return False
