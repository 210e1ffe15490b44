"""What can go wrong with a call to another machine.

ShopError
├── AddressRefused        422  the address may not be called; nothing was sent
└── OutboundFailed        503
    ├── HostUnknown            its name cannot be resolved
    ├── ConnectionFailed       it refused, hung up, or its certificate is not valid
    ├── TimedOut               the time for the whole call was over
    ├── TooManyRedirects
    ├── AnswerTooLarge
    └── BadAnswer              it answered with an error, or with what is no JSON

Messages name the host, never the path: both paths and queries hold secrets of some services.
"""

from __future__ import annotations

from shopwright.platform.errors import Invalid, Unavailable


class AddressRefused(Invalid):
    """The address is malformed, leads into a private network, or holds a password."""

    code = "address_refused"


class OutboundFailed(Unavailable):
    """The other machine did not do what it was asked. `lasting`: trying again will not help."""

    code = "outbound_failed"
    lasting = False


class HostUnknown(OutboundFailed):
    """No machine of this name can be found."""

    code = "outbound_host_unknown"

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} cannot be found")


class ConnectionFailed(OutboundFailed):
    """There was no connection, or it broke; the other side may have heard us nevertheless."""

    code = "outbound_connection_failed"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host} did not answer ({reason})")


class TimedOut(OutboundFailed):
    """The call took longer than it may; the other side may have heard us nevertheless."""

    code = "outbound_timed_out"

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} took too long: more than {seconds:g} seconds")


class TooManyRedirects(OutboundFailed):
    """Each answer led to another address."""

    code = "outbound_too_many_redirects"
    lasting = True

    def __init__(self, host: str, limit: int) -> None:
        super().__init__(f"{host} sent us on more than {limit} times: too many redirects")


class AnswerTooLarge(OutboundFailed):
    """The answer is longer than the caller wants to hold."""

    code = "outbound_answer_too_large"
    lasting = True

    def __init__(self, host: str, limit: int) -> None:
        super().__init__(f"the answer of {host} is larger than {limit} bytes")


class BadAnswer(OutboundFailed):
    """The other side answered, but not what is of use; `answer_status` is its HTTP status."""

    code = "outbound_bad_answer"

    def __init__(self, host: str, status: int, reason: str = "") -> None:
        super().__init__(reason or f"{host} answered {status}")
        self.answer_status = status
        self.lasting = 400 <= status < 500 and status not in (408, 425, 429)
