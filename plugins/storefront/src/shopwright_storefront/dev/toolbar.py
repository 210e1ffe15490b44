"""The bar at the foot of each page: which shop, how wide, which language, and what it costs."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from shopwright_storefront.dev.fixtures import FIXTURES
from shopwright_storefront.dev.site import PATHS, Scene
from shopwright_storefront.render.limits import MAX_STEPS
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.theme import Theme

STATIC = "/_theme/static/"
_WIDTHS = {"": "Full width", "360": "360", "390": "390", "768": "768", "1280": "1280"}
_SCHEMES = {"": "Auto", "light": "Light", "dark": "Dark"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a page takes, against what the theme may: kB after gzip, or steps."""

    name: str
    used: float
    allowed: float
    unit: str = "kB"

    @property
    def is_over(self) -> bool:
        """Whether it is too much."""
        return self.used > self.allowed


def costs(theme: Theme, assets: Assets, html: str, steps: int) -> list[Cost]:
    """Of a page as it came out."""
    budget = theme.manifest.budget
    styles, scripts = _of_files(assets.chain, assets.fingerprint)
    return [
        Cost(name="HTML", used=_zipped([html.encode()]), allowed=budget.html_gz),
        Cost(name="CSS", used=styles, allowed=budget.css_gz),
        Cost(name="JS", used=scripts, allowed=budget.js_gz),
        Cost(name="Steps", used=steps, allowed=MAX_STEPS, unit=""),
    ]


def toolbar(
    theme: Theme, here: Scene | None, template: str, spent: Iterable[Cost], milliseconds: float = 0
) -> Markup:
    """Without a scene the page is of a shop's own, so there is nothing to choose of it."""
    chosen = _choices(theme, here, template) if here is not None else Markup("")
    return Markup(
        '<nav class="bar" aria-label="Theme tools"><b>{theme}</b>{chosen}'
        "{width}{scheme}<button type=button data-do=objects>Objects</button>"
        '<a href="/_theme/">Gallery</a><span class=costs>{costs}</span>{ms}'
        "</nav><dialog class=inspector></dialog>"
    ).format(
        theme=theme.name,
        chosen=chosen,
        width=_select("width", "Width", _WIDTHS, ""),
        scheme=_select("scheme", "Scheme", _SCHEMES, ""),
        costs=Markup(" ").join(_cost(one) for one in spent),
        ms=Markup("<span class=quiet>{:.0f} ms</span>").format(milliseconds) if here else "",
    )


def _choices(theme: Theme, here: Scene, template: str) -> Markup:
    fixtures = {name: fixture.label for name, fixture in FIXTURES.items()}
    templates = {path: name for name, path in PATHS.items()}
    path = PATHS.get(template, "/")
    locales = dict(zip(theme.locales, theme.locales, strict=True))
    outlines = {"": "Slots hidden", "1": "Slots outlined"}
    return Markup("").join(
        (
            _select("page", "Page", templates, path),
            _select("fixture", "Fixture", fixtures, here.name),
            _select("locale", "Language", locales, here.goods.language.locale),
            _select("outlines", "Slots", outlines, "1" if here.outlines else ""),
        )
    )


def _select(name: str, label: str, options: Mapping[str, str], chosen: str) -> Markup:
    rows = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else "", text
        )
        for value, text in options.items()
    )
    return Markup('<select name="{}" aria-label="{}">{}</select>').format(name, label, rows)


def _cost(cost: Cost) -> Markup:
    used = f"{cost.used:.1f}" if cost.unit else f"{cost.used:,.0f}"
    title = f"{cost.name}: {used} of {cost.allowed:,g} {cost.unit}"
    return Markup('<span class="cost{}" title="{}">{} {}</span>').format(
        " over" if cost.is_over else "", title, cost.name, used
    )


@lru_cache(maxsize=2)
def _of_files(chain: Chain, fingerprint: str) -> tuple[float, float]:
    """Style sheet and scripts; the same as long as no file is another one."""
    assets = Assets(chain=chain)
    scripts = [assets.text(name).encode() for name in assets.names if name.endswith(".js")]
    return _zipped([assets.bundle.encode()]), _zipped(scripts)


def _zipped(bodies: Iterable[bytes]) -> float:
    return sum(len(gzip.compress(body, 6)) for body in bodies) / 1000
