"""Slots: where plugins show something, and where that goes if a theme has left the place out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from shopwright_storefront.render.current import Effects, Render, current_render, rendering
from shopwright_storefront.render.failures import failure_of
from shopwright_storefront.render.markup import NOTHING, markup, mistaken
from shopwright_storefront.render.services import Kept, Placed

_NAMES: Mapping[str, str] = {
    "head": "end",
    "body": "start end",
    "section": "before after",
    "header": "before actions after",
    "footer": "before columns legal",
    "product": "before_title after_title after_price after_options after_buy tabs after_description "
    "media_overlay end",
    "product_card": "badge after_title after_price actions",
    "collection": "before_grid inside_grid after_grid filters",
    "search": "before_results no_results suggestions",
    "account": "nav dashboard order_after",
    "order_status": "after_timeline",
    "cart": "before_lines line_after after_lines summary after_button empty",
    "cart_drawer": "before_lines line_after summary after_button",
    "checkout": "express contact address shipping after_shipping payment summary before_submit "
    "after_submit",
    "thanks": "top summary",
    "email": "header before_lines after_lines footer",
    "print": "header footer",
}
SLOTS = tuple(f"{place}.{end}" for place, ends in _NAMES.items() for end in ends.split())
"""Every slot that a theme has to have. A theme may declare more."""

REPEATED: Mapping[str, str] = {
    **{name: "product" for name in SLOTS if name.startswith("product_card.")},
    "cart.line_after": "line",
    "cart_drawer.line_after": "line",
}
"""Slots that occur once for each of many; plugins are asked once, with the list of all of these."""

ANCHORS: Mapping[str, tuple[str, ...]] = {
    "page_head": ("head.end",),
    "page_end": ("body.start", "body.end"),
    "product": ("product.after_price", "product.after_options", "product.after_buy"),
    "cart": ("cart.before_lines", "cart.after_lines", "cart.summary", "cart.after_button"),
    "cart_drawer": ("cart_drawer.before_lines", "cart_drawer.summary", "cart_drawer.after_button"),
    "checkout": tuple(name for name in SLOTS if name.startswith("checkout.")),
    "checkout_thanks": ("thanks.top", "thanks.summary"),
    "emails": ("email.header", "email.before_lines", "email.after_lines", "email.footer"),
    "print": ("print.header", "print.footer"),
}
"""Slots that are shown whatever a theme does, by the place where those left out are shown."""


def slot(name: str, **payload: Any) -> Markup:
    """What plugins show at this place. `payload` is what they get: `product=product`."""
    render = current_render()
    render.meter.tick(10)
    extra = render.theme.manifest.slots.extra if render.theme else ()
    known = (*SLOTS, *(one.name for one in extra))
    if name not in known:
        return mistaken(f"there is no slot '{name}'", name, known)
    render.effects.slots.add(name)
    if render.view is not None and render.view.outlines:
        return markup(f"<!--slot:{name}-->") + _contents(render, name, payload)
    return _contents(render, name, payload)


def _contents(render: Render, name: str, payload: Mapping[str, Any]) -> Markup:
    placed = _arranged(render, name)
    if not placed:
        return NOTHING
    if name in REPEATED and REPEATED[name] in payload:
        return _of_one(render, name, placed, payload)
    return Markup("").join(_content(render, name, one, payload) for one in placed)


def missing_slots(anchor: str, **payload: Any) -> Markup:
    """The slots of an anchor that the theme has not printed."""
    printed = current_render().effects.slots
    names = [name for name in ANCHORS[anchor] if name not in printed]
    return Markup("").join(slot(name, **payload) for name in names)


def _arranged(render: Render, name: str) -> Sequence[Placed]:
    """In the order of their priority, unless the merchant said otherwise."""
    if render.view is None:
        return ()
    placed = render.view.slots.get(name, ())
    change = render.view.overlay.slots.get(name)
    if change is None or not placed:
        return placed
    rank = {plugin: index for index, plugin in enumerate(change.order)}
    shown = [one for one in placed if one.plugin not in change.off]
    return sorted(shown, key=lambda one: rank.get(one.plugin, len(rank)))


def _content(render: Render, name: str, placed: Placed, payload: Mapping[str, Any]) -> Markup:
    """One plugin's content; empty when it has none, or failed."""
    key = _key(render, name, placed, payload)
    kept = _kept(render, key)
    if kept is None:
        found = _guarded(render, name, placed, lambda: _drawn(render, placed, payload))
        html = _assembled(render, placed, found)
        _keep(render, key, html, placed)
    else:
        html = markup(kept.html)
        _note_assets(render, placed, html)
    return html


def _of_one(
    render: Render, name: str, placed: Sequence[Placed], payload: Mapping[str, Any]
) -> Markup:
    item = payload[REPEATED[name]]
    parts = []
    for one in placed:
        key = f"{name} {one.plugin}"
        found = render.repeated.get(key)
        if found is None or item["id"] not in found:
            items = _items(render, name, item)
            known = render.repeated.setdefault(key, {})
            render.repeated[key] = {**known, **_for_all(render, name, one, items)}
        parts.append(_assembled(render, one, render.repeated[key].get(item["id"])))
    return Markup("").join(parts)


def _items(render: Render, name: str, item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All of which there will be one on the page; the one itself for certain."""
    if REPEATED[name] == "product":
        known: Iterable[Mapping[str, Any]] = render.cards
    else:
        cart = render.objects.get("cart") or render.everywhere.get("cart") or {}
        known = cart.get("lines", ())
    by_id = {one["id"]: one for one in known}
    return list(({item["id"]: item} | by_id).values())


def _for_all(
    render: Render, name: str, placed: Placed, items: list[Mapping[str, Any]]
) -> dict[str, Any]:
    """What belongs to each, by id; None for those that get nothing."""
    plural = {"product": "products", "line": "lines"}[REPEATED[name]]
    function, template = placed.content.function, placed.content.template
    payload = {plural: items}
    drawn: dict[str, Any] = {one["id"]: None for one in items}

    def draw() -> Mapping[str, Any]:
        told = _told(render, payload)
        found = function(told, placed.ctx) if function else {one["id"]: {} for one in items}
        if template is None or not isinstance(found, Mapping):
            return found if isinstance(found, Mapping) else {}
        by_id = {one["id"]: one for one in items}
        return {
            key: _template(render, placed, {REPEATED[name]: by_id[key], **values})
            for key, values in found.items()
            if key in by_id and isinstance(values, Mapping)
        }

    return drawn | dict(_guarded(render, name, placed, draw) or {})


def _drawn(render: Render, placed: Placed, payload: Mapping[str, Any]) -> Any:
    function, template = placed.content.function, placed.content.template
    found: Any = function(_told(render, payload), placed.ctx) if function else {}
    if template is None or not isinstance(found, Mapping):
        return found
    return _template(render, placed, {**payload, **found})


def _told(render: Render, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a function gets: templates see the request anyway."""
    return {"request": render.everywhere["request"], **payload}


def _template(render: Render, placed: Placed, values: Mapping[str, Any]) -> Markup:
    name = f"plugin.{placed.plugin}:{placed.content.template}"
    template = render.environment.get_template(name)
    context = template.new_context({**render.everywhere, **values})
    return markup(render.environment.concat(template.root_render_func(context)))


def _guarded(render: Render, name: str, placed: Placed, draw: Callable[[], Any]) -> Any:
    """What `draw` gives; None when it fails, which is reported."""
    before = render.meter.depth
    try:
        with rendering(render), render.meter.resting():
            return placed.render(draw)
    except Exception as error:
        render.meter.depth = before
        failure = failure_of(
            error.__cause__ or error, render.environment.chain, what=name, plugin=placed.plugin
        )
        render.report(failure)
        return _box(name, placed.plugin, error) if _shows_failures(render) else None


def _shows_failures(render: Render) -> bool:
    return render.environment.strict or (render.view is not None and render.view.preview)


def _box(name: str, plugin: str, error: Exception) -> Markup:
    return Markup(
        '<div class="slot-failure" role="alert" style="border: 2px solid #c00; color: #900; '
        'background: #fff; padding: 8px; font: 13px/1.4 monospace">'
        "The plugin <b>{}</b> failed in the slot <b>{}</b>: {}</div>"
    ).format(plugin, name, str(error.__cause__ or error))


def _assembled(render: Render, placed: Placed, found: Any) -> Markup:
    """What a plugin gave as HTML; text is escaped, unless it is markup already."""
    if found is None or isinstance(found, Mapping) or found == "":
        return NOTHING
    html = markup(escape(found))
    _note_assets(render, placed, html)
    return html


def _note_assets(render: Render, placed: Placed, html: str) -> None:
    if not html or render.services is None:
        return
    for path in placed.content.assets:
        url = render.services.links.plugin_asset(placed.plugin, path)
        wanted = render.effects.styles if path.endswith(".css") else render.effects.scripts
        wanted[url] = None


def _key(
    render: Render, name: str, placed: Placed, payload: Mapping[str, Any]
) -> tuple[Any, ...] | None:
    """Where it is kept; None for what is not."""
    if not placed.content.cache_ttl or render.view is None or render.view.preview:
        return None
    told = json.dumps(payload, default=str, sort_keys=True).encode()
    digest = hashlib.sha256(told).hexdigest()
    vary = (render.locale, render.text_of("currency"), *render.view.vary)
    return ("slot", name, placed.plugin, digest, *vary)


def _kept(render: Render, key: tuple[Any, ...] | None) -> Kept | None:
    fragments = render.services.fragments if render.services else None
    return fragments.get(key) if fragments is not None and key is not None else None


def _keep(render: Render, key: tuple[Any, ...] | None, html: str, placed: Placed) -> None:
    fragments = render.services.fragments if render.services else None
    if fragments is not None and key is not None:
        kept = Kept(html=str(html), effects=Effects())
        fragments.put(key, kept, placed.content.cache_ttl)


FUNCTIONS: dict[str, Callable[..., Any]] = {"slot": slot}
