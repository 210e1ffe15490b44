"""The contract: complete, explained, and made of nothing but plain values."""

from __future__ import annotations

import json
from typing import Any, get_type_hints, is_typeddict

import pytest
from shopwright_storefront.theme_api import v1
from shopwright_storefront.theme_api.samples import sample

DICTS = [kind for kind in vars(v1).values() if is_typeddict(kind)]


@pytest.mark.parametrize("kind", DICTS, ids=lambda kind: kind.__name__)
def test_every_object_is_explained_and_has_a_plain_sample(kind: Any) -> None:
    assert kind.__doc__
    found = sample(kind)
    assert set(found) == set(get_type_hints(kind))
    json.dumps(found)


def test_every_object_is_told_of() -> None:
    contexts = {*v1.TEMPLATES.values(), *v1.PRINTS.values(), *v1.EMAILS.values(), v1.Everywhere}
    assert set(DICTS) - contexts == set(v1.OBJECTS)


def test_a_sample_takes_values_that_its_object_has() -> None:
    assert sample(v1.Money, amount=4800)["amount"] == 4800
    with pytest.raises(KeyError, match="Money has no 'amont'"):
        sample(v1.Money, amont=1)
