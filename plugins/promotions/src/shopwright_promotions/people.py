"""Who used a promotion: a customer, or the hash of a guest's address."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from uuid import UUID


def person_of(customer_id: UUID | None, email: str) -> str | None:
    """The customer; else the address in one spelling, hashed; None while neither is known."""
    if customer_id is not None:
        return f"customer:{customer_id}"
    return guest(email) if email.strip() else None


def guest(email: str) -> str:
    """How a guest with this address is stored."""
    folded = unicodedata.normalize("NFC", email.strip()).lower()
    return f"email:{sha256(folded.encode()).hexdigest()}"
