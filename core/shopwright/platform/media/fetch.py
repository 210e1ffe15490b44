"""Downloading pictures from addresses that somebody else wrote."""

from __future__ import annotations

from shopwright.platform.outbound import AddressRefused, HttpClient, OutboundFailed

_REDIRECTS = 3
_SECONDS = 30.0


class FetchFailed(Exception):
    """The download did not succeed; the message says why. `lasting`: trying again will not help."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


def fetch(url: str, *, max_bytes: int) -> bytes:
    """The content at `url`, of any public machine. Raises `FetchFailed`."""
    try:
        found = HttpClient("media").get(
            url,
            headers={"Accept": "image/*"},
            max_bytes=max_bytes,
            seconds=_SECONDS,
            redirects=_REDIRECTS,
            public_only=True,
            allow_http=True,
        )
        return found.raise_for_status().content
    except AddressRefused as error:
        raise FetchFailed(error.message, lasting=True) from error
    except OutboundFailed as error:
        raise FetchFailed(error.message, lasting=error.lasting) from error
