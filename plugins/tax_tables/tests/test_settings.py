from __future__ import annotations

import pytest
from pydantic import ValidationError
from shopwright_tax_tables.settings import Settings


def faults(**countries: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"countries": countries})
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


def test_every_wrong_field_is_named_at_once() -> None:
    found = faults(
        Germany={"rates": {"standard": 19}},
        DE={"rates": {"standard": 101, "Not OK": 5}},
        FR={"rates": {"standard": "zwanzig"}, "areas": [{"name": "Corsica"}]},
    )
    assert set(found) == {
        "countries.Germany.[key]",
        "countries.DE.rates.standard",
        "countries.DE.rates.Not OK.[key]",
        "countries.FR.rates.standard",
        "countries.FR.areas.0",
    }


def test_a_table_needs_a_standard_rate() -> None:
    assert "'standard' is missing" in faults(DE={"rates": {"reduced": 7}})["countries.DE.rates"]


def test_exempt_is_no_category_that_could_have_a_rate() -> None:
    found = faults(DE={"rates": {"standard": 19, "exempt": 5}})
    assert "never taxed" in found["countries.DE.rates"]


def test_rates_may_be_written_as_numbers_or_as_text() -> None:
    settings = Settings.model_validate(
        {"countries": {"US": {"rates": {"standard": 8.875, "food": "0"}}}}
    )
    assert str(settings.tables["US"].rates["standard"]) == "8.875"
