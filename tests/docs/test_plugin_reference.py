"""The hook reference and api.lock are what the code says, and every example in it works."""

from __future__ import annotations

import difflib
import importlib
import re
import runpy
import subprocess
import sys
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from uuid import UUID

import click
import pytest
from flask import Blueprint
from shopwright import Plugin, PluginSettings, hooks
from shopwright.platform.hooks.spec import SPECS, implemented
from shopwright.testing.hints import implementations, wrong_hints
from shopwright.testing.plugins import registry_of
from shopwright.testing.surface import public_modules, public_names

ROOT = Path(__file__).parents[2]
REFERENCE = runpy.run_path(str(ROOT / "docs/plugins/hooks.py"))
LOCK = runpy.run_path(str(ROOT / "docs/plugins/api_lock.py"))


class Named:
    """Stands for what an example's author would have written."""

    name = "example"

    def __init__(self, *arguments: object) -> None:
        pass

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: None


@pytest.mark.parametrize(
    ("name", "tool"), [("docs/plugins/hooks.md", REFERENCE), ("api.lock", LOCK)]
)
def test_what_is_written_from_the_code_is_up_to_date(name: str, tool: dict[str, Any]) -> None:
    written, wanted = (ROOT / name).read_text("utf-8").splitlines(), tool["render"]().splitlines()
    changed = difflib.unified_diff(written, wanted, name, "the code", lineterm="", n=0)
    shown = "\n".join(line for line in changed if not line.startswith("@@"))
    assert written == wanted, f"run `make api-lock`, and look at what it changes:\n{shown}"


def test_no_hook_is_a_guess() -> None:
    unused = {name for name, users in REFERENCE["users"]().items() if not users}
    assert unused == set(), "have a bundled plugin use them, or leave them out"


def test_every_payload_can_be_imported_from_a_public_module() -> None:
    for name in hooks.__all__:
        parameters = typing.get_type_hints(SPECS[name].function)
        payload = parameters.get("event", parameters.get("draft"))
        if payload is not None and payload.__module__ != "builtins":
            assert REFERENCE["home_of"](payload.__name__), f"{payload} of {name}"


@pytest.mark.parametrize("name", hooks.__all__)
def test_the_example_of_a_hook_is_a_plugin_that_uses_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = REFERENCE["described"](SPECS[name]).example
    assert example, f"the docstring of {name} ends without an example"
    module = ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", module)
    plugin = _plugin_of(example, module)
    assert name in implemented(plugin)
    assert list(wrong_hints(plugin)) == []
    for _, method in implementations(plugin):
        typing.get_type_hints(method)
    registry = registry_of(plugin)
    assert registry.quarantined == {}
    assert name in registry.implementations


@pytest.mark.thorough
def test_the_examples_are_typed_as_the_hooks_ask_for(tmp_path: Path) -> None:
    for name in hooks.__all__:
        example = _whole(REFERENCE["described"](SPECS[name]).example)
        (tmp_path / f"example_{name}.py").write_text(f"{_imports(example)}\n{example}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


_WRITTEN_BY_ITS_AUTHOR = """
from __future__ import annotations
import hmac, json, click
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import Any, Literal
from uuid import UUID
from flask import Blueprint
from shopwright import PluginSettings, hooks

Blocklist: Any
Invoice: Any
Move: Any
PigeonPost: Any
TwentyPercent: Any
Wrapping: Any

class Settings(PluginSettings):
    printer_url: str = ""
"""


def _imports(example: str) -> str:
    """What the author of an example imports."""
    words = set(re.findall(r"[A-Z]\w+|[a-z]+(?:_[a-z]+)+|[a-z]+(?=\()", example))
    defined = set(re.findall(r"def (\w+)", example))
    homes = {word: REFERENCE["home_of"](word) for word in sorted(words - defined)}
    lines = [f"from {home} import {word}" for word, home in homes.items() if home]
    return _WRITTEN_BY_ITS_AUTHOR + "\n".join(lines)


def _whole(example: str) -> str:
    """A method alone is one of a class."""
    if not re.match("@hooks", example):
        return example
    body = "\n".join(f"    {line}" for line in example.splitlines())
    return f"class Example(Plugin):\n{body}"


def _plugin_of(example: str, module: ModuleType) -> type[Plugin]:
    """The class of an example."""
    vars(module).update(_public())
    exec("from __future__ import annotations\n" + _whole(example), vars(module))
    (found,) = (
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Plugin) and value.__module__ == "example"
    )
    return found


def _public() -> dict[str, Any]:
    """All that an example may use, as if it had imported it."""
    public = {
        name: getattr(importlib.import_module(module), name)
        for module in public_modules()
        for name in public_names(module)
    }
    made_up = dict.fromkeys(("Blocklist", "Invoice", "Move", "PigeonPost", "TwentyPercent"), Named)
    standard = {
        "Iterable": Iterable,
        "Mapping": Mapping,
        "Sequence": Sequence,
        "Any": Any,
        "Blueprint": Blueprint,
        "UUID": UUID,
        "click": click,
    }
    settings = type("Settings", (PluginSettings,), {"__annotations__": {}})
    own = {**made_up, "Settings": settings, "Literal": Literal}
    return {**public, **standard, **own, "replace": replace, "timedelta": timedelta}
