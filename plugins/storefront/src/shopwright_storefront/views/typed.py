"""`Typed`: what stands in the checkout's controls, from the cart or as it was just sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shopwright.commerce.cart import CartDraft
from shopwright.commerce.customers import Address, CustomerView

from shopwright_storefront.views.address_fields import NAMES, address_values, typed_address

BILLING = "billing_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Nothing of it is checked yet."""

    email: str
    shipping: Mapping[str, str]
    billing: Mapping[str, str]
    billing_same: bool
    delivery: str
    method: str
    note: str

    @classmethod
    def sent(cls, given: Mapping[str, str]) -> Typed:
        """By the form."""
        return cls(
            email=given.get("email", "").strip(),
            shipping={name: given.get(name, "") for name in NAMES},
            billing={name: given.get(BILLING + name, "") for name in NAMES},
            billing_same="billing_same" in given,
            delivery=given.get("delivery", ""),
            method=given.get("method", ""),
            note=given.get("note", "")[:2000],
        )

    @classmethod
    def kept(
        cls,
        draft: CartDraft,
        country: str,
        customer: CustomerView | None,
        known: Address | None,
    ) -> Typed:
        """By the cart; what it does not know yet is the signed-in customer's."""
        shipping = draft.shipping_address or known
        billing = draft.billing_address
        same = billing is None or billing == shipping
        empty = {"country": country, "name": customer.name if customer else ""}
        return cls(
            email=draft.email or (customer.email if customer else ""),
            shipping=address_values(shipping) if shipping else empty,
            billing={"country": country} if same or billing is None else address_values(billing),
            billing_same=same,
            delivery=draft.shipping_option or "",
            method=draft.payment_method or "",
            note=draft.note,
        )

    @property
    def shipping_address(self) -> Address:
        """Where it goes."""
        return typed_address(self.shipping)

    @property
    def billing_address(self) -> Address:
        """Who gets the bill."""
        return self.shipping_address if self.billing_same else typed_address(self.billing)
