"""What a list can be narrowed by, and how many products each choice would leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shopwright.commerce.catalog.queries import facets_sql
from shopwright.commerce.catalog.queries.facets_sql import CHOICES_LIMIT, SCOPE_LIMIT
from shopwright.commerce.catalog.queries.reading import connection
from shopwright.commerce.catalog.queries.search import match_of, read_query, search_values
from shopwright.commerce.catalog.queries.storefront import (
    COUNT_LIMIT,
    Filter,
    Market,
    shape_of,
    values_of,
)
from shopwright.platform.cache import remembered

FacetKind = Literal["check", "range", "swatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, as a filter takes it, and as shoppers read it.

    `count` is how many products there would be; `exact` is False where there are more than that.
    `active`: it is chosen now. `color` is its swatch, `#rrggbb`.
    """

    value: str
    label: str
    count: int
    exact: bool
    active: bool
    color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """`key`: category, collection, vendor, tag, price, availability, or `option` with a `name`.

    `label` is the option's name for shoppers, empty for the others. A `range` has no choices, but
    the lowest and highest price in minor units.
    """

    key: str
    name: str
    label: str
    kind: FacetKind
    choices: tuple[Choice, ...] = ()
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """All facets of a list, and how many products the list has; see `Choice` for the counts."""

    items: tuple[Facet, ...]
    total: int
    exact: bool


_Row = Any
_NOTHING = Facets(items=(), total=0, exact=True)


def facets(market: Market, filters: Filter, *, query: str | None = None) -> Facets:
    """The facets of a list, or of what a search for `query` finds; kept for a minute.

    One statement for a list; those that read the query besides for a search. Counts are exact to
    1,000. In a list of more than 10,000 products they are of 10,000 of them, and not exact.
    """
    key = f"facets:{market!r}:{sorted_filters(filters)!r}:{query!r}"
    return remembered(key, lambda: _count(market, filters, query))


def sorted_filters(filters: Filter) -> tuple[object, ...]:
    """Filters as a cache's key: the order in which things were chosen makes no difference."""
    return (
        filters.category,
        filters.collection,
        filters.ids and sorted(filters.ids),
        sorted(filters.in_categories),
        sorted(filters.in_collections),
        sorted(filters.vendors),
        sorted(filters.tags),
        sorted((name, sorted(values)) for name, values in filters.options.items()),
        filters.min_price,
        filters.max_price,
        filters.in_stock,
    )


def _count(market: Market, filters: Filter, query: str | None) -> Facets:
    match, parameters = None, values_of(market, filters)
    if query is not None:
        wanted = read_query(market, query)
        if wanted.empty:
            return _NOTHING
        match, parameters = match_of(wanted), search_values(market, filters, wanted)
    statement = facets_sql.facets(shape_of(market, filters), match)
    with connection() as db:
        rows = db.execute(statement, parameters | {"limit": SCOPE_LIMIT}).all()
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.facet, row.name].append(row)
    whole = groups["scope", ""][0].number < SCOPE_LIMIT
    total = groups["total", ""][0].number
    return Facets(
        items=tuple(_facets(groups, filters, whole=whole)),
        total=min(total, COUNT_LIMIT),
        exact=whole and total <= COUNT_LIMIT,
    )


def _facets(
    groups: Mapping[tuple[str, str], list[_Row]], filters: Filter, *, whole: bool
) -> Iterator[Facet]:
    active = {
        "category": filters.in_categories,
        "collection": filters.in_collections,
        "vendor": filters.vendors,
        "tag": filters.tags,
        "availability": ("in",) if filters.in_stock else (),
    }
    for key in ("category", "collection", "availability"):
        yield from _checks(key, groups.get((key, ""), ()), active[key], whole=whole)
    yield from _prices(groups.get(("price", ""), ()))
    for name in sorted({name for key, name in groups if key == "option"} | filters.options.keys()):
        rows = groups.get(("option", name), ())
        yield from _checks("option", rows, filters.options.get(name, ()), name=name, whole=whole)
    for key in ("vendor", "tag"):
        yield from _checks(key, groups.get((key, ""), ()), active[key], whole=whole)


def _checks(
    key: str, rows: Iterable[_Row], active: Collection[str], *, whole: bool, name: str = ""
) -> Iterator[Facet]:
    """A facet of choices; none where there is nothing to choose."""
    found = {row.value: row for row in rows if row.number}
    gone = [value for value in active if value not in found]
    if not found and not gone:
        return
    swatches = any(row.color for row in found.values())
    ranked = sorted(found.values(), key=lambda r: (0 if swatches else r.place, -r.number, r.label))
    choices = [_choice(row, active=row.value in active, whole=whole) for row in ranked]
    choices += [
        Choice(value=value, label=value, count=0, exact=whole, active=True) for value in gone
    ]
    yield Facet(
        key=key,
        name=name,
        label=ranked[0].name_label if ranked else name,
        kind="swatch" if swatches else "check",
        choices=tuple(choices[:CHOICES_LIMIT]),
    )


def _choice(row: _Row, *, active: bool, whole: bool) -> Choice:
    return Choice(
        value=row.value,
        label=row.label,
        count=min(row.number, COUNT_LIMIT),
        exact=whole and row.number <= COUNT_LIMIT,
        active=active,
        color=row.color,
    )


def _prices(rows: Iterable[_Row]) -> Iterator[Facet]:
    ends = {row.value: row.number for row in rows if row.number is not None}
    if ends:
        yield Facet(key="price", name="", label="", kind="range", min=ends["min"], max=ends["max"])
