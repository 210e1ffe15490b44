"""What goods and orders need to be there: places, a channel, shelves, ways to pay and to send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    OptionValueInput,
    categories,
    collections,
    create_category,
    create_collection,
    set_collection_products,
    set_option_values,
)
from shopwright.commerce.channels import ChannelInfo, ChannelPatch, install_defaults, update_channel
from shopwright.commerce.customers import Address
from shopwright.commerce.inventory import (
    LocationInput,
    LocationPatch,
    all_locations,
    create_location,
    find_levels,
    update_location,
)
from shopwright.demo.catalog import (
    CURRENCIES,
    LOCATIONS,
    demo_categories,
    demo_collections,
    demo_ruled_collections,
    demo_swatches,
)
from shopwright.demo.load.merchant import SHOP_NAME

ADDRESSES: Mapping[str, Address] = {
    "porto": Address(
        company=SHOP_NAME,
        address1="Rua de Miguel Bombarda 214",
        city="Porto",
        postal_code="4050-381",
        country="PT",
    ),
    "malmo": Address(
        company=SHOP_NAME,
        address1="Friisgatan 11",
        city="Malmö",
        postal_code="214 21",
        country="SE",
    ),
}


def open_locations() -> Mapping[str, UUID]:
    """Both places by handle. The unused one that a new shop has becomes the first of them."""
    known = {place.handle: place.id for place in all_locations()}
    spare = _unused(known) if not LOCATIONS.keys() & known.keys() else None
    for handle, name in LOCATIONS.items():
        if handle in known:
            continue
        if spare is not None:
            patch = LocationPatch(handle=handle, name=name, address=ADDRESSES[handle])
            known[handle], spare = update_location(spare, patch).id, None
        else:
            place = LocationInput(handle=handle, name=name, address=ADDRESSES[handle])
            known[handle] = create_location(place).id
    return {handle: known[handle] for handle in LOCATIONS}


def _unused(known: Mapping[str, UUID]) -> UUID | None:
    if list(known) != ["main"] or find_levels(location_id=known["main"], limit=1):
        return None
    return known["main"]


def open_channel(locations: Mapping[str, UUID]) -> ChannelInfo:
    """The channel `web`, selling in both currencies from both places, beside what it has."""
    web = install_defaults()
    places = tuple(dict.fromkeys((*web.location_ids, *locations.values())))
    currencies = tuple(dict.fromkeys((*web.currencies, *CURRENCIES)))
    if (places, currencies) == (web.location_ids, web.currencies):
        return web
    return update_channel(web.id, ChannelPatch(currencies=currencies, location_ids=places))


def grow_tree() -> Mapping[str, UUID]:
    """The categories by handle; those that are there already stay as they are."""
    known = {view.handle: view.id for view in categories()}
    for wanted in demo_categories():
        if wanted.handle not in known:
            known[wanted.handle] = create_category(
                CategoryInput(
                    title=wanted.title,
                    handle=wanted.handle,
                    parent_id=known[wanted.parent] if wanted.parent else None,
                    description_html=wanted.description_html,
                    position=wanted.position,
                )
            ).id
    return known


def paint_swatches() -> None:
    """Give colors and materials the colors of their pictures."""
    set_option_values(
        [
            OptionValueInput(name=name, value=value, color=color)
            for (name, value), color in demo_swatches().items()
        ]
    )


def fill_collections(products: Mapping[str, UUID]) -> int:
    """Make the lists, those picked by hand of these products (handle -> id); returns how many.

    A list that is there already keeps what it shows.
    """
    known = {view.handle for view in collections()}
    for wanted in demo_collections():
        if wanted.handle not in known:
            made = create_collection(
                CollectionInput(
                    title=wanted.title,
                    handle=wanted.handle,
                    description_html=wanted.description_html,
                )
            )
            set_collection_products(made.id, _present(wanted.products, products))
    for ruled in demo_ruled_collections():
        if ruled.handle not in known:
            create_collection(
                CollectionInput.model_validate(
                    {
                        "title": ruled.title,
                        "handle": ruled.handle,
                        "description_html": ruled.description_html,
                        "rules": ruled.rules,
                        "sort": ruled.sort,
                    }
                )
            )
    return len(demo_collections()) + len(demo_ruled_collections())


def _present(handles: Iterable[str], products: Mapping[str, UUID]) -> list[UUID]:
    return [products[handle] for handle in handles if handle in products]
