"""Sections, blocks, and the small templates that functions draw with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.failures import failure_of
from shopwright_storefront.render.limits import LimitExceeded
from shopwright_storefront.render.markup import NOTHING, attributes, markup, mistaken
from shopwright_storefront.render.planning import section_key, section_tags
from shopwright_storefront.render.services import Kept
from shopwright_storefront.render.values import resolved
from shopwright_storefront.themes.overlay import Node, PageFile
from shopwright_storefront.themes.pages import BlockTree, PageTree, SectionTree, build_page
from shopwright_storefront.themes.parsing import Source
from shopwright_storefront.themes.schema import Schema


def draw(render: Render, path: str, values: Mapping[str, Any]) -> Markup:
    """A template with these values beside the page's."""
    template = render.environment.get_template(path)
    context = template.new_context({**render.everywhere, **render.objects, **values})
    return markup(render.environment.concat(template.root_render_func(context)))


def draw_snippet(name: str, values: Mapping[str, Any]) -> Markup:
    """`snippets/NAME.html`, which functions draw with, so that themes can draw otherwise."""
    return draw(current_render(), f"snippets/{name}.html", values)


def render_section(name: str) -> Markup:
    """A group (`header`, `footer`), or a section of its own with its default settings."""
    render = current_render()
    group = render.plan.groups.get(name)
    if group is None:
        assert render.theme is not None
        known = [*render.plan.groups, *render.theme.types("section")]
        if name not in known:
            return mistaken(f"there is no section or group '{name}'", name, known)
        group = _alone(render, name)
    return draw_sections(render, group)


def draw_sections(render: Render, page: PageTree) -> Markup:
    """All sections of a page or group. One that fails is left out, and reported."""
    return Markup("\n").join(draw_section(render, page, one) for one in page.sections)


def draw_section(render: Render, page: PageTree, section: SectionTree) -> Markup:
    """One section. A main one that fails is `base`'s; another one is empty then."""
    kept = render.plan.kept.get((page.name, section.id))
    render.tags |= section_tags(section)
    if kept is not None:
        render.effects.add(kept.effects)
        return markup(kept.html)
    depth = render.meter.depth
    try:
        with render.recording() as effects:
            html = _drawn(render, page, section)
    except Exception as error:
        render.meter.depth = depth
        if isinstance(error, LimitExceeded):
            render.meter.forgive()
        render.report(failure_of(error, render.environment.chain, what=section.id))
        return render.substitute(section) if section.schema.main else NOTHING
    key = section_key(render, page, section)
    if key is not None and render.services and render.services.fragments and section.schema.cache:
        entry = Kept(html=str(html), effects=effects)
        render.services.fragments.put(key, entry, section.schema.cache.ttl)
    return html


def _drawn(render: Render, page: PageTree, section: SectionTree) -> Markup:
    settings = resolved(render, section.schema.settings, section.settings)
    values = {
        "id": section.id,
        "type": section.type,
        "index": section.index,
        "settings": settings,
        "attrs": _attrs("section", section, settings),
        "blocks": [_block(render, block) for block in section.blocks],
    }
    data = render.plan.data.get((page.name, section.id), {})
    return draw(render, f"sections/{section.type}.html", {**data, "section": values})


def _block(render: Render, block: BlockTree) -> dict[str, Any]:
    settings = resolved(render, block.schema.settings, block.settings)
    return {
        "id": block.id,
        "type": block.type,
        "settings": settings,
        "attrs": _attrs("block", block, settings),
        "blocks": [_block(render, inner) for inner in block.blocks],
    }


def _attrs(kind: str, part: SectionTree | BlockTree, settings: Mapping[str, Any]) -> Markup:
    """What its element carries: where links lead, its colors, and what the editor finds it by."""
    classes = [f"{kind}-{part.type}", *_schemes(part.schema, settings)]
    names = " ".join(name.replace("_", "-") for name in classes)
    values = {"id": part.id, "class": names, f"data-{kind}": part.id}
    return markup(str(attributes(values)).strip())


def _schemes(schema: Schema, settings: Mapping[str, Any]) -> list[str]:
    chosen = (settings[one.id] for one in schema.settings if one.type == "color_scheme")
    return [f"scheme-{name}" for name in chosen if name]


def _alone(render: Render, name: str) -> PageTree:
    assert render.theme is not None
    page = PageFile(order=(name,), sections={name: Node(type=name)})
    nowhere = Source(folder=render.environment.chain.folders[0], path="", data={})
    return build_page(page, f"sections/{name}", render.theme, nowhere)[0]


def render_blocks(parent: Mapping[str, Any]) -> Markup:
    """The blocks of a section, or of a block, each by its own template."""
    render = current_render()
    parts = []
    for block in parent["blocks"]:
        render.meter.descend()
        parts.append(draw(render, f"blocks/{block['type']}.html", {"block": block}))
        render.meter.ascend()
    return Markup("\n").join(parts)


def pagination(page: Mapping[str, Any]) -> Markup:
    """The numbers of a list's pages; nothing where there is one only."""
    return draw_snippet("pagination", {"page": page}) if page["pages"] > 1 else NOTHING


def empty_state(kind: str, action: str = "", label: str = "") -> Markup:
    """What stands where there is nothing: an icon, a sentence (`empty.KIND`), one thing to do."""
    return draw_snippet("empty_state", {"kind": kind, "action": action, "label": label})


def live(what: str, key: str, variant: str | None = None, state: str | None = None) -> Markup:
    """Attributes of an element that a script keeps up to date: `live('stock', product.id)`.

    Stock is that of the whole product, or of one `variant`; `state` is what the page shows.
    """
    values = {"data-live": what, "data-key": key, "data-variant": variant, "data-state": state}
    return markup(str(attributes(values)).strip())


def url_for(kind: str, handle: str, **query: Any) -> str:
    """The address of a `product`, `collection`, `page`, `brand` or `order`."""
    services = current_render().services
    assert services is not None
    try:
        texts = {name: str(value) for name, value in query.items()}
        return services.links.url_for(kind, handle, texts)
    except KeyError:
        known = ("product", "collection", "page", "brand", "order")
        return mistaken(f"'url_for' knows no '{kind}'", kind, known)


def localized(url: str, locale: str) -> str:
    """The address of the same page in another language."""
    services = current_render().services
    assert services is not None
    return services.links.localized(url, locale)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "render_section": render_section,
    "render_blocks": render_blocks,
    "pagination": pagination,
    "empty_state": empty_state,
    "live": live,
    "url_for": url_for,
    "localized": localized,
}
