"""What plugins can add to staff's rights, and hear about staff.

Events that ask for a mail carry no token; whoever sends it calls `issue_staff_token`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shopwright.commerce.staff.permissions import Permission
from shopwright.platform.events import Event
from shopwright.platform.hooks import Context, boot_hook, event_hook


@boot_hook
def permissions(ctx: Context) -> Iterable[Permission]:  # type: ignore[empty-body]
    """Rights of a plugin's own, for the role editor; name them `<plugin id>:<action>`.

    Example::

        class GiftWrap(Plugin):
            @hooks.permissions
            def rights(self, ctx: Context) -> list[Permission]:
                return [Permission(name="gift_wrap:print", label="Print cards", group="Gift wrap")]
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """Somebody was invited to the staff, or the invitation is to be sent again."""

    user_id: UUID
    email: str
    name: str
    locale: str


@event_hook
def staff_invited(event: StaffInvited, ctx: Context) -> None:
    """Send a link with which a password can be set, within three days.

    Example::

        class Mails(Plugin):
            @hooks.staff_invited
            def invite(self, event: StaffInvited, ctx: Context) -> None:
                token = issue_staff_token(event.user_id, "invite", email=event.email)
                if token is not None:
                    ctx.log.info("would send a link with the token")
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPasswordResetRequested(Event):
    """A member of staff forgot the password."""

    user_id: UUID
    email: str
    name: str
    locale: str


@event_hook
def staff_password_reset_requested(event: StaffPasswordResetRequested, ctx: Context) -> None:
    """Send a link with which a new password can be set, within an hour.

    Example::

        class Mails(Plugin):
            @hooks.staff_password_reset_requested
            def reset(self, event: StaffPasswordResetRequested, ctx: Context) -> None:
                token = issue_staff_token(event.user_id, "reset_password", email=event.email)
                if token is not None:
                    ctx.log.info("would send a link with the token")
    """
