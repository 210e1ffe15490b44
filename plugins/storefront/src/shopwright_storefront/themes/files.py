"""The files of a theme and of those that it inherits from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from shopwright_storefront.themes.findings import Finding, ThemeInvalid

MAX_FILE_BYTES = 256_000
MAX_DEPTH = 4


@dataclass(frozen=True, kw_only=True)
class Folder:
    """One theme's own files. `name` is the theme's."""

    name: str
    root: Path

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def find(self, path: str) -> Path | None:
        """The file at `path`; None when there is none.

        Raises `ThemeInvalid` for what leads out of the theme, by `..` or by a link.
        """
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or "\\" in path or "\0" in path:
            raise ThemeInvalid([self._escape(path, "leads out of the theme")])
        found = self.root / parts
        if not found.is_file():
            return None
        if not found.resolve().is_relative_to(self._real_root):
            raise ThemeInvalid([self._escape(path, "is a link to a file outside of the theme")])
        return found

    def _escape(self, path: str, what: str) -> Finding:
        return Finding(
            rule="SymlinkOrTraversal",
            message=f"'{path}' {what}; name a file by its path within the theme",
            file=path,
            theme=self.name,
        )

    def read(self, path: str) -> str | None:
        """The text at `path`; None when there is none. Raises `ThemeInvalid`."""
        found = self.find(path)
        if found is None:
            return None
        size = found.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ThemeInvalid([self._too_large(path, size)])
        try:
            return found.read_text("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
            raise ThemeInvalid(
                [Finding(rule="TemplateSyntax", message=message, file=path, theme=self.name)]
            ) from error

    def _too_large(self, path: str, size: int) -> Finding:
        return Finding(
            rule="TemplateLimits",
            message=f"the file has {size} bytes; at most {MAX_FILE_BYTES} are allowed: split it",
            file=path,
            theme=self.name,
        )

    def names(self, folder: str, suffix: str) -> Iterator[str]:
        """Paths of the files below `folder` that end in `suffix`, sorted."""
        start = self.root / folder
        if start.is_dir():
            for found in sorted(start.rglob(f"*{suffix}")):
                if found.is_file():
                    yield found.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A theme's folder, then its parent's, and so on to `base`."""

    folders: tuple[Folder, ...]

    def find(self, path: str) -> tuple[Folder, Path] | None:
        """The nearest file of this path, and whose it is."""
        for folder in self.folders:
            found = folder.find(path)
            if found is not None:
                return folder, found
        return None

    def owner(self, path: str, *, after: str = "") -> Folder | None:
        """Whose file of this path is the nearest; with `after`, the nearest beyond that theme."""
        folders = self.folders
        if after:
            names = [folder.name for folder in folders]
            folders = folders[names.index(after) + 1 :] if after in names else ()
        return next((folder for folder in folders if folder.find(path) is not None), None)

    def folder(self, name: str) -> Folder | None:
        """The folder of the theme of this name."""
        return next((folder for folder in self.folders if folder.name == name), None)

    def read(self, path: str) -> tuple[Folder, str] | None:
        """The nearest text of this path, and whose it is."""
        for folder in self.folders:
            text = folder.read(path)
            if text is not None:
                return folder, text
        return None

    def names(self, folder: str, suffix: str) -> list[str]:
        """Paths that any of the themes has below `folder`, sorted."""
        return sorted({name for one in self.folders for name in one.names(folder, suffix)})
