"""Shapes that several endpoints share: money and addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field

from shopwright.commerce.customers import Address, checked_address
from shopwright.http.rest.kit import Model, OutModel
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.runtime import runtime


class MoneyOut(OutModel):
    """An amount in minor units (cents; for JPY whole yen) of an ISO 4217 currency."""

    amount: int = Field(examples=[4800])
    currency: str = Field(examples=["EUR"])


class AddressIn(Model):
    """A postal address; which fields it needs depends on the country."""

    country: str = Field(pattern=r"^[A-Z]{2}$", examples=["DE"], description="ISO 3166, 2 letters.")
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    company: str = Field(default="", max_length=100)
    address1: str = Field(default="", max_length=200)
    address2: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=40)

    def checked(self, field: str) -> Address:
        """As a value, normalized. Raises `InvalidAddress` with problems below `field`."""
        return checked_address(Address(**self.model_dump()), field=field)


class AddressOut(OutModel):
    """A postal address."""

    country: str
    first_name: str
    last_name: str
    company: str
    address1: str
    address2: str
    city: str
    region: str
    postal_code: str
    phone: str


def own_url(url: str, field: str) -> str:
    """`url`, if it leads to the shop or to an origin that may call it. Raises `Invalid`."""
    settings = runtime().settings
    if url != settings.public_url and _origin(url) not in {
        _origin(settings.public_url),
        *settings.cors_origins,
    }:
        message = "It must lead to this shop, or to an origin of the setting cors_origins."
        raise Invalid(message, problems=[Problem(code="foreign_url", message=message, field=field)])
    return url


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""
