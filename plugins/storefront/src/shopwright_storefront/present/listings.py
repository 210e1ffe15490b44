"""Lists of products: facets, orders, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from shopwright.commerce import catalog

from shopwright_storefront.present.language import Language
from shopwright_storefront.present.money import major_units, minor_units
from shopwright_storefront.present.narrowing import OPTION, Narrowing
from shopwright_storefront.theme_api.v1 import (
    ActiveFilter,
    Facet,
    FacetChoice,
    Page,
    PageLink,
    Sort,
    Swatch,
)

MOST_PAGES = 50
_AROUND = 1
_PRICE = ("price_from", "price_to")


def facets(found: Sequence[catalog.Facet], narrowing: Narrowing, language: Language) -> list[Facet]:
    """What the list can be narrowed by. A facet that would change nothing is left out."""
    shown = [_facet(one, narrowing, language) for one in found]
    return [one for one in shown if one["active"] or _is_useful(one)]


def active_filters(
    facets: Sequence[Facet], narrowing: Narrowing, language: Language
) -> list[ActiveFilter]:
    """What is chosen, each with the way back."""
    found: list[ActiveFilter] = []
    for facet in facets:
        if facet["kind"] == "range" and facet["active"]:
            label = _prices(narrowing, language)
            found.append(ActiveFilter(label=label, url=narrowing.without(_PRICE)))
        for choice in facet["choices"]:
            if choice["active"]:
                found.append(ActiveFilter(label=choice["label"], url=choice["url"]))
    return found


def sorts(names: Sequence[str], narrowing: Narrowing, language: Language) -> list[Sort]:
    """The orders; the first is the one without a name in the address."""
    return [
        Sort(
            value=name,
            label=language.say(f"sorts.{name}"),
            active=name == (narrowing.sort or names[0]),
            url=narrowing.sorted_by("" if name == names[0] else name),
        )
        for name in names
    ]


def page(narrowing: Narrowing, size: int, total: int, *, exact: bool) -> Page:
    """Where the shopper is, and the way to the other pages."""
    pages = min(max(ceil(total / size), 1), MOST_PAGES)
    number = narrowing.page
    return Page(
        number=number,
        size=size,
        total=total,
        total_label=_count(total, exact=exact),
        pages=pages,
        previous=narrowing.numbered(number - 1) if 1 < number <= pages else None,
        next=narrowing.numbered(number + 1) if number < pages else None,
        links=_links(narrowing, number, pages),
    )


def _facet(found: catalog.Facet, narrowing: Narrowing, language: Language) -> Facet:
    key = f"{OPTION}{found.name}" if found.key == "option" else found.key
    choices = [_choice(key, one, narrowing, language) for one in found.choices]
    money, ends = language.money, (found.min, found.max)
    typed = [narrowing.value(name) for name in _PRICE]
    known = [minor_units(text, language.currency) for text in typed]
    return Facet(
        key=key,
        label=found.label or language.say(f"facets.{found.key}"),
        kind=found.kind,
        choices=choices,
        min=money(ends[0]) if ends[0] is not None else None,
        max=money(ends[1]) if ends[1] is not None else None,
        from_value=major_units(known[0], language.currency) if known[0] is not None else "",
        to_value=major_units(known[1], language.currency) if known[1] is not None else "",
        active=any(one["active"] for one in choices)
        or (found.kind == "range" and any(one is not None for one in known)),
    )


def _choice(
    key: str, found: catalog.Choice, narrowing: Narrowing, language: Language
) -> FacetChoice:
    label = language.say("facets.in_stock") if key == "availability" else found.label
    url = narrowing.switched(key, found.value)
    swatch = Swatch(label=label, color=found.color, image=None, available=True, url=url)
    return FacetChoice(
        value=found.value,
        label=label,
        count=found.count,
        count_label=_count(found.count, exact=found.exact),
        active=found.active,
        url=url,
        swatch=swatch if found.color else None,
    )


def _prices(narrowing: Narrowing, language: Language) -> str:
    """The prices that were typed, as amounts: both ends, or the one that there is."""
    typed = [minor_units(narrowing.value(name), language.currency) for name in _PRICE]
    low, high = [language.money(one)["without_zeros"] if one is not None else "" for one in typed]
    if low and high:
        return f"{low} – {high}"  # noqa: RUF001
    return (
        f"{language.say('listing.from')} {low}" if low else f"{language.say('listing.to')} {high}"
    )


def _is_useful(facet: Facet) -> bool:
    if facet["kind"] == "range":
        low, high = facet["min"], facet["max"]
        return bool(low and high and low["amount"] < high["amount"])
    return len(facet["choices"]) > 1 or facet["key"] == "availability"


def _count(number: int, *, exact: bool) -> str:
    return f"{number:,}" if exact else f"{number:,}+"


def _links(narrowing: Narrowing, number: int, pages: int) -> list[PageLink]:
    """1 ... 4 5 6 ... 50."""
    shown = {1, pages, *range(number - _AROUND, number + _AROUND + 1)}
    links: list[PageLink] = []
    before = 0
    for one in sorted(n for n in shown if 1 <= n <= pages):
        if one - before > 1:
            links.append(PageLink(label="…", url=None, current=False))
        links.append(PageLink(label=str(one), url=narrowing.numbered(one), current=one == number))
        before = one
    return links
