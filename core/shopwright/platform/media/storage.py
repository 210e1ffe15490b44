"""Files of media on the local disk, below `settings.data_dir / "media"`.

`originals` are never served. What is in `public` is, under names that nobody can guess.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from shopwright.platform.runtime import runtime


def public_dir() -> Path:
    """What `/media/` serves."""
    return (runtime().settings.data_dir / "media" / "public").resolve()


def save_original(data: bytes, extension: str) -> str:
    """Keep an upload; returns its path below the originals."""
    return _save(_originals(), data, f".{extension}")


def read_original(path: str) -> bytes:
    """The bytes of an upload. Raises `FileNotFoundError`."""
    return (_originals() / path).read_bytes()


def save_rendition(data: bytes, width: int) -> str:
    """Keep a picture for the public; returns its path below `/media/`."""
    return _save(public_dir(), data, f"-{width}.webp")


def remove_files(original: str | None, renditions: Iterable[str]) -> None:
    """Remove files; those that are gone already are no error."""
    if original:
        (_originals() / original).unlink(missing_ok=True)
    for path in renditions:
        (public_dir() / path).unlink(missing_ok=True)


def _originals() -> Path:
    return runtime().settings.data_dir / "media" / "originals"


def _save(folder: Path, data: bytes, ending: str) -> str:
    """Written beside its place and moved there, so that nobody ever reads half a file."""
    name = secrets.token_hex(16)
    path = folder / name[:2] / (name + ending)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return f"{name[:2]}/{path.name}"
