"""Which plugin gives a message its look, and which brings it to staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from shopwright import (
    Context,
    MessageRenderer,
    NotificationChannel,
    Plugin,
    RenderedMessage,
    StaffNotice,
    Unavailable,
    hooks,
    render_message,
    send_notice,
)
from shopwright.platform.db import transaction
from shopwright.platform.network import NetworkForbidden
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

Answer = Callable[[Mapping[str, Any]], RenderedMessage | None]
NOTICE = StaffNotice(key="event-1", source="webhooks", title="Switched off", text="It failed.")


def saying(text: str) -> Answer:
    return lambda data: RenderedMessage(subject=data["subject"], html=text, text=text)


def _raise(data: Mapping[str, Any]) -> RenderedMessage | None:
    raise ValueError("no such template")


class Look:
    """A renderer that answers as it was told to."""

    def __init__(self, name: str, answer: Answer) -> None:
        self.name = name
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def render(self, kind: str, locale: str, data: Mapping[str, Any]) -> RenderedMessage | None:
        """The answer."""
        self.asked.append((kind, locale))
        return self.answer(data)


def looking(*renderers: Look) -> None:
    """Have plugins of these names bring them."""

    def bring(renderer: Look) -> type[Plugin]:
        class Theme(Plugin):
            @hooks.message_renderers
            def renderers(self, ctx: Context) -> Iterable[MessageRenderer]:
                return [renderer]

        Theme.id = renderer.name
        return Theme

    runtime().registry = registry_of(*map(bring, renderers))


def rendered() -> str | None:
    found = render_message("order_placed", "de_AT", {"subject": "Order 7"})
    assert found is None or found.subject == "Order 7"
    return found.html if found else None


def test_without_a_plugin_nobody_has_a_look(shop: Shop) -> None:
    looking()
    assert rendered() is None


def test_the_first_that_does_not_decline_is_taken(shop: Shop) -> None:
    declining, linen = Look("a_look", lambda data: None), Look("linen", saying("linen"))
    looking(declining, linen, Look("zebra", saying("zebra")))
    assert rendered() == "linen"
    assert declining.asked == linen.asked == [("order_placed", "de_AT")]


@pytest.mark.parametrize(
    "answer",
    [
        _raise,
        lambda data: "text",
        lambda data: RenderedMessage(subject="x", html=None, text=""),  # type: ignore[arg-type]
        saying("x" * 100_001),
    ],
)
def test_one_that_fails_is_passed_over_and_counted(shop: Shop, answer: Any) -> None:
    looking(Look("broken", answer), Look("linen", saying("linen")))
    assert rendered() == "linen"
    assert runtime().health.of("broken", "message_renderers").take().errors == 1


def test_one_that_always_fails_rests(shop: Shop) -> None:
    broken = Look("broken", _raise)
    looking(broken)
    for _ in range(25):
        assert rendered() is None
    assert len(broken.asked) == 20


def test_a_look_asks_nobody_else(shop: Shop) -> None:
    context: list[Context] = []

    class Curious(Plugin):
        @hooks.message_renderers
        def renderers(self, ctx: Context) -> Iterable[MessageRenderer]:
            context.append(ctx)
            return [Look("curious", self.ask)]

        def ask(self, data: Mapping[str, Any]) -> RenderedMessage | None:
            context[0].http.get("https://example.com/logo")
            return None

    runtime().registry = registry_of(Curious)
    assert rendered() is None
    assert (
        "NetworkForbidden" in runtime().health.of("curious", "message_renderers").take().last_error
    )


class Chat:
    """A channel that remembers."""

    name, label = "chat", "Chat"

    def __init__(self) -> None:
        self.sent: list[StaffNotice] = []
        self.works = True

    def send(self, notice: StaffNotice) -> None:
        """Remember it."""
        if not self.works:
            raise ConnectionError("chat.example does not answer")
        self.sent.append(notice)


def chatting(name: str, channel: NotificationChannel) -> type[Plugin]:
    class Chatting(Plugin):
        @hooks.notification_channels
        def channels(self, ctx: Context) -> Iterable[NotificationChannel]:
            return [channel]

    Chatting.id = name
    return Chatting


def test_a_notice_goes_by_the_channel_that_was_named(shop: Shop) -> None:
    chat = Chat()
    runtime().registry = registry_of(chatting("chat", chat))
    assert send_notice("chat", NOTICE) is True
    assert send_notice("pager", NOTICE) is False
    assert chat.sent == [NOTICE]


def test_a_channel_that_fails_says_so_and_is_counted(shop: Shop) -> None:
    chat = Chat()
    chat.works = False
    runtime().registry = registry_of(chatting("chat", chat))
    with pytest.raises(Unavailable):
        send_notice("chat", NOTICE)
    counts = runtime().health.of("chat", "notification_channels").take()
    assert "chat.example does not answer" in counts.last_error


def test_nobody_is_told_while_a_transaction_is_open(shop: Shop) -> None:
    runtime().registry = registry_of(chatting("chat", Chat()))
    with transaction(), pytest.raises(NetworkForbidden):
        send_notice("chat", NOTICE)


def test_two_channels_of_one_name_are_refused_naming_both() -> None:
    registry = registry_of(chatting("chat", Chat()), chatting("talk", Chat()))
    assert "'talk' and 'chat' both bring 'chat'" in registry.quarantined["talk"]
