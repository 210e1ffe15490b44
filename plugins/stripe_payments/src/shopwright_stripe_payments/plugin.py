"""The plugin: a payment provider, its webhooks, and what keeps both going."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from click import Command
from shopwright import (
    AdminCard,
    AdminPanel,
    Context,
    HealthCheck,
    Job,
    Plugin,
    PluginApi,
    Problem,
    SlotContent,
    StorefrontRoutes,
    WebhookEndpoint,
    hooks,
)
from shopwright.commerce.customers import CustomerErasure
from shopwright.commerce.payments import PaymentProvider
from shopwright.commerce.staff import Permission

from shopwright_stripe_payments import cards, cli, health, panels, rest, showing, webhooks
from shopwright_stripe_payments.arrivals import Doorkeeper
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.errors import asking
from shopwright_stripe_payments.pages import pages
from shopwright_stripe_payments.provider import StripeProvider
from shopwright_stripe_payments.settings import Settings


class StripePayments(Plugin):
    """Brings the payment provider `stripe`."""

    id = "stripe_payments"
    settings: Settings

    def __init__(self, settings: Any = None) -> None:
        super().__init__(settings)
        self._doorkeeper = Doorkeeper()

    @hooks.payment_providers
    def providers(self, ctx: Context) -> Iterable[PaymentProvider]:
        """One; without an account it offers nothing."""
        return [StripeProvider(self.settings, ctx)]

    @hooks.webhook_endpoints
    def endpoints(self, ctx: Context) -> Iterable[WebhookEndpoint]:
        """One, for all events."""
        return [webhooks.endpoint(self._doorkeeper)]

    @hooks.settings_check
    def try_keys(self, settings: Settings, ctx: Context) -> Iterable[Problem]:
        """Ask Stripe whose keys they are."""
        return list(health.problems_of(settings, ctx))

    @hooks.health_checks
    def checks(self, ctx: Context) -> Iterable[HealthCheck]:
        """Two: whether we reach Stripe, and whether it reaches us."""
        return [
            HealthCheck(name="account", label="Stripe takes us", check=health.account_answers),
            HealthCheck(name="webhooks", label="Stripe's events come", check=health.webhooks_come),
        ]

    @hooks.job_definitions
    def jobs(self, ctx: Context) -> Iterable[Job]:
        """What is asked of Stripe when nobody waits for it."""
        return [
            Job(name=cards.KEEP_JOB, func=self.keep_cards),
            Job(name=cards.FORGET_JOB, func=self.forget_customer),
        ]

    def keep_cards(self, ctx: Context, *, stripe_id: str, realm: str) -> None:
        """After a payment, or a setup: learn which cards the customer agreed to have kept."""
        account = connection(self.settings)
        if account is not None and account.realm == realm:
            with asking():
                cards.keep(ctx, account, stripe_id)

    def forget_customer(self, ctx: Context, *, stripe_id: str, realm: str) -> None:
        """After a person was erased here."""
        account = connection(self.settings)
        if account is None or account.realm != realm:
            ctx.log.error("a customer must be deleted at Stripe by hand", stripe_id=stripe_id)
            return
        with asking():
            cards.forget(ctx, account, stripe_id)

    @hooks.customer_erasing
    def forget(self, draft: CustomerErasure, ctx: Context) -> None:
        """Their cards go, here and at Stripe."""
        cards.erase(ctx, draft.customer_id)

    @hooks.permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        """For the role editor; money itself moves by the rights of orders."""
        return [Permission(name=rest.READ, label="See how Stripe does", group="Stripe")]

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[PluginApi]:
        """Customers' cards, and how it does."""
        return [rest.api]

    @hooks.storefront_slots
    def contents(self, ctx: Context) -> Iterable[SlotContent]:
        """Saved cards, in the account and at the checkout."""
        return showing.contents()

    @hooks.storefront_routes
    def storefront(self, ctx: Context) -> Iterable[StorefrontRoutes]:
        """Where cards are added and removed."""
        return [StorefrontRoutes(blueprint=pages)]

    @hooks.admin_cards
    def home_cards(self, ctx: Context) -> Iterable[AdminCard]:
        """How Stripe does."""
        return [
            AdminCard(
                id="connection",
                title="Stripe",
                permission=rest.READ,
                load=panels.connection_card,
            )
        ]

    @hooks.admin_panels
    def order_panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """What is known of an order's payment."""
        return [
            AdminPanel(
                id="payment",
                entity="order",
                title="Payment by Stripe",
                permission="orders:read",
                load=panels.order_panel,
            )
        ]

    @hooks.cli_commands
    def commands(self, ctx: Context) -> Iterable[Command]:
        """How it does, and what to register."""
        return [cli.status, cli.events]
