"""The controls of the checkout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shopwright_storefront.theme_api.v1 import Checkout, Problem
from shopwright_storefront.views.address_fields import address_fields
from shopwright_storefront.views.fields import by_name, field, form
from shopwright_storefront.views.typed import BILLING, Typed
from shopwright_storefront.views.visit import Visit


def checkout_form(
    typed: Typed, shown: Checkout, here: Visit, problems: Sequence[Problem]
) -> dict[str, Any]:
    """All of them, with what is wrong at each."""
    say = here.language.say
    wrong = {problem["field"]: problem["message"] for problem in problems}
    total = str(shown["totals"]["total"]["amount"])
    controls = [
        field(
            "email", say("fields.email"), value=typed.email, type="email", required=True,
            autocomplete="email", maxlength=254, inputmode="email",
        ),
        *address_fields(typed.shipping, here.language, problems=wrong),
        field(
            "billing_same", say("checkout.billing_same"), type="checkbox",
            value="1" if typed.billing_same else "",
        ),
        *_billing(typed, here),
        field("note", say("fields.note"), value=typed.note, type="textarea", maxlength=2000,
              optional_group="note"),
        field("expected_total", "", value=total, type="hidden"),
    ]  # fmt: skip
    return form(by_name(controls), problems)


def _billing(typed: Typed, here: Visit) -> list[Any]:
    """Needed only where the box above is not ticked, so browsers must not insist on them."""
    found = address_fields(typed.billing, here.language, prefix=BILLING, section="billing")
    return [{**one, "required": False} for one in found if one["name"] != f"{BILLING}phone"]
