"""What earlier versions of themes, Jinja and ourselves left on disk."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

KEPT_SECONDS = 30 * 86_400
_PLACES = ("bytecode", "assets")


def forget_unused(folder: Path) -> None:
    """Remove what no process has begun with for a month.

    Each marks what it reads, and has read all when it has begun: so one that runs for longer needs
    none of it. One that begins in this very moment makes anew what it does not find.
    """
    oldest = time.time() - KEPT_SECONDS
    for place in _PLACES:
        with suppress(OSError):
            for one in list((folder / place).iterdir()):
                if one.lstat().st_mtime < oldest:
                    _remove(one)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
