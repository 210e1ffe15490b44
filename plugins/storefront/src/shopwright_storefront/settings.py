"""What a merchant can set; what belongs to a theme is set in the theme."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from shopwright import PluginSettings

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]
_Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
_Amount = Annotated[int, Field(ge=1)]
_Address = Annotated[str, StringConstraints(pattern=r"^$|^(https://|/)", max_length=500)]


class Social(BaseModel):
    """Where else the shop is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Line
    url: Annotated[str, StringConstraints(pattern=r"^https://", max_length=500)]


class Settings(PluginSettings):
    """The storefront as a whole. The shop's name is the shop's own setting."""

    theme: str = Field(
        "linen",
        pattern=r"^[a-z][a-z0-9_-]{1,39}$",
        description="The theme that draws the pages until one is published.",
    )
    description: _Line = Field("", description="A sentence for search engines and the footer.")
    logo: _Address = Field("", description="A picture's address; without one, the name is written.")
    email: _Line = Field("", description="Where shoppers can write to; shown in the footer.")
    phone: _Line = Field("", description="Shown in the footer.")
    imprint: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = Field(
        "",
        description="Lines for invoices and packing slips: the company's name, its address, its tax "
        "number.",
    )
    announcement: _Line = Field("", description="A line above every page.")
    social: tuple[Social, ...] = Field((), max_length=12, description="Links to other places.")
    free_shipping_from: dict[_Currency, _Amount] = Field(
        {},
        description="From this subtotal on delivery is free, in minor units by currency. Carts tell "
        "how much is missing; what delivery costs is set at the rates.",
    )
    products_per_page: int = Field(24, ge=4, le=96, description="In listings.")
    offline_page: bool = Field(
        True,
        title="Page for shoppers who are offline",
        description="Browsers keep a page that says so, and the theme's files.",
    )
    maintenance: bool = Field(
        False, title="Closed for maintenance", description="All pages say that we are back soon."
    )
