"""Writing custom fields."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import delete, tuple_
from sqlalchemy.orm import Session

from shopwright.commerce.custom_fields.errors import CustomValuesInvalid
from shopwright.commerce.custom_fields.holders import check_holder, show
from shopwright.commerce.custom_fields.models import CustomValue
from shopwright.commerce.custom_fields.queries import declared_fields
from shopwright.commerce.custom_fields.types import CustomField, Entity
from shopwright.platform import audit
from shopwright.platform.db import command, insert_rows, session
from shopwright.platform.errors import JSON, Problem


@command()
def set_custom_values(entity: Entity, entity_id: UUID, values: Mapping[str, object]) -> None:
    """Give a thing these values, by `<plugin id>.<name>`; None takes one away, the rest stays.

    Raises `CustomValuesInvalid` with all that is wrong, and `UnknownHolder`.
    """
    fields = declared_fields(entity)
    stored = _checked(fields, values)
    db = session()
    check_holder(db, entity, entity_id, lock=True)
    names = [(plugin, name) for plugin, _, name in (key.partition(".") for key in stored)]
    db.execute(
        delete(CustomValue).where(
            CustomValue.entity == entity,
            CustomValue.entity_id == entity_id,
            tuple_(CustomValue.plugin, CustomValue.name).in_(names),
        )
    )
    rows = [
        {"entity": entity, "entity_id": entity_id, "plugin": plugin, "name": name, "value": value}
        for (plugin, name), value in zip(names, stored.values(), strict=True)
        if value is not None
    ]
    insert_rows(db, CustomValue, rows)
    audit.record("custom_values.set", entity, entity_id, fields=[*sorted(stored)])
    if any(fields[key].public for key in stored):
        show(entity, entity_id)


def forget_values(db: Session, entity: Entity, ids: Iterable[UUID]) -> None:
    """Remove all values of things that go, in the open transaction."""
    of_them = (CustomValue.entity == entity, CustomValue.entity_id.in_(list(ids)))
    db.execute(delete(CustomValue).where(*of_them))


@command()
def forget_plugin_values(plugin_id: str) -> None:
    """Remove all values of a plugin's fields, when it is purged."""
    session().execute(delete(CustomValue).where(CustomValue.plugin == plugin_id))


def _checked(fields: Mapping[str, CustomField], values: Mapping[str, object]) -> dict[str, JSON]:
    """The values as they are stored; raises `CustomValuesInvalid`."""
    stored: dict[str, JSON] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            problems.append(_unknown(name, fields))
            continue
        try:
            stored[name] = None if value is None else field.stored(value)
        except ValidationError as error:
            problems += _faults(name, error)
    if problems:
        raise CustomValuesInvalid(problems)
    return stored


def _unknown(name: str, known: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    message = f"No enabled plugin declares the field '{name}'.{hint}"
    return Problem(code="unknown_field", message=message, field=_pointer(name))


def _faults(name: str, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors(include_url=False, include_input=False):
        yield Problem(
            code=item["type"], message=item["msg"], field=_pointer(name, *map(str, item["loc"]))
        )


def _pointer(*steps: str) -> str:
    """A JSON pointer, because the names have dots."""
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
