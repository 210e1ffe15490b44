"""What the shop refuses is told in the shopper's language, by the code of the refusal."""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shopwright_storefront.present.language import Language
from shopwright_storefront.themes import discovery
from shopwright_storefront.themes.locales import Texts, placeholders

BASE = Path(discovery.__file__).parent.parent / "base/locales"
GERMAN: dict[str, str] = json.loads((BASE / "de.json").read_text())["problems"]
# Packages whose refusals shoppers meet, by what their codes begin with there.
AREAS = {
    "shopwright.commerce.cart": "code",
    "shopwright.commerce.checkout": "code",
    "shopwright.commerce.customers": "code",
    "shopwright.platform.accounts.tokens": "code",
    "shopwright.platform.accounts.passwords": "code",
    "shopwright.commerce.payments.errors": "code",
    "shopwright_house_rules.limits": "code",
    "shopwright_house_rules.ordering": "code",
    "shopwright.commerce.cart.lanes": "reason",
    "shopwright_promotions.conditions": "reason",
    "shopwright_promotions.actions": "reason",
    "shopwright_promotions.offers": "reason",
}
# What staff and programs are told, and no shopper.
OF_STAFF = {
    "nothing_to_capture",
    "payment_discrepancy_not_found",
    "payment_not_found",
    "refund_too_large",
}


def sources(name: str) -> Iterator[str]:
    found = importlib.util.find_spec(name)
    assert found is not None
    folders = [Path(one) for one in found.submodule_search_locations or ()]
    files = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    for file in files or [Path(str(found.origin))]:
        yield file.read_text("utf-8")


def said(name: str, key: str) -> Iterator[str]:
    """The words of `key="..."` in calls, and of `key = "..."` in classes."""
    for source in sources(name):
        for node in ast.walk(ast.parse(source)):
            values: list[ast.expr | None] = []
            if isinstance(node, ast.Call):
                values = [one.value for one in node.keywords if one.arg == key]
            elif isinstance(node, ast.ClassDef):
                assigned = [one for one in node.body if isinstance(one, ast.Assign)]
                values = [one.value for one in assigned if ast.unparse(one.targets[0]) == key]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


@pytest.mark.parametrize("name", AREAS)
def test_there_is_german_for_every_code_that_shoppers_meet(name: str) -> None:
    key = AREAS[name]
    prefix = "coupon_" if key == "reason" else ""
    codes = {f"{prefix}{code}" for code in said(name, key)} - OF_STAFF
    assert codes, "they are found in the source"
    assert codes - set(GERMAN) == set()


def language(**texts: str) -> Language:
    flat: dict[str, Any] = {f"problems.{code}": text for code, text in texts.items()}
    return Language(locale="de", currency="EUR", prefix="", texts=Texts("de", (flat,)))


def test_facts_stand_in_the_text_and_amounts_as_people_write_them() -> None:
    german = language(too_long="Höchstens {limit}.", below="Noch {missing}.")
    assert german.told("too_long", "At most 20.", {"limit": 20}) == "Höchstens 20."
    facts = {"missing": 1250, "currency": "EUR"}
    assert german.told("below", "Add more.", facts) == "Noch 12,50\xa0€."


def test_a_place_may_have_words_of_its_own() -> None:
    german = language(required="Ausfüllen.", required_email="Adresse angeben.")
    assert german.told("required", "Enter it.", {}, "contact.email") == "Adresse angeben."
    assert german.told("required", "Enter it.", {}, "city") == "Ausfüllen."


def test_without_a_text_or_its_facts_the_shops_own_words_are_used() -> None:
    german = language(gone="{title} ist weg.")
    assert german.told("gone", "It is gone.", {}) == "It is gone."
    assert german.told("new_code", "Something else.", {}) == "Something else."


def test_what_people_typed_is_no_placeholder() -> None:
    german = language(unknown_region="{value} kennen wir nicht.")
    assert german.told("unknown_region", "", {"value": "{limit}"}) == "{limit} kennen wir nicht."


def test_texts_ask_for_facts_by_simple_names() -> None:
    known = {"title", "value", "example", "limit", "currency", "missing", "minimum"}
    assert {name for text in GERMAN.values() for name in placeholders(text)} <= known
