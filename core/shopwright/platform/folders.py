"""Folders that only the shop's own user can open, for what is trusted when it is read back."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class FolderUnsafe(PermissionError):
    """Others own the folder, or can open it: what is in it may be theirs."""


def private_folder(path: Path) -> Path:
    """The folder, made if need be. Raises `FolderUnsafe`, and `OSError` when it cannot be made."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise FolderUnsafe(f"{path} is not a folder of our own; remove it")
    if found.st_mode & 0o077:
        raise FolderUnsafe(f"{path} is open to other users; run: chmod 700 {path}")
    return path
