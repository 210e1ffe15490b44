"""The plugin: which event leads to which letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shopwright import (
    AdminMenuItem,
    AdminPages,
    AdminPanel,
    ApiRoutes,
    Context,
    HealthCheck,
    HealthResult,
    NotificationChannel,
    Plugin,
    Problem,
    StaffNotice,
    StaffNotified,
    hooks,
)
from shopwright.commerce.customers import (
    CustomerErasure,
    CustomerPasswordChanged,
    EmailChangeRequested,
    EmailVerificationRequested,
    PasswordResetRequested,
    RegistrationRepeated,
)
from shopwright.commerce.orders import OrderCanceled, OrderPaid, OrderPlaced, ShipmentShipped
from shopwright.commerce.payments import RefundIssued
from shopwright.commerce.staff import Permission, StaffInvited, StaffPasswordResetRequested
from sqlalchemy import delete

from shopwright_email_notify import accounts, orders, smtp
from shopwright_email_notify.letters import Desk, Letter, desk_of
from shopwright_email_notify.mailbox import for_developers, mailbox
from shopwright_email_notify.models import Mail
from shopwright_email_notify.panel import of_customer
from shopwright_email_notify.postbox import post
from shopwright_email_notify.rendering import Rendered, render
from shopwright_email_notify.settings import Settings
from shopwright_email_notify.staff import StaffMail, tell_staff

READ = "email_notify:read"
Compose = Callable[[Desk], Letter | None]


class EmailNotify(Plugin):
    """Hears what concerns people, and tells them."""

    id = "email_notify"
    settings: Settings

    @hooks.settings_check
    def server_takes_us(self, settings: Settings, ctx: Context) -> list[Problem]:
        """Sign in to the mail server, if one is set."""
        if not settings.host:
            return []
        ctx.check_network(f"the mail server {settings.host}")
        problem = smtp.try_out(settings)
        return [problem] if problem else []

    @hooks.health_checks
    def checks(self, ctx: Context) -> list[HealthCheck]:
        """Whether mails would leave the shop now."""
        label = "The mail server takes us"
        return [HealthCheck(name="server", label=label, check=self.check_server)]

    def check_server(self, ctx: Context) -> HealthResult:
        """Sign in to the mail server, as `settings_check` does."""
        if not self.settings.host:
            return HealthResult(ok=True, message="None is set; mails are kept and not sent.")
        problems = self.server_takes_us(self.settings, ctx)
        return HealthResult(ok=not problems, message=" ".join(item.message for item in problems))

    @hooks.email_verification_requested
    def verify_email(self, event: EmailVerificationRequested, ctx: Context) -> None:
        """Prove the address."""
        self._post(ctx, "verify_email", event.locale, lambda d: accounts.verify_email(event, d))

    @hooks.email_change_requested
    def change_email(self, event: EmailChangeRequested, ctx: Context) -> None:
        """Warn the old address, and prove the new one."""
        self._post(
            ctx,
            "change_email_notice",
            event.locale,
            lambda d: accounts.change_email_notice(event, d),
            settles=False,
        )
        self._post(ctx, "change_email", event.locale, lambda d: accounts.change_email(event, d))

    @hooks.password_reset_requested
    def reset_password(self, event: PasswordResetRequested, ctx: Context) -> None:
        """Let a password be set."""
        self._post(ctx, "password_reset", event.locale, lambda d: accounts.password_reset(event, d))

    @hooks.customer_password_changed
    def password_changed(self, event: CustomerPasswordChanged, ctx: Context) -> None:
        """Tell that it is another one."""
        self._post(
            ctx, "password_changed", event.locale, lambda d: accounts.password_changed(event, d)
        )

    @hooks.registration_repeated
    def account_exists(self, event: RegistrationRepeated, ctx: Context) -> None:
        """Tell the owner of the account that there is one."""
        self._post(ctx, "account_exists", event.locale, lambda d: accounts.account_exists(event, d))

    @hooks.staff_invited
    def invite_staff(self, event: StaffInvited, ctx: Context) -> None:
        """Let somebody join."""
        self._post(
            ctx, "staff_invitation", event.locale, lambda d: accounts.staff_invitation(event, d)
        )

    @hooks.staff_password_reset_requested
    def reset_staff_password(self, event: StaffPasswordResetRequested, ctx: Context) -> None:
        """Let a password be set."""
        self._post(
            ctx,
            "staff_password_reset",
            event.locale,
            lambda d: accounts.staff_password_reset(event, d),
        )

    @hooks.order_placed
    def order_placed(self, event: OrderPlaced, ctx: Context) -> None:
        """Confirm it."""
        self._post(ctx, "order_placed", event.locale, lambda d: orders.placed(event, d))

    @hooks.order_paid
    def order_paid(self, event: OrderPaid, ctx: Context) -> None:
        """Tell that the money came."""
        self._post(ctx, "order_paid", event.locale, lambda d: orders.paid(event, d))

    @hooks.shipment_shipped
    def order_shipped(self, event: ShipmentShipped, ctx: Context) -> None:
        """Tell that it is on its way."""
        self._post(ctx, "order_shipped", event.locale, lambda d: orders.shipped(event, d))

    @hooks.refund_issued
    def refunded(self, event: RefundIssued, ctx: Context) -> None:
        """Tell that money goes back."""
        self._post(ctx, "refund_issued", event.locale, lambda d: orders.refunded(event, d))

    @hooks.order_canceled
    def order_canceled(self, event: OrderCanceled, ctx: Context) -> None:
        """Tell that nothing will come."""
        self._post(ctx, "order_canceled", event.locale, lambda d: orders.canceled(event, d))

    @hooks.notification_channels
    def channels(self, ctx: Context) -> list[NotificationChannel]:
        """Mail, for staff."""
        return [StaffMail(ctx, self.settings)]

    @hooks.staff_notified
    def notify_staff(self, event: StaffNotified, ctx: Context) -> None:
        """Tell staff by the channels that the merchant chose."""
        key, source = ctx.delivery.key, event.source
        notice = StaffNotice(key=key, source=source, title=event.title, text=event.text)
        tell_staff(ctx, self.settings.staff_channels, notice)

    @hooks.customer_erasing
    def forget(self, draft: CustomerErasure, ctx: Context) -> None:
        """Remove the mails to a person who is being erased."""
        ctx.db.execute(delete(Mail).where(Mail.recipient == draft.email))

    @hooks.api_routes
    def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
        """The mailbox, for developers."""
        return [ApiRoutes(blueprint=for_developers())]

    @hooks.admin_pages
    def pages(self, ctx: Context) -> Iterable[AdminPages]:
        """The mailbox, for staff."""
        return [AdminPages(blueprint=mailbox("sent_mails"), permissions=(READ,))]

    @hooks.admin_menu_items
    def menu(self, ctx: Context) -> Iterable[AdminMenuItem]:
        """The way there."""
        item = AdminMenuItem(
            id="mails",
            label="E-mails",
            permission=READ,
            path="/mailbox",
            icon="mail",
            parent="customers",
        )
        return [item]

    @hooks.admin_panels
    def panels(self, ctx: Context) -> Iterable[AdminPanel]:
        """Beside a customer: what they were told."""
        return [
            AdminPanel(
                id="mails", entity="customer", title="E-mails", permission=READ, load=of_customer
            )
        ]

    @hooks.permissions
    def rights(self, ctx: Context) -> Iterable[Permission]:
        """One, for the mailbox."""
        return [Permission(name=READ, label="Read the mails that the shop sent", group="E-mail")]

    def _post(
        self, ctx: Context, kind: str, locale: str, compose: Compose, *, settles: bool = True
    ) -> None:
        def rendered() -> Rendered | None:
            desk = desk_of(ctx, self.settings, locale)
            letter = compose(desk)
            return render(letter, desk, accent=self.settings.accent) if letter else None

        post(ctx, self.settings, f"{ctx.delivery.key}:{kind}", rendered, settles=settles)
