"""The demo shop is made by real commands, so its books agree; and making it again changes nothing.

It is shown on a shop of a dozen orders, one for each fate at least, and among the storms on the
whole demo shop.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from shopwright.app import create_app
from shopwright.commerce.catalog import (
    ProductInput,
    ProductView,
    categories,
    collections,
    create_product,
    option_values,
    product,
    product_id_by_handle,
)
from shopwright.commerce.catalog.models import ProductSales
from shopwright.commerce.channels import channel, install_defaults
from shopwright.commerce.customers import address_book, customer_by_email
from shopwright.commerce.inventory import all_locations, find_levels, find_movements
from shopwright.commerce.orders.models import Order
from shopwright.commerce.orders.queries import order_detail
from shopwright.demo import jobs
from shopwright.demo.catalog import (
    LOCATIONS,
    demo_collections,
    demo_products,
    demo_ruled_collections,
)
from shopwright.demo.load import DemoImpossible, DemoRefused, DemoReport, load_demo
from shopwright.demo.load.merchant import SHOP_NAME
from shopwright.demo.load.plan import DemoPlan, supplies, whole_plan
from shopwright.demo.people import OrderStory
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.config import Settings
from shopwright.platform.db import Base, read
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.media import media
from shopwright.platform.naming import rename_shop, shop_name
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.invariants import assert_books
from shopwright.testing.plugins import registry_of
from shopwright.testing.servers import create_database, database_name, drop_database
from shopwright.testing.shop import Shop
from shopwright_flat_rate_shipping.plugin import FlatRateShipping
from shopwright_manual_payments.plugin import ManualPayments
from sqlalchemy import Table, func, select

pytestmark = pytest.mark.xdist_group("demo")


def handful(until: datetime) -> DemoPlan:
    """The smallest part of the demo that shows every fate, both currencies and both methods."""
    whole = whole_plan(until)
    chosen: dict[object, OrderStory] = {}
    for story in sorted(whole.stories, key=lambda s: (len(s.lines), s.placed_at)):
        chosen.setdefault(story.fate, story)
        chosen.setdefault(story.currency, story)
        chosen.setdefault((story.payment_method, story.fate == "returned"), story)
        chosen.setdefault(story.buyer.registered, story)
    stories = sorted({s.placed_at: s for s in chosen.values()}.values(), key=lambda s: s.placed_at)
    sold = {sku for story in stories for sku in story.lines}
    buyers = {story.buyer.email for story in stories}
    return DemoPlan(
        until=until,
        products=[p for p in whole.products if sold & {v.sku for v in p.variants}],
        customers=[c for c in whole.customers if c.email in buyers],
        stories=stories,
    )


def candles(until: datetime) -> DemoPlan:
    """A product in several colors that nobody has bought yet."""
    sheets = [sheet for sheet in demo_products() if sheet.handle == "soy-candle"]
    return DemoPlan(until=until, products=sheets, customers=[], stories=[])


def trading() -> Registry:
    return registry_of(
        ManualPayments,
        FlatRateShipping,
        manual_payments={"bank_transfer": {"enabled": True}, "cash_on_delivery": {"enabled": True}},
    )


@pytest.fixture
def registry() -> Registry:
    return trading()


class Loaded:
    """A shop with the demo, and the plan it was made by."""

    def __init__(self, plan: Callable[[datetime], DemoPlan]) -> None:
        self.told: list[tuple[str, int, int]] = []
        self.make = plan
        install_defaults()
        self.report: DemoReport = load_demo(lambda *step: self.told.append(step), plan=plan)
        self.plan = plan(self.report.until)

    def orders(self) -> list[Order]:
        with read() as db:
            return list(db.scalars(select(Order).order_by(Order.placed_at)))

    def products(self) -> Mapping[str, ProductView]:
        found = {}
        for sheet in self.plan.products:
            product_id = product_id_by_handle(sheet.handle)
            assert product_id is not None
            found[sheet.handle] = product(product_id)
        return found


SHOPS: Mapping[str, tuple[str, Callable[[datetime], DemoPlan]]] = {
    "sqlite": ("sqlite", handful),
    "postgresql": ("postgresql", handful),
    "all of it on sqlite": ("sqlite", whole_plan),
    "all of it on postgresql": ("postgresql", whole_plan),
}


@pytest.fixture(
    scope="module",
    params=[pytest.param(n, marks=[pytest.mark.thorough] if "all" in n else []) for n in SHOPS],
)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A shop with the demo, made once; tests only look at it."""
    database, plan = SHOPS[request.param]
    folder = tmp_path_factory.mktemp("demo")
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "shop.db")
        url = f"sqlite:///{folder / 'shop.db'}"
    else:
        server = request.getfixturevalue("postgres")
        url = create_database(server, template=request.getfixturevalue("postgres_template"))
    settings = Settings(
        database_url=url, data_dir=folder, environment="test", secret_key="a key for tests"
    )
    with Shop.running(create_app(settings, registry=trading())):
        yield Loaded(plan)
    if database == "postgresql":
        drop_database(server, database_name(url))


def test_orders_are_in_every_state(demo: Loaded) -> None:
    states = {(o.state, o.payment_state, o.fulfillment_state) for o in demo.orders()}
    assert states >= {
        ("awaiting_payment", "unpaid", "none"),
        ("open", "paid", "none"),
        ("open", "paid", "partial"),
        ("completed", "paid", "fulfilled"),
        ("completed", "paid", "delivered"),
        ("completed", "partly_refunded", "delivered"),
        ("canceled", "unpaid", "none"),
        ("canceled", "refunded", "none"),
    }
    assert not any(order.review for order in demo.orders())


def test_both_currencies_both_methods_and_guests_occur(demo: Loaded) -> None:
    orders = demo.orders()
    assert {order.currency for order in orders} == {"EUR", "USD"}
    methods = {order.payment_method for order in orders}
    assert methods == {"manual:bank_transfer", "manual:cash_on_delivery"}
    assert {order.customer_id is None for order in orders} == {True, False}


def test_what_was_told_is_what_happened_and_when(demo: Loaded) -> None:
    for story, order in zip(demo.plan.stories, demo.orders(), strict=True):
        assert (order.placed_at, order.email) == (story.placed_at, story.buyer.email)
        assert order.note == story.note
        detail = order_detail(order.id)
        assert {line.sku: line.quantity for line in detail.lines} == story.lines
        moments = {story.placed_at, *(step.at for step in story.steps)}
        assert {entry.at for entry in detail.timeline} <= moments
        for step in story.steps:
            if step.act == "fulfill":
                ((parcel, _),) = detail.fulfillments
                sent = (parcel.carrier, parcel.tracking_number, parcel.created_at)
                assert sent == (step.carrier, step.tracking, step.at)
            if step.act == "note":
                assert step.text in {entry.message for entry in detail.timeline}


def test_order_numbers_follow_the_days(demo: Loaded) -> None:
    numbers = [order.number for order in demo.orders()]
    assert numbers == sorted(number for number in numbers if number is not None)


def test_each_place_is_left_with_what_the_catalog_says(demo: Loaded) -> None:
    places = {place.id: place.handle for place in all_locations()}
    left: dict[str, dict[str, int]] = defaultdict(dict)
    for row in find_levels(limit=1000):
        left[row.sku or ""][places[row.level.location_id]] = row.level.available
    counted = {
        variant.sku: dict(variant.stock)
        for sheet in demo.plan.products
        for variant in sheet.variants
        if variant.policy != "untracked"
    }
    assert left == counted


def test_the_ledger_explains_every_unit(demo: Loaded) -> None:
    assert_books()
    causes: Counter[str] = Counter()
    for row in find_levels(limit=1000):
        on_hand = 0
        for move in reversed(find_movements(level_id=row.level.id, limit=1000)):
            on_hand += move.delta
            assert move.on_hand_after == on_hand, f"{row.sku}: told in the wrong order"
            assert move.at <= demo.plan.until
            causes[move.cause] += 1
        assert on_hand == row.level.on_hand
    assert set(causes) >= {"received", "shipped", "restocked", "transferred"}


def test_a_sent_unit_names_its_order(demo: Loaded) -> None:
    orders = {f"order:{order.id}" for order in demo.orders()}
    sent = find_movements(cause="shipped", limit=1000)
    assert sent
    assert {move.reference for move in sent} <= orders


def test_goods_are_as_the_catalog_has_them(demo: Loaded) -> None:
    views = demo.products()
    tree = {view.id: view.handle for view in categories()}
    for sheet in demo.plan.products:
        view = views[sheet.handle]
        assert (view.title, view.vendor, view.status) == (sheet.title, sheet.vendor, sheet.status)
        assert [tree[category_id] for category_id in view.category_ids] == [sheet.category]
        assert view.created_at == demo.plan.published_at(sheet)
        assert view.published_at == (view.created_at if sheet.status == "active" else None)
        for variant, wanted in zip(view.variants, sheet.variants, strict=True):
            assert (variant.sku, variant.barcode) == (wanted.sku, wanted.barcode)
            assert {p.currency: p.amount for p in variant.prices} == wanted.price
            reductions = {p.currency: p.compare_at for p in variant.prices if p.compare_at}
            assert reductions == wanted.compare_at


def test_what_is_low_says_so(demo: Loaded) -> None:
    views = demo.products()
    for sheet in demo.plan.products:
        view = views[sheet.handle]
        for variant, wanted in zip(view.variants, sheet.variants, strict=True):
            units = sum(wanted.stock.values())
            if wanted.policy == "deny":
                few = "low" if units <= wanted.low_threshold else "in"
                assert variant.stock_state == (few if units else "out")


def test_the_channel_sells_in_both_currencies_from_both_places(demo: Loaded) -> None:
    web = channel("web")
    assert web.currencies == ("EUR", "USD")
    assert [place.handle for place in all_locations()] == ["malmo", "porto"]
    handles = {place.id: place.handle for place in all_locations()}
    assert [handles[location_id] for location_id in web.location_ids] == list(LOCATIONS)
    assert {view.handle for view in collections()} == {
        shelf.handle for shelf in (*demo_collections(), *demo_ruled_collections())
    }


def test_the_shop_is_called_what_its_addresses_say(demo: Loaded) -> None:
    assert shop_name() == SHOP_NAME
    assert {place.address.company for place in all_locations() if place.address} == {SHOP_NAME}


def test_what_is_paid_or_sent_was_invoiced_that_day(demo: Loaded) -> None:
    numbers = sorted(order.invoice_number for order in demo.orders() if order.invoice_number)
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
    for story, order in zip(demo.plan.stories, demo.orders(), strict=True):
        due = [step.at for step in story.steps if step.act in ("pay", "fulfill")]
        assert order.invoiced_at == (due[0] if due else None)


def test_what_sold_is_counted_and_colors_have_swatches(demo: Loaded) -> None:
    assert any(value.color for value in option_values() if value.name == "Color")
    with read() as db:
        assert db.scalar(select(func.count()).select_from(ProductSales))


def test_customers_have_verified_addresses_of_their_own(demo: Loaded) -> None:
    for person in demo.plan.customers:
        found = customer_by_email(person.email)
        assert found is not None
        assert found.verified
        assert not found.has_password
        assert (found.name, found.group) == (
            f"{person.first_name} {person.last_name}",
            person.group,
        )
        assert found.created_at == demo.plan.joined_at(person)
        book = address_book(found.id)
        assert len(book) == len(person.addresses)


def test_customers_join_before_they_order(demo: Loaded) -> None:
    for order in demo.orders():
        person = customer_by_email(order.email)
        assert person is None or person.created_at < order.created_at


def test_plugins_are_not_told_of_last_month(demo: Loaded) -> None:
    with read() as db:
        owed = db.scalars(
            select(OutboxDelivery.id)
            .join(OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id)
            .where(
                OutboxDelivery.consumer.startswith("plugin:"),
                OutboxEvent.occurred_at < now() - timedelta(days=1, hours=1),
            )
        )
        assert not list(owed)


def test_the_audit_log_is_sealed_whatever_its_dates(demo: Loaded) -> None:
    audit.seal()
    report = audit.verify_chain()
    assert report.intact
    assert report.unsealed == 0


def test_progress_is_told_to_its_end(demo: Loaded) -> None:
    last = {what: (done, total) for what, done, total in demo.told}
    assert list(last) == ["Products", "Customers", "Days of trade"]
    assert all(done == total > 0 for done, total in last.values())
    for what in last:
        steps = [done for name, done, _ in demo.told if name == what]
        assert steps == sorted(steps)


def rows() -> dict[str, int]:
    """How many rows each table has."""
    with read() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.tables.values()
            if isinstance(table, Table)
        }


def test_loading_twice_changes_nothing(demo: Loaded) -> None:
    before = rows()
    again = load_demo(plan=demo.make)
    assert not again.changed
    assert again.until == demo.report.until
    assert rows() == before


class Interrupted(Exception):
    """The power went."""


def test_an_interrupted_run_is_taken_up_where_it_stopped(shop: Shop) -> None:
    reached: Counter[str] = Counter()

    def stop(what: str, done: int, total: int) -> None:
        reached[what] += 1
        if reached[what] in (1, total // 3, 2 * total // 3):
            raise Interrupted

    attempts = 0
    while True:
        attempts += 1
        try:
            report = load_demo(stop, plan=handful)
            break
        except Interrupted:
            continue
    assert attempts > 4
    plan = handful(report.until)
    assert_books()
    with read() as db:
        orders = list(db.scalars(select(Order).order_by(Order.placed_at)))
    assert [order.placed_at for order in orders] == [story.placed_at for story in plan.stories]
    for story, order in zip(plan.stories, orders, strict=True):
        kinds = Counter(entry.kind for entry in order_detail(order.id).timeline)
        acts = Counter(step.act for step in story.steps)
        assert kinds["shipped"] == acts["fulfill"]
        assert kinds["payment_captured"] == acts["pay"]
        assert kinds["payment_refunded"] == acts["refund"]
        assert kinds["note"] == acts["note"]
    units = sum(row.level.available for row in find_levels(limit=1000))
    assert units == sum(sum(v.stock.values()) for p in plan.products for v in p.variants)
    assert not load_demo(plan=handful).changed


def test_a_shop_with_goods_of_its_own_is_left_alone(shop: Shop) -> None:
    shop.product("My own mug")
    before = rows()
    with pytest.raises(DemoRefused, match="products of its own"):
        load_demo(plan=handful)
    assert rows() == before


def test_force_puts_the_demo_beside_them(shop: Shop) -> None:
    own = shop.product("My own mug", stock=7)
    rename_shop("Mugs & More")
    assert load_demo(plan=candles, force=True).changed
    assert shop_name() == "Mugs & More"
    (level,) = find_levels(variant_id=own)
    assert level.level.available == 7
    assert [place.handle for place in all_locations()] == ["main", "malmo", "porto"]
    assert_books()


def test_a_name_that_is_taken_is_an_error_before_anything_is_made(shop: Shop) -> None:
    create_product(ProductInput(title="My own candle", handle="soy-candle"))
    before = rows()
    with pytest.raises(DemoImpossible, match="handles or SKUs: soy-candle"):
        load_demo(plan=candles, force=True)
    assert rows() == before


@pytest.mark.parametrize(
    ("plugins", "missing"),
    [([ManualPayments], "flat_rate_shipping"), ([FlatRateShipping], "manual_payments")],
)
def test_what_the_shop_lacks_is_named(
    sqlite_url: str, tmp_path: Path, plugins: list[Any], missing: str
) -> None:
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path, environment="test")
    with Shop.running(create_app(settings, registry=registry_of(*plugins))):
        before = rows()
        with pytest.raises(DemoImpossible, match=missing):
            load_demo(plan=handful)
        assert rows() == before


# What has to arrive


def test_a_number_stands_for_one_makers_delivery_of_one_time() -> None:
    plan = whole_plan(now())
    maker = {v.sku: sheet.vendor for sheet in plan.products for v in sheet.variants}
    deliveries: dict[str, set[object]] = defaultdict(set)
    for supply in supplies(plan):
        deliveries[supply.number].add((maker[supply.sku], supply.at, supply.first))
    assert all(len(found) == 1 for found in deliveries.values())


@pytest.mark.parametrize("day", range(1, 29, 3))
def test_nobody_waits_for_a_second_delivery(day: int) -> None:
    plan = whole_plan(datetime(2026, 5, day, 16, 40, tzinfo=UTC))
    moves = [(supply.at, supply.sku, supply.units) for supply in supplies(plan)]
    assert any(not supply.first for supply in supplies(plan))
    counted = {sku for _, sku, _ in moves}
    for story in plan.stories:
        moves += [(story.placed_at, sku, -n) for sku, n in story.lines.items()]
        for step in story.steps:
            if step.act == "cancel" or step.restock:
                back = step.lines or story.lines
                moves += [(step.at, sku, n) for sku, n in back.items()]
    shelf: Counter[str] = Counter()
    for _, sku, units in sorted(moves):
        shelf[sku] += units
        assert shelf[sku] >= 0 or sku not in counted
    for sheet in plan.products:
        for variant in sheet.variants:
            assert variant.sku not in counted or shelf[variant.sku] == sum(variant.stock.values())


# Pictures


def owed_steps() -> list[int]:
    with read() as db:
        owed = select(OutboxDelivery.arguments).where(
            OutboxDelivery.consumer == f"job:{jobs.JOB}", OutboxDelivery.state == "due"
        )
        return [arguments["step"] for arguments in db.scalars(owed)]


def test_pictures_are_owed_when_the_goods_are_there(demo: Loaded) -> None:
    assert owed_steps() == [0]


def test_every_product_gets_one_picture_before_any_gets_more() -> None:
    steps = jobs.picture_steps()
    half = len(demo_products())
    assert len(steps) == 2 * half
    assert {step.count for step in steps[:half]} == {1}
    new_in, _ = demo_collections()[:2]
    assert [step.handle for step in steps[: len(new_in.products)]] == list(new_in.products)
    whole = {sheet.handle: len(sheet.pictures) for sheet in demo_products()}
    assert {step.handle: step.count for step in steps[half:]} == whole


@pytest.fixture
def one_product(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> str:
    """A shop that sells one of the demo's products, in several colors."""
    load_demo(plan=candles)
    (sheet,) = candles(now()).products
    steps = [jobs.PictureStep(sheet.handle, 1), jobs.PictureStep(sheet.handle, len(sheet.pictures))]
    monkeypatch.setattr(jobs, "picture_steps", lambda: steps)
    monkeypatch.setattr(jobs, "_WIDTH", 90)
    return sheet.handle


def test_the_chain_draws_a_products_pictures_and_ends(one_product: str, shop: Shop) -> None:
    product_id = product_id_by_handle(one_product)
    assert product_id is not None
    jobs.draw_pictures(0)
    assert len(product(product_id).media) == 1
    shop.deliver()
    view = product(product_id)
    sheet = next(p for p in demo_products() if p.handle == one_product)
    assert [picture.alt for picture in view.media] == [picture.alt for picture in sheet.pictures]
    assert all(picture.renditions for picture in view.media)
    for variant, wanted in zip(view.variants, sheet.variants, strict=True):
        assert variant.media_id == view.media[wanted.picture].media_id
        assert [p.amount for p in variant.prices] == list(wanted.price.values())
    assert owed_steps() == []


def test_a_step_that_runs_twice_draws_once(one_product: str, shop: Shop) -> None:
    product_id = product_id_by_handle(one_product)
    assert product_id is not None
    jobs.draw_pictures(0)
    (first,) = product(product_id).media
    jobs.draw_pictures(0)
    assert product(product_id).media == (first,)
    assert owed_steps() == [0, 1]
    assert media(first.media_id).file_name == f"{one_product}-1.webp"
