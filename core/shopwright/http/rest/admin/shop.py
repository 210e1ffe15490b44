"""The shop itself, for staff."""

from __future__ import annotations

from pydantic import Field

from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Result, staff
from shopwright.platform.identity import shop_id
from shopwright.platform.naming import rename_shop, shop_name
from shopwright.platform.runtime import runtime

api = Api("admin_shop", tag="Shop", description="What the shop is called.", prefix=ADMIN)
READ, WRITE = staff("settings:read"), staff("settings:write")


class ShopOut(OutModel):
    """What is known of the shop. `name_locked` says that its name is set where the shop runs."""

    id: str
    name: str
    name_locked: bool
    public_url: str
    locales: list[str]


class ShopPatchIn(Model):
    """What is left out stays."""

    name: str = Field(default="", min_length=1, max_length=80, pattern=r"\S")


@api.get("/shop", returns=ShopOut, access=READ, summary="Read the shop")
def read_shop() -> Result:
    """Address and languages are set where the shop runs."""
    settings = runtime().settings
    return ShopOut(
        id=shop_id(),
        name=shop_name(),
        name_locked=bool(settings.shop_name),
        public_url=settings.public_url.rstrip("/"),
        locales=list(settings.locales),
    )


@api.patch(
    "/shop",
    body=ShopPatchIn,
    returns=ShopOut,
    access=WRITE,
    errors=(409,),
    summary="Change the shop",
)
def update_shop(body: ShopPatchIn) -> Result:
    """Pages and mails have the new name within seconds; `shop_name_locked` where it is set."""
    if "name" in body.model_fields_set:
        rename_shop(body.name.strip())
    return read_shop()
