"""Lines of values in TOML and JSON."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from shopwright_storefront.themes.positions import json_lines, line_of, toml_lines

TOML = '''# a comment with [brackets] and = signs
title = "a # b"   # more
multi = """
one [x]
two
"""
[theme]
name = 'x'
"quoted key" = 1
nested.deep.value = [1, 2,
  { a = 1, b = "]}" },
]
[[settings]]
id = "first"
[[settings]]
id = "second"
options = [ "l",
  { value = "r" } ]
[settings.default.light]
bg = "#fff"
[fonts."a.b"]
file = 'x'
'''


def test_every_key_of_a_toml_file_has_its_line() -> None:
    lines = toml_lines(TOML)
    expected: dict[tuple[str | int, ...], int] = {
        ("title",): 2,
        ("multi",): 3,
        ("theme",): 7,
        ("theme", "name"): 8,
        ("theme", "quoted key"): 9,
        ("theme", "nested", "deep", "value"): 10,
        ("theme", "nested", "deep", "value", 2): 11,
        ("theme", "nested", "deep", "value", 2, "b"): 11,
        ("settings", 0, "id"): 14,
        ("settings", 1): 15,
        ("settings", 1, "options", 1, "value"): 18,
        ("settings", 1, "default", "light", "bg"): 20,
        ("fonts", "a.b", "file"): 22,
    }
    assert {path: lines[path] for path in expected} == expected
    assert tomllib.loads(TOML)["fonts"]["a.b"] == {"file": "x"}


def test_what_is_not_there_has_the_line_of_what_it_belongs_to() -> None:
    lines = toml_lines("[theme]\n\n[features]\ndark = true\n")
    assert line_of(lines, ("features", "rtl")) == 3
    assert line_of(lines, ("nothing", 2)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab[]{},: ", max_size=3), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_every_value_of_a_json_file_has_its_line(value: Any) -> None:
    text = json.dumps({"top": value}, indent=1, ensure_ascii=False)
    lines = json_lines(text)
    written = text.split("\n")
    for path in _paths({"top": value}, ()):
        assert path in lines
        if path and isinstance(path[-1], str):
            assert json.dumps(path[-1], ensure_ascii=False) in written[lines[path] - 1]


def _paths(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(one for key, part in items for one in _paths(part, (*path, key)))]


def test_a_number_with_a_point_is_one_value() -> None:
    lines = toml_lines("[budget]\ncss_gz = 0.1\njs_gz = -2.5e3\n")
    assert (lines["budget", "css_gz"], lines["budget", "js_gz"]) == (2, 3)
