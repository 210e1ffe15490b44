"""What docs/plugins/catalog.md says about queries is true."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from shopwright.commerce import catalog
from shopwright.commerce.catalog import CategoryInput, ProductInput, create_category, create_product
from shopwright.commerce.channels import install_defaults
from shopwright.testing.shop import Shop

PAGE = (Path(__file__).parents[2] / "docs" / "plugins" / "catalog.md").read_text("utf-8")
_CALL = re.compile(r"^\| `(\w+)\(([^)]*)\)`", re.MULTILINE)
_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(("name", "arguments"), _CALL.findall(PAGE))
def test_each_query_is_public_and_takes_what_the_page_says(name: str, arguments: str) -> None:
    parameters = inspect.signature(getattr(catalog, name)).parameters
    said = [part.split("=")[0].strip() for part in arguments.split(",")]
    assert name in catalog.__all__
    assert [part for part in said if part != "*"] == list(parameters)


def test_the_example_runs(shop: Shop) -> None:
    install_defaults()
    shirts = create_category(CategoryInput(title="Shirts"))
    create_product(ProductInput(title="Shirt", status="active", category_ids=(shirts.id,)))
    (code,) = _CODE.findall(PAGE)
    found: dict[str, Any] = {}
    exec(code, found)
    assert found["page"].items == []
    assert found["narrow"].total == 0
