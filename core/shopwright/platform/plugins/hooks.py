"""Hooks of plugins that belong to no area of commerce: what they add to the doors, and their life."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from click import Command
from flask import Blueprint

from shopwright.platform.errors import Problem
from shopwright.platform.events.event import Event
from shopwright.platform.hooks import (
    Context,
    boot_hook,
    check_function,
    event_hook,
    scoped_boot_hook,
)
from shopwright.platform.hooks.spec import AnyHook, Phase
from shopwright.platform.plugins.plugin import PluginSettings

S = TypeVar("S", bound=PluginSettings)


class Routes(Protocol):
    """Whatever has a blueprint: a `PluginApi`, or `ApiRoutes`."""

    @property
    def blueprint(self) -> Blueprint:
        """The routes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoutes:
    """Routes of a plugin that are no REST API: pages, files, whatever flask can do.

    `blueprint` is mounted below `/api/v1/plugins/<plugin id>/`. Who may call them is for the plugin
    to check: no login, permission or rate limit stands before them.
    """

    blueprint: Blueprint


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthResult:
    """What a check found; `message` is a sentence for staff, without secrets."""

    ok: bool
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """A question that staff may ask: `check(ctx)` has ten seconds, and may use the network.

    `label` says what holds when all is well: "The mail server takes us".
    """

    name: str
    label: str
    check: Callable[[Context], HealthResult]

    def __post_init__(self) -> None:
        check_function(self.check, f"the check '{self.name}'")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginEnabled(Event):
    """A plugin takes part from now on. `hooks` are the names of those that it implements."""

    plugin: str
    version: str
    hooks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginDisabled(Event):
    """A plugin is left out from now on."""

    plugin: str
    hooks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Event):
    """A plugin was set up differently. `fields` are the names of the settings that changed."""

    plugin: str
    fields: tuple[str, ...]
    hooks: tuple[str, ...]


@boot_hook
def api_routes(ctx: Context) -> Iterable[Routes]:
    """Returns the routes that a plugin brings; called once, when the shop starts.

    They are below `/api/v1/plugins/<plugin id>/` and answer 404 while the plugin is disabled. A
    `PluginApi` declares them as the core's own are: with access, validation, limits and their place
    in the API's documentation. `ctx` is of that moment; a view calls `plugin_context()` for the
    settings in force.

        api = PluginApi("gift_wrap", tag="Gift wrapping")

        class PaperOut(OutModel):
            name: str

        @api.get("/papers", returns=list[PaperOut], access=PUBLIC, summary="List papers")
        def papers() -> Result:
            return [PaperOut(name=name) for name in plugin_context().settings.papers]

        class GiftWrap(Plugin):
            @hooks.api_routes
            def routes(self, ctx: Context) -> Iterable[PluginApi]:
                return [api]
    """
    raise NotImplementedError


@scoped_boot_hook
def cli_commands(ctx: Context) -> Iterable[Command]:
    """Returns commands and groups of click: `shopwright x <plugin id> <command>`.

    They are there while the plugin is enabled. They run inside the shop, outside of transactions,
    in the name of the command line; `plugin_context()` is the plugin's. A `ShopError` becomes a
    sentence and the exit code 1.

        @click.command("count", help="Count the cards.")
        @click.option("--color", default="red", help="Of this color.")
        def count(color: str) -> None:
            click.echo(f"{plugin_context().id}: no {color} cards")

        class GiftWrap(Plugin):
            @hooks.cli_commands
            def commands(self, ctx: Context) -> Iterable[click.Command]:
                return [count]
    """
    raise NotImplementedError


@scoped_boot_hook
def health_checks(ctx: Context) -> Iterable[HealthCheck]:
    """Returns what can be asked about how the plugin does: does its service answer?

    `shopwright plugin doctor` and staff ask, outside of transactions. No balancer does: a service
    that is away must not take the shop's processes out of service.

        class GiftWrap(Plugin):
            @hooks.health_checks
            def checks(self, ctx: Context) -> list[HealthCheck]:
                return [HealthCheck(name="printer", label="The printer answers", check=self.ask)]

            def ask(self, ctx: Context) -> HealthResult:
                try:
                    ctx.http.get(ctx.settings.printer_url).raise_for_status()
                except OutboundFailed as error:
                    return HealthResult(ok=False, message=error.message)
                return HealthResult(ok=True)
    """
    raise NotImplementedError


@event_hook
def plugin_enabled(event: PluginEnabled, ctx: Context) -> None:
    """Runs after a plugin was enabled, for all that take part, itself included.

    @hooks.plugin_enabled
    def greet(self, event: PluginEnabled, ctx: Context) -> None:
        ctx.log.info("enabled", plugin=event.plugin, version=event.version)
    """


@event_hook
def plugin_disabled(event: PluginDisabled, ctx: Context) -> None:
    """Runs after a plugin was disabled, for those that still take part.

    @hooks.plugin_disabled
    def miss(self, event: PluginDisabled, ctx: Context) -> None:
        ctx.log.info("disabled", plugin=event.plugin)
    """


@event_hook
def settings_changed(event: SettingsChanged, ctx: Context) -> None:
    """Runs after a plugin was set up differently; `ctx.settings` are the new ones.

    @hooks.settings_changed
    def forget(self, event: SettingsChanged, ctx: Context) -> None:
        if event.plugin == ctx.id and "paper" in event.fields:
            ctx.log.info("paper changed", paper=ctx.settings.paper)
    """


class CheckHook(AnyHook):
    """Called with settings that somebody wants to save, which are of the plugin's own class."""

    def __call__(
        self, method: Callable[[Any, S, Context], Iterable[Problem]]
    ) -> Callable[[Any, S, Context], Iterable[Problem]]:
        return self.mark(method)


def check_hook(function: Callable[[PluginSettings, Context], Iterable[Problem]]) -> CheckHook:
    """Declare a hook that tries out what somebody wants to save."""
    return CheckHook(function, Phase.CHECK)


@check_hook
def settings_check(settings: PluginSettings, ctx: Context) -> Iterable[Problem]:
    """Tries settings out before they are saved: does the server answer, is the key right?

    It runs outside of transactions, may use the network, and has ten seconds. A problem, named by
    the `field` that it is about, keeps the settings from being saved; so does an exception.
    `settings` are valid in themselves; `ctx.settings` are the same ones. The plugin may be
    disabled, and its tables may not be there yet.

        class GiftWrap(Plugin):
            settings: Settings

            @hooks.settings_check
            def printer_answers(self, settings: Settings, ctx: Context) -> list[Problem]:
                try:
                    ctx.http.get(settings.printer_url).raise_for_status()
                except OutboundFailed as error:
                    problem = Problem(code=error.code, message=error.message, field="printer_url")
                    return [problem]
                return []
    """
    raise NotImplementedError
