"""What a merchant can set."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from shopwright import PluginSettings, Shown

from shopwright_tax_tables.european_union import EUROPEAN_UNION
from shopwright_tax_tables.tables import Country, Table

_SHIPPING = Shown(
    choices={
        "highest": "The highest rate of the goods",
        "standard": "The country's standard rate",
        "none": "None",
    }
)


class Settings(PluginSettings):
    """Settings of tax tables. Countries without a table are exports: no tax."""

    european_union: bool = Field(
        True, description="Use our table of its members' rates; your own countries win over it."
    )
    countries: dict[Country, Table] = {}
    shipping: Annotated[Literal["highest", "standard", "none"], _SHIPPING] = Field(
        "highest", title="Tax on shipping"
    )

    @property
    def tables(self) -> dict[str, Table]:
        """All tables in force, by country."""
        return {**(EUROPEAN_UNION if self.european_union else {}), **self.countries}
