"""The controls of an address: one for the name, the country first, what few need behind a link."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from shopwright.commerce.customers import Address, validate_address

from shopwright_storefront.present.language import Language
from shopwright_storefront.render.text import babel_locale
from shopwright_storefront.theme_api.v1 import Field, Problem
from shopwright_storefront.views.fields import field

NAMES = (
    "country", "name", "company", "address1", "address2", "postal_code", "city", "region", "phone",
)  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AQ", "BV", "HM", "TF"})
_COMPLETE: Mapping[str, str] = {
    "name": "name", "company": "organization", "address1": "address-line1",
    "address2": "address-line2", "postal_code": "postal-code", "city": "address-level2",
    "region": "address-level1", "country": "country", "phone": "tel",
}  # fmt: skip
_PLACES: Mapping[str, str] = {"first_name": "name", "last_name": "name"}


def address_fields(
    values: Mapping[str, str],
    language: Language,
    *,
    prefix: str = "",
    section: str = "shipping",
    problems: Mapping[str, str] | None = None,
) -> list[Field]:
    """All of them, in the order in which they are filled in."""
    country = values.get("country", "")
    needed = needed_there(country)
    region = "region" in needed or values.get("region") or "region" in (problems or {})
    found = []
    for name in NAMES:
        is_extra = name in ("company", "address2") or (name == "region" and not region)
        found.append(
            field(
                f"{prefix}{name}",
                language.say(f"fields.{name}"),
                value=values.get(name, ""),
                type={"country": "select", "phone": "tel"}.get(name, "text"),
                required=name in ("country", "name") or name in needed,
                autocomplete=f"{section} {_COMPLETE[name]}".strip(),
                options=countries(language.locale) if name == "country" else (),
                hint=language.say("fields.phone_hint") if name == "phone" else "",
                maxlength=200,
                optional_group="company" if is_extra else "",
            )
        )
    return found


def typed_address(values: Mapping[str, str]) -> Address:
    """What was typed, as the shop keeps it: the last word of a name is the last name."""
    first, _, last = " ".join(values.get("name", "").split()).rpartition(" ")
    return Address(
        first_name=first,
        last_name=last,
        **{name: values.get(name, "").strip() for name in NAMES if name != "name"},
    )


def address_values(address: Address) -> dict[str, str]:
    """An address, as the controls have it."""
    return {name: address.name if name == "name" else getattr(address, name) for name in NAMES}


def address_problems(address: Address, language: Language, *, prefix: str = "") -> list[Problem]:
    """What is wrong with it, at its controls."""
    return [
        Problem(
            code=fault.code,
            message=language.told(fault.code, fault.message, fault.meta, fault.field or ""),
            field=f"{prefix}{_PLACES.get(fault.field or '', fault.field or '')}",
        )
        for fault in validate_address(address)
    ]


@lru_cache(maxsize=512)
def needed_there(country: str) -> frozenset[str]:
    """What an address in this country cannot do without."""
    nobody = Address(country=country, last_name="x")
    return frozenset(fault.field or "" for fault in validate_address(nobody))


@lru_cache(maxsize=32)
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Codes and names, by name."""
    names = babel_locale(locale).territories
    found = {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return tuple(sorted(found.items(), key=lambda item: item[1]))
