"""The plugin: which rule answers which question of the shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shopwright import (
    AdminPanel,
    Context,
    Plugin,
    PluginApi,
    Problem,
    SlotContent,
    current_actor,
    hooks,
)
from shopwright.commerce.cart import CartLineChange
from shopwright.commerce.catalog import Document, DocumentDraft, ProductDraft, product, variant
from shopwright.commerce.checkout import CheckoutDraft
from shopwright.commerce.customers import CustomerErasure
from shopwright.commerce.orders import OrderTransition
from shopwright.commerce.payments import FraudScreen, MethodOffer, PaymentMethod, RefundDraft
from shopwright.commerce.shipping import ShippingOption, ShippingQuotes
from shopwright.commerce.staff import Permission

from shopwright_house_rules import moves
from shopwright_house_rules.api import api
from shopwright_house_rules.badges import badged
from shopwright_house_rules.canceling import may_not_cancel
from shopwright_house_rules.completeness import lacking
from shopwright_house_rules.hiding import offered_methods, offered_options
from shopwright_house_rules.limits import limit_of, too_many, too_many_in_cart
from shopwright_house_rules.ordering import below_minimum, missing_for_minimum, not_delivered_to
from shopwright_house_rules.refunds import refused_refund
from shopwright_house_rules.screening import HouseScreen
from shopwright_house_rules.settings import Settings


class HouseRules(Plugin):
    """Each hook hands its question to a rule."""

    id = "house_rules"
    settings: Settings

    @hooks.cart_line_validate
    def limit_line(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
        """At most so many of one item; taking some out is always fine."""
        if draft.after <= draft.before:
            return ()
        tags: tuple[str, ...] = ()
        if self.settings.tag_limits:
            tags = product(variant(draft.variant_id).product_id).tags
        return too_many(draft.after, limit_of(self.settings, tags))

    @hooks.checkout_validate
    def check_order(self, draft: CheckoutDraft, ctx: Context) -> Iterable[Problem]:
        """A minimum, closed countries, and limits over all lines of an item."""
        cart = draft.cart
        yield from below_minimum(cart.subtotal, self.settings.minimum_order, cart.locale)
        if cart.requires_shipping:
            yield from not_delivered_to(cart.shipping_address, self.settings.closed_countries)
        yield from too_many_in_cart(cart.lines, self.settings)

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> Iterable[SlotContent]:
        """In the cart: what is missing for an order, before it is refused."""
        return [SlotContent(slot="cart.summary", function=self.tell_minimum)]

    def tell_minimum(self, payload: Mapping[str, Any], ctx: Context) -> str | None:
        """A sentence in the page's language; nothing once there is enough."""
        locale = payload["request"]["locale"]
        return missing_for_minimum(payload["cart"], self.settings.minimum_order, locale)

    @hooks.order_transition_validate
    def check_move(self, draft: OrderTransition, ctx: Context) -> Iterable[Problem]:
        """Cancellations that people ask for; what the shop does by itself is not held up."""
        return () if current_actor().kind == "system" else may_not_cancel(draft, self.settings)

    @hooks.order_transitioning
    def keep_move(self, draft: OrderTransition, ctx: Context) -> None:
        """Remember who asked."""
        if self.settings.keep_moves:
            moves.keep_move(ctx, draft)

    @hooks.payment_methods
    def hide_methods(self, draft: MethodOffer, ctx: Context) -> tuple[PaymentMethod, ...]:
        """Without those that a rule hides."""
        return offered_methods(draft.methods, draft.offer, self.settings.payment_rules)

    @hooks.fraud_screens
    def screens(self, ctx: Context) -> Iterable[FraudScreen]:
        """One, as long as a rule says what to look at."""
        settings = self.settings
        wanted = settings.review_above or settings.review_risk != "never"
        return [HouseScreen(settings)] if wanted else []

    @hooks.shipping_options
    def hide_options(self, draft: ShippingQuotes, ctx: Context) -> tuple[ShippingOption, ...]:
        """Without those that a rule hides."""
        return offered_options(draft.options, draft.request, self.settings.shipping_rules)

    @hooks.product_validate
    def check_product(self, draft: ProductDraft, ctx: Context) -> Iterable[Problem]:
        """What it lacks to be sold."""
        return lacking(draft.product, self.settings)

    @hooks.refund_validate
    def check_refund(self, draft: RefundDraft, ctx: Context) -> Iterable[Problem]:
        """Whether it is too large."""
        return refused_refund(draft, self.settings)

    @hooks.product_document
    def add_badges(self, draft: DocumentDraft, ctx: Context) -> Document:
        """Those that its tags bring."""
        return badged(draft.document, draft.product, self.settings.badges, ctx.id)

    @hooks.customer_erasing
    def forget(self, draft: CustomerErasure, ctx: Context) -> None:
        """Take a person out of the kept moves."""
        moves.forget_customer(ctx, draft.customer_id)

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[PluginApi]:
        """The kept moves."""
        return [api]

    @hooks.admin_panels
    def panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """Beside an order: who moved it by hand."""
        return [
            AdminPanel(
                id="moves",
                entity="order",
                title="Moved by hand",
                permission="house_rules:read",
                load=moves.moves_panel,
            )
        ]

    @hooks.permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        """Who may read them."""
        return [
            Permission(
                name="house_rules:read", label="See who moved orders by hand", group="House rules"
            )
        ]
