"""What crosses the border of this area: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address. `country` is an ISO 3166 code of two letters; `region` its state or province.

    Not checked by itself: see `validate_address` and `normalize_address`.
    """

    country: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """First and last name as one line."""
        return f"{self.first_name} {self.last_name}".strip()

    def to_dict(self) -> dict[str, str]:
        """As JSON holds it; `Address.from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> Address:
        """From stored JSON; keys that an older or newer version wrote are ignored."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressEntry:
    """One entry of an address book."""

    id: UUID
    address: Address
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer, as staff and the customer see it. `verified`: the mail address is proven."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    locale: str
    group: str
    note: str
    accepts_marketing: bool
    active: bool
    verified: bool
    has_password: bool
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        """First and last name as one line; may be empty."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInCustomer:
    """Who holds a customer's session cookie."""

    customer_id: UUID
    session_id: UUID
    first_name: str
    group: str
    locale: str
