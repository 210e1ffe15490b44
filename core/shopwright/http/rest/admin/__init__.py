"""The staff's side of the REST API: everything a dashboard needs.

Each module declares one `Api`; `APIS` mounts it.
"""

from __future__ import annotations

from shopwright.http.rest.kit import Api

APIS: tuple[Api, ...] = ()
