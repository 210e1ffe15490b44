"""What plugins show on the storefront's pages, in places that every theme has.

A plugin says what belongs into which slot, and imports nothing of the storefront; whatever plugin
draws the pages reads it here. Without one, nobody asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from shopwright.platform.db.session import refuse_commands
from shopwright.platform.errors import FAULTS
from shopwright.platform.hooks import Context, check_function, scoped_boot_hook
from shopwright.platform.hooks.facade import refuse_writes
from shopwright.platform.network import forbid_network
from shopwright.platform.plugins.plugin import package_of
from shopwright.platform.runtime import runtime

R = TypeVar("R")

SLOT_SECONDS = 0.02
_LONGEST_TTL = 24 * 3600
_SLOT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_FILE = re.compile(r"[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*")

SlotFunction = Callable[[Mapping[str, Any], Context], "str | Mapping[str, Any] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotContent:
    """What a plugin shows in one slot: `product.after_price`, `cart.summary`.

    - `function(payload, ctx)` gets what the page has at this place (`payload["product"]`), as plain
      values. It returns text, which is escaped unless it is a `markupsafe.Markup`; with a `template`
      the values that are added to the payload there; None to show nothing this time.
    - `template` is a file below `templates/` of the plugin's package; alone, it sees the payload.
    - In slots that repeat (`product_card.badge`, `cart.line_after`) it is called once for the page,
      with the list of all, and returns what belongs to each by its id.
    - `cache_ttl`: for how many seconds what came may be shown again where the payload is the same.
    - `assets`: `.css` and `.js` files below `static/` of the package, which the page then loads.
    - Contents of a slot stand in the order of `priority`, the highest first, until a merchant
      arranges them otherwise.
    """

    slot: str
    template: str | None = None
    function: SlotFunction | None = None
    cache_ttl: int = 0
    assets: tuple[str, ...] = ()
    priority: int = 0

    def __post_init__(self) -> None:
        if not _SLOT.fullmatch(self.slot):
            raise ValueError(f"'{self.slot}' is no slot; they are named like 'product.after_price'")
        if self.template is None and self.function is None:
            raise ValueError(f"the content of '{self.slot}' needs a template, a function, or both")
        if self.function is not None:
            check_function(self.function, f"the function for '{self.slot}'")
        if self.template is not None:
            _check_file(self.template, self.slot, (".html",))
        for name in self.assets:
            _check_file(name, self.slot, (".css", ".js"))
        if not 0 <= self.cache_ttl <= _LONGEST_TTL:
            raise ValueError(f"'{self.slot}': cache_ttl is 0 to {_LONGEST_TTL} seconds")

    @property
    def name(self) -> str:
        """A plugin has one content for a slot."""
        return self.slot


class SlotFailed(RuntimeError):
    """A plugin's content was left out of a page. `__cause__` is what it raised, if it did.

    For developers and previews: shoppers see the page without it.
    """

    def __init__(self, plugin: str, slot: str, reason: str) -> None:
        super().__init__(f"the plugin '{plugin}' was left out of the slot '{slot}': {reason}")
        self.plugin = plugin
        self.slot = slot


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedContent:
    """A content, whose it is, and what it gets. `package` has its templates and static files."""

    plugin: str
    package: str
    content: SlotContent
    ctx: Context

    def render(self, draw: Callable[[], R]) -> R:
        """What `draw` returns, which is to call the content's function or render its template.

        In it there is no network, no command, no write. It has 20 ms, but for the first time in a
        process, when much is loaded: what comes later is left out, like what raises. Both are
        counted, per plugin and slot, and a plugin that fails too often has to rest. Raises
        `SlotFailed`.
        """
        slot, health = self.content.slot, runtime().health
        name = f"{storefront_slots.name}:{slot}"
        is_first = (self.plugin, name) not in health.records
        record = health.of(self.plugin, name)
        if record.rests():
            raise SlotFailed(self.plugin, slot, "it failed too often, and rests for now")
        where = f"the slot '{slot}' of the plugin '{self.plugin}'"
        started = perf_counter()
        try:
            with forbid_network(where), refuse_commands(where), refuse_writes(where):
                found = draw()
        except FAULTS as error:
            record.failed(perf_counter() - started, error)
            raise SlotFailed(self.plugin, slot, f"{type(error).__name__}: {error}") from error
        seconds = perf_counter() - started
        if seconds <= SLOT_SECONDS or is_first:
            record.worked(seconds)
            return found
        late = SlotFailed(self.plugin, slot, f"it took {seconds * 1000:.0f} of 20 ms")
        record.failed(seconds, late)
        raise late


def slot_contents() -> Mapping[str, tuple[PlacedContent, ...]]:
    """What the enabled plugins show, by slot, the highest priority first. Ask once for a page."""
    registry = runtime().registry
    loaded = {item.id: item for item in registry.plugins}
    found: dict[str, list[PlacedContent]] = {}
    for plugin_id, content in registry.described(storefront_slots):
        owner = loaded[plugin_id]
        placed = PlacedContent(
            plugin=plugin_id,
            package=package_of(type(owner.plugin)),
            content=content,
            ctx=owner.context,
        )
        found.setdefault(content.slot, []).append(placed)
    return {
        slot: tuple(sorted(items, key=lambda item: -item.content.priority))
        for slot, items in found.items()
    }


def _check_file(name: str, slot: str, endings: tuple[str, ...]) -> None:
    if not (_FILE.fullmatch(name) and name.endswith(endings)):
        raise ValueError(
            f"'{slot}': '{name}' is no {' or '.join(endings)} file of the plugin's package; write "
            "it like 'cards/badge.html', without '..' and without the folder that it is in"
        )


@scoped_boot_hook
def storefront_slots(ctx: Context) -> Iterable[SlotContent]:
    """Returns what the plugin shows in the slots of the storefront's pages: one content for each.

    Which slots there are is listed by the plugin that draws the storefront; in a shop without one
    nothing is shown. A page is not held up: what raises, or takes longer than 20 ms, is left out.
    Read what you need at publish time (`product_document`) or in a job, and only look it up here.

        class GiftWrap(Plugin):
            @hooks.storefront_slots
            def contents(self, ctx: Context) -> list[SlotContent]:
                return [SlotContent(slot="product.after_price", function=self.hint)]

            def hint(self, payload: Mapping[str, Any], ctx: Context) -> str | None:
                tags = payload["product"]["tags"]
                return "We wrap this one as a gift." if "gift" in tags else None
    """
    raise NotImplementedError
