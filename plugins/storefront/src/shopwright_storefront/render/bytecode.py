"""Compiled templates on disk, for all processes: in a folder that nobody else can write to."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

_GENERATORS = ("codegen.py", "environment.py", "filters.py", "operators.py", "tags.py")


class KeptBytecode(FileSystemBytecodeCache):
    """What cannot be read is compiled again, and what cannot be written is done without."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever a damaged file makes Python say
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def bytecode_cache(folder: Path, theme: str) -> KeptBytecode:
    """Below `folder` for one theme, which Jinja's and our next version will not read.

    What is in it is run: `folder` has to be closed to other users.
    """
    own = folder / f"{theme}-{version('jinja2')}-{_made_by()}"
    with suppress(OSError):
        for one in (folder, own):
            one.mkdir(mode=0o700, exist_ok=True)
        os.utime(own)  # it is in use
    return KeptBytecode(str(own), "%s.cache")


def _made_by() -> str:
    """What compiled templates depend on beside their source, and Python and Jinja, which look themselves."""
    package = resources.files("shopwright_storefront.render")
    sources = b"".join(package.joinpath(name).read_bytes() for name in _GENERATORS)
    return hashlib.sha256(sources).hexdigest()[:12]
