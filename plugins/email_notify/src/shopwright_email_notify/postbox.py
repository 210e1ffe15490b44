"""Once each: the mail's row is looked up, written before sending, and completed afterwards.

Nothing is sent inside a transaction. If the process dies between sending and noting it, the mail is
sent again with the same Message-ID, by which mail programs recognize it as the one they have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from shopwright import Context
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from shopwright_email_notify import smtp
from shopwright_email_notify.models import DONE, Mail
from shopwright_email_notify.rendering import Rendered
from shopwright_email_notify.settings import Settings

# Longer than sending can take: connection, sign-in and six commands of ten seconds each.
_LEASE = timedelta(minutes=2)
_ERROR_LENGTH = 500


class BeingSent(Exception):
    """Another worker is at this mail right now; the delivery is tried again later."""


def post(
    ctx: Context,
    settings: Settings,
    key: str,
    compose: Callable[[], Rendered | None],
    *,
    settles: bool = True,
) -> None:
    """Send the mail that is known by `key`, unless that was done before.

    `compose` is called only if it was not; None means that there is nothing to say any more. With
    `settles` the delivery is done together with the last note about this mail.
    """
    with ctx.read() as db:
        state = db.scalars(select(Mail.state).where(Mail.key == key)).first()
    if state in DONE:
        return
    mail = compose()
    if mail is None or not mail.letter.recipient:
        return
    if settings.host:
        _send(ctx, settings, key, mail, again=state is not None, settles=settles)
    else:
        _keep(ctx, settings, key, mail, settles=settles)


def _keep(ctx: Context, settings: Settings, key: str, mail: Rendered, *, settles: bool) -> None:
    """No server is set. Links that work are kept on a developer's machine only."""
    stored = mail if ctx.shop.development else mail.without_secret()
    if not ctx.shop.development:
        ctx.log.warning("no SMTP server is set: a mail is kept, not sent", kind=mail.letter.kind)
    with ctx.transaction(settles=settles) as db:
        db.add(_row(ctx, settings, key, stored, state="kept"))
        db.execute(_outdated(ctx, settings))


def _send(
    ctx: Context, settings: Settings, key: str, mail: Rendered, *, again: bool, settles: bool
) -> None:
    ctx.check_network(f"the mail server {settings.host}")
    identity = _claim_again(ctx, key, mail) if again else _claim(ctx, settings, key, mail)
    message = smtp.build(mail, settings, ctx.shop, identity=identity, at=ctx.now())
    try:
        smtp.send(message, settings, recipient=mail.letter.recipient)
    except smtp.Refused as error:
        ctx.log.warning("a mail was refused", kind=mail.letter.kind, error=str(error))
        _note(ctx, key, {"state": "refused", "error": str(error)}, settles=settles)
        return
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
        _note(ctx, key, {"error": text}, settles=False)
        raise
    done = {"state": "sent", "sent_at": ctx.now(), "error": None}
    _note(ctx, key, done, settles=settles)
    if mail.letter.order_id is not None:
        _copy_to_staff(ctx, settings, message)


def _claim(ctx: Context, settings: Settings, key: str, mail: Rendered) -> str:
    """Write down that the mail is about to be sent. Returns its Message-ID."""
    row = _row(ctx, settings, key, mail.without_secret(), state="sending")
    row.sending_until, row.attempts = ctx.now() + _LEASE, 1
    identity = row.message_id
    try:
        with ctx.transaction(settles=False) as db:
            db.add(row)
            db.execute(_outdated(ctx, settings))
    except IntegrityError as error:
        raise BeingSent(f"the mail {key} is being sent by another worker") from error
    return identity


def _claim_again(ctx: Context, key: str, mail: Rendered) -> str:
    """Take up a mail whose sending failed, or was never heard of again."""
    stored = mail.without_secret()
    with ctx.transaction(settles=False) as db:
        claimed = db.scalars(
            update(Mail)
            .where(Mail.key == key, Mail.state == "sending")
            .where(or_(Mail.sending_until.is_(None), Mail.sending_until <= ctx.now()))
            .values(
                sending_until=ctx.now() + _LEASE,
                attempts=Mail.attempts + 1,
                text=stored.text,
                html=stored.html,
            )
            .returning(Mail.message_id)
        ).first()
    if claimed is None:
        raise BeingSent(f"the mail {key} is being sent by another worker")
    return str(claimed)


def _note(ctx: Context, key: str, values: Mapping[str, Any], *, settles: bool) -> None:
    with ctx.transaction(settles=settles) as db:
        db.execute(update(Mail).where(Mail.key == key).values(sending_until=None, **values))


def _copy_to_staff(ctx: Context, settings: Settings, message: EmailMessage) -> None:
    """A courtesy: when it fails, the customer's mail has been sent all the same."""
    for address in settings.copies_to:
        try:
            smtp.send(message, settings, recipient=address)
        except Exception as error:
            ctx.log.warning("a copy was not sent", address=address, error=str(error))


def _row(ctx: Context, settings: Settings, key: str, mail: Rendered, *, state: str) -> Mail:
    return Mail(
        key=key,
        kind=mail.letter.kind,
        recipient=mail.letter.recipient,
        locale=mail.letter.words.locale,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=smtp.message_id(key, smtp.domain_of(settings, ctx.shop)),
        state=state,
        created_at=ctx.now(),
    )


def _outdated(ctx: Context, settings: Settings) -> Any:
    oldest = ctx.now() - timedelta(days=settings.keep_days)
    return delete(Mail).where(Mail.created_at < oldest)
