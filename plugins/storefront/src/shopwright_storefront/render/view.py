"""`View` and `Rendered`: what goes into a rendering, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shopwright_storefront.render.current import Render
from shopwright_storefront.render.failures import Failure
from shopwright_storefront.render.services import Contents
from shopwright_storefront.themes.overlay import Overlay

_UNCHANGED = Overlay()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page view, of plain values.

    - `template`: `product`, `account/login`; `alternate`: `gift` for `product.gift`, which falls
      back to `product`.
    - `everywhere` and `objects`: the dicts of `theme_api.v1`; `settings` and `theme` are added.
    - `forms`: controls and problems, by the kind of form.
    - `csrf_token`: empty on pages that may be cached; their forms are checked by their origin.
    - `overlay`: what the merchant has changed; `slots`: what plugins show.
    - `vary`: what cached parts depend on beside language and currency: revision, price group.
    - `preview`: staff look at it, and are shown what shoppers are not.
    - `outlines`: slots are marked by comments, `<!--slot:NAME-->`, for designers.
    """

    template: str
    everywhere: Mapping[str, Any]
    objects: Mapping[str, Any] = field(default_factory=dict)
    alternate: str = ""
    forms: Mapping[str, Any] = field(default_factory=dict)
    csrf_token: str = ""
    overlay: Overlay = _UNCHANGED
    slots: Contents = field(default_factory=dict)
    vary: tuple[str, ...] = ()
    preview: bool = False
    outlines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page. `failures` did not keep it from being made, but somebody has to look at them.

    `csp` are the hashes of its inline scripts and styles by directive, `tags` what it is made of
    (for caches), `lost` what of the merchant's changes is not shown, as sentences. `subject` is a
    mail's.
    """

    html: str
    failures: tuple[Failure, ...] = ()
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    lost: tuple[str, ...] = ()
    steps: int = 0
    subject: str = ""


class RenderFailed(Exception):
    """Neither the theme nor `base` can make this page. `failures` say why."""

    def __init__(self, failures: tuple[Failure, ...]) -> None:
        super().__init__("; ".join(str(failure) for failure in failures))
        self.failures = failures


def finished(html: str, render: Render, lost: Iterable[str]) -> Rendered:
    """What came of a rendering that has come to its end."""
    csp: dict[str, list[str]] = {}
    for entry in sorted(render.effects.hashes):
        directive, _, value = entry.partition(" ")
        csp.setdefault(directive, []).append(value)
    return Rendered(
        html=html,
        failures=tuple(render.failures),
        csp={directive: tuple(values) for directive, values in csp.items()},
        tags=frozenset(render.tags),
        lost=tuple(lost),
        steps=render.meter.steps,
    )
