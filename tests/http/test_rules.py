"""Routes build their addresses as Werkzeug's do, and are compiled for it only when asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from shopwright.http.rules import QuickRule
from werkzeug.routing import BuildError, Map, Rule

RULES = ("/carts/<uuid:cart_id>/lines/<int:line>", "/pages/<path:page>", "/<name>-<int:size>/")


def adapter(kind: type[Rule]) -> Any:
    found = Map([kind(rule, endpoint=str(number)) for number, rule in enumerate(RULES)])
    return found.bind("shop.example")


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("0", {"cart_id": "01a20727-5694-7ffe-ab6e-76c7be5216f9", "line": 3}),
        ("0", {"cart_id": "01a20727-5694-7ffe-ab6e-76c7be5216f9", "line": 3, "extra": "a b"}),
        ("1", {"page": "über/uns"}),
        ("2", {"name": "shirt", "size": 4}),
    ],
)
def test_addresses_are_built_as_werkzeug_builds_them(
    endpoint: str, values: dict[str, object]
) -> None:
    quick = adapter(QuickRule)

    address = quick.build(endpoint, values)

    assert address == adapter(Rule).build(endpoint, values) == quick.build(endpoint, values)


@pytest.mark.parametrize(
    ("path", "endpoint", "values"),
    [
        (
            "/carts/01a20727-5694-7ffe-ab6e-76c7be5216f9/lines/3",
            "0",
            {"cart_id": UUID("01a20727-5694-7ffe-ab6e-76c7be5216f9"), "line": 3},
        ),
        ("/pages/a/b", "1", {"page": "a/b"}),
        ("/shirt-4/", "2", {"name": "shirt", "size": 4}),
    ],
)
def test_a_second_shop_finds_what_the_first_finds(
    path: str, endpoint: str, values: dict[str, object]
) -> None:
    for kind in (Rule, QuickRule, QuickRule):
        found = adapter(kind)
        assert found.match(path) == (endpoint, values)
        assert [rule.arguments for rule in found.map.iter_rules(endpoint)] == [set(values)]


def test_what_is_missing_or_of_another_kind_is_refused() -> None:
    with pytest.raises(BuildError):
        adapter(QuickRule).build("0", {"line": 3})


def test_declaring_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[bool] = []
    original = Rule._compile_builder

    def counted(rule: Rule, append_unknown: bool = True) -> Any:
        compiled.append(append_unknown)
        return original(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counted)

    quick = adapter(QuickRule)
    assert compiled == []
    quick.build("1", {"page": "a"})
    quick.build("1", {"page": "b"})

    assert len(compiled) == 1
