"""Which theme a command is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from shopwright_storefront.themes.discovery import Catalog, chain_of, discover, theme_folders
from shopwright_storefront.themes.files import Chain
from shopwright_storefront.themes.findings import ThemeInvalid
from shopwright_storefront.themes.manifest import MANIFEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A theme. `foreign`: it was named by a path that is none of the places of one's own themes."""

    chain: Chain
    foreign: bool

    @property
    def name(self) -> str:
        """The theme's."""
        return self.chain.folders[0].name

    @property
    def root(self) -> Path:
        """Its folder."""
        return self.chain.folders[0].root


def chosen(named: str | None) -> Chosen:
    """The theme of a name or path; without one, that of the folder one is in, or the only one."""
    with as_sentences():
        catalog = discover(theme_folders())
        if named is None:
            return _here(catalog)
        root = _root(Path(named))
        if root is not None and named not in catalog.names():
            return _at(root, catalog)
        return Chosen(chain=catalog.chain(named), foreign=False)


@contextmanager
def as_sentences() -> Iterator[None]:
    """What is wrong with a theme becomes the command's message."""
    try:
        yield
    except ThemeInvalid as invalid:
        raise click.ClickException(str(invalid)) from invalid


def _here(catalog: Catalog) -> Chosen:
    root = _root(Path())
    if root is not None:
        return Chosen(chain=chain_of(root.resolve(), catalog), foreign=False)
    folders = [folder.resolve() for folder in theme_folders()]
    own = [name for name in catalog.names() if _is_below(catalog.get(name).root, folders)]
    if len(own) == 1:
        return Chosen(chain=catalog.chain(own[0]), foreign=False)
    known = ", ".join(own or catalog.names())
    raise click.UsageError(f"say which theme: {known}; or go to a theme's folder")


def _at(root: Path, catalog: Catalog) -> Chosen:
    root = root.resolve()
    ours = {catalog.get(name).root.resolve() for name in catalog.names()}
    return Chosen(chain=chain_of(root, catalog), foreign=root not in ours)


def _root(path: Path) -> Path | None:
    """The folder of the manifest, in a plain folder or in a distribution's."""
    if (path / MANIFEST).is_file():
        return path
    return next((found.parent for found in sorted(path.glob(f"src/*/{MANIFEST}"))), None)


def _is_below(root: Path, folders: list[Path]) -> bool:
    return any(root.resolve().is_relative_to(folder) for folder in folders)
