"""Compressed forms of files: made once, kept on disk for all processes."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli  # type: ignore[import-untyped]

_Coder = Callable[[bytes], bytes]
_CODERS: Mapping[str, tuple[_Coder, _Coder]] = {
    "br": (lambda body: bytes(brotli.compress(body, quality=11)), brotli.decompress),
    "gzip": (lambda body: gzip.compress(body, compresslevel=9, mtime=0), gzip.decompress),
}


def compressed(body: bytes, folder: Path | None) -> dict[str, bytes]:
    """By encoding, as small as it gets, where that saves anything. `folder` keeps it for others."""
    forms = {encoding: _form(body, encoding, folder) for encoding in _CODERS}
    return {encoding: small for encoding, small in forms.items() if len(small) < len(body)}


def _form(body: bytes, encoding: str, folder: Path | None) -> bytes:
    encode, _ = _CODERS[encoding]
    if folder is None:
        return encode(body)
    file = folder / f"{hashlib.sha256(body).hexdigest()}.{encoding}"
    found = _kept(file, body, encoding)
    if found is None:
        found = encode(body)
        with suppress(OSError):  # the next process makes it again
            _keep(file, found)
    return found


def _kept(file: Path, body: bytes, encoding: str) -> bytes | None:
    """What is kept, if it becomes the body again: browsers keep it for a year."""
    _, decode = _CODERS[encoding]
    try:
        found = file.read_bytes()
        if decode(found) != body:
            return None
        os.utime(file)  # it is in use
        return found
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


def _keep(file: Path, content: bytes) -> None:
    """Whoever reads it meanwhile finds all of it, or nothing."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, delete=False) as written:
        written.write(content)
    os.replace(written.name, file)
