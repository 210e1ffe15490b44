"""What a merchant can set."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from shopwright import PluginSettings, Shown

_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.[^@\s<>,;:\".]+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_SERVER, _SENDER = Shown(group="Mail server"), Shown(group="Sender")
_SECURITY = Shown(
    group="Mail server",
    choices={"starttls": "STARTTLS", "tls": "TLS", "none": "None, for a server on this machine"},
)
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _address(value: str) -> str:
    value = value.strip()
    if value and not _ADDRESS.fullmatch(value):
        raise ValueError(f"'{value}' is no e-mail address")
    return value


def _one_line(value: str) -> str:
    if any(not character.isprintable() for character in value):
        raise ValueError("it must be one line")
    return value.strip()


def link(*placeholders: str) -> AfterValidator:
    """A link that must hold these placeholders, and may hold `{shop_url}`."""

    def check(value: str) -> str:
        found = set(_PLACEHOLDER.findall(value))
        missing = [name for name in placeholders if name not in found]
        unknown = sorted(found - {"shop_url", *placeholders})
        if missing or unknown:
            known = ", ".join(f"{{{name}}}" for name in (*placeholders, "shop_url"))
            wrong = f"{{{(missing or unknown)[0]}}}"
            raise ValueError(f"{wrong} is {'missing' if missing else 'unknown'}; there are {known}")
        if not value.startswith(("{shop_url}", "https://", "http://")):
            raise ValueError("it must begin with {shop_url} or with https://")
        return value

    return AfterValidator(check)


Address = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_one_line), Field(max_length=120)]
TokenLink = Annotated[str, link("token")]
OrderLink = Annotated[str, link("order_id", "token")]


class Links(PluginSettings):
    """Where the mails' buttons lead: to the pages of your storefront."""

    verify_email: TokenLink = "{shop_url}/account/verify?token={token}"
    change_email: TokenLink = "{shop_url}/account/confirm-email?token={token}"
    reset_password: TokenLink = "{shop_url}/account/reset?token={token}"  # noqa: S105
    sign_in: Annotated[str, link()] = "{shop_url}/account/login"
    order: OrderLink = "{shop_url}/orders/{order_id}?token={token}"
    staff_password: TokenLink = "{shop_url}/admin/password?token={token}"  # noqa: S105


class Settings(PluginSettings):
    """Settings of e-mail notifications. Without a server, mails are kept and not sent."""

    host: Annotated[Line, _SERVER] = Field(
        "", title="SMTP server", description="Empty: keep mails, send nothing."
    )
    port: Annotated[int | None, _SERVER] = Field(
        None, ge=1, le=65535, description="587, 465 or 25 when empty."
    )
    security: Annotated[Literal["starttls", "tls", "none"], _SECURITY] = Field(
        "starttls", validate_default=True
    )
    user: Annotated[Line, _SERVER] = Field("", validate_default=True)
    password: Annotated[SecretStr, _SERVER] = SecretStr("")
    from_address: Annotated[Address, _SENDER] = Field("", validate_default=True)
    from_name: Annotated[Line, _SENDER] = Field("", description="The shop's name when empty.")
    reply_to: Annotated[Address, _SENDER] = ""
    copies_to: tuple[Address, ...] = Field(
        (),
        max_length=10,
        description="Get a copy of each mail about an order, which customers don't see, and what "
        "plugins tell staff.",
    )
    staff_channels: tuple[Line, ...] = Field(
        ("email",),
        max_length=10,
        title="Tell staff by",
        description="`email`, for those who get copies, and what other plugins bring.",
    )
    accent: str = Field("#2f4a3c", pattern=r"^#[0-9a-fA-F]{6}$", description="Color of buttons.")
    links: Links = Links()
    keep_days: int = Field(90, ge=31, le=3650, description="Days that mails stay in the mailbox.")

    @field_validator("user")
    @classmethod
    def _never_a_password_in_the_clear(cls, user: str, info: ValidationInfo) -> str:
        host = info.data.get("host", "")
        if user and info.data.get("security") == "none" and host not in _LOCAL:
            raise ValueError(
                "security 'none' would send the password in the clear; use starttls or tls"
            )
        return user

    @field_validator("from_address")
    @classmethod
    def _a_server_needs_a_sender(cls, address: str, info: ValidationInfo) -> str:
        if info.data.get("host") and not address:
            raise ValueError("say which address your mails come from")
        return address

    @property
    def port_in_force(self) -> int:
        """The port, or the one that belongs to the kind of security."""
        return self.port or _PORTS[self.security]
