"""`Render`: one rendering that is going on, which all that templates call can reach.

It travels in a ContextVar rather than in Jinja's context, so that macros that were imported without
context work, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from shopwright_storefront.render.limits import Meter

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule

    from shopwright_storefront.render.environment import ThemeEnvironment
    from shopwright_storefront.render.failures import Failure, Place
    from shopwright_storefront.render.planning import Plan
    from shopwright_storefront.render.services import Services
    from shopwright_storefront.render.view import View
    from shopwright_storefront.themes.pages import SectionTree
    from shopwright_storefront.themes.theme import Theme


@dataclass(slots=True)
class Effects:
    """What printing a part of a page does to the rest of it; kept with cached fragments."""

    slots: set[str] = field(default_factory=set)
    """Slots that were printed."""
    hashes: set[str] = field(default_factory=set)
    """Inline scripts and styles, as CSP names them: "script-src 'sha256-...'"."""
    preloads: list[str] = field(default_factory=list)
    """Elements for the head."""
    styles: dict[str, None] = field(default_factory=dict)
    """Addresses of plugins' style sheets, in order."""
    scripts: dict[str, None] = field(default_factory=dict)

    def add(self, other: Effects) -> None:
        """These, too."""
        self.slots |= other.slots
        self.hashes |= other.hashes
        self.preloads += [item for item in other.preloads if item not in self.preloads]
        self.styles |= other.styles
        self.scripts |= other.scripts


def _new_plan() -> Plan:
    from shopwright_storefront.render.planning import Plan

    return Plan()


@dataclass(slots=True, kw_only=True, eq=False)
class Render:
    """The state of one rendering.

    `everywhere` are the objects that all templates have, `objects` those of the page beside them.
    """

    environment: ThemeEnvironment
    everywhere: Mapping[str, Any]
    objects: Mapping[str, Any] = field(default_factory=dict)
    theme: Theme | None = None
    services: Services | None = None
    view: View | None = None
    meter: Meter = field(default_factory=Meter)
    modules: dict[str, TemplateModule] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    effects: Effects = field(default_factory=Effects)
    tags: set[str] = field(default_factory=set)
    """What the page was made of, for caches: `product:12`."""
    cards: list[Mapping[str, Any]] = field(default_factory=list)
    """Every ProductCard of the page, for slots that are asked once for all of them."""
    repeated: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What ids in settings stand for, by kind and id."""
    plan: Plan = field(default_factory=_new_plan)
    substitute: Callable[[SectionTree], Markup] = field(default=lambda section: Markup(""))
    """Makes what stands in for a main section that failed."""
    mark: str = field(default_factory=lambda: token_hex(16))
    """Stands where the head belongs, which is known when all else is there."""
    _slips: set[Place | None] = field(default_factory=set)

    def names(self) -> list[str]:
        """Every name that templates know here."""
        return [*self.objects, *self.everywhere, *self.environment.globals]

    def report(self, failure: Failure) -> None:
        """Note what went wrong; the page goes on."""
        self.failures.append(failure)

    def report_slip(self, error: Callable[[], Exception]) -> None:
        """The same for what a template asks for and does not exist, once per place.

        `error` makes what is told; that takes its time, and a loop may ask a thousand times.
        """
        from shopwright_storefront.render.failures import failure_here, place_here

        place = place_here()
        if place not in self._slips:
            self._slips.add(place)
            self.failures.append(failure_here(error(), self.environment.chain))

    def text_of(self, key: str, default: str = "") -> str:
        """A value of the object `request`."""
        return str(self.everywhere.get("request", {}).get(key) or default)

    @property
    def locale(self) -> str:
        """The shopper's language."""
        return self.text_of("locale", "en")

    @contextmanager
    def recording(self) -> Iterator[Effects]:
        """What is printed inside leaves its effects in the result, beside in the page."""
        before, self.effects = self.effects, Effects()
        try:
            yield self.effects
        finally:
            recorded, self.effects = self.effects, before
            self.effects.add(recorded)


_current: ContextVar[Render] = ContextVar("shopwright_storefront_render")


def current_render() -> Render:
    """The rendering that is going on. Raises `LookupError` outside of any."""
    return _current.get()


@contextmanager
def rendering(render: Render) -> Iterator[Render]:
    """Make `render` the current one."""
    token = _current.set(render)
    try:
        yield render
    finally:
        _current.reset(token)
