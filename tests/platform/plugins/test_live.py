"""Plugins that are switched while the shop runs: every process follows, and no request sees both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shopwright.app import create_app
from shopwright.commerce.cart.hooks import CartLineChange, cart_line_validate
from shopwright.platform.db import command, session, transaction
from shopwright.platform.errors import Invalid
from shopwright.platform.hooks.dispatch import is_implemented, veto
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins import live
from shopwright.platform.plugins.configuring import save_plugin_settings
from shopwright.platform.plugins.live import LivePlugins
from shopwright.platform.plugins.switching import (
    disable_plugin,
    enable_plugin,
)
from shopwright.platform.runtime import runtime
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy.exc import OperationalError

Install = Callable[..., Path]
STRICT = """
    from collections.abc import Iterable
    from flask import Blueprint
    from shopwright import ApiRoutes, Context, Plugin, PluginSettings, Problem, hooks, plugin_context
    from shopwright.commerce.cart import CartLineChange

    class Settings(PluginSettings):
        most: int = 2

    routes = Blueprint("strict", __name__)

    @routes.get("/most")
    def most():
        return [plugin_context().settings.most]

    class Strict(Plugin):
        settings: Settings

        @hooks.cart_line_validate
        def few(self, draft: CartLineChange, ctx: Context) -> Iterable[Problem]:
            if draft.after > self.settings.most:
                yield Problem(code="too_many", message="Too many.")

        @hooks.api_routes
        def routes(self, ctx: Context) -> Iterable[ApiRoutes]:
            return [ApiRoutes(blueprint=routes)]

    plugin = Strict
"""
CHANGE = CartLineChange(cart_id=uuid7(), variant_id=uuid7(), before=0, after=3, options={})


@command()
def change() -> None:
    """What a core command does before it writes."""
    veto(cart_line_validate, CHANGE, code="refused", message="No.")


@pytest.fixture
def strict(shop: Shop, install: Install) -> Iterator[LivePlugins]:
    """This process, started after the plugin was enabled for the first time."""
    install("strict", code=STRICT)
    enable_plugin("strict", first_time=True)
    runtime().plugins.load()
    yield runtime().plugins
    runtime().plugins.hold(runtime().registry)


def vetoes() -> bool:
    """Whether a command is refused now."""
    try:
        change()
    except Invalid:
        return True
    return False


def takes_part() -> bool:
    """Whether the next request has the plugin."""
    with runtime().plugins.kept():
        return is_implemented(cart_line_validate)


def test_a_switch_is_seen_within_a_second(
    strict: LivePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [time.monotonic()]
    monkeypatch.setattr(live.time, "monotonic", lambda: moment[0])
    assert takes_part()
    disable_plugin("strict")

    moment[0] += live.LOOK_EVERY

    assert live.LOOK_EVERY <= 1
    assert not takes_part()


def test_looking_costs_one_query_twice_a_second_and_none_between(strict: LivePlugins) -> None:
    takes_part()
    with count_queries() as queries:
        takes_part()
    assert len(queries) == 0


def test_a_request_keeps_to_the_plugins_it_began_with(strict: LivePlugins) -> None:
    with strict.kept():
        disable_plugin("strict")
        assert is_implemented(cart_line_validate)

    with strict.kept(at_once=True):
        assert not is_implemented(cart_line_validate)


def test_a_job_begins_with_the_plugins_of_this_moment(strict: LivePlugins) -> None:
    disable_plugin("strict")

    with strict.kept(at_once=True):
        assert not is_implemented(cart_line_validate)


def test_without_a_database_the_plugins_are_as_they_were(
    strict: LivePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("nobody listens"))

    monkeypatch.setattr(live, "current_stamp", away)

    with strict.kept(at_once=True):
        assert is_implemented(cart_line_validate)


def test_nobody_waits_while_another_one_looks(
    strict: LivePlugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, answered = threading.Event(), threading.Event()

    def ask_a_silent_database() -> None:
        looking.set()
        answered.wait(30)

    monkeypatch.setattr(strict, "_refresh", ask_a_silent_database)
    monkeypatch.setattr(strict, "_look_at", 0.0)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_keep, strict)
        assert looking.wait(10)

        assert pool.submit(_keep, strict).result(10) == ("strict",)
        assert not first.done()
        answered.set()
        assert first.result(10) == ("strict",)


def _keep(plugins: LivePlugins) -> tuple[str, ...]:
    with plugins.kept():
        return tuple(plugins.registry.ids)


def test_a_veto_is_never_half_a_second_old(strict: LivePlugins) -> None:
    assert vetoes()

    disable_plugin("strict")
    assert not vetoes()

    enable_plugin("strict")
    assert vetoes()

    save_plugin_settings("strict", {"most": 3})
    assert not vetoes()


def test_a_request_whose_command_found_a_switch_goes_on_with_it(strict: LivePlugins) -> None:
    with strict.kept():
        disable_plugin("strict")
        assert not vetoes()
        assert not is_implemented(cart_line_validate)


def test_a_command_that_starts_over_leaves_nothing_behind(strict: LivePlugins) -> None:
    runs: list[int] = []

    @command()
    def noted() -> None:
        runs.append(id(session()))
        veto(cart_line_validate, CHANGE, code="refused", message="No.")

    disable_plugin("strict")
    noted()

    assert len(runs) == 2


def test_looking_is_done_once_in_a_command(strict: LivePlugins) -> None:
    @command()
    def thrice() -> None:
        for _ in range(3):
            strict.check()

    with count_queries() as queries:
        thrice()
    assert len(queries) == 1


def test_outside_of_commands_nothing_starts_over(strict: LivePlugins) -> None:
    disable_plugin("strict")

    with transaction(), pytest.raises(Invalid):
        veto(cart_line_validate, CHANGE, code="refused", message="No.")


def test_unchanged_plugins_keep_their_instance(strict: LivePlugins, install: Install) -> None:
    (before,) = strict.registry.plugins
    disable_plugin("strict")
    enable_plugin("strict")
    assert vetoes()

    with strict.kept(at_once=True):
        (after,) = strict.registry.plugins

    assert before.plugin is after.plugin


def test_settings_make_a_new_instance(strict: LivePlugins) -> None:
    (before,) = strict.registry.plugins
    save_plugin_settings("strict", {"most": 7})

    with strict.kept(at_once=True):
        (after,) = strict.registry.plugins

    assert (before.context.settings.most, after.context.settings.most) == (2, 7)


def test_a_package_that_came_later_waits_for_new_processes(
    strict: LivePlugins, install: Install
) -> None:
    install("late")
    enable_plugin("late", first_time=True)

    with strict.kept(at_once=True):
        assert strict.registry.ids == ["strict"]
        assert "have been restarted" in strict.registry.quarantined["late"]


@pytest.fixture
def start_process(shop: Shop) -> Iterator[Callable[[], FlaskClient]]:
    """Another process of the same shop, started now; returns a browser that it answers."""
    started: list[Flask] = []

    def start() -> FlaskClient:
        started.append(create_app(runtime().settings))
        return started[-1].test_client()

    yield start
    for app in started:
        with app.app_context():
            runtime().database.dispose()


def test_routes_come_and_go_with_their_plugin(
    start_process: Callable[[], FlaskClient], install: Install
) -> None:
    install("strict", code=STRICT)
    enable_plugin("strict", first_time=True)
    disable_plugin("strict")
    url = "/api/v1/plugins/strict/most"

    client = start_process()
    assert client.get(url).status_code == 404

    enable_plugin("strict")
    time.sleep(live.LOOK_EVERY)
    assert client.get(url).get_json() == [2]

    save_plugin_settings("strict", {"most": 4})
    time.sleep(live.LOOK_EVERY)
    assert client.get(url).get_json() == [4]

    disable_plugin("strict")
    time.sleep(live.LOOK_EVERY)
    assert client.get(url).status_code == 404


def test_toggling_under_load_never_gives_half_an_answer(strict: LivePlugins, shop: Shop) -> None:
    done = threading.Event()
    answers: list[tuple[bool, list[str]]] = []

    def ask() -> None:
        with shop.app.app_context():
            while not done.is_set():
                with strict.kept(at_once=True):
                    answers.append((is_implemented(cart_line_validate), strict.registry.ids))
                    vetoes()

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for _ in range(20):
            disable_plugin("strict")
            enable_plugin("strict")
        done.set()
        for future in asking:
            future.result()

    assert (True, ["strict"]) in answers
    assert all(answer in ((True, ["strict"]), (False, [])) for answer in answers)
    assert vetoes()
