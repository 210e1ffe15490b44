"""A product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g
from flask.typing import ResponseReturnValue
from shopwright.commerce.catalog import Moved, product_page

from shopwright_storefront.cache.tags import depends_on, product_tag
from shopwright_storefront.present import products
from shopwright_storefront.theme_api.v1 import Field, Problem, Product
from shopwright_storefront.views.fields import field
from shopwright_storefront.views.moved import moved
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import Visit, asked, visit

_CURRENT = "storefront_product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The product of the page, for sections about others like it. `category` is a handle."""

    id: str
    category: str | None


def product(handle: str) -> ResponseReturnValue:
    """Two statements: the product, and those like it."""
    here = visit()
    try:
        found = read(handle, asked(), here)
    except Moved as error:
        return moved(error)
    return page(found, here)


def read(handle: str, choice: Mapping[str, str], here: Visit) -> Product:
    """The product with this choice. Raises `UnknownProduct`, or `Moved`."""
    document = product_page(here.market, handle)
    included = here.channel.tax_included
    found = products.product(document, choice, here.language, tax_included=included)
    depends_on(product_tag(found["id"]))
    return found


def page(
    found: Product,
    here: Visit,
    *,
    problems: Sequence[Problem] = (),
    quantity: str = "1",
    refused: bool = False,
) -> Response:
    """The page; `refused`: as the answer to a form that could not be done."""
    trail = found["breadcrumbs"][1:-1]
    handle = trail[-1]["url"].rpartition("/")[2] if trail else None
    setattr(g, _CURRENT, Current(id=found["id"], category=handle))
    told = [*problems, *_impossible(found, here)]
    form = {"fields": {"quantity": _quantity(quantity, here)}, "problems": told, "sent": bool(told)}
    objects: dict[str, Any] = {
        "product": found,
        "variants": found["variants"],
        "selected_variant": found["selected_variant"],
        "media": found["images"],
        "breadcrumbs": found["breadcrumbs"],
    }
    about = About(
        title=found["seo"]["title"],
        description=found["seo"]["description"],
        canonical=found["url"],
        image=found["image"],
        type="product",
    )
    return show("product", objects, about, forms={"cart_add": form}, status=422 if refused else 200)


def current_product() -> Current | None:
    """That of the page that is being made."""
    found: Current | None = g.get(_CURRENT)
    return found


def _impossible(found: Product, here: Visit) -> list[Problem]:
    """Why what was chosen cannot be bought: nothing is chosen in its place."""
    if found["selected_variant"] is not None or not found["variants"]:
        return []
    named = [v["name"] for o in found["options"] for v in o["values"] if v["selected"]]
    message = here.language.say("product.no_such_variant", choice=", ".join(named))
    return [Problem(code="no_such_variant", message=message, field="")]


def _quantity(value: str, here: Visit) -> Field:
    return field(
        "quantity", here.language.say("product.quantity"), value=value, type="number",
        required=True, inputmode="numeric",
    )  # fmt: skip
