"""Orders that were placed, or are about to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shopwright.commerce.orders import OrderLineView, OrderParcel, OrderSummary, OrderView

from shopwright_storefront.present.addresses import address
from shopwright_storefront.present.cards import card_of
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import (
    Discount,
    Fee,
    Line,
    Order,
    ProductCard,
    Shipment,
    TaxLine,
    TimelineEntry,
    Totals,
    Tracking,
    Variant,
)

Cards = Mapping[UUID, ProductCard]


def order(
    found: OrderView,
    cards: Cards,
    language: Language,
    *,
    url: str,
    paid_with: str = "",
    instructions: str = "",
    pay_url: str | None = None,
    invoice_url: str | None = None,
) -> Order:
    """As its buyer sees it. `pay_url`: where to go on with a payment that is not made yet."""
    shipping, billing = found.shipping_address, found.billing_address
    return Order(
        id=str(found.id),
        number=str(found.number or ""),
        url=url,
        placed_at=_moment(found.placed_at) or "",
        status=found.state,
        status_label=_state(found.state, "states", language),
        payment_label=_state(found.payment_state, "payments", language),
        fulfillment_label=_state(found.fulfillment_state, "fulfillments", language),
        timeline=_timeline(found, language),
        lines=[_line(line, cards, language) for line in found.lines],
        totals=_totals(found, language),
        email=found.email,
        shipping_address=address(shipping, language) if shipping else None,
        billing_address=address(billing, language) if billing else None,
        shipping_method=found.shipping_label,
        payment_method=paid_with or method_name(found.payment_method),
        payment_instructions=instructions,
        tracking=[_parcel(parcel, language) for parcel in found.parcels],
        can_cancel=False,
        can_return=False,
        can_pay=pay_url is not None,
        pay_url=pay_url,
        invoice_number=str(found.invoice_number or ""),
        invoiced_at=_moment(found.invoiced_at),
        invoice_url=invoice_url,
    )


def shipment(parcel: OrderParcel, shown: Order, language: Language) -> Shipment:
    """One parcel of an order, `shown` as its buyer sees it: with as many of each as lie in it."""
    units = {str(line): count for line, count in parcel.units.items()}
    return Shipment(
        id=str(parcel.id),
        number=str(parcel.number),
        order_number=shown["number"],
        lines=[
            {**one, "quantity": units[one["id"]]} for one in shown["lines"] if units.get(one["id"])
        ],
        address=shown["shipping_address"],
        tracking=[_parcel(parcel, language)],
        shipped_at=_moment(parcel.shipped_at),
    )


def row(found: OrderSummary, language: Language) -> Order:
    """A line of the history: what a list knows of an order."""
    total = language.money(found.total, found.currency)
    nothing = language.money(0, found.currency)
    totals = Totals(
        item_count=0, subtotal=total, discounts=[], fees=[], shipping=None, shipping_label="",
        tax=None, tax_included=True, tax_lines=[], total=total if found.total else nothing,
    )  # fmt: skip
    return Order(
        id=str(found.id),
        number=str(found.number or ""),
        url=language.url_for("order", str(found.id)),
        placed_at=_moment(found.placed_at) or "",
        status=found.state,
        status_label=_state(found.state, "states", language),
        payment_label=_state(found.payment_state, "payments", language),
        fulfillment_label=_state(found.fulfillment_state, "fulfillments", language),
        timeline=[],
        lines=[],
        totals=totals,
        email=found.email,
        shipping_address=None,
        billing_address=None,
        shipping_method="",
        payment_method="",
        payment_instructions="",
        tracking=[],
        can_cancel=False,
        can_return=False,
        can_pay=False,
        pay_url=None,
        invoice_number="",
        invoiced_at=None,
        invoice_url=None,
    )


def method_name(method: str) -> str:
    """`manual:bank_transfer` as words."""
    return method.rpartition(":")[2].replace("_", " ").capitalize()


def _state(state: str, group: str, language: Language) -> str:
    """A state in words; one that nobody wrote words for, as it is."""
    known = language.texts.find(f"order.{group}.{state}")
    return known if known is not None else state.replace("_", " ").capitalize()


def _line(line: OrderLineView, cards: Cards, language: Language) -> Line:
    """As it was agreed, whatever the product is called by now."""
    card: ProductCard = cards.get(line.product_id) or _gone(line, language)
    card = {**card, "title": line.title}
    price = language.money_of(line.unit_price)
    variant = Variant(
        id=str(line.variant_id), sku=line.sku or "", barcode="", title=line.variant_title,
        options={str(name): str(value) for name, value in line.options.items()}, price=price,
        compare_at=None, unit_price=None, available=card["available"],
        stock_state=card["stock_state"], image=None, url=card["url"],
    )  # fmt: skip
    return Line(
        id=str(line.id),
        product=card,
        variant=variant,
        image=card["image"],
        quantity=line.quantity,
        max_quantity=line.quantity,
        unit_price=price,
        total=language.money_of(line.total),
        discount=language.money_of(line.discount) if line.discount else None,
        message=None,
    )


def _gone(line: OrderLineView, language: Language) -> ProductCard:
    """A product that is not sold any more has no page."""
    price = {"amount": line.unit_price.amount, "currency": line.unit_price.currency}
    data = {
        "id": str(line.product_id), "handle": "", "title": line.title, "vendor": "",
        "product_type": "", "images": [], "options": [], "stock_state": "out",
        "price": {"min": price, "max": price, "compare_at": None},
    }  # fmt: skip
    return {**card_of(data, "", language), "url": ""}


def _totals(found: OrderView, language: Language) -> Totals:
    money = language.money_of
    return Totals(
        item_count=sum(line.quantity for line in found.lines),
        subtotal=money(found.subtotal),
        discounts=[
            Discount(
                label=d.label or d.code, code=d.code or None, amount=money(d.amount), problem=None
            )
            for d in found.discounts
        ],
        fees=[Fee(label=fee.label, amount=money(fee.amount)) for fee in found.fees],
        shipping=money(found.shipping),
        shipping_label=found.shipping_label,
        tax=money(found.tax) if found.tax else None,
        tax_included=found.tax_included,
        tax_lines=[TaxLine(label=tax.label, amount=money(tax.amount)) for tax in found.taxes],
        total=money(found.total),
    )


def _timeline(found: OrderView, language: Language) -> list[TimelineEntry]:
    """From ordering to the door, in a few steps."""
    shipped = [parcel for parcel in found.parcels if parcel.state != "canceled"]
    delivered = [parcel.delivered_at for parcel in shipped if parcel.delivered_at]
    is_paid = found.payment_state not in ("unpaid", "pending", "authorized")
    is_partial = found.fulfillment_state == "partial"
    is_delivered = found.fulfillment_state in ("delivered", "returned")
    steps: list[tuple[str, datetime | None, bool]] = [
        ("placed", found.placed_at, found.placed_at is not None),
        ("paid", None, is_paid),
        ("shipped", shipped[0].shipped_at if shipped else None, bool(shipped) and not is_partial),
        ("delivered", delivered[-1] if is_delivered and delivered else None, is_delivered),
    ]
    if found.state == "canceled":
        steps = [steps[0], ("canceled", found.canceled_at, True)]
    waiting = next((key for key, _, done in steps if not done), "")
    return [
        TimelineEntry(
            key=key,
            label=language.say(_step(key, is_partial=is_partial)),
            at=_moment(at),
            state="done" if done else "current" if key == waiting else "open",
        )
        for key, at, done in steps
    ]


def _step(key: str, *, is_partial: bool) -> str:
    return "order.fulfillments.partial" if key == "shipped" and is_partial else f"order.steps.{key}"


def _parcel(parcel: OrderParcel, language: Language) -> Tracking:
    return Tracking(
        carrier=parcel.carrier,
        number=parcel.tracking_number,
        url=parcel.tracking_url if parcel.tracking_url.startswith("http") else None,
        state=parcel.state,
        label=_state(parcel.state, "tracking_states", language),
    )


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
