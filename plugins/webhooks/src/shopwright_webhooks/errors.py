"""What can go wrong with webhooks.

ShopError
├── EndpointNotFound     404
├── MessageNotFound      404
├── EndpointInvalid      422  its address or its events
├── EndpointDisabled     409
├── TooManyEndpoints     409
├── TooManySecrets       409
└── MessageWaiting       409
"""

from __future__ import annotations

from uuid import UUID

from shopwright import Conflict, Invalid, NotFound, Problem


class EndpointNotFound(NotFound):
    """No endpoint has this id."""

    code = "webhook_endpoint_not_found"

    def __init__(self, endpoint_id: UUID) -> None:
        super().__init__(f"There is no webhook endpoint {endpoint_id}.")


class MessageNotFound(NotFound):
    """No message has this id, or it is so old that it was removed."""

    code = "webhook_message_not_found"

    def __init__(self, message_id: UUID) -> None:
        super().__init__(f"There is no webhook message {message_id}.")


class EndpointInvalid(Invalid):
    """Something about an endpoint that cannot be saved; `problems` names the fields."""

    code = "webhook_endpoint_invalid"

    def __init__(self, field: str, message: str, *, code: str = "invalid") -> None:
        problem = Problem(code=code, message=message, field=field)
        super().__init__("The endpoint cannot be saved.", problems=[problem])


class EndpointDisabled(Conflict):
    """Nothing is sent to it."""

    code = "webhook_endpoint_disabled"

    def __init__(self) -> None:
        super().__init__("The endpoint is disabled; enable it first.")


class TooManyEndpoints(Conflict):
    """Each event is sent to each of them."""

    code = "webhook_endpoints_too_many"

    def __init__(self, limit: int) -> None:
        super().__init__(f"There are {limit} endpoints, and no more are possible; remove one.")


class TooManySecrets(Conflict):
    """Rotations overlap."""

    code = "webhook_secrets_too_many"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"{limit} secrets of this endpoint are in force; wait until the oldest has run out, or "
            "rotate with an overlap of 0 hours."
        )


class MessageWaiting(Conflict):
    """It is going to be sent anyway."""

    code = "webhook_message_waiting"

    def __init__(self) -> None:
        super().__init__("The message waits for its next attempt already.")
