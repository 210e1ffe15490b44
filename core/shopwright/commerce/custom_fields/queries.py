"""Reading custom fields: one statement for any number of things, none where no field is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopwright.commerce.custom_fields.holders import check_holder
from shopwright.commerce.custom_fields.hooks import custom_fields
from shopwright.commerce.custom_fields.models import CustomValue
from shopwright.commerce.custom_fields.types import CustomField, Entity
from shopwright.platform.db import read
from shopwright.platform.errors import JSON
from shopwright.platform.runtime import runtime


def declared_fields(entity: Entity) -> dict[str, CustomField]:
    """The fields of the enabled plugins, by `<plugin id>.<name>`."""
    return {
        f"{plugin}.{field.name}": field
        for plugin, field in runtime().registry.described(custom_fields)
        if field.entity == entity
    }


def custom_values(entity: Entity, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The values of some things, by id and `<plugin id>.<name>`, as their fields' types have them.

    Every declared field is there, with its default or None where a thing was given no value.
    """
    with read() as db:
        return _values(db, entity, ids, declared_fields(entity))


def custom_values_of(entity: Entity, entity_id: UUID) -> dict[str, Any]:
    """The same for one thing that may not be there. Raises `UnknownHolder`."""
    with read() as db:
        check_holder(db, entity, entity_id)
        return custom_values(entity, [entity_id])[entity_id]


def public_values(db: Session, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What shoppers may read of some products' values; for their documents."""
    fields = {name: field for name, field in declared_fields("product").items() if field.public}
    return _values(db, "product", ids, fields)


def every_value(entity: Entity, entity_id: UUID) -> dict[str, JSON]:
    """All that is stored for one thing, fields of disabled plugins included; for its owner's copy."""
    of_it = (CustomValue.entity == entity, CustomValue.entity_id == entity_id)
    with read() as db:
        rows = db.scalars(select(CustomValue).where(*of_it)).all()
    return {f"{row.plugin}.{row.name}": row.value for row in rows}


def _values(
    db: Session, entity: Entity, ids: Iterable[UUID], fields: Mapping[str, CustomField]
) -> dict[UUID, dict[str, Any]]:
    ids = list(ids)
    stored: dict[tuple[UUID, str], JSON] = {}
    if fields and ids:
        rows = db.execute(
            select(
                CustomValue.entity_id, CustomValue.plugin, CustomValue.name, CustomValue.value
            ).where(CustomValue.entity == entity, CustomValue.entity_id.in_(ids))
        )
        stored = {(row.entity_id, f"{row.plugin}.{row.name}"): row.value for row in rows}
    return {
        one: {name: field.value(stored.get((one, name))) for name, field in fields.items()}
        for one in ids
    }
