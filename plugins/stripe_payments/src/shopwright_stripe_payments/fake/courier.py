"""Sends the webhooks that are due, from a thread of its own."""

from __future__ import annotations

import http.client
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from shopwright_stripe_payments.fake.outbox import Outbox, Parcel

_AT_ONCE = 4
_ATTEMPT_SECONDS = 8.0
_LONGEST_WAIT = 0.5
log = logging.getLogger(__name__)


class Courier:
    """Takes what is due from the outbox, a few at a time, until `stop`.

    Something is due no longer once the receiver has answered, so whatever a kill interrupts is
    sent again: at least once, as Stripe does.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._wake = threading.Event()
        self._stopping = False
        self._under_way: set[int] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to send."""
        self._thread = threading.Thread(target=self._run, name="fake-stripe-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send no more; waits for those under way."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    def _run(self) -> None:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="fake-stripe-webhook") as pool:
            while not self._stopping:
                self._wake.clear()
                free = _AT_ONCE - len(self._under_way)
                for parcel in self._outbox.due(free, [*self._under_way]) if free else ():
                    self._under_way.add(parcel.id)
                    pool.submit(self._deliver, parcel)
                self._wake.wait(self._pause())

    def _pause(self) -> float:
        if len(self._under_way) >= _AT_ONCE:
            return _LONGEST_WAIT
        due = self._outbox.next_due()
        if due is None:
            return _LONGEST_WAIT
        return min(max(due - time.time(), 0.005), _LONGEST_WAIT)

    def _deliver(self, parcel: Parcel) -> None:
        status = None
        try:
            status = send(parcel)
        except (OSError, http.client.HTTPException) as error:
            log.info("webhook to %s: %s", parcel.url, error)
        finally:
            if not self._stopping:
                self._outbox.answered(parcel.id, status)
            self._under_way.discard(parcel.id)
            self._wake.set()


def send(parcel: Parcel) -> int:
    """POST it once, and what the receiver answered; raises OSError and HTTPException."""
    address = urlsplit(parcel.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=_ATTEMPT_SECONDS)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
    }
    if parcel.signature:
        headers["Stripe-Signature"] = parcel.signature
    try:
        path = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
        connection.request("POST", path, body=parcel.payload.encode(), headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
