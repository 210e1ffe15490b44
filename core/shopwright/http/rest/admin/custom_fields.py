"""Custom fields: what plugins add to products, variants, categories, customers and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import Field

from shopwright.commerce.custom_fields import (
    ENTITIES,
    CustomField,
    CustomValuesInvalid,
    Entity,
    custom_values_of,
    declared_fields,
    set_custom_values,
)
from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, Result, staff
from shopwright.platform.errors import Problem

api = Api(
    "admin_custom_fields",
    tag="Custom fields",
    description="What plugins add to products, variants, categories, customers and orders.",
    prefix=ADMIN,
)

# Whoever may see or change a thing may see or change its fields.
_AREAS: Mapping[Entity, str] = {
    "product": "catalog",
    "variant": "catalog",
    "category": "catalog",
    "customer": "customers",
    "order": "orders",
}


class CustomFieldOut(OutModel):
    """A field that an enabled plugin declares; `json_schema` is what its values have to follow."""

    name: str = Field(description="`<plugin id>.<name>`.")
    entity: Entity
    label: str
    help: str
    public: bool = Field(description="Whether shoppers see it, on the product's page.")
    default: Any
    json_schema: dict[str, Any]

    @classmethod
    def of(cls, name: str, field: CustomField) -> CustomFieldOut:
        """From a declaration."""
        return cls(
            name=name,
            entity=field.entity,
            label=field.label,
            help=field.help,
            public=field.public,
            default=field.value(None),
            json_schema=field.json_schema(),
        )


class CustomValuesIn(Model):
    """All values, by `<plugin id>.<name>`: what is left out or null goes back to its default."""

    values: dict[str, Any]


class CustomValuesOut(OutModel):
    """The values of one thing, by `<plugin id>.<name>`: each declared field, with its default."""

    values: dict[str, Any]


@api.get(
    "/custom-fields",
    returns=Page[CustomFieldOut],
    access=staff(),
    summary="List custom fields",
)
def list_fields() -> Result:
    """All that the enabled plugins declare."""
    items = [
        CustomFieldOut.of(name, field)
        for entity in ENTITIES
        for name, field in declared_fields(entity).items()
    ]
    return Page[CustomFieldOut](items=items)


def _values(entity: Entity, entity_id: UUID) -> CustomValuesOut:
    return CustomValuesOut(values=custom_values_of(entity, entity_id))


def _replace(entity: Entity, entity_id: UUID, values: Mapping[str, Any]) -> CustomValuesOut:
    try:
        set_custom_values(entity, entity_id, {**dict.fromkeys(declared_fields(entity)), **values})
    except CustomValuesInvalid as error:
        raise _below_values(error) from error
    return _values(entity, entity_id)


def _below_values(error: CustomValuesInvalid) -> CustomValuesInvalid:
    """The fields are below `values` in the body that was sent."""
    return CustomValuesInvalid(
        Problem(code=item.code, message=item.message, field=f"#/values{(item.field or '#')[1:]}")
        for item in error.problems
    )


def _declare(entity: Entity, area: str) -> None:
    """An address per kind of thing, because each has permissions of its own."""
    rule = f"/custom-fields/{entity}/<uuid:entity_id>"

    def read_values(entity_id: UUID) -> Result:
        return _values(entity, entity_id)

    def replace_values(entity_id: UUID, body: CustomValuesIn) -> Result:
        return _replace(entity, entity_id, body.values)

    read_values.__name__ = f"read_{entity}"
    replace_values.__name__ = f"replace_{entity}"
    api.get(
        rule,
        returns=CustomValuesOut,
        access=staff(f"{area}:read"),
        summary=f"Read the custom fields of one {entity}",
    )(read_values)
    api.put(
        rule,
        body=CustomValuesIn,
        returns=CustomValuesOut,
        access=staff(f"{area}:write"),
        summary=f"Replace the custom fields of one {entity}",
        description="Every wrong value is named at once.",
    )(replace_values)


for _entity, _area in _AREAS.items():
    _declare(_entity, _area)
