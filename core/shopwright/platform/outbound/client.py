"""`HttpClient`: how plugins, and the shop itself, talk to other machines; plugins have it as `ctx.http`.

    rates = ctx.http.get("https://api.carrier.example/rates", params={"to": "DE"}).json()
    ctx.http.post(url, json={"text": "Hello"}, public_only=True)    # a merchant typed `url`

It is refused inside transactions and compute hooks, where waiting for an answer would hold locks.
"""

from __future__ import annotations

import functools
import json as jsonlib
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode, urljoin

import structlog
from pydantic_core import to_json

from shopwright.platform.network import check_network
from shopwright.platform.outbound.addresses import Exceptions, Place, checked, parse
from shopwright.platform.outbound.errors import (
    AddressRefused,
    BadAnswer,
    ConnectionFailed,
    OutboundFailed,
    TimedOut,
    TooManyRedirects,
)
from shopwright.platform.outbound.transport import Answer, Call, exchange
from shopwright.platform.runtime import runtime

SECONDS = 10.0
CONNECT_SECONDS = 5.0
MAX_BYTES = 1024 * 1024
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_TRIES = 3
_PAUSE_SECONDS = 0.2
_PASSING = frozenset({502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
# What may be told to another machine than the one that the caller wrote to.
_HARMLESS_HEADERS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
_log = structlog.get_logger()


class Options(TypedDict, total=False):
    """What can be said of a request. Give one of `json`, `form` and `content`, or none.

    `public_only`: the address was written by somebody else. It must then lead to a public machine
    by https (in development, or with `allow_http`, http will do), on port 80 or 443, after every
    redirect too; what the setting `outbound_allowed` names is excepted.
    `idempotent`: asking twice does no harm, so a failure may be tried again; without it that is
    true of every method but POST and PATCH. `redirects`: how many are followed, for GET and HEAD.
    `seconds` are for all of it, tries and redirects included; `connect_seconds` (five) of them at
    most for getting a connection.
    """

    params: Mapping[str, Any]
    headers: Mapping[str, str]
    json: Any
    form: Mapping[str, Any]
    content: bytes
    seconds: float
    connect_seconds: float
    max_bytes: int
    idempotent: bool
    redirects: int
    public_only: bool
    allow_http: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """An answer, whatever its status. `url` is where it came from; `headers` ignore case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str

    @property
    def ok(self) -> bool:
        """Whether the status says so: 200 to 299."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The content as text that can be stored, in the charset that it names, else UTF-8."""
        named = re.search(r"charset=\"?([\w.:-]+)", self.headers.get("Content-Type", ""))
        try:
            found = self.content.decode(named.group(1) if named else "utf-8", "replace")
        except (LookupError, ValueError):
            found = self.content.decode("utf-8", "replace")
        return found.encode("utf-8", "replace").decode()  # some charsets yield lone surrogates

    def json(self) -> Any:
        """The content as JSON. Raises `BadAnswer` for what is none."""
        try:
            return jsonlib.loads(self.content)
        except ValueError as error:
            host = parse(self.url).host
            raise BadAnswer(host, self.status, f"{host} answered with what is no JSON") from error

    def raise_for_status(self) -> HttpResponse:
        """Itself when it is `ok`. Raises `BadAnswer`."""
        if not self.ok:
            raise BadAnswer(parse(self.url).host, self.status)
        return self


class HttpClient:
    """Requests in the name of `owner`: a plugin's id, or a part of the shop."""

    __slots__ = ("_owner",)

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def get(self, url: str, **options: Unpack[Options]) -> HttpResponse:
        """Ask for something. Raises as `request` does."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Unpack[Options]) -> HttpResponse:
        """Send something; tried once, unless `idempotent`. Raises as `request` does."""
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Unpack[Options]) -> HttpResponse:
        """Make a request within ten seconds; up to three tries, if asking twice does no harm.

        A status never raises: see `HttpResponse.raise_for_status`. Raises `AddressRefused`, an
        `OutboundFailed`, or `NetworkForbidden` inside transactions and compute hooks.
        """
        check_network(f"{method} by HTTP ('{self._owner}')")
        method = method.upper()
        if "params" in options:
            url += ("&" if "?" in url else "?") + urlencode(options["params"], doseq=True)
        call = self._call(method, options)
        tries = _TRIES if options.get("idempotent", method in _IDEMPOTENT) else 1
        return self._follow(url, call, options, tries)

    def check_public(self, url: str) -> None:
        """Whether `public_only` would let `url` through now, without calling it: before saving it.

        Resolves its name, so it is refused inside transactions. Raises `AddressRefused`,
        `HostUnknown`.
        """
        check_network(f"looking up an address ('{self._owner}')")
        self._place(url, {"public_only": True})

    def _call(self, method: str, options: Options) -> Call:
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": self._name()}
        body = options.get("content")
        if "json" in options:
            body, headers["Content-Type"] = to_json(options["json"]), "application/json"
        elif "form" in options:
            body = urlencode(options["form"], doseq=True).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        given = dict(options.get("headers", {}))
        names = {name.lower() for name in given}
        seconds = options.get("seconds", SECONDS)
        return Call(
            method=method,
            headers={k: v for k, v in headers.items() if k.lower() not in names} | given,
            body=body,
            max_bytes=options.get("max_bytes", MAX_BYTES),
            seconds=seconds,
            connect_seconds=options.get("connect_seconds", CONNECT_SECONDS),
            ends_at=time.monotonic() + seconds,
        )

    def _follow(self, url: str, call: Call, options: Options, tries: int) -> HttpResponse:
        limit = options.get("redirects", 0) if call.method in ("GET", "HEAD") else 0
        place = first = self._place(url, options)
        for hop in range(limit + 1):
            answer = self._try(place, call, tries)
            target = answer.headers.get("Location")
            if not limit or answer.status not in _MOVED or target is None:
                return HttpResponse(
                    status=answer.status, headers=answer.headers, content=answer.content, url=url
                )
            if hop < limit:
                url = urljoin(url, target)
                place = self._place(url, options)
                if place.origin != first.origin:
                    call = _without_secrets(call)
        raise TooManyRedirects(first.host, limit)

    def _place(self, url: str, options: Options) -> Place:
        if not options.get("public_only", False):
            return parse(url)
        settings = runtime().settings
        allow_http = options.get("allow_http", settings.environment == "development")
        try:
            exceptions = Exceptions.of(settings.outbound_allowed)
            return checked(url, exceptions, allow_http=allow_http)
        except AddressRefused as error:
            _log.warning("an address was refused", owner=self._owner, reason=error.message)
            raise

    def _try(self, place: Place, call: Call, tries: int) -> Answer:
        for number in range(1, tries + 1):
            last = number == tries
            pause = random.uniform(0.5, 1) * _PAUSE_SECONDS * 2**number  # noqa: S311
            try:
                answer = self._exchange(place, call)
            except (ConnectionFailed, TimedOut):
                if last or call.time_left <= pause:
                    raise
            else:
                if last or answer.status not in _PASSING or call.time_left <= pause:
                    return answer
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _exchange(self, place: Place, call: Call) -> Answer:
        """Logs the host alone: paths and queries hold the secrets of some services."""
        began = time.monotonic()
        outcome: int | str = "failed"
        try:
            answer = exchange(place, call)
            outcome = answer.status
            return answer
        except OutboundFailed as error:
            outcome = error.code
            raise
        finally:
            _log.info(
                "outbound request",
                owner=self._owner,
                method=call.method,
                host=place.host,
                outcome=outcome,
                ms=round((time.monotonic() - began) * 1000),
            )

    def _name(self) -> str:
        # Imported here for the reason that `Context.shop` has.
        from shopwright.platform.naming import shop_name

        shop = re.sub(r"[^ -'*-~]", "", shop_name()).strip()
        return f"Shopwright/{_version()} ({shop}; {self._owner})"


def _without_secrets(call: Call) -> Call:
    headers = {k: v for k, v in call.headers.items() if k.lower() in _HARMLESS_HEADERS}
    return replace(call, headers=headers)


@functools.cache
def _version() -> str:
    return version("shopwright")
