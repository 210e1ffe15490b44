"""Plugins that cannot even take part: the shop starts and sells without them, and says why."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from shopwright.platform.plugins.errors import PluginUnusable
from shopwright.platform.plugins.switching import enable_plugin
from shopwright.testing.invariants import assert_books

from tests.hostile.conftest import Start
from tests.platform.plugins.conftest import Install

pytestmark = pytest.mark.thorough  # a whole shop for each evil takes minutes
_HEAD = """\
import pluggy
from shopwright import Context, Plugin, hooks
"""
UNLOADABLE = {
    "import_error": ("import nothing_of_this_name", "No module named 'nothing_of_this_name'"),
    "exits_at_import": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "syntax_error": ("def plugin(:", "SyntaxError"),
    "no_plugin": ("plugin = object", "is no subclass of shopwright.Plugin"),
    "another_id": (
        """
    class plugin(Plugin):
        id = "another"
        """,
        "has the id 'another', its entry point 'another_id'",
    ),
    "fails_to_begin": (
        """
    class plugin(Plugin):
        def __init__(self, settings):
            raise RuntimeError("not today")
        """,
        "RuntimeError: not today",
    ),
    "unknown_hook": (
        """
    class plugin(Plugin):
        @hooks.order_paidd
        def paid(self, event, ctx: Context) -> None: ...
        """,
        "there is no hook 'order_paidd'; did you mean 'order_paid'?",
    ),
    "unknown_to_pluggy": (
        """
    class plugin(Plugin):
        @pluggy.HookimplMarker("shopwright")(specname="order_paidd")
        def paid(self, event, ctx): ...
        """,
        "order_paidd",
    ),
    "async_hook": (
        """
    class plugin(Plugin):
        @hooks.order_paid
        async def paid(self, event, ctx: Context) -> None: ...
        """,
        "the hook 'order_paid' cannot be async",
    ),
    "wrong_arguments": (
        """
    class plugin(Plugin):
        @hooks.order_paid
        def paid(self, event) -> None: ...
        """,
        "is called as (self, event, ctx)",
    ),
    "wrapper": (
        """
    class plugin(Plugin):
        @pluggy.HookimplMarker("shopwright")(specname="cart_adjustments", wrapper=True)
        def free(self, draft, ctx):
            yield
            return []
        """,
        "There are no wrappers",
    ),
    "fails_to_describe": (
        """
    class plugin(Plugin):
        @hooks.payment_providers
        def providers(self, ctx: Context):
            raise RuntimeError("no terminal")
        """,
        "RuntimeError: no terminal",
    ),
    "exits_while_describing": (
        """
    class plugin(Plugin):
        @hooks.payment_providers
        def providers(self, ctx: Context):
            raise SystemExit("no terminal")
        """,
        "SystemExit: no terminal",
    ),
    "describes_nothing": (
        """
    class plugin(Plugin):
        @hooks.shipping_providers
        def providers(self, ctx: Context):
            return None
        """,
        "TypeError: shipping_providers returns a list of ShippingProvider, not None",
    ),
    "describes_what_lacks_a_method": (
        """
    class Post:
        name = "pigeons"

    class plugin(Plugin):
        @hooks.shipping_providers
        def providers(self, ctx: Context):
            return [Post()]
        """,
        "TypeError: Post has no quote: shipping_providers returns ShippingProvider",
    ),
    "describes_what_cannot_be_called": (
        """
    from shopwright import Job

    class plugin(Plugin):
        @hooks.job_definitions
        def jobs(self, ctx: Context):
            return [Job(name="print", func="print_cards")]
        """,
        "TypeError: the func of the job 'print' is 'print_cards'; it has to be a function",
    ),
    "settings_of_another_kind": (
        """
    class Settings:
        fee: int = 3

    class plugin(Plugin):
        settings: Settings
        """,
        "plugin.settings is a Settings, which is no subclass of shopwright.PluginSettings",
    ),
    "twice_the_same": (
        """
    class Post:
        name = "two"

        def quote(self, request):
            return []

    class plugin(Plugin):
        @hooks.shipping_providers
        def providers(self, ctx: Context):
            return [Post(), Post()]
        """,
        "both bring 'two' to shipping_providers",
    ),
    "z_rival": (
        """
    class Post:
        name = "test_post"

        def quote(self, request):
            return []

    class plugin(Plugin):
        @hooks.shipping_providers
        def providers(self, ctx: Context):
            return [Post()]
        """,
        "'z_rival' (shopwright-z_rival 1.2.3) and 'trade' (shopwright-trade 1.2.3) both bring "
        "'test_post' to shipping_providers",
    ),
    "one_address_twice": (
        """
    from shopwright import PUBLIC, PluginApi

    api = PluginApi("one_address_twice", tag="Cards")

    @api.get("/cards", access=PUBLIC, summary="List")
    def cards() -> None: ...

    @api.get("/cards", access=PUBLIC, summary="List again")
    def more_cards() -> None: ...

    class plugin(Plugin):
        @hooks.api_routes
        def routes(self, ctx: Context):
            return [api]
        """,
        "cards' is declared twice: by cards and by more_cards",
    ),
    "the_cores_operations": (
        """
    from shopwright import PUBLIC, PluginApi

    api = PluginApi("the_cores_operations", tag="Cards")

    @api.get("/cards", access=PUBLIC, summary="List", operation_id="carts_read_cart")
    def cards() -> None: ...

    class plugin(Plugin):
        @hooks.api_routes
        def routes(self, ctx: Context):
            return [api]
        """,
        "the operation_id of cards has to begin with 'plugin_the_cores_operations_'",
    ),
    "shadows": (
        """
    from flask import Blueprint
    from shopwright import ApiRoutes

    routes = Blueprint("shadows", __name__)
    routes.record(
        lambda state: state.app.add_url_rule("/api/v1/carts", "mine", lambda: "mine", methods=["POST"])
    )

    class plugin(Plugin):
        @hooks.api_routes
        def shadows(self, ctx: Context):
            return [ApiRoutes(blueprint=routes)]
        """,
        "its route /api/v1/carts is not below /api/v1/plugins/shadows/",
    ),
}


def test_a_shop_starts_and_sells_without_them_and_names_each_with_the_reason(
    install: Install, start: Start
) -> None:
    for name, (code, _) in UNLOADABLE.items():
        install(name, code=_HEAD + dedent(code))

    with start(*UNLOADABLE) as victim:
        victim.guest().buys()

        told = {name: victim.owner.reads(name) for name in UNLOADABLE}
        assert {name: state for name, (state, _) in told.items() if state != "quarantined"} == {}
        assert {
            name: error for name, (_, error) in told.items() if UNLOADABLE[name][1] not in error
        } == {}
        assert victim.owner.reads("trade") == ("enabled", "")

        for name in UNLOADABLE:
            victim.owner.switch(name, on=False)
        victim.guest().buys()
        victim.shop.deliver()
        assert_books()


def test_enabling_them_is_refused_with_the_reason(install: Install, start: Start) -> None:
    # Routes are mounted when a process starts.
    refused = UNLOADABLE.keys() - {"one_address_twice", "the_cores_operations", "shadows"}
    with start() as victim:
        for name in sorted(refused):
            code, reason = UNLOADABLE[name]
            install(name, code=_HEAD + dedent(code))

            with pytest.raises(PluginUnusable) as failed:
                enable_plugin(name, first_time=True)

            assert reason in str(failed.value)
            assert victim.owner.reads(name) == ("available", "")
        victim.guest().buys()


def test_what_would_push_another_plugin_out_is_not_enabled(install: Install, start: Start) -> None:
    code, _ = UNLOADABLE["z_rival"]
    both = "'trade' (shopwright-trade 1.2.3) and 'a_rival' (shopwright-a_rival 1.2.3)"
    install("a_rival", code=_HEAD + dedent(code))  # comes before the honest one
    with start() as victim:
        with pytest.raises(PluginUnusable, match=re.escape(f"{both} both bring 'test_post'")):
            enable_plugin("a_rival", first_time=True)

        victim.guest().buys()


def test_one_that_needs_a_newer_api_is_incompatible(install: Install, start: Start) -> None:
    manifest = 'id = "newer"\nname = "N"\nsummary = "S"\ncategory = "test"\napi = "1.9"\n'
    install("newer", manifest=manifest)

    with start("newer") as victim:
        victim.guest().buys()

        state, error = victim.owner.reads("newer")
        assert state == "incompatible"
        assert "it was written for plugin API 1.9; this core has 1.0: upgrade Shopwright" in error
        with pytest.raises(PluginUnusable, match=r"plugin API 1\.9"):
            enable_plugin("newer", first_time=True)


def test_of_two_distributions_with_one_plugin_neither_takes_part(
    install: Install, start: Start
) -> None:
    package = install("twin")
    other = package.parent / "other_twin-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-twin\nVersion: 1.0\n")
    entry = "[shopwright.plugins]\ntwin = shopwright_twin.plugin:plugin\n"
    (other / "entry_points.txt").write_text(entry)

    with start("twin") as victim:
        victim.guest().buys()

        state, error = victim.owner.reads("twin")
        assert state == "broken"
        assert "other-twin 1.0 and shopwright-twin 1.2.3 bring a plugin of this name" in error
