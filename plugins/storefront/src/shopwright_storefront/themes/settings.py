"""Settings: what merchants change of a theme, a section or a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator

from shopwright_storefront.themes.parsing import Described

SettingType = Literal[
    "text", "textarea", "richtext", "number", "range", "checkbox", "select", "radio", "segmented",
    "color", "color_scheme", "font", "image", "icon", "url", "menu", "product", "products",
    "collection", "collections", "page", "align", "header", "paragraph",
]  # fmt: skip

ID = r"^[a-z][a-z0-9_]{0,59}$"


class Option(Described):
    """A choice. Without a label, the editor's texts have one under its value."""

    value: str
    label: str = ""


class Setting(Described):
    """One control of the merchant's form."""

    id: str = Field(default="", pattern=r"^$|" + ID)
    type: SettingType
    label: str = ""
    info: str = ""
    group: str = ""
    default: Any = None
    min: float | None = None
    max: float | None = None
    step: float | None = Field(default=None, gt=0)
    unit: str = Field(default="", max_length=8)
    options: tuple[Option, ...] = ()
    visible_if: str = ""
    translatable: bool = False

    @field_validator("options", mode="before")
    @classmethod
    def _short_options(cls, value: Any) -> Any:
        """`options = ["left", "right"]` is enough where values need no label of their own."""
        if isinstance(value, list):
            return [{"value": item} if isinstance(item, str) else item for item in value]
        return value

    @property
    def is_display(self) -> bool:
        """Whether it is there to be read, and has no value."""
        return self.type in ("header", "paragraph")

    @property
    def reference(self) -> str:
        """What its value is the id of: image, product, collection, page, menu; empty for others."""
        kind = {"products": "product", "collections": "collection"}.get(self.type, self.type)
        return kind if kind in ("image", "product", "collection", "page", "menu") else ""

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of ids."""
        return self.type in ("products", "collections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What values can refer to within a theme. `defines`: here color schemes are defined."""

    schemes: Sequence[str] = ()
    fonts: Sequence[str] = ()
    icons: Sequence[str] = ()
    defines: bool = False
