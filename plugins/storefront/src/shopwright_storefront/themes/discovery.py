"""Finding themes: distributions with an entry point, and plain folders. None is imported."""

from __future__ import annotations

import importlib.util
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from shopwright_storefront.themes.files import MAX_DEPTH, Chain, Folder
from shopwright_storefront.themes.findings import Finding, ThemeInvalid, did_you_mean, nearest
from shopwright_storefront.themes.manifest import MANIFEST

ENTRY_POINTS = "shopwright.themes"
BASE = "base"
_PARENT = re.compile(r"\s*parent\s*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A theme that is there. `origin` says in words where: its distribution, or its folder."""

    name: str
    root: Path
    origin: str


class Catalog:
    """The themes of this machine, by name."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._by_name: dict[str, Found] = {}
        for one in found:
            self._add(one)

    def _add(self, found: Found) -> None:
        known = self._by_name.setdefault(found.name, found)
        if known.root.resolve() != found.root.resolve():
            message = (
                f"two themes are called '{found.name}': {known.origin} ({known.root}) and "
                f"{found.origin} ({found.root}); rename or remove one"
            )
            raise ThemeInvalid([_finding(found.name, message)])

    def names(self) -> list[str]:
        """All of them."""
        return sorted(self._by_name)

    def get(self, name: str, child: Folder | None = None) -> Found:
        """The theme of this name, that `child` inherits from. Raises `ThemeInvalid` without it."""
        found = self._by_name.get(name)
        if found is None:
            message = f"there is no theme '{name}'{did_you_mean(name, self._by_name)}"
            near, line = nearest(name, self._by_name), _parent_line(child.root) if child else 0
            raise ThemeInvalid([_finding(child.name if child else name, message, near, line)])
        return found

    def chain(self, name: str, child: Folder | None = None) -> Chain:
        """The theme's folder and those that it inherits from. Raises `ThemeInvalid`."""
        folders: list[Folder] = []
        while name:
            if any(folder.name == name for folder in folders):
                way = " -> ".join([*(folder.name for folder in folders), name])
                raise ThemeInvalid([_finding(folders[0].name, f"it inherits from itself: {way}")])
            found = self.get(name, folders[-1] if folders else child)
            folders.append(Folder(name=name, root=found.root))
            name = _parent_of(found)
        if len(folders) > MAX_DEPTH:
            way = " -> ".join(folder.name for folder in folders)
            message = f"{way} are {len(folders)} themes; at most {MAX_DEPTH} can inherit in a row"
            raise ThemeInvalid([_finding(folders[0].name, message)])
        return Chain(folders=tuple(folders))


def theme_folders() -> list[Path]:
    """Where themes of one's own are: SHOPWRIGHT_THEMES, else `./themes`."""
    told = os.environ.get("SHOPWRIGHT_THEMES", "themes")
    return [Path(folder) for folder in told.split(os.pathsep) if folder]


def chain_of(root: Path, catalog: Catalog) -> Chain:
    """The chain of a theme that lies anywhere; its parents are those of the catalog.

    Raises `ThemeInvalid`.
    """
    found = Found(name=_name_in(root / MANIFEST), root=root, origin=str(root))
    own = Folder(name=found.name, root=root)
    parents = catalog.chain(_parent_of(found), own).folders if found.name != BASE else ()
    names = [found.name, *(folder.name for folder in parents)]
    if found.name in names[1:] or len(names) > MAX_DEPTH:
        message = f"{' -> '.join(names)} cannot inherit in a row"
        raise ThemeInvalid([_finding(found.name, message)])
    return Chain(folders=(own, *parents))


def discover(folders: Iterable[Path] = ()) -> Catalog:
    """Themes with an entry point, those below `folders`, and `base`. Raises `ThemeInvalid`."""
    own = Found(name=BASE, root=Path(__file__).parent.parent / BASE, origin="the storefront")
    return Catalog([own, *_installed(), *(one for folder in folders for one in _below(folder))])


def _installed() -> Iterator[Found]:
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        package = point.value.partition(":")[0].partition(".")[0]
        spec = importlib.util.find_spec(package)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            origin = point.dist.name if point.dist else package
            yield Found(name=point.name, root=Path(location), origin=origin)
            break


def _below(folder: Path) -> Iterator[Found]:
    """Folders with a manifest, and those that hold one as a distribution does."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        for manifest in (path / MANIFEST, *sorted(path.glob(f"src/*/{MANIFEST}"))):
            if manifest.is_file():
                yield Found(name=_name_in(manifest), root=manifest.parent, origin=str(path))
                break


def _name_in(manifest: Path) -> str:
    """The name that it gives itself; what cannot be read is found under its folder's name."""
    about = _about(manifest)
    return str(about.get("name") or manifest.parent.name)


def _parent_of(found: Found) -> str:
    if found.name == BASE:
        return ""
    return str(_about(found.root / MANIFEST).get("parent", BASE))


def _parent_line(root: Path) -> int:
    lines = (root / MANIFEST).read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if _PARENT.match(line)), 0)


def _about(manifest: Path) -> dict[str, Any]:
    """`[theme]`, leniently: what is wrong with it is told when the theme is loaded."""
    try:
        about = tomllib.loads(manifest.read_text("utf-8")).get("theme")
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _finding(theme: str, message: str, suggestion: str = "", line: int = 0) -> Finding:
    return Finding(
        rule="ManifestSchema",
        message=message,
        file=MANIFEST,
        theme=theme,
        line=line,
        suggestion=suggestion,
    )
