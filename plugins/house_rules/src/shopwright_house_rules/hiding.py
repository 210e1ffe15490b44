"""Which ways to pay and to send are not offered."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.commerce.payments import PaymentMethod, PaymentOffer
from shopwright.commerce.shipping import ShippingOption, ShippingRequest

from shopwright_house_rules.settings import PaymentRule, ShippingRule
from shopwright_house_rules.values import exceeds, falls_short, matches


def offered_methods(
    methods: Iterable[PaymentMethod], offer: PaymentOffer, rules: Iterable[PaymentRule]
) -> tuple[PaymentMethod, ...]:
    """Those that no rule hides."""
    hidden = [rule.methods for rule in rules if hides_method(rule, offer)]
    return tuple(
        method for method in methods if not any(matches(method.id, pattern) for pattern in hidden)
    )


def hides_method(rule: PaymentRule, offer: PaymentOffer) -> bool:
    """Whether one of its conditions holds."""
    return (
        exceeds(offer.total, rule.above) is not None
        or falls_short(offer.total, rule.below) is not None
        or bool(rule.countries and offer.country not in rule.countries)
    )


def offered_options(
    options: Iterable[ShippingOption], request: ShippingRequest, rules: Iterable[ShippingRule]
) -> tuple[ShippingOption, ...]:
    """Those that no rule hides."""
    hidden = [rule.options for rule in rules if hides_option(rule, request)]
    return tuple(
        option for option in options if not any(matches(option.id, pattern) for pattern in hidden)
    )


def hides_option(rule: ShippingRule, request: ShippingRequest) -> bool:
    """Whether one of its conditions holds."""
    weight, country = request.weight_grams, request.destination.country
    return (
        (rule.heavier_than is not None and weight > rule.heavier_than)
        or (rule.lighter_than is not None and weight < rule.lighter_than)
        or bool(rule.countries and country not in rule.countries)
        or country in rule.not_to
    )
