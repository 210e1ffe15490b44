"""Handing a mail to an SMTP server."""

from __future__ import annotations

import contextlib
import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from shopwright import Problem, ShopInfo

from shopwright_email_notify.rendering import Rendered
from shopwright_email_notify.settings import Settings

_TIMEOUT = 10.0
_TRY_TIMEOUT = 4.0  # somebody waits, and a check has ten seconds in all
_PERMANENT = 500


class Refused(Exception):
    """The other side will never take this mail for this address; trying again is no use."""


def message_id(key: str, domain: str) -> str:
    """The same for the same key, so that a mail that is sent again is known to be the same one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def domain_of(settings: Settings, shop: ShopInfo) -> str:
    """The sender's domain; the shop's own where no sender is set."""
    return settings.from_address.rpartition("@")[2] or urlsplit(shop.public_url).hostname or "shop"


def build(
    mail: Rendered, settings: Settings, shop: ShopInfo, *, identity: str, at: datetime
) -> EmailMessage:
    """The message with both its forms. `identity` is its Message-ID."""
    sender = settings.from_address or f"shop@{domain_of(settings, shop)}"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(mail.subject.split())
    message["From"] = Address(settings.from_name or shop.name, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.letter.recipient)
    if settings.reply_to:
        message["Reply-To"] = Address(addr_spec=settings.reply_to)
    message["Date"] = at
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    # not before: what begins with Content- moves into the first part
    message["Content-Language"] = mail.letter.words.language
    return message


def send(message: EmailMessage, settings: Settings, *, recipient: str) -> None:
    """Send to one address. Raises `Refused`, or what smtplib raises when it may work later."""
    with _connected(settings) as server:
        try:
            server.send_message(message, to_addrs=[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = error.recipients[recipient]
            if code >= _PERMANENT:
                text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
                raise Refused(f"{code} {text}") from error
            raise


def try_out(settings: Settings) -> Problem | None:
    """Connect and sign in, without sending anything; what keeps us from it."""
    server = f"{settings.host}:{settings.port_in_force}"
    try:
        with _connected(settings, timeout=_TRY_TIMEOUT):
            return None
    except smtplib.SMTPAuthenticationError:
        message = f"{server} does not take this user and password."
        return Problem(code="sign_in_refused", message=message, field="password")
    except smtplib.SMTPNotSupportedError as error:
        message = f"{server} cannot do this: {error}"
        return Problem(code="not_supported", message=message, field="security")
    except ssl.SSLError as error:
        message = f"There is no secure connection to {server}: {error.reason}"
        return Problem(code="not_secure", message=message, field="security")
    except (OSError, smtplib.SMTPException) as error:
        message = f"{server} does not answer as a mail server: {error}"
        return Problem(code="no_answer", message=message, field="host")


@contextmanager
def _connected(settings: Settings, *, timeout: float = _TIMEOUT) -> Iterator[smtplib.SMTP]:
    server = _connect(settings, timeout)
    try:
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
        yield server
    finally:
        # Once the server has taken the mail, trouble in saying goodbye does not undo it.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _connect(settings: Settings, timeout: float) -> smtplib.SMTP:
    host, port = settings.host, settings.port_in_force
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    server = smtplib.SMTP(host, port, timeout=timeout)
    if settings.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
