"""Which ways to pay are on offer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from shopwright.commerce.cart.totals import calculate
from shopwright.commerce.cart.types import CartDraft, Totals
from shopwright.commerce.payments.errors import ProviderMissing
from shopwright.commerce.payments.hooks import MethodOffer, payment_methods, payment_providers
from shopwright.commerce.payments.types import PaymentMethod, PaymentOffer, PaymentProvider
from shopwright.platform.hooks import PluginFailed, ask_provider, chain, checked, rests
from shopwright.platform.network import forbid_network
from shopwright.platform.runtime import runtime

# How its calls over the network do; listing methods, which never fails, is weighed apart from them.
CALLS = "calls"


def provider_named(name: str) -> PaymentProvider:
    """The provider of this name. Raises `ProviderMissing`."""
    found = runtime().registry.named(payment_providers).get(name)
    if found is None:
        raise ProviderMissing(
            f"The payment provider '{name}' is not there; enable the plugin that brings it."
        )
    return found


def plugin_of(provider: str) -> str:
    """The plugin that brings a provider; the provider's own name when none does."""
    found = runtime().registry.described(payment_providers)
    return next((plugin_id for plugin_id, item in found if item.name == provider), provider)


def payment_methods_for(
    draft: CartDraft, totals: Totals | None = None
) -> tuple[PaymentMethod, ...]:
    """What the shopper may choose for this cart, after the plugins had their say."""
    totals = totals or calculate(draft)
    address = draft.billing_address or draft.shipping_address
    return methods_on_offer(
        PaymentOffer(
            channel=draft.channel,
            country=address.country if address else draft.country,
            total=totals.total,
            email=draft.email,
            requires_shipping=draft.requires_shipping,
            customer_id=draft.customer_id,
            locale=draft.locale,
        )
    )


def methods_on_offer(offer: PaymentOffer) -> tuple[PaymentMethod, ...]:
    """The providers' methods for `offer`; ids carry the provider's name.

    Those of a provider that fails, or that has failed too often lately, are not on offer: there, or
    in its calls over the network.
    """
    found: list[PaymentMethod] = []
    for plugin_id, provider in runtime().registry.described(payment_providers):
        if rests(payment_providers, plugin_id) or rests(payment_providers, plugin_id, CALLS):
            continue
        ask = partial(_ask, provider, offer)
        with (
            suppress(PluginFailed),
            forbid_network(f"PaymentProvider.methods of '{provider.name}'"),
        ):
            found += ask_provider(payment_providers, plugin_id, ask)
    draft = MethodOffer(offer=offer, methods=tuple(found))
    return chain(payment_methods, draft, "methods")


def _ask(provider: PaymentProvider, offer: PaymentOffer) -> Sequence[PaymentMethod]:
    return checked(provider.methods(offer), Sequence[PaymentMethod])
