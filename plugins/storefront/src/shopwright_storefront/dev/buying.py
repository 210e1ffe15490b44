"""Carts, checkouts, orders and customers of a made-up shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shopwright_storefront.dev.goods import Goods
from shopwright_storefront.theme_api.samples import sample
from shopwright_storefront.theme_api.v1 import (
    Address,
    Cart,
    Checkout,
    Customer,
    Line,
    Order,
    PaymentMethod,
    Problem,
    Rate,
    Step,
    TaxLine,
    TimelineEntry,
    Totals,
    Tracking,
)
from shopwright_storefront.views.address_fields import address_fields
from shopwright_storefront.views.fields import by_name, field, form

_MOMENT = "2026-03-14T09:30:00+00:00"
_WHERE = {
    "country": "DE", "name": "Ada Lovelace", "address1": "Unter den Linden 1", "postal_code": "10117",
    "city": "Berlin", "phone": "",
}  # fmt: skip
_SOLD_OUT = "Only 1 of these is left; we have changed the quantity."


@dataclass(frozen=True, kw_only=True)
class Buying:
    """What a shopper of a fixture is about to buy, or has bought."""

    goods: Goods

    def lines(self, count: int | None = None) -> list[dict[str, Any]]:
        """Goods in the cart, or so many of them in an order."""
        wanted = self.goods.fixture.lines if count is None else count
        return [self._line(index) for index in range(min(wanted, len(self.goods.cards)))]

    def _line(self, index: int) -> dict[str, Any]:
        card = self.goods.cards[index]
        amount, quantity = card["price"]["amount"], index + 1
        said = _SOLD_OUT if self.goods.fixture.problems and index == 0 else None
        return sample(
            Line,
            id=f"l{index}", product=card, variant=self.goods.variants(index)[0], image=card["image"],
            quantity=quantity, max_quantity=10, unit_price=card["price"],
            total=self._money(amount * quantity), message=said,
        )  # fmt: skip

    def cart(self) -> dict[str, Any] | None:
        """None for an empty one."""
        lines = self.lines()
        if not lines:
            return None
        totals = self.totals(lines)
        return sample(
            Cart,
            id="cart", lines=lines, item_count=totals["item_count"], subtotal=totals["subtotal"],
            tax=totals["tax"], tax_included=totals["tax_included"], total=totals["total"],
            free_shipping_left=self.goods.money(1500), free_shipping_percent=70,
            problems=self.problems("line"), checkout_url="/checkout",
        )  # fmt: skip

    def totals(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """The sum of these, with delivery."""
        goods = sum(line["total"]["amount"] for line in lines)
        shipping = self.goods.money(490)
        included = self.goods.fixture.tax_included
        tax = round(goods * 0.19 / 1.19) if included else round(goods * 0.19)
        total = goods + shipping["amount"] + (0 if included else tax)
        label = "19 % VAT"
        return sample(
            Totals,
            item_count=sum(line["quantity"] for line in lines), subtotal=self._money(goods),
            shipping=shipping, shipping_label="Parcel", tax=self._money(tax), tax_included=included,
            tax_lines=[sample(TaxLine, label=label, amount=self._money(tax))], total=self._money(total),
        )  # fmt: skip

    def _money(self, amount: int) -> Any:
        return self.goods.language.money(amount, self.goods.fixture.currency)

    def problems(self, name: str) -> list[dict[str, Any]]:
        """What is in the way, in the fixture that has problems."""
        if not self.goods.fixture.problems:
            return []
        return [sample(Problem, code="out_of_stock", message=_SOLD_OUT, field=name)]

    def checkout(self) -> dict[str, Any]:
        """The page of it, with two ways of delivery and of paying."""
        lines = self.lines(max(self.goods.fixture.lines, 1))
        rates = [
            sample(Rate, id="parcel", label="Parcel", description="2 to 3 days",
                   price=self.goods.money(490), selected=True),
            sample(Rate, id="pickup", label="Pick up", description="In the shop", price=self.goods.money(0)),
        ]  # fmt: skip
        methods = [
            sample(PaymentMethod, id="card", label="Card", description="Visa, Mastercard",
                   selected=True, redirects=True),
            sample(PaymentMethod, id="invoice", label="Invoice", description="Pay within 14 days"),
        ]  # fmt: skip
        steps = [sample(Step, key="contact", label="Contact", state="current", url="#contact")]
        return sample(
            Checkout,
            id="checkout", step="contact", steps=steps, fields=self.checkout_form()["fields"],
            billing_same=True, rates=rates, payment_methods=methods, lines=lines,
            totals=self.totals(lines), problems=self.problems("email"), submit_label="Pay now",
        )  # fmt: skip

    def checkout_form(self) -> dict[str, Any]:
        """Its controls."""
        say, language = self.goods.language.say, self.goods.language
        empty = {"country": "DE"}
        controls = [
            field("email", say("fields.email"), type="email", required=True, autocomplete="email"),
            *address_fields(empty, language),
            field("billing_same", say("checkout.billing_same"), type="checkbox", value="1"),
            *address_fields(empty, language, prefix="billing_", section="billing"),
            field("note", say("fields.note"), type="textarea"),
            field("expected_total", "", value="0", type="hidden"),
        ]
        return form(by_name(controls), self.problems("email"))  # type: ignore[arg-type]

    def address(self) -> dict[str, Any]:
        """Where it goes."""
        lines = ["Ada Lovelace", "Unter den Linden 1", "10117 Berlin", "Germany"]
        return sample(
            Address, id="a1", name="Ada Lovelace", line1="Unter den Linden 1", city="Berlin",
            postcode="10117", country="DE", country_name="Germany", lines=lines, is_default=True,
        )  # fmt: skip

    def order(self) -> dict[str, Any]:
        """One that is on its way."""
        lines = self.lines(2)
        timeline = [
            sample(TimelineEntry, key=key, label=label, at=_MOMENT if state == "done" else None,
                   state=state)
            for key, label, state in (("placed", "Ordered", "done"), ("paid", "Paid", "done"),
                                      ("shipped", "On its way", "current"))
        ]  # fmt: skip
        tracking = sample(
            Tracking, carrier="Parcel Post", number="00340", label="On its way", state="moving"
        )
        return sample(
            Order,
            id="o1", number="1042", url="/account/orders/o1", placed_at=_MOMENT, status="open",
            status_label="On its way", payment_label="Paid", fulfillment_label="On its way",
            timeline=timeline, lines=lines, totals=self.totals(lines), email="ada@example.com",
            shipping_address=self.address(), billing_address=self.address(),
            shipping_method="Parcel", payment_method="Card", tracking=[tracking],
        )  # fmt: skip

    def customer(self) -> dict[str, Any]:
        """Who is signed in."""
        return sample(
            Customer, id="c1", first_name="Ada", last_name="Lovelace", email="ada@example.com",
            is_verified=True, addresses=[self.address()], orders_url="/account/orders",
            account_url="/account",
        )  # fmt: skip

    def forms(self) -> dict[str, Any]:
        """The controls of every form that there is."""
        say, language = self.goods.language.say, self.goods.language
        email = field(
            "email", say("fields.email"), type="email", required=True, autocomplete="email"
        )
        password = field("password", say("fields.password"), type="password", required=True)
        names = ("first_name", "last_name", "phone", "name", "code")
        known = {name: field(name, name.replace("_", " ").capitalize()) for name in names}
        known |= by_name([
            email, password,
            field("token", "", type="hidden"), field("return_to", "", type="hidden"),
            field("accepts_marketing", "Newsletter", type="checkbox"),
            field("current_password", "Current password", type="password"),
            field("new_password", "New password", type="password"),
            field("message", "Message", type="textarea", required=True),
            field("quantity", "Quantity", type="number", value="1"),
        ])  # fmt: skip
        address = address_fields(_WHERE, language)
        more = [field("default", "Default", type="checkbox"), field("address", "", type="hidden")]
        every = {**known, **by_name(address), **by_name(more)}
        kinds = ("cart_add", "cart", "coupon", "login", "register", "reset", "profile", "address",
                 "contact", "search", "filters", "locale", "verify", "logout", "password", "privacy",
                 "confirm")  # fmt: skip
        return {**dict.fromkeys(kinds, form(every)), "checkout": self.checkout_form()}
