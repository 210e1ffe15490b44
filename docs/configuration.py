"""Writes docs/configuration.md from the settings themselves: python docs/configuration.py

A test fails when the two differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo
from shopwright.platform.config import Settings

PAGE = Path(__file__).with_suffix(".md")

_HEAD = """\
# Configuration

*This page is written by `docs/configuration.py` from the settings in the code.*

A shop needs no configuration to run. What there is to set is set in the environment
(`SHOPWRIGHT_PORT=9000`) or in a file `shopwright.toml` in the working directory
(`port = 9000`); `SHOPWRIGHT_CONFIG` names another file. The command line wins over the environment,
and the environment over the file. Lists are JSON in the environment:
`SHOPWRIGHT_LOCALES='["en", "de"]'`.

A key that does not exist is an error that names the nearest one that does, and all wrong values are
named at once; every command then ends with exit code 78.

| setting | default | what it does |
|---|---|---|
"""

_TAIL = """
Plugins have settings of their own, kept in the database: `shopwright plugin configure NAME` and the API
(`PUT /api/v1/admin/plugins/NAME/settings`) change them. Any of them can be set in the environment
instead, as `SHOPWRIGHT_PLUGIN_<NAME>__<FIELD>`: it then wins, is not stored, and cannot be changed
elsewhere. A field inside of another has both names; lists are JSON:

```sh
SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__PASSWORD=...
SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__LINKS__SIGN_IN=https://example.com/sign-in
SHOPWRIGHT_PLUGIN_EMAIL_NOTIFY__COPIES_TO='["orders@example.com"]'
```

Channels, price lists, locations and staff are data, not settings; so is the shop's name, unless `shop_name` sets it.

## A shop in production

```toml
# shopwright.toml
environment = "production"
shop_name = "Alder & Wren"
public_url = "https://alder-and-wren.example"
allowed_hosts = ["alder-and-wren.example"]
trusted_proxies = 1
web_workers = 4
```

`DATABASE_URL` and `REDIS_URL` are best given by the environment, for they hold passwords.
`secret_key` must be the same for all processes and machines of a shop: those that share `data_dir`
share it by themselves.
"""


def render() -> str:
    """The whole page."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


def _row(name: str, field: FieldInfo) -> str:
    choices = _choices(field)
    text = f"{field.description} {choices}".strip()
    return f"| `{name}` | {_default(field.default)} | {text} |"


def _choices(field: FieldInfo) -> str:
    if str(get_origin(field.annotation)) == "typing.Literal":
        return "One of " + ", ".join(f"`{choice}`" for choice in get_args(field.annotation)) + "."
    limits = {type(item).__name__: item for item in field.metadata}
    if "Ge" in limits and "Le" in limits:
        return f"{limits['Ge'].ge} to {limits['Le'].le}."  # type: ignore[attr-defined]
    return ""


def _default(value: Any) -> str:
    if value in ("", ()):
        return "empty"
    if isinstance(value, tuple):
        return f"`{json.dumps(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8")
