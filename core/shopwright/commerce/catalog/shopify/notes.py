"""What is noted of a product while it is compared with the shop: faults with line and column."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright.commerce.catalog.shopify.types import Fault, Severity


class Notes:
    """The faults of one product. Columns are given by the names that `write` uses."""

    def __init__(self, handle: str, spelled: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self._handle = handle
        self._spelled = spelled

    def add(
        self, line: int, column: str | None, code: str, message: str, severity: Severity = "error"
    ) -> None:
        """Note a fault; the file's own spelling of the column is what merchants will look for."""
        self.faults.append(
            Fault(
                line=line,
                column=None if column is None else self._spelled.get(column, column),
                code=code,
                message=message,
                severity=severity,
                handle=self._handle,
            )
        )
