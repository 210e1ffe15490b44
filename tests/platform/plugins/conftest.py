"""Plugins that are installed for the length of a test, as distributions of their own."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Install = Callable[..., Path]

_MANIFEST = (
    'id = "{name}"\nname = "Gift wrap"\nsummary = "Wraps."\ncategory = "test"\napi = "1.0"\n'
)
_CODE = """
    from shopwright import Plugin

    class GiftWrap(Plugin):
        pass

    plugin = GiftWrap
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a plugin; returns its package's folder.

    `files` are further files of the package, by their path; None leaves plugin.toml out.
    """
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    before = set(sys.modules)

    def make(
        name: str = "gift_wrap",
        code: str = _CODE,
        manifest: str | None = _MANIFEST,
        version: str = "1.2.3",
        files: dict[str, str] | None = None,
    ) -> Path:
        package = site / f"shopwright_{name}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "plugin.py").write_text(textwrap.dedent(code))
        if manifest is not None:
            (package / "plugin.toml").write_text(manifest.replace("{name}", name))
        for path, content in (files or {}).items():
            (package / path).parent.mkdir(parents=True, exist_ok=True)
            (package / path).write_text(textwrap.dedent(content))
        info = site / f"shopwright_{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: shopwright-{name}\nVersion: {version}\n"
        )
        entry = f"[shopwright.plugins]\n{name} = shopwright_{name}.plugin:plugin\n"
        (info / "entry_points.txt").write_text(entry)
        importlib.invalidate_caches()
        return package

    yield make
    for name in set(sys.modules) - before:
        if name.startswith("shopwright_"):
            del sys.modules[name]
