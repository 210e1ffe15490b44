"""The file to import: read twice, first to know it again, then for what it says."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from shopwright.commerce.catalog.shopify.header import bind
from shopwright.commerce.catalog.shopify.lines import read_lines
from shopwright.commerce.catalog.shopify.rows import Rows
from shopwright.commerce.catalog.shopify.target import Target
from shopwright.commerce.catalog.shopify.types import UnreadableFileError

_CHUNK = 1024 * 1024
_IN_MEMORY = 8 * 1024 * 1024


class _Counting(io.RawIOBase):
    """Hands the stream through, and counts."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._start = stream.tell()
        self.bytes_read = 0

    def rewind(self) -> None:
        self._stream.seek(self._start)
        self.bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.bytes_read += len(data)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file at its beginning. `digest` is of its content and of what it is imported into."""

    name: str
    size: int
    digest: str
    readable: bool
    spelled: Mapping[str, str]  # its columns, by the names that `write` uses
    counting: _Counting

    def from_start(self) -> BinaryIO:
        """The stream, back at its beginning."""
        self.counting.rewind()
        return cast(BinaryIO, self.counting)

    @property
    def position(self) -> int:
        """How many bytes have been read so far."""
        return self.counting.bytes_read


@contextmanager
def open_source(source: BinaryIO | Path | str, target: Target) -> Iterator[Source]:
    """Open a path, or use a stream from where it is; one that cannot go back is copied first."""
    if isinstance(source, Path | str):
        with Path(source).open("rb") as stream:
            yield _examine(stream, Path(source).name, target)
    elif source.seekable():
        yield _examine(source, _name(source), target)
    else:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            while chunk := source.read(_CHUNK):
                copy.write(chunk)
            copy.seek(0)
            yield _examine(cast(BinaryIO, copy), _name(source), target)


def _examine(stream: BinaryIO, name: str, target: Target) -> Source:
    start = stream.tell()
    options = f"{target.price_list_id} {target.currency} {target.location_id}\n"
    digest = hashlib.sha256(options.encode())
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    size = stream.tell() - start
    stream.seek(start)
    spelled = _spelled(stream)
    stream.seek(start)
    return Source(
        name=name,
        size=size,
        digest=digest.hexdigest(),
        readable=spelled is not None,
        spelled=spelled or {},
        counting=_Counting(stream),
    )


def _spelled(stream: BinaryIO) -> Mapping[str, str] | None:
    try:
        first = Rows(read_lines(stream)).first()
        return bind(first.cells, first.line)[0].spelled
    except UnreadableFileError:
        return None


def _name(stream: BinaryIO) -> str:
    name = getattr(stream, "name", "")
    return Path(name).name if isinstance(name, str) else ""
