"""What plugins show in the storefront's slots: who, in which order, and what fails stays out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pytest
from shopwright import Context, Plugin, SlotContent, SlotFailed, hooks, slot_contents
from shopwright.commerce.channels import install_defaults
from shopwright.platform.plugins import slots
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

SLOT = "product.after_price"


def hint(payload: Mapping[str, Any], ctx: Context) -> str | None:
    return f"{ctx.id} wraps {payload['product']['title']}"


def bringing(name: str, *contents: SlotContent) -> type[Plugin]:
    """A plugin of this id with these contents."""

    def own(self: Plugin, ctx: Context) -> Iterable[SlotContent]:
        return contents

    own.__qualname__ = f"{name}.own"
    return type(name, (Plugin,), {"id": name, "own": hooks.storefront_slots(own)})


@pytest.fixture
def registry() -> Registry:
    return registry_of(
        bringing("bows", SlotContent(slot=SLOT, function=hint, priority=1)),
        bringing("cards", SlotContent(slot=SLOT, function=hint, priority=5)),
        bringing("notes", SlotContent(slot="cart.summary", template="notes/summary.html")),
    )


def rendered(plugin: int = 0) -> str | Mapping[str, Any] | None:
    placed = slot_contents()[SLOT][plugin]
    assert placed.content.function is not None
    payload = {"product": {"title": "Mug"}}
    return placed.render(partial(placed.content.function, payload, placed.ctx))


def failing_with(plugin: type[Plugin], draw: Callable[[], object]) -> str:
    """What is said of a content whose drawing does this."""
    runtime().registry = registry_of(plugin)
    (placed,) = slot_contents()[SLOT]
    with pytest.raises(SlotFailed) as failed:
        placed.render(draw)
    assert (failed.value.plugin, failed.value.slot) == (plugin.id, SLOT)
    return str(failed.value)


def test_contents_are_by_slot_the_highest_priority_first(shop: Shop) -> None:
    found = slot_contents()
    assert [item.plugin for item in found[SLOT]] == ["cards", "bows"]
    assert [item.content.template for item in found["cart.summary"]] == ["notes/summary.html"]
    assert "product.tabs" not in found


def test_a_function_gets_what_the_page_has_and_its_own_context(shop: Shop) -> None:
    assert rendered() == "cards wraps Mug"
    assert rendered(1) == "bows wraps Mug"


def test_a_disabled_plugin_shows_nothing(shop: Shop) -> None:
    runtime().registry = registry_of()
    assert slot_contents() == {}


def test_its_package_has_its_templates(shop: Shop) -> None:
    assert slot_contents()[SLOT][0].package == __name__.partition(".")[0]


def test_what_raises_is_left_out_and_counted_for_its_plugin_and_slot(shop: Shop) -> None:
    def draw() -> str:
        raise ValueError("no bow")

    said = failing_with(bringing("bows", SlotContent(slot=SLOT, function=hint)), draw)
    assert said == f"the plugin 'bows' was left out of the slot '{SLOT}': ValueError: no bow"
    counts = runtime().health.of("bows", f"storefront_slots:{SLOT}").take()
    assert (counts.calls, counts.errors) == (1, 1)
    assert "no bow" in counts.last_error


def test_what_comes_late_is_left_out_but_for_the_first_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "SLOT_SECONDS", 0.001)
    slow = bringing("slow", SlotContent(slot=SLOT, function=hint))
    runtime().registry = registry_of(slow)
    first = slot_contents()[SLOT][0].render(lambda: time.sleep(0.005) or "loaded")
    assert first == "loaded"
    assert "of 20 ms" in failing_with(slow, lambda: time.sleep(0.005))
    assert runtime().health.of("slow", f"storefront_slots:{SLOT}").take().errors == 1


def test_a_content_that_always_fails_has_to_rest_in_this_slot_alone(shop: Shop) -> None:
    weak = bringing(
        "weak",
        SlotContent(slot=SLOT, function=hint),
        SlotContent(slot="cart.summary", function=hint),
    )
    runtime().registry = registry_of(weak)
    asked = []

    def draw() -> str:
        asked.append(1)
        raise ValueError

    for _ in range(30):
        with pytest.raises(SlotFailed):
            slot_contents()[SLOT][0].render(draw)
    assert len(asked) == 20
    with pytest.raises(SlotFailed, match="rests for now"):
        slot_contents()[SLOT][0].render(draw)
    assert slot_contents()["cart.summary"][0].render(lambda: "well") == "well"


def test_drawing_neither_calls_others_nor_changes_anything(shop: Shop) -> None:
    curious = bringing("curious", SlotContent(slot=SLOT, function=hint))
    runtime().registry = registry_of(curious)
    ctx = slot_contents()[SLOT][0].ctx
    called = failing_with(curious, lambda: ctx.http.get("https://example.com"))
    assert "NetworkForbidden" in called
    assert "CommandRefused" in failing_with(curious, install_defaults)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slot": "Product"}, "named like 'product.after_price'"),
        ({"slot": SLOT}, "needs a template, a function, or both"),
        ({"slot": SLOT, "function": "text"}, "is 'text'"),
        ({"slot": SLOT, "template": "../secret.html"}, "without '..'"),
        ({"slot": SLOT, "template": "/etc/x.html"}, "without '..'"),
        ({"slot": SLOT, "template": "badge.txt"}, "is no .html file"),
        ({"slot": SLOT, "function": hint, "assets": ("a.svg",)}, "is no .css or .js file"),
        ({"slot": SLOT, "function": hint, "cache_ttl": -1}, "cache_ttl is 0 to"),
    ],
)
def test_a_content_that_cannot_be_shown_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        SlotContent(**wrong)


def test_a_plugin_that_brings_something_else_is_quarantined() -> None:
    wrong = bringing("wrong", "a text")  # type: ignore[arg-type]
    registry = registry_of(wrong, bringing("cards", SlotContent(slot=SLOT, function=hint)))
    assert "storefront_slots returns SlotContent, not 'a text'" in registry.quarantined["wrong"]
    assert registry.ids == ["cards"]


def test_a_plugin_has_one_content_for_a_slot() -> None:
    content = SlotContent(slot=SLOT, function=hint)
    registry = registry_of(bringing("twice", content, content))
    assert f"both bring '{SLOT}' to storefront_slots" in registry.quarantined["twice"]
