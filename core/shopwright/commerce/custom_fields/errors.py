"""What can go wrong with custom fields."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from shopwright.platform.errors import Invalid, NotFound, Problem


class CustomValuesInvalid(Invalid):
    """Values that no field takes; each problem's `field` is a JSON pointer: `#/gift_wrap.care`."""

    code = "custom_values_invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("The custom fields cannot be saved.", problems=problems)


class UnknownHolder(NotFound):
    """There is no such product, variant, category, customer or order."""

    code = "unknown_holder"

    def __init__(self, entity: str, entity_id: UUID) -> None:
        super().__init__(f"There is no {entity} {entity_id}.")
