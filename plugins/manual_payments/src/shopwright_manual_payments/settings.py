"""What a merchant can set."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from shopwright import PluginSettings, Shown
from shopwright.commerce.pricing import known_currencies

from shopwright_manual_payments.bank_accounts import Bic, Iban

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
INSTRUCTION_PLACEHOLDERS = (
    "amount", "deadline", "account_holder", "iban", "bic", "bank", "reference",
)  # fmt: skip


def _country(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError(f"'{code}' is no country; use two capitals like DE (ISO 3166)")
    return code


def _currency(code: str) -> str:
    if code not in known_currencies():
        raise ValueError(f"'{code}' is no currency; use three capitals like EUR (ISO 4217)")
    return code


Country = Annotated[str, AfterValidator(_country)]
Currency = Annotated[str, AfterValidator(_currency)]
_ENABLED = Shown(visible_if={"enabled": True})
Label = Annotated[
    str, Field(max_length=80, description="What shoppers choose. Empty: ours, in their language.")
]
Description = Annotated[
    str, Field(max_length=300, description="Stands below it. Empty: ours, in their language.")
]


class BankTransfer(PluginSettings):
    """Payment in advance, to the merchant's account."""

    enabled: bool = True
    label: Label = ""
    description: Description = ""
    iban: Iban = Field("", description="Without one, say in the order's mail where to pay.")
    account_holder: str = Field("", max_length=140, validate_default=True)
    bic: Bic = ""
    bank: str = Field("", max_length=140)
    reference: str = Field(
        "{order_number}", max_length=100, description="What the shopper writes on the transfer."
    )
    days_to_pay: int = Field(7, ge=1, le=60, description="What the shopper is told.")
    grace_days: int = Field(
        3, ge=0, le=30, description="Days after that until the order is canceled by itself."
    )
    instructions: dict[str, str] = Field(
        default={},
        description="A text of your own per language ('en', 'de'); ours is used where none is.",
    )

    @field_validator("account_holder")
    @classmethod
    def _somebody_holds_the_account(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("iban") and not value.strip():
            raise ValueError("banks compare it with the IBAN: say who holds the account")
        return value.strip()

    @field_validator("reference")
    @classmethod
    def _reference_names_the_order(cls, value: str) -> str:
        if _PLACEHOLDER.findall(value) != ["order_number"]:
            raise ValueError("it must hold {order_number}, once, and no other placeholder")
        return value

    @field_validator("instructions")
    @classmethod
    def _instructions_know_their_placeholders(cls, value: dict[str, str]) -> dict[str, str]:
        for locale, text in value.items():
            for name in _PLACEHOLDER.findall(text):
                if name not in INSTRUCTION_PLACEHOLDERS:
                    known = ", ".join(f"{{{item}}}" for item in INSTRUCTION_PLACEHOLDERS)
                    raise ValueError(f"{locale}: there is no {{{name}}}; there are {known}")
        return value


class CashOnDelivery(PluginSettings):
    """The carrier collects the money at the door."""

    enabled: bool = False
    label: Label = ""
    description: Description = ""
    countries: Annotated[tuple[Country, ...], _ENABLED] = Field(
        (), description="Where it is on offer; empty: all."
    )
    max_amount: Annotated[dict[Currency, Annotated[int, Field(gt=0)]], _ENABLED] = Field(
        default={},
        description="Largest order per currency, in minor units; a currency without one has none.",
    )


class Settings(PluginSettings):
    """Settings of manual payments."""

    bank_transfer: BankTransfer = BankTransfer()
    cash_on_delivery: CashOnDelivery = CashOnDelivery()
