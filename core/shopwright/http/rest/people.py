"""Customers and their things, as both sides of the API show them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shopwright.commerce.customers import Address, AddressEntry
from shopwright.http.rest.kit import Model, OutModel
from shopwright.http.rest.shapes import AddressIn, AddressOut
from shopwright.platform.accounts import SessionView

# Lengths only: what makes an address or a good password is said by commerce, in better sentences.
Email = Annotated[str, StringConstraints(min_length=1, max_length=254)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(max_length=200)]
PermissionName = Annotated[str, StringConstraints(max_length=80)]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=35)
]


class AcceptedOut(OutModel):
    """The request was taken; what comes of it arrives by mail."""

    message: str


class PasswordResetIn(Model):
    """Whose password is to be set anew."""

    email: Email


class NewPasswordIn(Model):
    """The token from the mail, and the new password."""

    token: Token
    password: Password


class PasswordChangeIn(Model):
    """The password in force, and the one to come."""

    current_password: Password
    new_password: Password


class AddressEntryIn(AddressIn):
    """An entry of an address book."""

    default: bool = Field(default=False, description="Make it the one that is offered first.")

    def to_address(self) -> Address:
        """The value that commerce works with; not checked yet."""
        return Address(**self.model_dump(exclude={"default"}))


class AddressEntryOut(AddressOut):
    """An entry of an address book."""

    id: UUID
    default: bool

    @classmethod
    def of(cls, entry: AddressEntry) -> AddressEntryOut:
        """From the value that commerce gives."""
        return cls(id=entry.id, default=entry.is_default, **entry.address.to_dict())


class SignInOut(OutModel):
    """A browser that is signed in. `current`: the one that asks."""

    id: UUID
    current: bool
    created_at: datetime
    seen_at: datetime
    address: str
    user_agent: str

    @classmethod
    def of(cls, view: SessionView, current: UUID | None) -> SignInOut:
        """From the value that the platform gives."""
        return cls(
            id=view.id,
            current=view.id == current,
            created_at=view.created_at,
            seen_at=view.seen_at,
            address=view.address,
            user_agent=view.user_agent,
        )
