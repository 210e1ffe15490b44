"""Finding: facets, suggestions, old addresses, and what is in stock right now."""

from __future__ import annotations

from pydantic_core import to_json

from shopwright.commerce.catalog.errors import UnknownRedirect
from shopwright.commerce.catalog.queries.facets import facets
from shopwright.commerce.catalog.queries.redirects import redirect_target
from shopwright.commerce.catalog.queries.stock import ShownStock, shown_stock
from shopwright.commerce.catalog.queries.suggestions import Suggestions, suggestions
from shopwright.http.rest.kit import PUBLIC, Api, Result, public_for
from shopwright.http.rest.store.caching import CHECKED, cached
from shopwright.http.rest.store.catalog_shapes import (
    FacetsOut,
    FacetsQuery,
    ProductStockOut,
    RedirectQuery,
    StockOut,
    StockQuery,
    StoreRedirectOut,
    SuggestionsOut,
    SuggestionsQuery,
    VariantStockOut,
)

api = Api("finding", tag="Finding", description="Facets, suggestions, redirects and live stock.")
POLL_SECONDS = 2


@api.get(
    "/facets",
    query=FacetsQuery,
    returns=FacetsOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Count a list's facets",
)
def read_facets(query: FacetsQuery) -> Result:
    """What `/products`, or `/search` with a `q`, can be narrowed by, for the same filters.

    A facet's counts ignore what is chosen in it, and follow what is chosen in the others. They are
    exact to 1,000, at most a minute old, and of at most 10,000 products.
    """

    def build() -> bytes:
        found = facets(query.market(), query.filters(), query=query.q)
        return to_json(FacetsOut.model_validate(found))

    return cached(build)


@api.get(
    "/search/suggestions",
    query=SuggestionsQuery,
    returns=SuggestionsOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404, 409),
    summary="Suggest while somebody types",
)
def read_suggestions(query: SuggestionsQuery) -> Result:
    """Words to go on with, products, categories and collections; misspelt words are corrected."""

    def build() -> bytes:
        return _suggested(suggestions(query.market(), query.q, limit=query.limit))

    return cached(build)


@api.get(
    "/redirects",
    query=RedirectQuery,
    returns=StoreRedirectOut,
    access=PUBLIC,
    cache=CHECKED,
    errors=(404,),
    summary="Follow an old address",
)
def read_redirect(query: RedirectQuery) -> Result:
    """Where staff send it. Ask when there is nothing at an address, before you say so."""

    def build() -> bytes:
        target = redirect_target(query.path)
        if target is None:
            raise UnknownRedirect(query.path)
        return to_json(StoreRedirectOut(target=target))

    return cached(build)


@api.get(
    "/stock",
    query=StockQuery,
    returns=StockOut,
    access=PUBLIC,
    cache=public_for(POLL_SECONDS),
    summary="See what is in stock",
)
def read_stock(query: StockQuery) -> Result:
    """For pages that were cached before the last sale. Ask every few seconds, if you like.

    It is read again only when something was published or crossed from one state into another.
    """
    return cached(lambda: to_json(StockOut(items=list(map(_stock, shown_stock(query.ids))))))


def _stock(found: ShownStock) -> ProductStockOut:
    return ProductStockOut(
        id=found.product_id,
        stock_state=found.stock_state,
        variants=[
            VariantStockOut(id=variant_id, stock_state=state)
            for variant_id, state in found.variants.items()
        ],
    )


def _suggested(found: Suggestions) -> bytes:
    """Products are ready bytes already."""
    rest = {
        "words": found.words,
        "categories": [{"handle": v.handle, "title": v.title} for v in found.categories],
        "collections": [{"handle": v.handle, "title": v.title} for v in found.collections],
        "corrected": found.corrected,
    }
    return b'%s,"products":[%s]}' % (to_json(rest)[:-1], b",".join(found.products))
