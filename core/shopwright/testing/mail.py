"""A mail server for tests, and what arrived at it.

with mail_server() as inbox:
    send_something_to("127.0.0.1", inbox.port)
    assert inbox.to("ada@example.com")[0]["Subject"] == "Hello"
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

__all__ = ["Inbox", "mail_server"]


@dataclass(slots=True)
class Inbox:
    """`mails` are (sender, recipients, message), in the order of arrival.

    What stands in `rcpt_answers` and `data_answers` is answered, in turn, in place of taking an
    address or a mail: `"451 try again"`. An answer of `250` takes it all the same.
    """

    port: int = 0
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    rcpt_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        """The messages that went to `address`."""
        return [message for _, addresses, message in self.mails if address in addresses]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Called by aiosmtpd for each recipient."""
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Called by aiosmtpd for each mail."""
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=default)
            self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), message))
        return answer


class _Server(Controller):
    """Listens on a port that the system chose."""

    def __init__(self, inbox: Inbox, **options: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        inbox.port = self._socket.getsockname()[1]
        super().__init__(inbox, hostname="127.0.0.1", port=inbox.port, **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


@contextlib.contextmanager
def mail_server(**options: Any) -> Iterator[Inbox]:
    """Run a server on 127.0.0.1; `options` are those of aiosmtpd's SMTP (TLS, authentication)."""
    inbox = Inbox()
    server = _Server(inbox, **options)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()
