"""Telling staff, by mail or by what other plugins bring."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright import Context, StaffNotice, Unavailable, send_notice

from shopwright_email_notify.accounts import staff_notice
from shopwright_email_notify.letters import desk_of
from shopwright_email_notify.postbox import post
from shopwright_email_notify.rendering import Rendered, render
from shopwright_email_notify.settings import Settings


class StaffMail:
    """The channel `email`: to those who get copies."""

    name, label = "email", "E-mail"

    def __init__(self, ctx: Context, settings: Settings) -> None:
        self._ctx = ctx
        self._settings = settings

    def send(self, notice: StaffNotice) -> None:
        """One mail to each, once."""
        for number, address in enumerate(self._settings.copies_to, start=1):

            def rendered(address: str = address) -> Rendered:
                desk = desk_of(self._ctx, self._settings)
                letter = staff_notice(notice, desk, recipient=address)
                return render(letter, desk, accent=self._settings.accent)

            key = f"{notice.key}:staff_notice_{number}"
            post(self._ctx, self._settings, key, rendered, settles=False)


def tell_staff(ctx: Context, channels: Iterable[str], notice: StaffNotice) -> None:
    """By each channel, once. Raises what one of them raised, after all were asked."""
    failed: Unavailable | None = None
    for name in channels:
        try:
            if not send_notice(name, notice):
                ctx.log.warning("no enabled plugin brings this way to staff", channel=name)
        except Unavailable as error:
            failed = error
    if failed is not None:
        raise failed
