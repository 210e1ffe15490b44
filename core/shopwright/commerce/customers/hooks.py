"""What plugins can hear about customers, and join in.

Events that ask for a mail carry no token: a token in the outbox would be a password in a table.
Whoever sends the mail calls `issue_token` when it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shopwright.platform.events import Event
from shopwright.platform.hooks import Context, event_hook, join_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Event):
    """An account was made: by its owner, or by staff (`by_staff`)."""

    customer_id: UUID
    email: str
    locale: str
    by_staff: bool = False


@event_hook
def customer_registered(event: CustomerRegistered, ctx: Context) -> None:
    """A customer account was made. Its address is not verified yet.

    Example::

        class Newsletter(Plugin):
            @hooks.customer_registered
            def welcome(self, event: CustomerRegistered, ctx: Context) -> None:
                ctx.log.info("a new customer", customer=str(event.customer_id))
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRepeated(Event):
    """Somebody registered with the address of an account that exists and is verified."""

    customer_id: UUID
    email: str
    locale: str


@event_hook
def registration_repeated(event: RegistrationRepeated, ctx: Context) -> None:
    """An account exists already: tell its owner by mail, because the form must not tell anybody.

    Example::

        class Mails(Plugin):
            @hooks.registration_repeated
            def remind(self, event: RegistrationRepeated, ctx: Context) -> None:
                ctx.log.info("would say: you have an account, reset its password here")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerificationRequested(Event):
    """A customer has to prove that `email` is theirs."""

    customer_id: UUID
    email: str
    locale: str


@event_hook
def email_verification_requested(event: EmailVerificationRequested, ctx: Context) -> None:
    """Send a link that proves the address. `issue_token` makes the token; None: nothing to send.

    Example::

        class Mails(Plugin):
            @hooks.email_verification_requested
            def verify(self, event: EmailVerificationRequested, ctx: Context) -> None:
                token = issue_token(event.customer_id, "verify_email", email=event.email)
                if token is not None:
                    ctx.log.info("would send a link with the token")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeRequested(Event):
    """A customer wants `email` in place of `current_email`, and has to prove that it is theirs."""

    customer_id: UUID
    email: str
    current_email: str
    locale: str


@event_hook
def email_change_requested(event: EmailChangeRequested, ctx: Context) -> None:
    """Send a link to the new address, and a warning without a link to the current one.

    Example::

        class Mails(Plugin):
            @hooks.email_change_requested
            def confirm(self, event: EmailChangeRequested, ctx: Context) -> None:
                token = issue_token(event.customer_id, "change_email", email=event.email)
                if token is not None:
                    ctx.log.info("would send a link to the new address")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(Event):
    """A customer forgot the password, or (`invited`) never had one: staff made the account."""

    customer_id: UUID
    email: str
    locale: str
    invited: bool = False


@event_hook
def password_reset_requested(event: PasswordResetRequested, ctx: Context) -> None:
    """Send a link with which a new password can be set, within an hour.

    Example::

        class Mails(Plugin):
            @hooks.password_reset_requested
            def reset(self, event: PasswordResetRequested, ctx: Context) -> None:
                token = issue_token(event.customer_id, "reset_password", email=event.email)
                if token is not None:
                    ctx.log.info("would send a link with the token")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPasswordChanged(Event):
    """A customer's password is another one now."""

    customer_id: UUID
    email: str
    locale: str


@event_hook
def customer_password_changed(event: CustomerPasswordChanged, ctx: Context) -> None:
    """Tell the customer, so that a change by somebody else does not go unseen.

    Example::

        class Mails(Plugin):
            @hooks.customer_password_changed
            def notice(self, event: CustomerPasswordChanged, ctx: Context) -> None:
                ctx.log.info("would say: your password was changed")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerVerified(Event):
    """The customer proved that `email` is theirs: at first, or after a change."""

    customer_id: UUID
    email: str


@event_hook
def customer_verified(event: CustomerVerified, ctx: Context) -> None:
    """An address is proven: what was done under it before belongs to this customer.

    Example::

        class Loyalty(Plugin):
            @hooks.customer_verified
            def collect(self, event: CustomerVerified, ctx: Context) -> None:
                ctx.log.info("may count earlier guest orders", customer=str(event.customer_id))
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUpdated(Event):
    """`fields` names what changed (`last_name`, `group`, `addresses`); read the rest again."""

    customer_id: UUID
    fields: tuple[str, ...]


@event_hook
def customer_updated(event: CustomerUpdated, ctx: Context) -> None:
    """A customer's profile, label or address book changed.

    Example::

        class Sync(Plugin):
            @hooks.customer_updated
            def push(self, event: CustomerUpdated, ctx: Context) -> None:
                if "group" in event.fields:
                    ctx.log.info("the group changed", customer=str(event.customer_id))
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLoggedIn(Event):
    """A customer signed in."""

    customer_id: UUID


@event_hook
def customer_logged_in(event: CustomerLoggedIn, ctx: Context) -> None:
    """A customer signed in with mail address and password.

    Example::

        class Activity(Plugin):
            @hooks.customer_logged_in
            def seen(self, event: CustomerLoggedIn, ctx: Context) -> None:
                ctx.log.info("signed in", customer=str(event.customer_id))
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErasure:
    """Whose personal data is being erased."""

    customer_id: UUID
    email: str


@join_hook
def customer_erasing(draft: CustomerErasure, ctx: Context) -> None:
    """Remove what the plugin's own tables hold about a person, in the erasing transaction.

    A plugin that stores personal data must implement it. An exception stops the erasing.

    Example::

        class Reviews(Plugin):
            @hooks.customer_erasing
            def forget(self, draft: CustomerErasure, ctx: Context) -> None:
                ctx.log.info("forgetting", customer=str(draft.customer_id))
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """A customer's personal data is gone; the id stays known to their orders."""

    customer_id: UUID


@event_hook
def customer_erased(event: CustomerErased, ctx: Context) -> None:
    """Personal data was erased here: erase it wherever else it was sent to.

    Example::

        class Sync(Plugin):
            @hooks.customer_erased
            def forget(self, event: CustomerErased, ctx: Context) -> None:
                ctx.log.info("erase elsewhere, too", customer=str(event.customer_id))
    """
