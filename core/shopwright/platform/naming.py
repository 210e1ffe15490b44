"""What the shop is called: by whoever runs it, or by staff."""

from __future__ import annotations

from sqlalchemy import select, update

from shopwright.platform import audit
from shopwright.platform.cache import Memory, touch
from shopwright.platform.db import command, read, session
from shopwright.platform.errors import Conflict
from shopwright.platform.identity import ShopIdentity, shop_id
from shopwright.platform.runtime import runtime

_NAMELESS = "My shop"


class ShopNameLocked(Conflict):
    """The shop's name is set where the shop runs."""

    code = "shop_name_locked"

    def __init__(self) -> None:
        super().__init__(
            "The shop's name is set by `shop_name` in shopwright.toml or SHOPWRIGHT_SHOP_NAME in "
            "the environment; change it there, or remove it there to change it here."
        )


def shop_name() -> str:
    """What shoppers read: the name that is set where the shop runs, else the one it was given.

    Given by another process, it is known within 5 seconds.
    """
    return _known() or _NAMELESS


def is_named() -> bool:
    """Whether anybody has said what it is called."""
    return bool(_known())


@command()
def rename_shop(name: str) -> None:
    """Give the shop another name. Raises `ShopNameLocked`."""
    if runtime().settings.shop_name:
        raise ShopNameLocked
    shop_id()
    session().execute(update(ShopIdentity).values(name=name))
    audit.record("shop.rename", "shop", shop_id(), name=name)
    _given.forget()
    touch("channels")


def _known() -> str:
    return runtime().settings.shop_name or _given.get()


def _load() -> str:
    with read() as db:
        return db.scalar(select(ShopIdentity.name)) or ""


_given = Memory(_load, seconds=5)
