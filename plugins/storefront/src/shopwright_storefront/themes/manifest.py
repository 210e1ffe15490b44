"""`theme.toml`: what a theme says of itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shopwright_storefront.themes.parsing import Described, written
from shopwright_storefront.themes.settings import Setting

MANIFEST = "theme.toml"
_NAME = r"[a-z][a-z0-9_-]{1,39}"
_VERSION = r"\d+\.\d+\.\d+([.-]?[A-Za-z0-9.]+)?"
_RATIO = r"\d{1,2}(\.\d+)?/\d{1,2}(\.\d+)?"
_WEIGHT = r"\d{3}( \d{3})?"
WIDTHS = (180, 360, 540, 720, 1080, 1440, 1920)


class About(Described):
    """`[theme]`."""

    name: Annotated[str, written(_NAME, "2 to 40 small letters, digits, '-' and '_'")]
    title: str = Field(min_length=1, max_length=80)
    version: Annotated[str, written(_VERSION, "three numbers, such as 1.0.0")]
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
    ratio: Annotated[str, written(_RATIO, "width and height, such as 4/5")] = "4/5"


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
    file: Annotated[str, written(r"[\w./-]+\.woff2", "a .woff2 file below assets/")]
    weight: Annotated[str, written(_WEIGHT, "one weight, or two as in '400 700'")] = "400"
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
