"""The way from the cart to the order."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.commerce.cart import CartView
from shopwright.commerce.payments import PaymentMethod as Method
from shopwright.commerce.shipping import ShippingOption

from shopwright_storefront.present import carts
from shopwright_storefront.present.language import Language
from shopwright_storefront.theme_api.v1 import Checkout, PaymentMethod, Problem, Rate, Step


def checkout(
    view: CartView,
    cards: carts.Cards,
    rates: Sequence[ShippingOption],
    methods: Sequence[Method],
    language: Language,
    *,
    method: str | None,
    billing_same: bool,
    problems: Sequence[Problem],
) -> Checkout:
    """All of it on one page; its controls are added by the form."""
    totals = carts.totals(view.totals, view.draft, language)
    is_free = view.totals.total.amount == 0
    label = "checkout.place" if is_free else "checkout.pay"
    return Checkout(
        id=str(view.draft.cart_id),
        step="contact",
        steps=_steps(view, language),
        fields={},
        billing_same=billing_same,
        rates=[_rate(one, view.draft.shipping_option, language) for one in rates],
        payment_methods=[] if is_free else [_method(one, method) for one in methods],
        lines=carts.lines(view, cards, language),
        totals=totals,
        problems=list(problems),
        submit_label=language.say(label, total=totals["total"]["formatted"]),
        held_until=None,
    )


def _rate(option: ShippingOption, chosen: str | None, language: Language) -> Rate:
    rate = option.rate
    return Rate(
        id=option.id,
        label=rate.label,
        description=rate.description,
        price=language.money_of(rate.amount),
        delivery=_days(rate.min_days, rate.max_days, language),
        selected=option.id == chosen,
    )


def _days(least: int | None, most: int | None, language: Language) -> str:
    if least is None or most is None or least == most:
        days = most if least is None else least
        return language.say("checkout.days", count=days) if days is not None else ""
    return language.say("checkout.days_between", **{"from": least, "to": most})


def _method(method: Method, chosen: str | None) -> PaymentMethod:
    return PaymentMethod(
        id=method.id,
        label=method.label,
        description=method.description,
        icons=[method.icon] if method.icon else [],
        selected=method.id == chosen,
        fee=None,
        redirects=False,
    )


def _steps(view: CartView, language: Language) -> list[Step]:
    """Where on the page the shopper is: what is filled in is done."""
    draft = view.draft
    done = {
        "contact": bool(draft.email),
        "address": draft.shipping_address is not None and bool(draft.shipping_address.city),
        "shipping": draft.shipping_option is not None,
        "payment": draft.payment_method is not None,
        "review": False,
    }
    current = next(key for key, is_done in done.items() if not is_done)
    return [
        Step(
            key=key,  # type: ignore[typeddict-item]
            label=language.say(f"checkout.steps.{key}"),
            state="done" if is_done else "current" if key == current else "open",
            url=f"#{key}",
        )
        for key, is_done in done.items()
    ]
