"""What differs between two states of a theme, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shopwright_storefront.themes.overlay import Overlay

_MISSING = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A key whose value is another one: `pages.index.sections.hero.settings.heading`.

    None stands for what the theme itself has.
    """

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two people have changed since the same revision, as keys; `both`: what both have."""

    theirs: tuple[str, ...]
    yours: tuple[str, ...]
    both: tuple[str, ...]


def differences(before: Overlay, after: Overlay) -> list[Difference]:
    """All of them, in the order of their keys."""
    old, new = (dict(_flat(one.model_dump(mode="json"))) for one in (before, after))
    return [
        Difference(key=key, before=old.get(key), after=new.get(key))
        for key in sorted({*old, *new})
        if old.get(key, _MISSING) != new.get(key, _MISSING)
    ]


def compare(base: Overlay, theirs: Overlay, yours: Overlay) -> Comparison:
    """Who has changed what since `base`."""
    by_them = [one.key for one in differences(base, theirs)]
    by_you = [one.key for one in differences(base, yours)]
    both = tuple(key for key in by_you if key in by_them)
    return Comparison(theirs=tuple(by_them), yours=tuple(by_you), both=both)


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        key = f"{prefix}{name}"
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{key}.")
        elif inner not in (None, [], ""):
            yield key, inner
