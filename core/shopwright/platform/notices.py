"""Notices: what staff should know that nobody asked about, in words, to be mailed or shown."""

from __future__ import annotations

from dataclasses import dataclass

from shopwright.platform.events import Event
from shopwright.platform.hooks import Context, event_hook


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNotified(Event):
    """Something needs a person's attention. `source` is the plugin that says so."""

    source: str
    title: str
    text: str


@event_hook
def staff_notified(event: StaffNotified, ctx: Context) -> None:
    """Tell staff, by whatever way they read: a mail, a chat. `ctx.notify_staff` says it.

    Example::

        class Chat(Plugin):
            @hooks.staff_notified
            def post(self, event: StaffNotified, ctx: Context) -> None:
                ctx.log.info("would post to the staff's channel", title=event.title)
    """
