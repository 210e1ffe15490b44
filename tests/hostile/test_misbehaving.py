"""Plugins that take part and misbehave: a sale is right, or it is refused and the culprit is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import dedent

import pytest
from shopwright.commerce.cart.models import Cart, CartLine
from shopwright.commerce.orders.models import Order, OrderLine
from shopwright.commerce.payments.models import PaymentAttempt
from shopwright.platform.db import read, transaction
from shopwright.platform.hooks.health import SLOW_SECONDS
from shopwright.testing.invariants import assert_books
from sqlalchemy import func, select, text, update

from tests.hostile.conftest import Start
from tests.hostile.victim import ADMIN, Victim
from tests.platform.plugins.conftest import Install

pytestmark = pytest.mark.thorough  # a whole shop for each evil takes minutes
_HEAD = """\
import sys, time
from dataclasses import replace
from shopwright import Context, Job, Plugin, Problem, Schedule, hooks
from shopwright.commerce.cart import Adjustment
from shopwright.commerce.payments import PaymentMethod
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import ShippingOption, ShippingRate
"""
HUGE = 100_000_000

# What a plugin does, and the hook whose answer is needed and does not come.
REFUSED = {
    "exits": ("cart_adjustments", "sys.exit(1)"),
    "exits_in_a_veto": ("checkout_validate", "sys.exit(1)"),
    "exits_while_joining": ("order_placing", "sys.exit(1)"),
    "recurses": ("cart_adjustments", "return self.hook(draft, ctx)"),
    "fills_the_memory": ("cart_adjustments", "raise MemoryError"),
    "returns_100_mb": ("cart_adjustments", f"return 'x' * {HUGE}"),
    "returns_many": ("cart_adjustments", "return [None] * 1_000_000"),
    "returns_no_adjustment": ("cart_adjustments", "return ['free']"),
    "returns_a_number": ("cart_adjustments", "return 7"),
    "labels_of_100_mb": (
        "cart_adjustments",
        f"return [Adjustment(kind='fee', code='x', label='x' * {HUGE}, amount=Money(1, 'EUR'))]",
    ),
    "amounts_that_are_none": (
        "cart_adjustments",
        "return [Adjustment(kind='fee', code='x', label='x', amount=Money('1', 'EUR'))]",
    ),
    "kinds_that_are_none": (
        "cart_adjustments",
        "return [Adjustment(kind='gift', code='x', label='x', amount=Money(1, 'EUR'))]",
    ),
    "vetoes_with_a_number": ("cart_line_validate", "return 7"),
    "vetoes_with_words": ("cart_line_validate", "return 'no'"),
    "vetoes_with_100_mb": (
        "checkout_validate",
        f"return [Problem(code='no', message='x' * {HUGE})]",
    ),
    "vetoes_a_million_times": (
        "checkout_validate",
        "return [Problem(code='no', message='No.')] * 1_000_000",
    ),
    "ships_nothing": ("shipping_options", "return None"),
    "ships_words": ("shipping_options", "return ('letter', 'parcel')"),
    "ships_100_mb": (
        "shipping_options",
        f"rate = ShippingRate(code='x', label='x' * {HUGE}, amount=Money(1, 'EUR'))\n"
        "return (*draft.options, ShippingOption(id='x:x', rate=rate))",
    ),
    "pays_by_nothing": ("payment_methods", "return None"),
    "pays_by_words": ("payment_methods", "return ['card']"),
    "mutates_by_name": ("cart_adjustments", "draft.currency = 'XXX'\nreturn []"),
    "mutates_lines": ("cart_adjustments", "draft.lines[0] = None\nreturn []"),
    "mutates_options": ("cart_adjustments", "draft.lines[0].options['engraving'] = 'x'\nreturn []"),
    "mutates_a_change": ("cart_line_validate", "draft.options['engraving'] = 'x'\nreturn []"),
    "commits": ("order_placing", "ctx.db.commit()"),
    "rolls_back": ("order_placing", "ctx.db.rollback()"),
    "commits_our_session": (
        "order_placing",
        "from shopwright.platform.db import session\nsession().commit()",
    ),
    "rolls_our_session_back": (
        "order_placing",
        "from shopwright.platform.db import session\nsession().rollback()",
    ),
    "commits_in_a_veto": (
        "checkout_validate",
        "from shopwright.platform.db import session\nsession().commit()\nreturn []",
    ),
    "commands_in_a_hook": (
        "order_placing",
        "from shopwright.commerce.cart import create_cart\n"
        "from shopwright.commerce.channels import install_defaults\n"
        "create_cart(channel_id=install_defaults().id)",
    ),
    "writes_in_a_veto": (
        "checkout_validate",
        "from sqlalchemy import text\nctx.db.execute(text('DELETE FROM orders'))\nreturn []",
    ),
    "calls_out": ("order_placing", "ctx.http.get('https://example.com/')"),
}


def misbehaving(hook: str, body: str) -> str:
    """The code of a plugin whose method for `hook` has this body."""
    method = dedent(body).replace("\n", "\n        ")
    return f"""{_HEAD}
class plugin(Plugin):
    @hooks.{hook}
    def hook(self, draft, ctx):
        {method}
"""


@contextmanager
def only(victim: Victim, name: str) -> Iterator[None]:
    """One of the plugins takes part."""
    victim.switch(name, on=True)
    yield
    victim.switch(name, on=False)


def test_a_sale_that_needs_its_answer_is_refused_and_goes_on_once_it_is_disabled(
    install: Install, start: Start
) -> None:
    for name, (hook, body) in REFUSED.items():
        install(name, code=misbehaving(hook, body))
    with start(*REFUSED) as victim:
        for name in REFUSED:
            victim.switch(name, on=False)
        for name, (hook, _) in REFUSED.items():
            guest = victim.guest()
            with only(victim, name):
                answer = guest.shop()
            assert (answer.status, answer.code) == (503, "plugin_failed"), (name, answer)
            told = victim.owner.errors(name)
            assert list(told) == [hook], (name, told)

            order = guest.buys()
            assert order["total"] == {"amount": 2 * 2200 + 490, "currency": "EUR"}, name
        victim.shop.deliver()
        assert_books()
        with read() as db:
            assert db.scalar(select(func.count()).select_from(Order)) == len(REFUSED)
            assert db.scalar(select(func.count()).select_from(PaymentAttempt)) == len(REFUSED)
            for model in (OrderLine, CartLine):
                assert {row["engraving"] for row in db.scalars(select(model.options))} == {"Ada"}


def test_a_hook_that_sleeps_slows_a_sale_and_is_named_as_the_slow_one(
    install: Install, start: Start
) -> None:
    install("sleeps", code=misbehaving("cart_adjustments", "time.sleep(0.06)\nreturn []"))
    with start("sleeps") as victim:
        victim.guest().buys()

        (told,) = victim.owner.health("sleeps")
        assert (told["hook"], told["errors"]) == ("cart_adjustments", 0)
        assert told["slowest_ms"] > SLOW_SECONDS * 1000
        assert_books()


_WRITES = """
    from sqlalchemy import Column, Integer, MetaData, Table, insert
    from shopwright import Context, Plugin, hooks

    tries = []
    notes = Table("writes_notes", MetaData(), Column("id", Integer, primary_key=True))

    class plugin(Plugin):
        @hooks.order_placing
        def placing(self, draft, ctx: Context) -> None:
            ctx.db.execute(insert(notes))
            tries.append(draft.order_id)
            if len(tries) == 1:
                raise RuntimeError("no paper")

        @hooks.order_paid
        def paid(self, event, ctx: Context) -> None:
            with ctx.transaction() as db:
                db.execute(insert(notes))
                raise RuntimeError("no ink")
"""
_REVISION = """
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision, branch_labels, depends_on = "w1", None, None, None

    def upgrade():
        op.create_table("writes_notes", sa.Column("id", sa.Integer(), primary_key=True))

    def downgrade():
        op.drop_table("writes_notes")
"""


def test_what_a_plugin_wrote_before_it_raised_is_undone(install: Install, start: Start) -> None:
    install("writes", code=_WRITES, files={"migrations/versions/w1.py": _REVISION})
    with start("writes") as victim:
        victim.owner.switch("writes", on=False)
        victim.owner.switch("writes", on=True)  # which makes its tables
        guest = victim.guest()
        assert guest.shop().code == "plugin_failed"
        assert_books()

        guest.buys()
        victim.shop.deliver()

        assert victim.owner.errors("writes").keys() == {"order_placing", "order_paid"}
        with read() as db:
            assert db.scalar(text("SELECT count(*) FROM writes_notes")) == 1
        assert_books()


_PROVIDERS = """
    from shopwright import Context, Plugin, hooks

    def act():
        DEED

    class Bad:
        name = "bad"

        def __getattr__(self, verb):
            return lambda *given, **named: act()

    class plugin(Plugin):
        @hooks.HOOK
        def providers(self, ctx: Context):
            return [Bad()]
"""
# Its way to pay is on offer; whatever it is asked after that ends badly.
_HANGS_UP = """
    from shopwright import Context, Plugin, hooks
    from shopwright.commerce.payments import PaymentMethod

    def act():
        DEED

    class Bad:
        name = "bad"

        def methods(self, offer):
            return [PaymentMethod(id="bad:card", label="Card", description="")]

        def __getattr__(self, verb):
            return lambda *given, **named: act()

    class plugin(Plugin):
        @hooks.payment_providers
        def providers(self, ctx: Context):
            return [Bad()]
"""
DEEDS = ("raise RuntimeError('no line')", "return None", "return ['x']", "raise SystemExit(1)")


def bad_providers(hook: str) -> dict[str, str]:
    """The code of plugins whose providers do nothing but harm, by their ids."""
    code = _PROVIDERS.replace("HOOK", hook)
    return {f"bad_{number}": code.replace("DEED", deed) for number, deed in enumerate(DEEDS)}


@pytest.mark.parametrize("hook", ["shipping_providers", "payment_providers"])
def test_where_one_provider_fails_the_others_stay_on_offer(
    hook: str, install: Install, start: Start
) -> None:
    plugins = bad_providers(hook)
    for name, code in plugins.items():
        install(name, code=code.replace('"bad"', f'"{name}"'))
    with start(*plugins) as victim:
        victim.guest().buys()

        assert [list(victim.owner.errors(name)) for name in plugins] == [[hook]] * len(plugins)
        assert_books()


def test_without_its_taxes_nothing_is_sold_until_the_provider_is_disabled(
    install: Install, start: Start
) -> None:
    plugins = bad_providers("tax_providers")
    for name, code in plugins.items():
        install(name, code=code.replace('"bad"', f'"{name}"'))
    with start(*plugins) as victim:
        for name in plugins:
            victim.switch(name, on=False)
        for name in plugins:
            guest = victim.guest()
            with only(victim, name):
                assert guest.shop().code == "plugin_failed"
            guest.buys()
            assert list(victim.owner.errors(name)) == ["tax_providers"]
        assert_books()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_payment_whose_provider_failed_is_unknown_and_neither_lost_nor_failed(
    deed: str, install: Install, start: Start
) -> None:
    install("hangs_up", code=_HANGS_UP.replace("DEED", deed))
    with start("hangs_up") as victim:
        guest = victim.guest()
        steps = guest.steps()
        for step in steps:
            if step[1].endswith("/payment-methods"):
                break
            guest.get(*step)
        cart = step[1].rpartition("/")[0]
        with transaction() as db:
            db.execute(update(Cart).values(payment_method="bad:card"))

        done = guest.get("POST", f"{cart}/complete", {})

        assert (done["state"], done["checking_payment"]) == ("pending", True)
        with read() as db:
            assert db.scalars(select(PaymentAttempt.state)).all() == ["creating"]
        assert list(victim.owner.errors("hangs_up")) == ["payment_providers.calls"]
        assert_books()


DOCUMENTS = {
    "no_document": "return None",
    "words": "return 'a document'",
    "no_json": "return replace(draft.document, card={'a': object()})",
    "100_mb": f"return replace(draft.document, detail={{'a': 'x' * {HUGE}}})",
    "exits": "sys.exit(1)",
    "changes_its_draft": "draft.document = None",
}


def test_a_product_is_published_without_what_makes_no_document(
    install: Install, start: Start
) -> None:
    for name, body in DOCUMENTS.items():
        install(f"doc_{name}", code=misbehaving("product_document", body))
    with start(*(f"doc_{name}" for name in DOCUMENTS)) as victim:
        owner = victim.owner
        vase = {"title": "Vase", "handle": "vase", "status": "active"}
        owner.get("POST", f"{ADMIN}/products", vase)

        assert victim.person().get("GET", "/api/v1/products/vase")["title"] == "Vase"
        for name in DOCUMENTS:
            assert list(owner.errors(f"doc_{name}")) == ["product_document"], name
