"""`Engine`: renders the pages of one theme version. Dicts in, HTML out; it needs no database."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render import (
    forms,
    fragments,
    head,
    images,
    sections,
    slots,
    structured,
    styling,
    text,
)
from shopwright_storefront.render.bytecode import bytecode_cache
from shopwright_storefront.render.current import Render, rendering
from shopwright_storefront.render.environment import ThemeEnvironment
from shopwright_storefront.render.failures import Failure, failure_of
from shopwright_storefront.render.limits import Meter
from shopwright_storefront.render.markup import NOTHING
from shopwright_storefront.render.planning import prepare
from shopwright_storefront.render.reporting import FailureLog
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.trees import Trees
from shopwright_storefront.render.values import resolved
from shopwright_storefront.render.view import Rendered, RenderFailed, View, finished
from shopwright_storefront.themes.discovery import BASE
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.locales import DEFAULT
from shopwright_storefront.themes.overlay import Overlay
from shopwright_storefront.themes.pages import PageTree, SectionTree
from shopwright_storefront.themes.theme import GROUPS, Theme, load_theme

_MODULES = (forms, fragments, head, images, sections, slots, structured, styling, text)
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    name: function for module in _MODULES for name, function in module.FUNCTIONS.items()
}
"""What templates can call."""
FILTERS: Mapping[str, Callable[..., Any]] = text.FILTERS


class Engine:
    """One theme, ready to render.

    `development`: unknown names are errors, changed templates are read again. `bytecode` is a
    folder for compiled templates. Threads may share an engine.
    """

    def __init__(
        self,
        theme: Theme,
        services: Services,
        *,
        development: bool = False,
        bytecode: Path | None = None,
    ) -> None:
        self.theme = theme
        self.services = services
        self.development = development
        self._bytecode = bytecode
        self._log = FailureLog(theme.name)
        self._packages: dict[str, str] = {}
        version = f"{theme.name}-{theme.manifest.theme.version}"
        self.environment = ThemeEnvironment(
            theme.chain,
            strict=development,
            functions=FUNCTIONS,
            filters=FILTERS,
            plugins=self._plugin_templates,
            bytecode=bytecode_cache(bytecode, version) if bytecode else None,
            reload=development,
        )
        self._trees = Trees(theme, self.environment, fresh=development)

    def page(self, view: View) -> Rendered:
        """The whole page. What fails is left out, or `base`'s. Raises `RenderFailed`."""
        render = self._render(view)
        lost: list[str] = []
        with rendering(render):
            try:
                html = self._page(render, view, lost)
                html = head.with_head(head.with_end(html, render), render)
            except Exception as error:
                render.report(failure_of(error, self.theme.chain, what=view.template))
                self._log.note(render.failures)
                return self._in_base(view, tuple(render.failures))
        self._log.note(render.failures)
        return finished(html, render, lost)

    def sections(self, view: View, ids: Iterable[str]) -> dict[str, str]:
        """Some sections of a page, or of its header and footer, by their ids, and nothing else."""
        render, chosen = self._render(view), set(ids)
        with rendering(render):
            page, _ = self._trees.page(self._trees.name(view), view.overlay)
            groups = self._trees.groups(f"layouts/{page.layout}.html")
            trees = [*(self._trees.page(one, view.overlay)[0] for one in groups), page]
            parts = [
                replace(tree, sections=tuple(one for one in tree.sections if one.id in chosen))
                for tree in trees
            ]
            self._prepare(render, view, parts)
            return {
                one.id: str(sections.draw_section(render, part, one))
                for part in parts
                for one in part.sections
            }

    def part(self, view: View, source: str) -> str:
        """What a text makes as if it stood in a template of the page; for designers. Raises."""
        render = self._render(view)
        with rendering(render):
            self._prepare(render, view, [])
            template = self.environment.from_string(source)
            context = template.new_context({**render.everywhere, **render.objects})
            return self.environment.concat(template.root_render_func(context))

    def document(self, path: str, view: View) -> Rendered:
        """A template that is no page: `emails/order_placed.html`, `print/invoice.html`.

        Its block `subject`, if it has one, is the result's, too.
        """
        render = self._render(view)
        with rendering(render):
            try:
                self._prepare(render, view, [])
                html, subject = self._document(render, path)
                html = head.with_anchored_slots(html, path, render)
                html = head.with_head(html, render) if render.mark in html else html
            except Exception as error:
                render.report(failure_of(error, self.theme.chain, what=path))
                self._log.note(render.failures)
                if self._base is None:
                    raise RenderFailed(tuple(render.failures)) from error
                found = self._base.document(path, view)
                return replace(found, failures=(*render.failures, *found.failures))
        self._log.note(render.failures)
        return replace(finished(html, render, []), subject=subject)

    def refresh(self) -> None:
        """Read all files again but templates, which notice by themselves; for development."""
        self.theme = load_theme(self.theme.chain)
        self.services.assets.refresh()
        self._trees = Trees(self.theme, self.environment, fresh=self.development)
        self.__dict__.pop("_base", None)

    def make_ready(self) -> None:
        """Compile, read and compress what pages are made of, so that no shopper waits for it."""
        self.warm()
        for layout in self.theme.chain.names("layouts", ".html"):
            self._trees.groups(layout)
        self.theme.texts(DEFAULT)
        self.services.assets.prepare()

    def warm(self) -> list[Failure]:
        """Compile all templates; what cannot be compiled."""
        failures = []
        for path in self.theme.chain.names("", ".html") + self.theme.chain.names("", ".txt"):
            if path.startswith(("assets/", "fixtures/")):
                continue
            try:
                self.environment.get_template(path)
            except Exception as error:
                failures.append(failure_of(error, self.theme.chain, what=path))
        return failures

    def _page(self, render: Render, view: View, lost: list[str]) -> str:
        name = self._trees.name(view)
        if not self.theme.has_page(name):
            path = f"templates/{name}.html"
            self._prepare(render, view, [], layout=path)
            return str(sections.draw(render, path, {}))
        page, gone = self._trees.page(name, view.overlay)
        lost += gone
        layout = f"layouts/{page.layout}.html"
        self._prepare(render, view, [page], layout=layout)
        content = sections.draw_sections(render, page)
        return str(sections.draw(render, layout, {"content": content}))

    def _document(self, render: Render, path: str) -> tuple[str, str]:
        """The whole, and its block `subject` as a plain line."""
        template = self.environment.get_template(path)
        context = template.new_context({**render.everywhere, **render.objects})
        html = self.environment.concat(template.root_render_func(context))
        # Only now does the context know the blocks of the templates that this one extends.
        blocks = context.blocks.get("subject")
        subject = self.environment.concat(blocks[0](context)) if blocks else ""
        return html, " ".join(str(Markup(subject).unescape()).split())  # noqa: S704

    def _render(self, view: View) -> Render:
        about = self.theme.manifest.theme
        theme = {
            "name": about.name,
            "title": about.title,
            "version": about.version,
            "features": self.theme.manifest.features.model_dump(),
        }
        menus = dict.fromkeys(self.theme.manifest.menus, ()) | view.everywhere["menus"]
        own = {"settings": {}, "theme": theme, "menus": menus}
        render = Render(
            environment=self.environment,
            everywhere={**view.everywhere, **own},
            objects=view.objects,
            theme=self.theme,
            services=self.services,
            view=view,
        )
        render.substitute = lambda section: self._substitute(render, view, section)
        for contents in view.slots.values():
            self._packages.update({one.plugin: one.package for one in contents})
        return render

    def _prepare(self, render: Render, view: View, pages: list[PageTree], layout: str = "") -> None:
        """Fetch all data, and make the theme's settings known."""
        for name in self._trees.groups(layout) if layout else ():
            group, _ = self._trees.page(name, view.overlay)
            render.plan.groups[name.removeprefix(f"{GROUPS}/")] = group
        values = self._trees.settings(view.overlay)
        described = self.theme.manifest.settings
        prepare(render, [*pages, *render.plan.groups.values()], described, values)
        settings = resolved(render, described, values)
        render.everywhere = {**render.everywhere, "settings": settings}
        render.meter = Meter()

    def _plugin_templates(self, plugin: str) -> Path | None:
        """Where a plugin's package has its templates."""
        package = self._packages.get(plugin)
        spec = importlib.util.find_spec(package) if package else None
        locations = list(spec.submodule_search_locations or ()) if spec else []
        return Path(locations[0]) / "templates" if locations else None

    # What stands in when the theme fails

    @cached_property
    def _base(self) -> Engine | None:
        """The same with nothing but `base`; None for `base` itself."""
        folders = self.theme.chain.folders
        if len(folders) == 1 or folders[-1].name != BASE:
            return None
        chain = Chain(folders=folders[-1:])
        return Engine(load_theme(chain), self.services, bytecode=self._bytecode)

    def _substitute(self, render: Render, view: View, section: SectionTree) -> Markup:
        """`base`'s main section for this page, in place of one that failed."""
        if self._base is None:
            return NOTHING
        name = view.template if self._base.theme.has_page(view.template) else ""
        page = self._base.theme.page(name, Overlay())[0] if name else None
        mains = [one for one in page.sections if one.schema.main] if page else []
        chosen = next((one for one in mains if one.type == section.type), None)
        chosen = chosen or next(iter(mains), None)
        if chosen is None:
            return NOTHING
        own = replace(view, overlay=Overlay(), alternate="")
        inner = self._base._render(own)
        with rendering(inner):
            part = PageTree(name=view.template, layout="base", sections=(chosen,))
            self._base._prepare(inner, own, [part])
            html = sections.draw_section(inner, part, chosen)
        render.effects.add(inner.effects)
        render.failures += inner.failures
        return html

    def _in_base(self, view: View, failures: tuple[Failure, ...]) -> Rendered:
        if self._base is None:
            raise RenderFailed(failures)
        try:
            own = replace(view, overlay=Overlay(), alternate="")
            found = self._base.page(own)
            return replace(found, failures=(*failures, *found.failures))
        except RenderFailed as error:
            raise RenderFailed((*failures, *error.failures)) from error
