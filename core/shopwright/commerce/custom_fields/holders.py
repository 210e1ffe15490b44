"""What holds custom fields: areas that build on this one say which rows those are.

So products can show values without that this area knows of products.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from shopwright.commerce.custom_fields.errors import UnknownHolder
from shopwright.commerce.custom_fields.types import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """`key` is the rows' id, `among` narrows them down; `show` runs after a public value changed."""

    key: InstrumentedAttribute[UUID]
    among: tuple[ColumnElement[bool], ...] = ()
    show: Callable[[UUID], None] | None = None


_holders: dict[Entity, Holder] = {}


def hold(entity: Entity, holder: Holder) -> None:
    """Let the rows of `holder` have custom fields."""
    _holders[entity] = holder


def check_holder(db: Session, entity: Entity, entity_id: UUID, *, lock: bool = False) -> None:
    """Raise `UnknownHolder` unless it is there; `lock` keeps it until the transaction ends."""
    holder = _holders[entity]
    wanted: Select[UUID] = select(holder.key).where(holder.key == entity_id, *holder.among)
    if db.scalar(wanted.with_for_update() if lock else wanted) is None:
        raise UnknownHolder(entity, entity_id)


def show(entity: Entity, entity_id: UUID) -> None:
    """Let shoppers see a public value that changed."""
    shown = _holders[entity].show
    if shown is not None:
        shown(entity_id)
