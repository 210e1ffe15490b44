"""Talking to other machines by HTTP: in time, in bounds, and not where strangers want to lead us."""

from __future__ import annotations

from shopwright.platform.outbound.client import HttpClient, HttpResponse
from shopwright.platform.outbound.errors import (
    AddressRefused,
    AnswerTooLarge,
    BadAnswer,
    ConnectionFailed,
    HostUnknown,
    OutboundFailed,
    TimedOut,
    TooManyRedirects,
)

__all__ = [
    "AddressRefused",
    "AnswerTooLarge",
    "BadAnswer",
    "ConnectionFailed",
    "HostUnknown",
    "HttpClient",
    "HttpResponse",
    "OutboundFailed",
    "TimedOut",
    "TooManyRedirects",
]
