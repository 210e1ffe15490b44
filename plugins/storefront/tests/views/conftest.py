"""A shop with the storefront, and browsers that run no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.catalog import (
    CategoryInput,
    OptionInput,
    ProductInput,
    VariantInput,
    create_category,
    create_product,
    product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.inventory import receive
from shopwright.commerce.pricing import PriceInput
from shopwright.testing import (
    DatabaseKind,
    Databases,
    ScriptedProvider,
    Shop,
    open_shop,
    trading_plugin,
)
from shopwright_storefront.plugin import Storefront
from werkzeug.test import TestResponse

OpenStore = Callable[..., Shop]


class Browser:
    """Follows links and sends forms, as they are in the page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None

    def get(self, path: str, *, follow: bool = True) -> TestResponse:
        """Open a page."""
        self.page = self.client.get(path, follow_redirects=follow)
        return self.page

    def send(
        self, form: str, *, press: tuple[str, str] | None = None, follow: bool = True, **typed: str
    ) -> TestResponse:
        """Fill in the form of this kind on the page, press a button, and send it.

        Names with a dot are given with two underscores: `quantity__1`.
        """
        assert self.page is not None
        html = form_of(self.page.text, form)
        values = controls(html) | {name.replace("__", "."): value for name, value in typed.items()}
        values |= dict([press]) if press else {}
        action = re.search(r'action="([^"]*)"', html)
        assert action is not None
        self.page = self.client.post(
            action.group(1).replace("&amp;", "&"),
            data=values,
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=follow,
        )
        return self.page


def form_of(html: str, kind: str) -> str:
    """The first form of this kind."""
    found = re.search(rf'<form[^>]*data-form="{kind}".*?</form>', html, re.S)
    assert found, f"there is no form '{kind}'"
    return found.group()


def controls(html: str) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, kind = attribute(tag, "name"), attribute(tag, "type")
        is_off = kind in ("checkbox", "radio") and not re.search(r"\bchecked\b", tag)
        if name and not is_off:
            found[name] = attribute(tag, "value")
    for select in re.findall(r"<select[^>]*>.*?</select>", html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', select)
        found[attribute(select, "name")] = chosen.group(1) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = text
    return found


def attribute(tag: str, name: str) -> str:
    """An attribute's value."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


@pytest.fixture
def settings() -> dict[str, object]:
    """The storefront's. Without a theme, `base` draws the pages."""
    return {}


@pytest.fixture
def options() -> dict[str, object]:
    """The shop's own. In development, a name that a template misspells is an error."""
    return {"environment": "development"}


@pytest.fixture
def provider() -> ScriptedProvider:
    """Pays at once unless told otherwise."""
    return ScriptedProvider()


@pytest.fixture
def shop(
    tmp_path: Path,
    settings: dict[str, object],
    options: dict[str, object],
    provider: ScriptedProvider,
    shopwright_database: DatabaseKind,
    shopwright_databases: Databases,
) -> Iterator[Shop]:
    """A shop that sells by pages."""
    with (
        shopwright_databases.fresh(shopwright_database, tmp_path, (Storefront,)) as url,
        open_shop(
            tmp_path,
            Storefront,
            trading_plugin(provider),
            settings={"storefront": {"theme": "base", **settings}},
            database_url=url,
            make_tables=False,
            **{"shop_name": "Alder & Wren", "public_url": "http://localhost", **options},
        ) as shop,
    ):
        install_defaults()
        yield shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    """A guest's."""
    return Browser(shop.client())


@pytest.fixture
def category(shop: Shop) -> UUID:
    """`Kitchen`, with nothing in it yet."""
    return create_category(CategoryInput(title="Kitchen")).id


@pytest.fixture
def shirt(shop: Shop, category: UUID) -> str:
    """A shirt in two colors and two sizes; there is no small one in red. Its handle."""
    channel = install_defaults()
    choices = [("Blue", "S", 2900), ("Blue", "M", 2900), ("Red", "M", 3100)]
    view = create_product(
        ProductInput(
            title="Linen shirt",
            status="active",
            vendor="Atelier Lino",
            description_html="<p>Soft from the first day.</p>",
            category_ids=(category,),
            options=(
                OptionInput(name="Color", values=("Blue", "Red")),
                OptionInput(name="Size", values=("S", "M")),
            ),
            variants=tuple(
                VariantInput(
                    sku=f"SHIRT-{color}-{size}",
                    options={"Color": color, "Size": size},
                    prices=(
                        PriceInput(
                            price_list_id=channel.price_list_id, currency="EUR", amount=amount
                        ),
                    ),
                )
                for color, size, amount in choices
            ),
        )
    )
    for variant in view.variants:
        receive(variant.id, channel.location_ids[0], 5)
    return product(view.id).handle
