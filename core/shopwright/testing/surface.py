"""The public surface: which modules plugins may import, and which names of them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import shopwright.commerce

_ALSO = {"shopwright.hooks": frozenset({"EVENTS"})}  # whose __all__ are the hooks alone
_PLAIN = ("shopwright", "shopwright.hooks", "shopwright.testing")


@cache
def public_modules() -> tuple[str, ...]:
    """`shopwright`, `shopwright.hooks`, `shopwright.testing` and `shopwright.commerce.<area>`."""
    found = pkgutil.iter_modules(shopwright.commerce.__path__, "shopwright.commerce.")
    return (*_PLAIN, *sorted(item.name for item in found if item.ispkg))


@cache
def public_names(module: str) -> frozenset[str]:
    """What a public module exports."""
    return frozenset(importlib.import_module(module).__all__) | _ALSO.get(module, frozenset())


def private_imports(package: Path) -> Iterator[str]:
    """Each import in a package that reaches beyond the public surface, as a sentence."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"), str(path))
        for node in ast.walk(tree):
            for target in _beyond(node):
                where = f"{path.relative_to(package.parent)}:{getattr(node, 'lineno', 0)}"
                yield f"{where} imports {target}"


def _beyond(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if _is_ours(alias.name) and alias.name not in public_modules():
                yield f"the module {alias.name}"
    elif isinstance(node, ast.ImportFrom) and not node.level and _is_ours(node.module or ""):
        for alias in node.names:
            yield from _beyond_from(node.module or "", alias.name)


def _beyond_from(module: str, name: str) -> Iterator[str]:
    if f"{module}.{name}" in public_modules():
        return
    if module not in public_modules():
        yield f"{name} from {module}"
    elif name not in public_names(module):
        yield f"{name}, which {module} does not export"


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "shopwright"
