"""`Workshop`: a theme being made. It draws pages, and follows what is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, RLock
from time import perf_counter

from markupsafe import Markup

from shopwright_storefront.dev.overlay import findings_overlay, overlay
from shopwright_storefront.dev.site import (
    DevLinks,
    FixtureData,
    Scene,
    scene,
    showing,
    template_at,
    view_of,
)
from shopwright_storefront.dev.toolbar import STATIC, costs, toolbar
from shopwright_storefront.dev.watching import Listeners, Watcher, effect_of
from shopwright_storefront.render.engine import Engine
from shopwright_storefront.render.services import Services
from shopwright_storefront.render.view import Rendered, RenderFailed, View
from shopwright_storefront.themes.assets import BUNDLE, Assets
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.theme import load_theme

_BLANK = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    "<body></body></html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen in the toolbar, as this browser says."""

    fixture: str = "default"
    locale: str = "en"
    outlines: bool = False


def _made_up(assets: Assets) -> Services:
    return Services(assets=assets, data=FixtureData(), links=DevLinks())


class Workshop:
    """One theme, on made-up shops unless `services` are a real one's. Its files may be wrong at any moment; that is shown, and mended by saving again.

    Threads may share it. `close` ends what it started.
    """

    def __init__(self, chain: Chain, services: Callable[[Assets], Services] = _made_up) -> None:
        self.chain = chain
        self._services = services
        self.listeners = Listeners()
        self.ended = Event()
        self._lock = RLock()
        self._engine: Engine | None = None
        self._invalid: ThemeInvalid | None = None
        self._watcher = Watcher(chain, self.saved)
        self._load()

    def start(self) -> None:
        """Follow what is saved."""
        self._watcher.start()

    def close(self) -> None:
        """Let go of browsers, and stop following."""
        self.ended.set()
        self.listeners.tell("page")
        self._watcher.stop()

    def saved(self, paths: frozenset[str]) -> None:
        """Files were: read again what they concern, then tell browsers."""
        if not paths:
            return
        effect = effect_of(paths)
        with self._lock:
            if self._engine is None:
                self._load()
            elif all(path.startswith("assets/") for path in paths):
                self._engine.services.assets.refresh()
            elif not all(path.endswith(".html") for path in paths):
                self._refresh()  # Templates alone notice by themselves.
            engine = self._engine
        sheet = engine.services.assets.url(BUNDLE) if engine else ""
        self.listeners.tell(effect if engine else "page", url=sheet)

    @contextmanager
    def at_work(self) -> Iterator[Engine]:
        """The engine. Raises `ThemeInvalid` while the theme cannot be used."""
        with self._lock:
            if self._engine is None:
                assert self._invalid is not None
                raise self._invalid
            yield self._engine

    def page(self, path: str, choice: Choice) -> str:
        """A whole page with the tools on it, whatever is wrong with the theme."""
        try:
            with self.at_work() as engine:
                here = self.scene(engine, choice)
                template = template_at(path)
                return self._drawn(engine, view_of(path, here, engine.theme), here, template)
        except ThemeInvalid as invalid:
            return with_tools(_BLANK.format(title="Theme"), findings_overlay(invalid.findings))

    def parts(self, path: str, ids: list[str], choice: Choice) -> dict[str, str]:
        """Some of its sections, as scripts ask for them. Raises `ThemeInvalid`."""
        with self.at_work() as engine:
            return engine.sections(view_of(path, self.scene(engine, choice), engine.theme), ids)

    def inspected(self, path: str, choice: Choice) -> View:
        """What the page is drawn of. Raises `ThemeInvalid`."""
        with self.at_work() as engine:
            return view_of(path, self.scene(engine, choice), engine.theme)

    def scene(self, engine: Engine, choice: Choice) -> Scene:
        """The shop that was chosen, made known to what the engine asks for data."""
        found = scene(engine.theme, choice.fixture, choice.locale, outlines=choice.outlines)
        showing.set(found)
        return found

    def _drawn(self, engine: Engine, view: View, here: Scene, template: str) -> str:
        started = perf_counter()
        try:
            rendered = engine.page(view)
        except RenderFailed as failed:
            html = _BLANK.format(title=template)
            rendered = Rendered(html=html, failures=failed.failures)
        spent = (perf_counter() - started) * 1000
        used = costs(engine.theme, engine.services.assets, rendered.html, rendered.steps)
        tools = toolbar(engine.theme, here, template, used, spent)
        return with_tools(rendered.html, overlay(rendered.failures) + tools)

    def _load(self) -> None:
        try:
            theme = load_theme(self.chain)
        except ThemeInvalid as invalid:
            self._engine, self._invalid = None, invalid
            return
        self._engine = Engine(theme, self._services(Assets(chain=self.chain)), development=True)

    def _refresh(self) -> None:
        assert self._engine is not None
        try:
            self._engine.refresh()
        except ThemeInvalid as invalid:
            self._engine, self._invalid = None, invalid


def with_tools(html: str, tools: Markup) -> str:
    """The page with the tools, which its own styles and scripts do not see."""
    added = (
        f'<template id="theme-dev"><link rel="stylesheet" href="{STATIC}dev.css">{tools}</template>'
        f'<script type="module" src="{STATIC}dev.js"></script>'
    )
    before, end, after = html.rpartition("</body>")
    return f"{before}{added}{end}{after}" if end else f"{after}{added}"
