"""`CustomField`: a typed field that a plugin adds to products, variants, categories, customers, orders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from shopwright.platform.errors import JSON

Entity: TypeAlias = Literal["product", "variant", "category", "customer", "order"]
ENTITIES: tuple[Entity, ...] = get_args(Entity)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_CONFIG = ConfigDict(allow_inf_nan=False, str_max_length=10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """A field of all things of one kind.

    `type` is what pydantic validates as a plain value: `str`, `int`, `bool`, `Decimal`, `date`,
    `Literal[...]`, `list[str]`, or one of them in `Annotated[...]` with constraints. `default` is
    what a thing has that was given no value. `label` and `help` are for forms. A `public` field
    (of products alone) is shown to shoppers, below `custom` on the product's page.
    """

    entity: Entity
    name: str
    type: Any
    label: str
    help: str = ""
    public: bool = False
    default: Any = None
    _adapter: TypeAdapter[Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.entity not in ENTITIES:
            raise ValueError(
                f"'{self.entity}' has no custom fields; these have: {', '.join(ENTITIES)}"
            )
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"'{self.name}' is no name for a field; use words like 'gift_note'")
        if self.public and self.entity != "product":
            raise ValueError(
                f"the field '{self.name}' cannot be public: only those of products are shown"
            )
        object.__setattr__(self, "_adapter", TypeAdapter(self.type, config=_CONFIG))
        self.json_schema()
        if self.default is not None:
            self.stored(self.default)

    @property
    def unique_name(self) -> str:
        """What no two fields of a plugin may share."""
        return f"{self.entity}.{self.name}"

    def json_schema(self) -> dict[str, JSON]:
        """What a value has to look like in the API."""
        return self._adapter.json_schema()

    def stored(self, value: object) -> JSON:
        """A value as JSON. Raises pydantic's `ValidationError` when it does not fit."""
        found: JSON = self._adapter.dump_python(self._adapter.validate_python(value), mode="json")
        return found

    def value(self, stored: JSON) -> Any:
        """What was stored, as `type` has it; the default where nothing is, or it fits no longer."""
        for candidate in (stored, self.default):
            if candidate is not None:
                try:
                    return self._adapter.validate_python(candidate)
                except ValidationError:  # an earlier version of the plugin had another type
                    continue
        return None
