"""What a merchant can set."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, SecretStr, ValidationInfo, field_validator
from shopwright import PluginSettings, Shown

Mode = Literal["test", "live"]
_PREFIXES = {"publishable_key": ("pk",), "secret_key": ("sk", "rk")}
_WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,}")
_KEY = re.compile(r"(pk|sk|rk)_(test|live)_[A-Za-z0-9_]{4,}")
_DESCRIPTOR = re.compile(r"[^<>\\'\"*]*[A-Za-z][^<>\\'\"*]*")
_KEYS = Shown(group="Account")
_CHECKOUT = Shown(group="At the checkout")
_MONEY = Shown(group="Taking the money")


class _Keys(PluginSettings):
    """The keys of one mode, as they stand in Stripe's dashboard under Developers."""

    publishable_key: str = Field(
        "", max_length=255, description="Begins with pk_. Needed by apps that bring their own form."
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Begins with sk_, or with rk_ if you gave it only the rights it needs.",
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        title="Signing secret of the webhook",
        description="Begins with whsec_. Without one no webhook is believed.",
    )
    previous_webhook_secret: SecretStr = Field(
        SecretStr(""),
        title="Previous signing secret",
        description="While you change over to a new one: both are believed.",
    )
    previous_until: AwareDatetime | None = Field(
        None,
        title="Previous secret is believed until",
        description="Stripe keeps an old secret alive for 24 hours at most.",
        validate_default=True,
    )

    @field_validator("webhook_secret", "previous_webhook_secret")
    @classmethod
    def _is_a_signing_secret(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().strip()
        if text and not _WEBHOOK_SECRET.fullmatch(text):
            raise ValueError("a signing secret begins with whsec_; it is beside the webhook")
        return SecretStr(text)

    @field_validator("previous_until")
    @classmethod
    def _a_previous_secret_ends(cls, until: Any, info: ValidationInfo) -> Any:
        previous = info.data.get("previous_webhook_secret")
        if previous and previous.get_secret_value() and until is None:
            raise ValueError("say until when the previous secret is believed")
        return until


def _checked(key: str, *, field: str, mode: Mode) -> str:
    """A key without blanks around it. Raises ValueError for one of another kind or mode."""
    text = key.strip()
    if not text:
        return text
    kinds = _PREFIXES[field]
    wanted = " or ".join(f"{kind}_{mode}_" for kind in kinds)
    found = _KEY.fullmatch(text)
    if found is None or found[1] not in kinds:
        raise ValueError(f"it must begin with {wanted}")
    if found[2] != mode:
        raise ValueError(
            f"this key is of {found[2]} mode; here belongs one beginning with {wanted}"
        )
    return text


class TestKeys(_Keys):
    """Test mode: no real money moves."""

    __test__ = False

    @field_validator("publishable_key")
    @classmethod
    def _publishable(cls, key: str) -> str:
        return _checked(key, field="publishable_key", mode="test")

    @field_validator("secret_key")
    @classmethod
    def _secret(cls, key: SecretStr) -> SecretStr:
        return SecretStr(_checked(key.get_secret_value(), field="secret_key", mode="test"))


class LiveKeys(_Keys):
    """Live mode: real cards, real money."""

    @field_validator("publishable_key")
    @classmethod
    def _publishable(cls, key: str) -> str:
        return _checked(key, field="publishable_key", mode="live")

    @field_validator("secret_key")
    @classmethod
    def _secret(cls, key: SecretStr) -> SecretStr:
        return SecretStr(_checked(key.get_secret_value(), field="secret_key", mode="live"))


class Settings(PluginSettings):
    """Settings of Stripe. Without a secret key nothing is on offer."""

    mode: Annotated[
        Mode,
        Shown(group="Account", choices={"test": "Test: no real money", "live": "Live: real money"}),
    ] = Field("test", description="Which of the keys below are used.")
    test: Annotated[TestKeys, _KEYS] = Field(TestKeys(), title="Test keys")
    live: Annotated[LiveKeys, _KEYS] = Field(LiveKeys(), title="Live keys")
    label: Annotated[str, _CHECKOUT] = Field(
        "",
        max_length=80,
        description="What shoppers choose. Empty: Card, wallet and more, in their language.",
    )
    description: Annotated[str, _CHECKOUT] = Field(
        "",
        max_length=300,
        description="Stands below it. Empty: that they pay on Stripe's page, in their language.",
    )
    methods: Annotated[tuple[str, ...], _CHECKOUT] = Field(
        (),
        max_length=30,
        description="Empty: all that are switched on in your Stripe dashboard and fit the order. "
        "Else only these: card, link, paypal, sepa_debit, klarna...",
    )
    save_cards: Annotated[bool, _CHECKOUT] = Field(
        True, description="Customers who are signed in may keep a card for the next time."
    )
    statement_descriptor: Annotated[str, _CHECKOUT] = Field(
        "",
        max_length=18,
        description="Stands behind your business's name on statements of cards. Letters and "
        "digits; empty: the name alone.",
    )
    capture: Annotated[
        Literal["automatic", "manual"],
        Shown(
            group="Taking the money",
            choices={
                "automatic": "At once, with the order",
                "manual": "When you capture it; most cards allow 7 days",
            },
        ),
    ] = Field("automatic", description="Methods that cannot wait are not on offer with the second.")
    delayed_days: Annotated[int, _MONEY] = Field(
        21,
        ge=1,
        le=60,
        description="Days that an order waits for a bank debit or transfer that is on its way.",
    )

    @field_validator("methods")
    @classmethod
    def _names_of_methods(cls, methods: tuple[str, ...]) -> tuple[str, ...]:
        for name in methods:
            if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}", name):
                raise ValueError(f"'{name}' is no method's name at Stripe; write them like card")
        return tuple(dict.fromkeys(methods))

    @field_validator("statement_descriptor")
    @classmethod
    def _fits_on_statements(cls, text: str) -> str:
        text = text.strip()
        if text and not (_DESCRIPTOR.fullmatch(text) and text.isascii()):
            raise ValueError("it needs a letter, and none of < > \\ ' \" *")
        return text

    @property
    def keys(self) -> TestKeys | LiveKeys:
        """Those of the mode in force."""
        return self.live if self.mode == "live" else self.test
