"""Where a plugin hears of what happened elsewhere: at the payment provider, in the warehouse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shopwright.platform.errors import ShopError, Unauthenticated
from shopwright.platform.hooks import Context, check_function, scoped_boot_hook

MAX_BODY = 1024 * 1024
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_LONGEST_ID = 255


class ForgedWebhook(Unauthenticated):
    """401: it was not sent by whom it claims, or so long ago that somebody may be repeating it."""

    code = "forged_webhook"


class UnreadableWebhook(ShopError):
    """400: it is no event of this service, or lacks what every one has."""

    code = "unreadable_webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedEvent:
    """What a service told, believed. `id` is the service's own, the same however often it is sent.

    `payload` holds JSON values; they are kept until 30 days after the event was handled.
    """

    id: str
    payload: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not 1 <= len(self.id) <= _LONGEST_ID or not self.id.isprintable():
            raise ValueError(f"an event's id has 1 to {_LONGEST_ID} printable characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """An address for a service: `POST /api/v1/plugins/<plugin id>/webhooks/<name>`.

    `verify(headers, body, ctx)` says whether to believe it; headers have their names in lower case,
    and the body is what came, byte by byte. Compare signatures in constant time
    (`hmac.compare_digest`, of bytes). Raise `ForgedWebhook` or `UnreadableWebhook` to refuse it:
    then nothing is stored. Any other exception is answered by 503, so that the service tries again, and
    so is a `verify` that takes more than five seconds: leave whatever else there is to ask to `handle`.

    `handle(event, ctx)` does the work, in a worker. It may run twice, as `-ed` hooks may, and events
    come in any order: take one as a hint to look at the service. More than `max_bytes` are refused.
    """

    name: str
    verify: Callable[[Mapping[str, str], bytes, Context], VerifiedEvent]
    handle: Callable[[VerifiedEvent, Context], None]
    max_bytes: int = MAX_BODY

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"'{self.name}' is no name for an endpoint; use words like 'events'")
        for part, value in (("verify", self.verify), ("handle", self.handle)):
            check_function(value, f"the {part} of the endpoint '{self.name}'")
        if not 1 <= self.max_bytes <= MAX_BODY:
            raise ValueError(f"the endpoint '{self.name}' takes 1 to {MAX_BODY} bytes")


@scoped_boot_hook
def webhook_endpoints(ctx: Context) -> Iterable[WebhookEndpoint]:
    """Returns the addresses at which services tell the plugin what happened.

    An event is stored before it is answered by 204, and handled in a worker: tried again when that
    fails, then a dead letter that staff see and replay. The same event again is answered by 204 and
    does nothing. While the plugin is disabled the address answers 404.

        class Warehouse(Plugin):
            @hooks.webhook_endpoints
            def endpoints(self, ctx: Context) -> list[WebhookEndpoint]:
                return [WebhookEndpoint(name="parcels", verify=self.verify, handle=self.handle)]

            def verify(
                self, headers: Mapping[str, str], body: bytes, ctx: Context
            ) -> VerifiedEvent:
                wanted = hmac.digest(ctx.settings.secret.encode(), body, "sha256").hex()
                given = headers.get("x-signature", "")
                if not hmac.compare_digest(given.encode(), wanted.encode()):
                    raise ForgedWebhook("The signature is wrong.")
                parcel = json.loads(body)
                return VerifiedEvent(id=parcel["event"], payload=parcel)

            def handle(self, event: VerifiedEvent, ctx: Context) -> None:
                ctx.log.info("a parcel moved", number=event.payload["number"])
    """
    raise NotImplementedError
