"""Prices and price lists, for staff."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from shopwright.commerce import catalog, pricing
from shopwright.commerce.pricing import PriceChange, PriceListInput, PriceListPatch
from shopwright.http.rest.admin.catalog_shapes import ChangedOut, VariantPriceOut
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Result, staff

api = Api(
    "admin_pricing", tag="Prices (staff)", description="Prices by list and currency.", prefix=ADMIN
)
READ, WRITE = staff("catalog:read"), staff("catalog:write")


class PricesIn(Model):
    """Prices in minor units; `amount` null takes one away."""

    prices: list[PriceChange] = Field(min_length=1, max_length=1000)


class PriceListIn(PriceListInput, Model):
    """A whole price list."""


class PriceListPatchIn(PriceListPatch, Model):
    """What is left out stays."""


class PriceListOut(OutModel):
    """A set of prices; with `tax_included` they are gross."""

    id: UUID
    handle: str
    name: str
    tax_included: bool


class PriceListsOut(OutModel):
    """Every price list, the oldest first."""

    items: list[PriceListOut]


class VariantPricesOut(OutModel):
    """All prices of one variant."""

    variant_id: UUID
    prices: list[VariantPriceOut]


class ProductPricesOut(OutModel):
    """All prices of a product's variants, in their order."""

    items: list[VariantPricesOut]


@api.put("/prices", body=PricesIn, returns=ChangedOut, access=WRITE, summary="Set prices in bulk")
def set_prices(body: PricesIn) -> Result:
    """All or none. Lists and pages show the new prices at once."""
    return ChangedOut(changed=pricing.set_prices(body.prices))


@api.get(
    "/products/<uuid:product_id>/prices",
    returns=ProductPricesOut,
    access=READ,
    summary="Read a product's prices",
)
def read_prices(product_id: UUID) -> Result:
    """In every list and currency."""
    items = [
        VariantPricesOut(
            variant_id=variant.id, prices=[VariantPriceOut.of(price) for price in variant.prices]
        )
        for variant in catalog.product(product_id).variants
    ]
    return ProductPricesOut(items=items)


@api.get("/price-lists", returns=PriceListsOut, access=READ, summary="List price lists")
def list_price_lists() -> Result:
    """The oldest first."""
    items = [PriceListOut.model_validate(view) for view in pricing.price_lists()]
    return PriceListsOut(items=items)


@api.post(
    "/price-lists",
    body=PriceListIn,
    returns={201: PriceListOut},
    access=WRITE,
    idempotent=True,
    summary="Create a price list",
)
def create_price_list(body: PriceListIn) -> Result:
    """Give it to a channel to sell by it."""
    return PriceListOut.model_validate(pricing.create_price_list(body))


@api.get(
    "/price-lists/<uuid:price_list_id>",
    returns=PriceListOut,
    access=READ,
    summary="Read a price list",
)
def read_price_list(price_list_id: UUID) -> Result:
    """Without its prices."""
    return PriceListOut.model_validate(pricing.price_list(price_list_id))


@api.patch(
    "/price-lists/<uuid:price_list_id>",
    body=PriceListPatchIn,
    returns=PriceListOut,
    access=WRITE,
    errors=(409,),
    summary="Change a price list",
)
def update_price_list(price_list_id: UUID, body: PriceListPatchIn) -> Result:
    """What is left out stays."""
    return PriceListOut.model_validate(pricing.update_price_list(price_list_id, body))


@api.delete(
    "/price-lists/<uuid:price_list_id>",
    access=WRITE,
    errors=(409,),
    summary="Delete a price list",
)
def delete_price_list(price_list_id: UUID) -> Result:
    """With its prices. Refused while a channel sells by it."""
    pricing.delete_price_list(price_list_id)
    return None
