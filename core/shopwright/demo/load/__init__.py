"""Making the demo shop: everything through the commands that merchants and shoppers use.

    report = load_demo()          # in an application context

Goods and orders are there when it returns. The pictures follow: a chain of jobs draws them, those
that shoppers see first before the others (`shopwright.demo.jobs`).

An entry `demo.begin` in the audit log says that a shop is a demo shop, and as of when; with it, an
interrupted run is taken up where it stopped. `demo.end` says that nothing is left to be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from shopwright.commerce.catalog.sales import count_sales
from shopwright.commerce.catalog.vocabulary import recount_words
from shopwright.demo.jobs import draw_pictures_soon
from shopwright.demo.load.balance import balance_stock
from shopwright.demo.load.base import (
    fill_collections,
    grow_tree,
    open_channel,
    open_locations,
    paint_swatches,
)
from shopwright.demo.load.checks import check_names, check_trade, has_products
from shopwright.demo.load.errors import DemoImpossible, DemoRefused
from shopwright.demo.load.goods import Places, stock_shelves, variant_ids
from shopwright.demo.load.history import Cast, play_history
from shopwright.demo.load.merchant import configure_plugins, name_shop
from shopwright.demo.load.orders import STAFF
from shopwright.demo.load.people import welcome
from shopwright.demo.load.plan import DemoPlan, whole_plan
from shopwright.platform import audit, clock
from shopwright.platform.actor import acting_as
from shopwright.platform.clock import now
from shopwright.platform.db import command, refresh_statistics
from shopwright.platform.jobs.sweepers import paused

__all__ = ["DemoImpossible", "DemoRefused", "DemoReport", "load_demo"]

Progress = Callable[[str, int, int], None]
_BEGIN, _END = "demo.begin", "demo.end"
# It would close bank transfers of two months ago between their order and their payment.
_REAPER = "payment_reaper"
_AT_MOST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What the demo consists of. `changed` is False when all of it was there before."""

    until: datetime
    products: int
    variants: int
    customers: int
    orders: int
    pictures: int
    changed: bool


def load_demo(
    progress: Progress | None = None,
    *,
    force: bool = False,
    plan: Callable[[datetime], DemoPlan] = whole_plan,
) -> DemoReport:
    """Fill the shop with the demo; what an earlier run has made stays as it is.

    `progress` hears (what is being made, how much is, of how much). Raises `DemoRefused` when the
    shop has products of its own, unless `force` says to put the demo beside them, and
    `DemoImpossible` when the shop cannot sell the demo's goods. Call it outside of transactions.
    """
    tell = progress or (lambda _what, _done, _total: None)
    with acting_as(STAFF):
        story = plan(_begin(plan, force=force))
        changed = not _ended()
        if changed:
            with paused(_REAPER, holder="demo", at_most=_AT_MOST):
                _load(story, tell)
            draw_pictures_soon()
            _note(_END)
            refresh_statistics()
    return _report(story, changed=changed)


def _load(plan: DemoPlan, tell: Progress) -> None:
    locations = open_locations()
    places = Places(channel=open_channel(locations), locations=locations, categories=grow_tree())
    paint_swatches()
    products = stock_shelves(plan, places, partial(tell, "Products"))
    fill_collections(products)
    customers = welcome(plan, partial(tell, "Customers"))
    cast = Cast(places=places, variants=variant_ids(plan), customers=customers)
    play_history(plan, cast, partial(tell, "Days of trade"))
    with clock.at(plan.until):
        balance_stock(plan, places, cast.variants)
    count_sales()
    recount_words()


def _begin(plan: Callable[[datetime], DemoPlan], *, force: bool) -> datetime:
    """The moment as of which the shop is told: that of the first run."""
    begun = audit.entries(audit.AuditFilter(action=_BEGIN), limit=1)
    if begun:
        return datetime.fromisoformat(str(begun[0].data["until"]))
    moment = now().replace(microsecond=0)
    own_products = has_products()
    if own_products and not force:
        raise DemoRefused(
            "This shop has products of its own. The demo is for an empty shop; force it to stand "
            "beside them."
        )
    check_names(plan(moment))
    if not own_products:  # nobody shall pay a real shop into an invented account
        configure_plugins()
    check_trade(plan(moment))
    if not own_products:
        name_shop()
    _note(_BEGIN, until=moment.isoformat())
    return moment


def _ended() -> bool:
    return bool(audit.entries(audit.AuditFilter(action=_END), limit=1))


@command()
def _note(action: str, **data: str) -> None:
    audit.record(action, "demo", "shop", **data)


def _report(plan: DemoPlan, *, changed: bool) -> DemoReport:
    return DemoReport(
        until=plan.until,
        products=len(plan.products),
        variants=sum(len(product.variants) for product in plan.products),
        customers=len(plan.customers),
        orders=len(plan.stories),
        pictures=sum(len(product.pictures) for product in plan.products),
        changed=changed,
    )
