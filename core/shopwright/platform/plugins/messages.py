"""How the shop's messages look, and by which ways staff are told: what plugins bring to both.

A plugin that sends messages asks here, and knows neither themes nor other services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from shopwright.platform.errors import ShopError
from shopwright.platform.hooks import Context, ask_provider, boot_hook, checked, rests
from shopwright.platform.network import check_network, forbid_network
from shopwright.platform.runtime import runtime

_SLOW = 1.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMessage:
    """A message as it is sent: HTML with its styles inlined, and the same as plain text."""

    subject: str
    html: str
    text: str


class MessageRenderer(Protocol):
    """Gives messages the shop's look."""

    @property
    def name(self) -> str:
        """Tells it from others in logs."""

    def render(self, kind: str, locale: str, data: Mapping[str, Any]) -> RenderedMessage | None:
        """The message, or None to leave it to others, which is right for kinds you don't know.

        `kind` is what it is about (`order_placed`), `data` what it says, in that locale, as plain
        values: `subject`, `title`, `paragraphs` and whatever else the sender documents.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNotice:
    """What staff are told, in plain text. `key` is the same however often it is sent."""

    key: str
    source: str
    title: str
    text: str


class NotificationChannel(Protocol):
    """A way to staff: mail, a chat, text messages."""

    @property
    def name(self) -> str:
        """What it is chosen by: `email`."""

    @property
    def label(self) -> str:
        """What merchants read: `E-mail`."""

    def send(self, notice: StaffNotice) -> None:
        """Send it; outside of transactions. What it raises is tried again later, under the same key."""


@boot_hook
def message_renderers(ctx: Context) -> Iterable[MessageRenderer]:
    """Returns what gives the shop's messages their look; the first that does not decline is taken.

    It is asked in workers, with the network refused. Where it raises, the sender's own look is used.

        class Plain:
            name = "plain"

            def render(
                self, kind: str, locale: str, data: Mapping[str, Any]
            ) -> RenderedMessage | None:
                text = "\\n\\n".join([data["title"], *data["paragraphs"]])
                html = f"<pre>{escape(text)}</pre>"
                return RenderedMessage(subject=data["subject"], html=html, text=text)

        class PlainLook(Plugin):
            @hooks.message_renderers
            def renderers(self, ctx: Context) -> list[MessageRenderer]:
                return [Plain()]
    """
    raise NotImplementedError


@boot_hook
def notification_channels(ctx: Context) -> Iterable[NotificationChannel]:
    """Returns ways to staff, among which merchants choose in the settings of `email_notify`.

    class Chat:
        name, label = "chat", "Chat"

        def __init__(self, ctx: Context) -> None:
            self.ctx = ctx

        def send(self, notice: StaffNotice) -> None:
            message = {"id": notice.key, "text": f"{notice.title}: {notice.text}"}
            self.ctx.http.post("https://chat.example/hook", json=message).raise_for_status()

    class ChatNotices(Plugin):
        @hooks.notification_channels
        def channels(self, ctx: Context) -> list[NotificationChannel]:
            return [Chat(ctx)]
    """
    raise NotImplementedError


def render_message(kind: str, locale: str, data: Mapping[str, Any]) -> RenderedMessage | None:
    """The message with the look of the first plugin that brings one; None when nobody does."""
    for plugin_id, renderer in runtime().registry.described(message_renderers):
        if rests(message_renderers, plugin_id):
            continue
        ask = partial(_rendered, renderer, kind, locale, data)
        try:
            found = ask_provider(message_renderers, plugin_id, ask, slow=_SLOW)
        except ShopError:
            continue  # counted, and in the log with its traceback
        if found is not None:
            return found
    return None


def _rendered(
    renderer: MessageRenderer, kind: str, locale: str, data: Mapping[str, Any]
) -> RenderedMessage | None:
    with forbid_network(f"the renderer '{renderer.name}'"):
        return checked(renderer.render(kind, locale, data), RenderedMessage | None)


def send_notice(channel: str, notice: StaffNotice) -> bool:
    """Tell staff by the channel of this name. False: no enabled plugin brings it.

    Call it outside of transactions. Raises `PluginFailed` when the channel does.
    """
    check_network(f"the notification channel '{channel}'")
    for plugin_id, found in runtime().registry.described(notification_channels):
        if found.name == channel:
            send = partial(found.send, notice)
            ask_provider(notification_channels, plugin_id, send, slow=10.0)
            return True
    return False
