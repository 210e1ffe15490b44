"""Objects of the contract as JSON, and back."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup


def from_json(text: str) -> Any:
    """The objects in a JSON text; texts whose key ends in `_html` are markup, as they were."""
    return json.loads(text, object_hook=_revived)


def _revived(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: Markup(value) if key.endswith("_html") and isinstance(value, str) else value  # noqa: S704
        for key, value in values.items()
    }
