"""How Stripe's library reaches the network: by the shop's own client, and never for long.

The library would wait 80 seconds and try again by itself. Here everything that one operation asks
shares eight seconds, so that whoever waits is answered within ten; repeating is left to the shop,
which has stored the key to repeat it with.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import stripe
from shopwright import HttpClient, OutboundFailed

SECONDS = 8.0
CONNECT_SECONDS = 2.0
_MAX_BYTES = 8 * 1024 * 1024  # a page of a hundred events, each with its object


class Transport(stripe.HTTPClient):
    """One operation's way to Stripe; it ends `seconds` after it was made."""

    name = "shopwright"

    def __init__(self, http: HttpClient, *, seconds: float = SECONDS) -> None:
        super().__init__()
        self._http = http
        self._ends_at = time.monotonic() + seconds

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: str | None = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Ask once. Raises `stripe.APIConnectionError` when there is no answer in time."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise stripe.APIConnectionError("there was no time left")  # type: ignore[no-untyped-call]
        try:
            answer = self._http.request(
                method.upper(),
                url,
                headers=dict(headers or {}),
                seconds=left,
                connect_seconds=CONNECT_SECONDS,
                max_bytes=_MAX_BYTES,
                idempotent=False,
                content=(post_data or "").encode(),
            )
        except OutboundFailed as error:
            raise stripe.APIConnectionError(error.message) from error  # type: ignore[no-untyped-call]
        return answer.content.decode("utf-8", "replace"), answer.status, answer.headers

    def close(self) -> None:
        """Connections are the shop's, and kept for the next operation."""
