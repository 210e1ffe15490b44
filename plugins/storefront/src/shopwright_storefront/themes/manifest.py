"""`theme.toml`: what a theme says of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shopwright_storefront.themes.parsing import Described
from shopwright_storefront.themes.settings import Setting

MANIFEST = "theme.toml"
WIDTHS = (180, 360, 540, 720, 1080, 1440, 1920)


class About(Described):
    """`[theme]`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")
    title: str = Field(min_length=1, max_length=80)
    version: str = Field(pattern=r"^\d+\.\d+\.\d+([.-]?[A-Za-z0-9.]+)?$")
    api: Literal["1"]
    parent: str = "base"
    license: str = ""
    authors: tuple[str, ...] = ()
    min_core: str = ""
    homepage: str = ""
    support: str = ""
    screenshots: tuple[str, ...] = ()


class Features(Described):
    """`[features]`: what the theme claims, and tests hold it to."""

    dark: bool = False
    rtl: bool = False
    print: bool = False
    no_js: bool = False


class Images(Described):
    """`[images]`: the widths in which pictures are ever made, and the ratio of those in grids."""

    widths: tuple[int, ...] = WIDTHS
    ratio: str = Field(default="4/5", pattern=r"^\d{1,2}(\.\d+)?/\d{1,2}(\.\d+)?$")


class Budget(Described):
    """`[budget]`: the most that a page may load, in kB; css, js and html after gzip."""

    css_gz: float = Field(default=30, gt=0)
    js_gz: float = Field(default=30, ge=0)
    html_gz: float = Field(default=25, gt=0)
    lcp_image: float = Field(default=120, gt=0)


class Font(Described):
    """`[fonts.ID]`: a bundled font. `weight` is one, or a range such as "400 700".

    `fallback` are fonts that every machine has, `size_adjust` makes the first as wide as this one.
    """

    family: str = Field(min_length=1, max_length=80, pattern=r"^[\w &'-]+$")
    file: str = Field(pattern=r"^[\w./-]+\.woff2$")
    weight: str = Field(default="400", pattern=r"^\d{3}( \d{3})?$")
    style: Literal["normal", "italic"] = "normal"
    fallback: str = Field(default="system-ui, sans-serif", pattern=r"^[\w ,'\"-]+$")
    size_adjust: str = Field(default="", pattern=r"^$|^\d{2,3}(\.\d+)?%$")
    unicode_range: str = Field(default="", pattern=r"^[U+0-9A-Fa-f?, -]*$")
    preload: bool = False


class ExtraSlot(Described):
    """`[[slots.extra]]`: a place for plugins' contents that only this theme has."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
    payload: str = ""
    description: str = ""


class Slots(Described):
    """`[slots]`."""

    extra: tuple[ExtraSlot, ...] = ()


class Manifest(Described):
    """The content of `theme.toml`. Settings are merged with the parent's, by id."""

    theme: About
    features: Features = Features()
    images: Images = Images()
    budget: Budget = Budget()
    menus: dict[str, str] = {}
    fonts: dict[str, Font] = {}
    settings: tuple[Setting, ...] = ()
    slots: Slots = Slots()
