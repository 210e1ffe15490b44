from __future__ import annotations

import pytest
from pydantic import ValidationError
from shopwright_manual_payments.settings import Settings


def faults(**values: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(values)
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


def test_a_new_shop_offers_bank_transfer_only() -> None:
    settings = Settings()
    assert settings.bank_transfer.enabled
    assert not settings.cash_on_delivery.enabled


def test_every_wrong_field_is_named_at_once() -> None:
    found = faults(
        bank_transfer={"iban": "DE00370400440532013000", "reference": "order", "days_to_pay": 0},
        cash_on_delivery={"countries": ["Germany"], "max_amount": {"EUX": 100}},
    )
    assert set(found) == {
        "bank_transfer.iban",
        "bank_transfer.reference",
        "bank_transfer.days_to_pay",
        "cash_on_delivery.countries.0",
        "cash_on_delivery.max_amount.EUX.[key]",
    }


def test_an_iban_needs_its_holder() -> None:
    found = faults(bank_transfer={"iban": "DE89370400440532013000"})
    assert "who holds the account" in found["bank_transfer.account_holder"]


@pytest.mark.parametrize("reference", ["", "Order", "{order_number} {email}", "{order_number}" * 2])
def test_the_reference_must_name_the_order(reference: str) -> None:
    assert "bank_transfer.reference" in faults(bank_transfer={"reference": reference})


def test_a_text_with_an_unknown_placeholder_is_told_the_known_ones() -> None:
    found = faults(bank_transfer={"instructions": {"de": "Bitte {betrag} zahlen"}})
    assert "{betrag}" in found["bank_transfer.instructions"]
    assert "{amount}" in found["bank_transfer.instructions"]


def test_an_unknown_setting_is_refused() -> None:
    assert "bank_transfer.ibann" in faults(bank_transfer={"ibann": ""})
