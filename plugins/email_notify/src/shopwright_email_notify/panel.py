"""Beside a customer: what was mailed to them."""

from __future__ import annotations

from uuid import UUID

from shopwright import Badge, Context, Link, PanelContent, Table
from shopwright.commerce.customers import CustomerNotFound, customer
from sqlalchemy import select

from shopwright_email_notify.models import Mail

_MOST = 10
_STATES = {
    "sending": Badge(text="being sent", tone="info"),
    "sent": Badge(text="sent", tone="ok"),
    "refused": Badge(text="refused", tone="error"),
    "kept": Badge(text="kept", tone="warn"),
}
_MAILBOX = "/admin/x/email_notify/mailbox"


def of_customer(customer_id: UUID, ctx: Context) -> PanelContent | None:
    """The latest ten; None when there is none."""
    try:
        address = customer(customer_id).email
    except CustomerNotFound:
        return None
    statement = select(Mail.id, Mail.subject, Mail.state, Mail.created_at)
    latest = statement.where(Mail.recipient == address).order_by(Mail.id.desc()).limit(_MOST)
    with ctx.read() as db:
        found = db.execute(latest).all()
    rows = tuple(
        (Link(text=mail.subject, url=f"{_MAILBOX}/{mail.id}"), _STATES[mail.state], mail.created_at)
        for mail in found
    )
    table = Table(columns=("Mail", "State", "When"), rows=rows)
    return PanelContent(blocks=(table,)) if rows else None
