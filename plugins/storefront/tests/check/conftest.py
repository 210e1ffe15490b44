"""Themes to be checked, on the real `base`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from shopwright_storefront.check.examine import examine
from shopwright_storefront.themes import discovery
from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.findings import Finding

BASE = Path(discovery.__file__).parent.parent / "base"
MANIFEST = '[theme]\nname = "shop"\ntitle = "Shop"\nversion = "1.0.0"\napi = "1"\n'
SECTION = {"sections/example.toml": 'name = "Example"\n', "sections/example.html": ""}


def write_theme(root: Path, files: Mapping[str, str]) -> Chain:
    """A theme `shop` of these files in `root`, with an empty section `example`."""
    for name, content in {"theme.toml": MANIFEST, **SECTION, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return Chain(folders=(Folder(name="shop", root=root), Folder(name="base", root=BASE)))


@pytest.fixture
def make_chain(tmp_path: Path) -> Callable[[Mapping[str, str]], Chain]:
    """`make_chain({path: text})`."""
    return lambda files: write_theme(tmp_path / "shop", files)


@pytest.fixture
def found(make_chain: Callable[[Mapping[str, str]], Chain]) -> Callable[..., list[Finding]]:
    """`found({path: text})`, or `found("text")` of a section's template: what the check says."""

    def checked(files: Mapping[str, str] | str) -> list[Finding]:
        given = {"sections/example.html": files} if isinstance(files, str) else files
        return examine(make_chain(given))

    return checked
