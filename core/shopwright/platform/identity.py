"""Who this shop is to other systems: an id that is made with its database and never changes."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.platform.db import Base, allow_commands, in_transaction, read, transaction
from shopwright.platform.runtime import runtime


class ShopIdentity(Base):
    """One row. `name` is for people (see `naming`), and empty until somebody gives the shop one."""

    __tablename__ = "shop_identity"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(default="")


def shop_id() -> str:
    """The shop's id; it is made when it is asked for first. Read once per process."""
    shop = runtime()
    if shop.shop_id:
        return shop.shop_id
    with read() as db:
        found = db.scalar(select(ShopIdentity.shop_id))
    known = str(found or _make())
    if not in_transaction():  # what was made in one may be rolled back
        shop.shop_id = known
    return known


def _make() -> UUID:
    dialect = sqlite if runtime().database.is_sqlite else postgresql
    with allow_commands(), transaction() as db:  # a hook may be the first to ask
        # Another process may be quicker; whoever is, has made it for both.
        db.execute(
            dialect.insert(ShopIdentity)
            .values(id=1, shop_id=uuid4(), name="")
            .on_conflict_do_nothing()
        )
        return db.scalars(select(ShopIdentity.shop_id)).one()
