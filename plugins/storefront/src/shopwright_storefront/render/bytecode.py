"""Compiled templates on disk: a folder that nobody else can write to."""

from __future__ import annotations

import hashlib
import os
import stat
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache


class CacheFolderUnsafe(RuntimeError):
    """Others can write to the folder of compiled templates, and what is in it is run."""


def bytecode_cache(folder: Path, theme: str) -> FileSystemBytecodeCache:
    """A cache below `folder` for one theme, which Jinja's and our next version will not read."""
    made_by = hashlib.sha256(_generators()).hexdigest()[:12]
    own = folder / f"{theme}-{version('jinja2')}-{made_by}"
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = own.lstat()
    if not stat.S_ISDIR(found.st_mode) or stat.S_IMODE(found.st_mode) & 0o077:
        raise CacheFolderUnsafe(f"{own} is open to others; run: chmod 700 {own}")
    if hasattr(os, "getuid") and found.st_uid != os.getuid():
        raise CacheFolderUnsafe(f"{own} belongs to somebody else; remove it")
    return FileSystemBytecodeCache(str(own), "%s.cache")


def _generators() -> bytes:
    """What compiled templates depend on beside their source."""
    package = resources.files("shopwright_storefront.render")
    names = ("codegen.py", "environment.py", "filters.py", "tags.py")
    return b"".join(package.joinpath(name).read_bytes() for name in names)
