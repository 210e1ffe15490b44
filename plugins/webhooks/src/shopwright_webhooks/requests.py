"""One request: the body, its headers and signatures, and an excerpt of both sides for the log."""

from __future__ import annotations

import time
from dataclasses import dataclass

from shopwright import (
    AddressRefused,
    CannotUnseal,
    Context,
    HttpResponse,
    OutboundFailed,
    redact_text,
)

from shopwright_webhooks.endpoints import in_force
from shopwright_webhooks.messages import webhook_id
from shopwright_webhooks.models import Endpoint, Message
from shopwright_webhooks.signing import signatures

_EXCERPT = 2000
_MAX_ANSWER = 1024 * 1024
# Refusals of this message; every other failure is taken for the endpoint's trouble.
_ABOUT_THE_MESSAGE = frozenset({400, 409, 413, 415, 422})
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request."""

    status: int | None
    error: str
    milliseconds: int
    request: str
    response: str

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == _GONE

    @property
    def about_the_message(self) -> bool:
        """Whether another message may fare better."""
        return self.status in _ABOUT_THE_MESSAGE


def post(ctx: Context, endpoint: Endpoint, message: Message, *, seconds: int) -> Outcome:
    """Send a message once. Never raises for what the other side does.

    Redirects are not followed: a receiver that moved should say so to the merchant.
    """
    headers = {
        "Content-Type": "application/json",
        "webhook-id": webhook_id(message.id),
        "webhook-timestamp": str(int(ctx.now().timestamp())),
    }
    answer: HttpResponse | None = None
    error = ""
    began = time.monotonic()
    try:
        answer = ctx.http.post(
            endpoint.url,
            content=message.body.encode(),
            headers={**headers, "webhook-signature": _signature(ctx, endpoint, message, headers)},
            seconds=seconds,
            max_bytes=_MAX_ANSWER,
            public_only=True,
        )
        error = _complaint(answer)
    except (AddressRefused, OutboundFailed) as failure:
        error = failure.message
    except CannotUnseal as failure:
        error = f"{failure}; rotate the endpoint's secret"
    return Outcome(
        status=answer.status if answer else None,
        error=error[:_EXCERPT],
        milliseconds=round((time.monotonic() - began) * 1000),
        request=_request_excerpt(headers, message),
        response=_response_excerpt(answer) if answer else "",
    )


def _signature(ctx: Context, endpoint: Endpoint, message: Message, headers: dict[str, str]) -> str:
    keys = [ctx.unseal(item["sealed"]) for item in in_force(endpoint.secrets, ctx.now())]
    timestamp = int(headers["webhook-timestamp"])
    return signatures(keys, headers["webhook-id"], timestamp, message.body.encode())


def _complaint(answer: HttpResponse) -> str:
    if answer.ok:
        return ""
    if 300 <= answer.status < 400:
        return f"it answered {answer.status} and leads elsewhere; enter the address it moved to"
    return f"it answered {answer.status}"


def _request_excerpt(headers: dict[str, str], message: Message) -> str:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\n".join([*lines, "", message.body])[:_EXCERPT]


def _response_excerpt(answer: HttpResponse) -> str:
    """Without cookies and the like: of the headers, the kind of content alone."""
    kind = answer.headers.get("Content-Type", "")
    text = redact_text(f"Content-Type: {kind}\n\n{answer.text[: 2 * _EXCERPT]}")
    return text.replace("\x00", "")[:_EXCERPT]
