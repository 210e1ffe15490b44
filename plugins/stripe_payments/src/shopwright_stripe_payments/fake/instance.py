"""A running fake."""

from __future__ import annotations

import errno
import hmac
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from shopwright_stripe_payments.fake import tasks
from shopwright_stripe_payments.fake.controls import NAMES, Controls
from shopwright_stripe_payments.fake.courier import Courier
from shopwright_stripe_payments.fake.errors import ApiError
from shopwright_stripe_payments.fake.idempotency import Answer
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.pages import hosted_pages
from shopwright_stripe_payments.fake.server import Server, respond, unknown_url
from shopwright_stripe_payments.fake.world import Options, open_world

_TICK_SECONDS = 0.5
_POLL_SECONDS = 0.05
_FORM_LIMIT = 1024 * 1024


class _Quiet(WSGIRequestHandler):
    """Logs no requests: their paths tell nothing that `Controls.calls` does not."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


class FakeStripe:
    """Stripe's API, its pages and its webhooks, on a port of this machine.

        with running_fake() as fake:
            client = stripe.StripeClient(fake.secret_key, base_addresses={"api": fake.url})

    `data` is the file that holds its state, which a fake that starts again goes on from; None
    keeps it in memory. `public_url` is how browsers reach it. `control_token` opens `/_control`.
    Raises OSError when the port is taken.
    """

    def __init__(
        self,
        data: Path | None = None,
        *,
        options: Options | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        public_url: str = "",
        control_token: str = "",
    ) -> None:
        self.world = open_world(data, options or Options())
        self._server = Server(self.world)
        self.controls = Controls(self._server)
        self.control_token = control_token or secrets.token_urlsafe(24)
        self._http = self._bound(host, port)
        self._http.daemon_threads = True  # type: ignore[attr-defined]
        shown = f"[{host}]" if ":" in host else host
        self.url = public_url or f"http://{shown}:{self._http.server_port}"
        self.world.url = self.url
        self._courier = Courier(self.world.outbox)
        self.world.store.on_commit = self._courier.wake
        self._stopped = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.server_port

    @property
    def secret_key(self) -> str:
        """The API key for servers."""
        return min(self.world.options.secret_keys)

    @property
    def publishable_key(self) -> str:
        """The API key for browsers."""
        return self.world.options.publishable_key

    def start(self) -> FakeStripe:
        """Begin to answer, and to send webhooks."""
        self._courier.start()
        for name, run in (
            ("http", lambda: self._http.serve_forever(_POLL_SECONDS)),
            ("clock", self._tick),
        ):
            threading.Thread(target=run, name=f"fake-stripe-{name}", daemon=True).start()
        return self

    def stop(self) -> None:
        """End all of it; a fake cannot be started twice."""
        self._server.stopping = True
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._courier.stop()
        self.world.store.close()

    def _bound(self, host: str, port: int) -> BaseWSGIServer:
        try:
            return make_server(host, port, self._app(), threaded=True, request_handler=_Quiet)
        except SystemExit:  # Werkzeug's way to say so
            raise OSError(errno.EADDRINUSE, f"{host}:{port} is in use") from None

    def _tick(self) -> None:
        while not self._stopped.wait(_TICK_SECONDS):
            try:
                tasks.run_due(self.world)
            except Exception:
                if not self._stopped.is_set():
                    logging.getLogger(__name__).exception("the fake Stripe's clock stumbled")

    def _app(self) -> Flask:
        app = Flask(__name__, static_folder=None, template_folder=None)
        app.config["MAX_CONTENT_LENGTH"] = _FORM_LIMIT
        self._server.add_to(app)
        app.register_blueprint(hosted_pages(self.world))
        app.add_url_rule("/_control/<name>", view_func=self._control, methods=["POST"])
        app.add_url_rule("/healthz", view_func=lambda: Response("ok\n"))
        app.register_error_handler(404, _not_found)
        app.register_error_handler(405, _not_found)
        return app

    def _control(self, name: str) -> Any:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self.control_token.encode()):
            return jsonify(error="wrong control token"), 401
        if name not in NAMES:
            return jsonify(error=f"no control is called '{name}'", controls=NAMES), 404
        try:
            return jsonify(getattr(self.controls, name)(**request.get_json()))
        except ApiError as error:
            return jsonify(error.body()), error.status
        except (TypeError, ValueError, LookupError) as error:
            return jsonify(error=str(error)), 400


def _not_found(_error: Exception) -> Response:
    error = unknown_url()
    request_id = new_id("req", 14)
    return respond(Answer(request=request_id, status=error.status, body=error.body()), request_id)


@contextmanager
def running_fake(data: Path | None = None, **settings: Any) -> Iterator[FakeStripe]:
    """A fake that runs for the length of a block; the arguments are those of `FakeStripe`."""
    fake = FakeStripe(data, **settings).start()
    try:
        yield fake
    finally:
        fake.stop()
