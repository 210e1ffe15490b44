"""What may be in a theme's folder, and how large it may be."""

from __future__ import annotations

import ast
import gzip
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from shopwright_storefront.check.rule import rule
from shopwright_storefront.check.subject import Subject, manifest_line
from shopwright_storefront.check.walking import Walk
from shopwright_storefront.themes.assets import CHECKOUT_SCRIPT, SCRIPT, Assets
from shopwright_storefront.themes.findings import Finding
from shopwright_storefront.themes.manifest import MANIFEST

_CODE = (".py", ".pyc", ".pyd", ".so")
_FONTS_KB = 100
_IMPORT = re.compile(r"(?:\bimport|\bfrom)\s*[\"'](\.{1,2}/[^\"']+)[\"']")
_SHOP = '[theme]\nname = "shop"\ntitle = "Shop"\nversion = "1.0.0"\napi = "1"\n'


@rule(
    "PythonInTheme",
    bad={"extra.py": "import os\n"},
    good={"__init__.py": ""},
)
def python_in_theme(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """There is code in the theme that Python would run.

    Themes are templates and data; that is why merchants can try them without fear. A theme that is
    installed as a distribution has one empty `__init__.py`. Code belongs into a plugin.
    """
    for path in theme.files():
        if path.endswith(_CODE) and "__pycache__" not in path and not _is_empty(theme, path):
            message = f"'{path}' is code; a theme has none: make a plugin of it"
            yield theme.fault(path, 1, message)


@rule(
    "SymlinkOrTraversal",
    bad='{% include "../../secrets.html" %}\n',
    good='{% include "snippets/logo.html" %}\n',
)
def symlink_or_traversal(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """A path, or a link in the file system, leads out of the theme's folder.

    Themes are unpacked and read on other people's machines. Name files by their path within the
    theme, and copy what you would link to.
    """
    yield from theme.read("SymlinkOrTraversal")
    root = theme.own.root.resolve()
    for found in sorted(theme.own.root.rglob("*")):
        if found.is_symlink() and not found.resolve().is_relative_to(root):
            path = found.relative_to(theme.own.root).as_posix()
            yield theme.fault(
                path, 0, f"'{path}' is a link that leads out of the theme; copy the file"
            )
    for path in theme.files("", ".html"):
        for number, line in enumerate(theme.text(path).splitlines(), 1):
            if re.search(r"\{%-?\s*(?:include|extends|import|from)\s*[\"'](?:/|[^\"']*\.\.)", line):
                yield theme.fault(
                    path, number, "the path leads out of the theme; write it from its top"
                )


@rule(
    "BudgetExceeded",
    bad={"theme.toml": _SHOP + "\n[budget]\ncss_gz = 0.1\n"},
    good={"theme.toml": _SHOP + "\n[budget]\ncss_gz = 30\n"},
)
def budget_exceeded(theme: Subject, walk: Walk) -> Iterable[Finding]:
    """The theme's style sheets, scripts or fonts are larger than `[budget]` of theme.toml allows.

    Sizes are those after gzip. All CSS is one file; JavaScript is what `js/theme.js`, and at the
    checkout `js/checkout.js`, load. Fonts that are preloaded may have 100 kB together.
    """
    assets, budget = Assets(chain=theme.chain), theme.theme.manifest.budget
    css = _zipped(assets.bundle)
    if css > budget.css_gz:
        yield _too_large(theme, "css_gz", "the style sheet", css, budget.css_gz)
    for script in (SCRIPT, CHECKOUT_SCRIPT):
        size = _zipped("\n".join(assets.text(path) for path in _modules(assets, script)))
        if size > budget.js_gz:
            yield _too_large(theme, "js_gz", script, size, budget.js_gz)
    fonts = [font.file for font in theme.theme.manifest.fonts.values() if font.preload]
    found = [theme.chain.find(f"assets/{path}") for path in fonts]
    total = sum(Path(one[1]).stat().st_size for one in found if one) / 1000
    if total > _FONTS_KB:
        yield _too_large(theme, "preload", "preloaded fonts", total, _FONTS_KB)


def _too_large(theme: Subject, key: str, what: str, size: float, most: float) -> Finding:
    message = f"{what}: {size:.1f} kB are more than the {most:g} kB of the budget ({key})"
    return theme.fault(MANIFEST, manifest_line(theme, key), message)


def _zipped(text: str) -> float:
    """Its size in kB, compressed."""
    return len(gzip.compress(text.encode(), 6)) / 1000 if text else 0.0


def _modules(assets: Assets, start: str) -> Iterator[str]:
    """A script and those that it imports."""
    waiting, seen = [start], set()
    while waiting:
        path = waiting.pop()
        if path in seen or not assets.has(path):
            continue
        seen.add(path)
        yield path
        folder = posixpath.dirname(path)
        waiting += [
            posixpath.normpath(posixpath.join(folder, found))
            for found in _IMPORT.findall(assets.text(path))
        ]


def _is_empty(theme: Subject, path: str) -> bool:
    """Whether it is the package's mark: nothing but a docstring."""
    if path != "__init__.py":
        return False
    try:
        body = ast.parse(theme.text(path)).body
    except SyntaxError:
        return False
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
