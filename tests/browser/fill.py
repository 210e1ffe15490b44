"""Makes the shop that browsers look at, from nothing; run in the environment of its server.

    python fill.py FILE

A part of the demo, with pictures, and what the demo has no reason to hold: a title that is far too
long, sixty variants, a page, a customer, somebody of the staff. FILE gets what tests must know, as
JSON. Everything that is owed is worked off, so the shop does not change under a browser's eyes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from shopwright.app import create_app
from shopwright.cli.preparing import bring_up_to_date
from shopwright.commerce.catalog import (
    OptionInput,
    ProductInput,
    ProductView,
    VariantInput,
    create_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.commerce.inventory import receive
from shopwright.commerce.pricing import PriceInput
from shopwright.commerce.staff import all_permissions, create_api_key, create_owner
from shopwright.demo.load import load_demo
from shopwright.demo.load.plan import DemoPlan, whole_plan
from shopwright.platform.config import load_settings
from shopwright.testing import Shop

PRODUCTS = frozenset(
    {
        "stoneware-mug-350-ml",
        "heavyweight-linen-shirt",
        "canvas-market-tote",
        "opal-table-lamp",
        "three-legged-stool",
        "olive-oil-soap",
        "clothbound-notebook",
        "dome-pendant-lamp",
        "kilim-runner",
        "beeswax-tapers",
        "smoked-tumblers",
        "amber-glass-bottle",
        "serving-platter",
    }
)
EMAIL, STAFF, PASSWORD = "wren@example.com", "olga@example.com", "correct horse battery"
LONG = (
    "Rindslederhandtaschenaufbewahrungsschutzhülle für Donaudampfschifffahrtsgesellschaftskapitäne"
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # so that the demo's goods come first
COLORS = ("Anthracite", "Bone", "Clay", "Dusk", "Ember", "Fern", "Gorse", "Heath", "Ink", "Juniper")
SIZES = ("15 ml", "30 ml", "60 ml", "120 ml", "250 ml", "500 ml")
STORY = """<p>Three people and a kiln. We make what we would like to use ourselves, in small numbers,
and mend it when it breaks.</p><h2>Materials</h2><p>Stoneware from Västerbotten, linen from Galicia,
oak that fell by itself.</p><ul><li>No plastic in our parcels</li><li>Repairs for life</li></ul>"""


def few(until: datetime) -> DemoPlan:
    """The demo's goods, but a handful of them, and no trade."""
    whole = whole_plan(until)
    chosen = [product for product in whole.products if product.handle in PRODUCTS]
    return replace(whole, products=chosen, customers=(), stories=())


def sell(title: str, *, stock: int, variants: Sequence[dict[str, str]] = ({},)) -> ProductView:
    """Publish a product without a picture."""
    channel = install_defaults()
    names = list(variants[0])
    price = PriceInput(price_list_id=channel.price_list_id, currency="EUR", amount=14900)
    made = create_product(
        ProductInput(
            title=title,
            status="active",
            published_at=LONG_AGO,
            vendor="Manufaktur Österreich",
            description_html="<p>So lang wie nötig.</p>",
            options=tuple(
                OptionInput(name=name, values=tuple(dict.fromkeys(v[name] for v in variants)))
                for name in names
            ),
            variants=tuple(
                VariantInput(options=choice, weight_grams=300, prices=(price,))
                for choice in variants
            ),
        )
    )
    for variant in made.variants:
        receive(variant.id, channel.location_ids[0], stock)
    return made


def write_pages(shop: Shop, key: str) -> None:
    """A content page and the menus that lead to it."""
    client = shop.client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    root = "/api/v1/plugins/storefront"
    page = {"handle": "about", "title": "About us", "body_html": STORY}
    links = [
        {"title": "Kitchen", "url": "/categories/kitchen"},
        {"title": "New in", "url": "/collections/new-in"},
        {"title": "About us", "url": "/pages/about"},
    ]
    for answer in (
        client.post(f"{root}/pages", json=page),
        client.put(f"{root}/menus/main", json={"title": "Main", "items": links}),
        client.put(f"{root}/menus/footer", json={"title": "Footer", "items": links}),
    ):
        assert answer.status_code < 300, answer.text


def fill(shop: Shop) -> dict[str, str]:
    """Everything; returns what tests must know."""
    load_demo(plan=few)
    long = sell(LONG, stock=5)
    many = [{"Color": color, "Size": size} for color in COLORS for size in SIZES]
    sell("Watercolor", stock=3, variants=many)
    last = sell("The last teapot", stock=1)
    create_customer(
        NewCustomer(
            email=EMAIL, first_name="Wren", last_name="Alder", verified=True, password=PASSWORD
        )
    )
    create_owner(STAFF, "Olga", PASSWORD)
    key = create_api_key("browser tests", [item.name for item in all_permissions()]).key
    write_pages(shop, key)
    shop.deliver(rounds=1000)
    location = install_defaults().location_ids[0]
    return {
        "key": key,
        "email": EMAIL,
        "staff": STAFF,
        "password": PASSWORD,
        "last_variant": str(last.variants[0].id),
        "long": long.handle,
        "location": str(location),
    }


if __name__ == "__main__":
    settings = load_settings()
    bring_up_to_date(settings)
    with Shop.running(create_app(settings)) as shop:
        Path(sys.argv[1]).write_text(json.dumps(fill(shop)))
