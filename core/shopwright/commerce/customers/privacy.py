"""What the law gives people: a copy of their data, and its erasing.

Areas that build on this one add their part of the copy with `exports_personal_data`; they erase
theirs when they hear `CustomerErased`. Plugins join `customer_erasing`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, delete, or_, select, update

from shopwright.commerce.custom_fields.commands import forget_values
from shopwright.commerce.custom_fields.queries import every_value
from shopwright.commerce.customers.commands.rows import locked
from shopwright.commerce.customers.hooks import CustomerErased, CustomerErasure, customer_erasing
from shopwright.commerce.customers.models import CustomerAddress
from shopwright.commerce.customers.queries import address_book, customer
from shopwright.platform import audit
from shopwright.platform.accounts import end_sessions, revoke_tokens, sessions_of
from shopwright.platform.clock import now
from shopwright.platform.db import command, session
from shopwright.platform.db.idempotency import forget_answers
from shopwright.platform.errors import JSON
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.events.outbox import emit
from shopwright.platform.hooks import join

Part = Callable[[UUID], JSON]
_parts: dict[str, Part] = {}
# Keys of event payloads whose values are about a person, wherever they stand in one.
_PERSONAL = frozenset(
    {
        "email",
        "current_email",
        "first_name",
        "last_name",
        "customer_name",
        "company",
        "address1",
        "address2",
        "city",
        "postal_code",
        "phone",
    }
)


def exports_personal_data(name: str) -> Callable[[Part], Part]:
    """Let the decorated function add its part, under `name`, to the copy a customer gets."""

    def decorate(part: Part) -> Part:
        _parts[name] = part
        return part

    return decorate


def export_customer(customer_id: UUID) -> dict[str, JSON]:
    """All that the shop holds about a customer, as JSON. Raises `CustomerNotFound`."""
    found = customer(customer_id)
    profile: dict[str, JSON] = {
        "id": str(found.id),
        "email": found.email,
        "first_name": found.first_name,
        "last_name": found.last_name,
        "phone": found.phone,
        "locale": found.locale,
        "group": found.group,
        "accepts_marketing": found.accepts_marketing,
        "verified": found.verified,
        "created_at": found.created_at.isoformat(),
    }
    sessions: list[JSON] = [
        {
            "created_at": item.created_at.isoformat(),
            "address": item.address,
            "browser": item.user_agent,
        }
        for item in sessions_of("customer", customer_id)
    ]
    book: list[JSON] = [dict(entry.address.to_dict()) for entry in address_book(customer_id)]
    parts = {name: part(customer_id) for name, part in sorted(_parts.items())}
    custom = every_value("customer", customer_id)
    known: dict[str, JSON] = {"profile": profile, "addresses": book, "sessions": sessions}
    return {**known, "custom": custom, **parts}


@command(durable=True)
def erase_customer(customer_id: UUID) -> None:
    """Remove the person and keep the number: the row stays, empty, so that orders keep an owner.

    Also scrubs what waits in the outbox and the stored answers. Raises `CustomerNotFound`.
    """
    row = locked(customer_id)
    email = row.email
    join(customer_erasing, CustomerErasure(customer_id=customer_id, email=email))
    end_sessions("customer", customer_id)
    revoke_tokens("customer", customer_id)
    db = session()
    db.execute(delete(CustomerAddress).where(CustomerAddress.customer_id == customer_id))
    forget_values(db, "customer", [customer_id])
    forget_answers(f"customer:{customer_id}", email)
    scrub_events(customer_id, email)
    for name in ("first_name", "last_name", "phone", "group", "note"):
        setattr(row, name, "")
    row.email = f"erased:{customer_id}"
    row.password_hash = None
    row.email_verified_at = None
    row.active = row.accepts_marketing = False
    row.erased_at = now()
    audit.record("customer.erase", "customer", customer_id)
    emit(CustomerErased(customer_id=customer_id))


def scrub_events(customer_id: UUID, email: str) -> None:
    """Blank what outbox payloads and error texts tell about the person, in the open transaction."""
    db = session()
    payload = OutboxEvent.payload
    rows = db.scalars(
        select(OutboxEvent).where(
            or_(
                payload["customer_id"].as_string() == str(customer_id),
                payload["email"].as_string() == email,
                cast(payload, String).contains(email, autoescape=True),
            )
        )
    ).all()
    for row in rows:
        row.payload = _scrubbed(row.payload)
    db.execute(
        update(OutboxDelivery)
        .where(OutboxDelivery.event_id.in_([row.id for row in rows]))
        .values(last_error=None)
    )


def _scrubbed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "" if key in _PERSONAL and isinstance(item, str) else _scrubbed(item)
            for key, item in value.items()
        }
    return [_scrubbed(item) for item in value] if isinstance(value, list) else value
