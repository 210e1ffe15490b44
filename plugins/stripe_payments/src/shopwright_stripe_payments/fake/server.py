"""The fake as a WSGI application: Stripe's API, its pages, and the controls."""

from __future__ import annotations

import json
import logging
import select
import socket
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, request

from shopwright_stripe_payments.fake import tasks
from shopwright_stripe_payments.fake.endpoints import OPERATIONS
from shopwright_stripe_payments.fake.errors import ApiError, Body, internal_error, invalid
from shopwright_stripe_payments.fake.expand import expand
from shopwright_stripe_payments.fake.faults import Fault, Faults
from shopwright_stripe_payments.fake.idempotency import Answer, Keys
from shopwright_stripe_payments.fake.ids import new_id
from shopwright_stripe_payments.fake.operations import Operation
from shopwright_stripe_payments.fake.outcomes import name_of
from shopwright_stripe_payments.fake.resources.account import account_id
from shopwright_stripe_payments.fake.world import API_VERSION, Asking, World

_REMEMBERED_CALLS = 10_000
# What a browser's key opens with the object's own secret, by the name in the path.
_SECRETIVE = {"intent": "payment_intent", "setup_intent": "setup_intent"}
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Server:
    """Answers API requests about a world. `calls` are the last ones, for tests to look at."""

    world: World
    faults: Faults = field(default_factory=Faults)
    calls: deque[Body] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_CALLS))
    stopping: bool = False
    keys: Keys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self.world.store, self.world.clock)

    def add_to(self, app: Flask) -> None:
        """Register every endpoint of the API."""
        for operation in OPERATIONS:

            def view(operation: Operation = operation, **ids: str) -> Response:
                return self._handle(operation, ids)

            app.add_url_rule(
                operation.path,
                f"{operation.method} {operation.path}",
                view,
                methods=[operation.method],
                provide_automatic_options=False,
            )

    def _handle(self, operation: Operation, ids: dict[str, str]) -> Response:
        request_id = new_id("req", 14)
        call = {
            "method": request.method,
            "path": request.path,
            "idempotency_key": request.headers.get("Idempotency-Key"),
            "at": time.time(),
            "status": None,
        }
        self.calls.append(call)
        try:
            answer = self._answer(operation, ids, request_id)
        except ApiError as error:
            answer = Answer(request=request_id, status=error.status, body=error.body())
        except Exception:
            log.exception("the fake Stripe failed at %s %s", request.method, request.path)
            answer = Answer(request=request_id, status=500, body=internal_error().body())
        call["status"] = answer.status
        return respond(answer, request_id)

    def _answer(self, operation: Operation, ids: dict[str, str], request_id: str) -> Answer:
        publishable = _authorize(self.world, operation)
        fault = self.faults.strike(request.method, request.path)
        self._suffer_before(fault)
        params = self._params(operation, ids, publishable=publishable)
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        with self.keys.under_way(key) if key else nullcontext():
            if fault is not None and fault.kind == "slow":
                self._wait(fault.seconds)
            answer = self._execute(operation, ids, params, key, request_id, fault)
        if fault is not None and fault.kind == "after_drop_response":
            _hang_up()
        return answer

    def _suffer_before(self, fault: Fault | None) -> None:
        if fault is None:
            return
        if fault.kind == "429":
            raise ApiError(
                429,
                "invalid_request_error",
                "Request rate limit exceeded. Learn more about rate limits here "
                "https://stripe.com/docs/rate-limits.",
                code="rate_limit",
            )
        if fault.kind == "black_hole":
            self._wait(fault.seconds)
        if fault.kind in ("before", "black_hole"):
            _hang_up()
            raise internal_error()

    def _wait(self, seconds: float) -> None:
        """Until the time is over or the client has given up."""
        connection: socket.socket = request.environ["werkzeug.socket"]
        deadline = time.monotonic() + seconds
        while not self.stopping and (left := deadline - time.monotonic()) > 0:
            readable, _, _ = select.select([connection], [], [], min(left, 0.1))
            if readable and not connection.recv(1, socket.MSG_PEEK):
                return

    def _params(self, operation: Operation, ids: dict[str, str], *, publishable: bool) -> Body:
        form = request.get_data(as_text=True) if request.method == "POST" else _query()
        if not publishable:
            return operation.read(form)
        pairs = dict(parse_qsl(form, keep_blank_values=True))
        secret = pairs.pop("client_secret", None)
        for name, kind in _SECRETIVE.items():
            if name not in ids:
                continue
            intent = self.world.require(kind, ids[name])
            if secret != intent["client_secret"]:
                raise invalid(
                    "The client_secret provided does not match the client_secret associated with "
                    f"the {name_of(intent)}.",
                    param="client_secret",
                    code=f"{kind}_invalid_parameter",
                )
        return operation.read(urlencode(pairs)) | {"publishable": True}

    def _execute(
        self,
        operation: Operation,
        ids: dict[str, str],
        params: Body,
        key: str | None,
        request_id: str,
        fault: Fault | None,
    ) -> Answer:
        """Do it and keep the answer, in one transaction."""
        world = self.world
        tasks.run_due(world)
        with world.store.transaction():
            if key and (known := self.keys.recall(key, request.path, params)):
                return known
            world.asking = Asking(id=request_id, idempotency_key=key)
            status, body = 500, internal_error().body()
            remembered = fault is not None and fault.kind == "cached_500"
            if not remembered or (fault is not None and fault.executes):
                found = self._run(operation, ids, params)
                status, body = (status, body) if remembered else found
            answer = Answer(request=request_id, status=status, body=body)
            if key:
                self.keys.keep(key, request.path, params, answer)
        return answer

    def _run(self, operation: Operation, ids: dict[str, str], params: Body) -> tuple[int, Body]:
        """Status and body. What failed leaves nothing, save what a declined card leaves."""
        world = self.world
        asked = {name: value for name, value in params.items() if name != "expand"}
        try:
            with world.store.transaction():
                try:
                    body = operation.run(world, asked, **ids)
                    return 200, expand(world, body, params.get("expand", []))
                except ApiError as error:
                    if error.keeps:
                        return error.status, error.body()
                    raise
        except ApiError as error:
            return error.status, error.body()
        except Exception:
            log.exception("the fake Stripe failed at %s %s", operation.method, operation.path)
            return 500, internal_error().body()


def respond(answer: Answer, request_id: str) -> Response:
    """An answer with Stripe's headers."""
    response = Response(
        json.dumps(answer.body, indent=2), status=answer.status, mimetype="application/json"
    )
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    if key := request.headers.get("Idempotency-Key"):
        response.headers["Idempotency-Key"] = key
        response.headers["Original-Request"] = answer.request
    if answer.request != request_id:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def unknown_url() -> ApiError:
    """404 for what no endpoint serves."""
    return ApiError(
        404,
        "invalid_request_error",
        f"Unrecognized request URL ({request.method}: {request.path}). Please see "
        "https://stripe.com/docs or we can help at https://support.stripe.com/.",
    )


def _authorize(world: World, operation: Operation) -> bool:
    """Whether a browser's key was used; raises `ApiError` for a wrong one."""
    key = _key()
    if key == world.options.publishable_key:
        if not operation.publishable:
            raise ApiError(
                401,
                "invalid_request_error",
                "This API call cannot be made with a publishable API key. Please use a secret API "
                "key. You can find a list of your API keys at "
                "https://dashboard.stripe.com/account/apikeys.",
                code="secret_key_required",
            )
    elif not key:
        raise ApiError(
            401,
            "invalid_request_error",
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )
    elif key not in world.options.secret_keys:
        hidden = f"{key[:8]}{'*' * 8}{key[-4:]}" if len(key) > 16 else "*" * len(key)
        raise ApiError(401, "invalid_request_error", f"Invalid API Key provided: {hidden}")
    _check_headers(world)
    return key == world.options.publishable_key


def _check_headers(world: World) -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise invalid(
            f"Invalid Stripe API version: {version}. The fake Stripe speaks {API_VERSION}, the "
            "version of the installed SDK.",
        )
    account = request.headers.get("Stripe-Account")
    if account and account != account_id(world):
        raise ApiError(
            403,
            "invalid_request_error",
            f"The provided key does not have access to account '{account}' (or that account does "
            "not exist). Application access may have been revoked.",
            code="account_invalid",
        )


def _key() -> str:
    """The API key, from Bearer or Basic authorization."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return b64decode(value).decode().partition(":")[0]
        except (NotBase64, UnicodeDecodeError):
            return ""
    return ""


def _query() -> str:
    return request.query_string.decode()


def _hang_up() -> None:
    """Break the connection; what is written to it afterwards reaches nobody."""
    connection: Any = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
