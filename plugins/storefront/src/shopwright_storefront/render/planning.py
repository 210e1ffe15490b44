"""What a page needs before it is rendered: known from its tree, fetched at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import TemplateError, nodes

from shopwright_storefront.render.current import Render
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.render.services import DataRequest, Kept
from shopwright_storefront.render.values import wanted
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.pages import BlockTree, PageTree, SectionTree
from shopwright_storefront.themes.schema import filled
from shopwright_storefront.themes.settings import Setting

_CARDS = ("collection_products", "products", "related")
_CARD_OBJECTS = ("products", "cross_sells")
_STAMPED: Mapping[str, str] = {"image": "media", "page": "page", "menu": "menu"}
Key = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What is there for a page. Sections are known by their page's or group's name and their id."""

    groups: dict[str, PageTree] = field(default_factory=dict)
    data: dict[Key, dict[str, Any]] = field(default_factory=dict)
    kept: dict[Key, Kept] = field(default_factory=dict)


def prepare(
    render: Render,
    pages: Sequence[PageTree],
    settings: Iterable[Setting],
    values: Mapping[str, Any],
) -> None:
    """Fetch the data of all sections, and what ids in settings stand for: two calls at most."""
    assert render.services is not None
    needed: list[tuple[Key, str, DataRequest]] = []
    ids: dict[str, dict[str, None]] = {}
    _want(ids, wanted(settings, values))
    for page in pages:
        for section in page.sections:
            key = (page.name, section.id)
            kept = _kept(render, page, section)
            if kept is not None:
                render.plan.kept[key] = kept
                continue
            needed += [(key, name, one) for name, one in _requests(section)]
            _want_all(ids, section)
    if ids:
        listed = {kind: list(known) for kind, known in ids.items()}
        render.references = render.services.data.references(listed)
    answers = render.services.data.fetch([one for _, _, one in needed]) if needed else ()
    for (key, name, _), answer in zip(needed, answers, strict=True):
        render.plan.data.setdefault(key, {})[name] = answer
    _gather_cards(
        render, [(one, answer) for (_, _, one), answer in zip(needed, answers, strict=True)]
    )


def section_key(render: Render, page: PageTree, section: SectionTree) -> tuple[Any, ...] | None:
    """Under what a section's HTML is kept; None for one that says nothing of a cache."""
    cache, view = section.schema.cache, render.view
    if cache is None or not cache.ttl or view is None or view.preview or render.services is None:
        return None
    where = (page.name, view.template, section.id, render.locale, render.text_of("currency"))
    requests = [one for _, one in _requests(section)]
    version = render.services.data.version(requests, sorted(section_tags(section)))
    return (
        "section",
        render.services.assets.fingerprint,
        *where,
        *view.vary,
        *version,
        str(section.settings),
    )


def section_tags(section: SectionTree) -> set[str]:
    """What ends a kept section sooner: `collection:new-in`, and what pictures in settings are."""
    cache = section.schema.cache
    tags = {str(filled(tag, section.settings)) for tag in cache.tags} if cache else set()
    ids: dict[str, dict[str, None]] = {}
    _want_all(ids, section)
    return tags | {_STAMPED[kind] for kind in ids if kind in _STAMPED}


def group_names(environment: ThemeEnvironment, layout: str) -> list[str]:
    """The groups that a layout draws by name, those of its parents and includes too."""
    found: dict[str, None] = {}
    waiting, seen = [environment.whole_name(layout)], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = _parsed(environment, name)
        if tree is None:
            continue
        found |= dict.fromkeys(_drawn_by_name(tree))
        named: list[nodes.Extends | nodes.Include] = [
            *tree.find_all(nodes.Extends),
            *tree.find_all(nodes.Include),
        ]
        for template in (node.template for node in named):
            if isinstance(template, nodes.Const) and isinstance(template.value, str):
                waiting.append(environment.join_path(template.value, name))
    return list(found)


def _parsed(environment: ThemeEnvironment, name: str) -> nodes.Template | None:
    """None for what cannot be read: that is told when it is rendered."""
    assert environment.loader is not None
    try:
        return environment.parse(environment.loader.get_source(environment, name)[0])
    except (TemplateError, ThemeInvalid):
        return None


def _drawn_by_name(tree: nodes.Template) -> Iterable[str]:
    """The names in `render_section("header")`."""
    for call in tree.find_all(nodes.Call):
        named = isinstance(call.node, nodes.Name) and call.node.name == "render_section"
        first = call.args[0] if named and call.args else None
        if isinstance(first, nodes.Const) and isinstance(first.value, str):
            yield first.value


def _requests(section: SectionTree) -> Iterable[tuple[str, DataRequest]]:
    for name, data in section.schema.data.items():
        arguments = {
            argument: filled(text, section.settings) for argument, text in data.arguments().items()
        }
        yield (
            name,
            DataRequest(
                section=section.id,
                name=name,
                source=data.source,
                limit=data.limit,
                arguments=arguments,
            ),
        )


def _want_all(ids: dict[str, dict[str, None]], part: SectionTree | BlockTree) -> None:
    _want(ids, wanted(part.schema.settings, part.settings))
    for block in part.blocks:
        _want_all(ids, block)


def _want(ids: dict[str, dict[str, None]], found: Iterable[tuple[str, str]]) -> None:
    for kind, key in found:
        ids.setdefault(kind, {})[key] = None


def _kept(render: Render, page: PageTree, section: SectionTree) -> Kept | None:
    key = section_key(render, page, section)
    fragments = render.services.fragments if render.services else None
    return fragments.get(key) if key is not None and fragments is not None else None


def _gather_cards(render: Render, answers: Sequence[tuple[DataRequest, Any]]) -> None:
    for name in _CARD_OBJECTS:
        render.cards += render.objects.get(name) or ()
    for request, answer in answers:
        if request.source in _CARDS:
            render.cards += answer or ()
