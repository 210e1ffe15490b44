"""The application for a WSGI server: `granian --interface wsgi shopwright.wsgi:app`.

`shopwright upgrade` has to have run before, and `shopwright worker` beside it does the jobs;
`shopwright serve` does all three.
"""

from __future__ import annotations

from shopwright.app import create_app
from shopwright.http.warming import warm_up
from shopwright.platform.config import load_settings
from shopwright.platform.observability.logs import configure_logging

_settings = load_settings()
configure_logging(_settings)
app = create_app(_settings)
warm_up(app)
