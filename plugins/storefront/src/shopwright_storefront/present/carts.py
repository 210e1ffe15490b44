"""Carts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from shopwright.commerce import cart as carts
from shopwright.commerce.cart import CartView, Change, DraftLine, LineTotals

from shopwright_storefront.present.cards import card_of
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import (
    Cart,
    Discount,
    Fee,
    Line,
    Problem,
    ProductCard,
    TaxLine,
    Totals,
    Variant,
)

Cards = Mapping[UUID, ProductCard]
MOST_UNITS = 1000


def cart(view: CartView, cards: Cards, language: Language, *, free_from: int | None = None) -> Cart:
    """All of it. `cards` are the products' as far as they are still sold.

    `free_from` is the subtotal after discounts from which delivery is free, where there is one.
    """
    draft, sums = view.draft, view.totals
    shown = totals(sums, draft, language)
    spent = sum(line.subtotal.amount - line.discount.amount for line in sums.lines)
    return Cart(
        id=str(draft.cart_id),
        lines=lines(view, cards, language),
        item_count=shown["item_count"],
        subtotal=shown["subtotal"],
        discounts=[*shown["discounts"], *_refused(sums, language)],
        fees=shown["fees"],
        shipping=shown["shipping"],
        tax=shown["tax"],
        tax_included=shown["tax_included"],
        total=shown["total"],
        free_shipping_left=language.money(max(free_from - spent, 0)) if free_from else None,
        free_shipping_percent=min(spent * 100 // free_from, 100) if free_from else 0,
        problems=[_told(change, draft.lines, language) for change in view.changes],
        checkout_url=language.path("/checkout"),
        held_until=None,
    )


def lines(view: CartView, cards: Cards, language: Language) -> list[Line]:
    """Its lines, each with what the shopper has to know of it."""
    sums = {line.line_id: line for line in view.totals.lines}
    told = {change.line_id: change for change in view.changes}
    return [
        _line(line, sums[line.id], cards, told.get(line.id), language) for line in view.draft.lines
    ]


def totals(sums: carts.Totals, draft: carts.CartDraft, language: Language) -> Totals:
    """The sum. Shipping is there once it is known what it costs."""
    money = language.money_of
    is_known = sums.shipping_option is not None
    return Totals(
        item_count=sum(line.quantity for line in draft.lines),
        subtotal=money(sums.subtotal),
        discounts=_discounts(sums, language),
        fees=[Fee(label=one.label, amount=money(one.amount)) for one in sums.fees],
        shipping=money(sums.shipping) if is_known else None,
        shipping_label=sums.shipping_option.rate.label if sums.shipping_option else "",
        tax=money(sums.tax) if sums.tax else None,
        tax_included=sums.tax_included,
        tax_lines=_taxes(sums, language),
        total=money(sums.total),
    )


def _line(
    line: DraftLine,
    sums: LineTotals,
    cards: Cards,
    change: Change | None,
    language: Language,
) -> Line:
    card = cards.get(line.product_id) or _gone(line, language)
    price = line.unit_price.amount if line.unit_price else 0
    left = line.available if line.policy == "deny" else None
    message = _message(line, change, language)
    return Line(
        id=str(line.id),
        product=card,
        variant=_variant(line, price, card["url"], language),
        image=card["image"],
        quantity=line.quantity,
        max_quantity=min(left, MOST_UNITS) if left is not None else MOST_UNITS,
        unit_price=language.money(price),
        total=language.money(sums.subtotal.amount - sums.discount.amount),
        discount=language.money_of(sums.discount) if sums.discount else None,
        message=message,
    )


def _variant(line: DraftLine, price: int, url: str, language: Language) -> Variant:
    before = line.compare_at
    return Variant(
        id=str(line.variant_id),
        sku=line.sku or "",
        barcode="",
        title=line.variant_title,
        options={str(name): str(value) for name, value in line.options.items()},
        price=language.money(price),
        compare_at=language.money_of(before) if before and before.amount > price else None,
        unit_price=None,
        available=line.in_stock,
        stock_state="in" if line.in_stock else "out",
        image=None,
        url=f"{url}?variant={line.variant_id}",
    )


def _message(line: DraftLine, change: Change | None, language: Language) -> str | None:
    """Price or stock, if they are not what the shopper was told before."""
    if change is not None:
        return _words(change, line, language)
    if line.in_stock:
        return None
    return _stock_words(line, language)


def _told(change: Change, every: Iterable[DraftLine], language: Language) -> Problem:
    line = next(one for one in every if one.id == change.line_id)
    return Problem(code=change.kind, message=_words(change, line, language), field="")


def _words(change: Change, line: DraftLine, language: Language) -> str:
    if change.kind == "price_changed" and change.before and change.after:
        before, after = language.money_of(change.before), language.money_of(change.after)
        return language.say(
            "cart.price_rose",
            title=line.title,
            before=before["formatted"],
            after=after["formatted"],
        )
    if change.kind == "available_again":
        return language.say("cart.available_again", title=line.title)
    return _stock_words(line, language)


def _stock_words(line: DraftLine, language: Language) -> str:
    if line.sellable and line.available:
        return language.say("cart.some_left", count=line.available, title=line.title)
    return language.say("product.sold_out", title=line.title)


def _discounts(sums: carts.Totals, language: Language) -> list[Discount]:
    """What was taken off, summed up by its name; with the code that is typed for it, if any."""
    found: dict[tuple[str, str], int] = {}
    for one in sums.discounts:
        key = (one.label or one.code, one.code)
        found[key] = found.get(key, 0) + one.amount.amount
    typed = {state.code for state in sums.codes}
    return [
        Discount(
            label=label,
            code=code if code in typed else None,
            amount=language.money(amount, sums.currency),
            problem=None,
        )
        for (label, code), amount in found.items()
    ]


def _refused(sums: carts.Totals, language: Language) -> list[Discount]:
    """Codes that bring nothing, and why; and those that do, but show under another name."""
    shown = {one["code"] for one in _discounts(sums, language)}
    return [
        Discount(
            label=state.code,
            code=state.code,
            amount=language.money(0, sums.currency),
            problem=_refusal(state.refusal, language) if state.refusal else None,
        )
        for state in sums.codes
        if state.refusal is not None or state.code not in shown
    ]


def _refusal(refusal: carts.CodeRefusal, language: Language) -> str:
    return language.told(f"coupon_{refusal.reason}", refusal.message, refusal.meta)


def _taxes(sums: carts.Totals, language: Language) -> list[TaxLine]:
    found: dict[str, int] = {}
    for tax in sums.taxes:
        found[tax.label] = found.get(tax.label, 0) + tax.amount.amount
    return [
        TaxLine(label=label, amount=language.money(amount, sums.currency))
        for label, amount in found.items()
    ]


def _gone(line: DraftLine, language: Language) -> ProductCard:
    """A product that is not sold any more: what the cart itself remembers of it."""
    price = line.unit_price.amount if line.unit_price else 0
    amount = {"amount": price, "currency": language.currency}
    data = {
        "id": str(line.product_id), "handle": line.handle, "title": line.title,
        "vendor": line.vendor, "product_type": "", "images": [], "options": [],
        "price": {"min": amount, "max": amount, "compare_at": None}, "stock_state": "out",
    }  # fmt: skip
    return card_of(data, "", language)
