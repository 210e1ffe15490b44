"""The files that browsers load: addresses that change with their content, and one style sheet.

All assets of a theme and its parents share one fingerprint, which is part of every address, so
that style sheets and modules may refer to each other by relative paths. `css/LAYER.css` and
`css/LAYER/*.css` become one file, each part in its cascade layer; whoever adds a file to a layer's
folder in a child theme takes nothing away from its parent.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from shopwright_storefront.themes.compressing import compressed
from shopwright_storefront.themes.files import Chain

LAYERS = ("reset", "tokens", "base", "components", "theme", "plugins")
BUNDLE = "css/bundle.css"
SCRIPT = "js/theme.js"
CHECKOUT_SCRIPT = "js/checkout.js"
_FOLDER = "assets"
_URL = re.compile(r"url\(\s*(['\"]?)(?!data:|https?:|/|#)([^'\")]+)\1\s*\)")
_TEXTS = (".css", ".js", ".svg", ".json", ".txt")
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is served. `small` are its compressed forms, where compressing saves anything."""

    body: bytes
    media_type: str
    small: Mapping[str, bytes]


@dataclass(kw_only=True)
class Assets:
    """A theme's assets. `prefix` is the path under which they are served.

    `kept` is a folder for compressed files, which takes long; it is shared with other processes.
    """

    chain: Chain
    prefix: str = "/assets/theme/"
    kept: Path | None = None
    _served: dict[str, Asset] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """Of all files together."""
        digest = hashlib.sha256()
        for name in sorted(self.names):  # every process is to find the same
            digest.update(name.encode() + b"\0" + self._bytes(name) + b"\0")
        return digest.hexdigest()[:16]

    @cached_property
    def names(self) -> frozenset[str]:
        """The paths below `assets/` that any theme of the chain has, and the bundle's."""
        found = (path.removeprefix(f"{_FOLDER}/") for path in self.chain.names(_FOLDER, ""))
        return frozenset(name for name in found if not name.endswith(".toml"))

    def refresh(self) -> None:
        """Forget what was read: files changed."""
        self._served.clear()
        self._texts.clear()
        for name in ("fingerprint", "names", "bundle"):
            self.__dict__.pop(name, None)

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path == BUNDLE or path in self.names

    def url(self, path: str) -> str:
        """The address. Raises `KeyError` when there is no such file."""
        if not self.has(path):
            raise KeyError(path)
        return f"{self.prefix}{self.fingerprint}/{path}"

    def text(self, path: str) -> str:
        """A text file's content; what is not UTF-8 in it is replaced. Raises `KeyError`."""
        if not self.has(path):
            raise KeyError(path)
        if path not in self._texts:
            self._texts[path] = self._bytes(path).decode("utf-8", "replace")
        return self._texts[path]

    def serve(self, path: str) -> Asset | None:
        """The file with its compressed twin; None when there is none. Kept after the first time."""
        if not self.has(path):
            return None
        if path not in self._served:
            body = self._bytes(path)
            ending = posixpath.splitext(path)[1]
            guessed = _TYPES.get(ending) or mimetypes.guess_type(path)[0]
            self._served[path] = Asset(
                body=body,
                media_type=guessed or "application/octet-stream",
                small=compressed(body, self.kept) if ending in _TEXTS else {},
            )
        return self._served[path]

    def prepare(self) -> None:
        """Compress everything now, as when a theme is activated."""
        for name in (*self.names, BUNDLE):
            self.serve(name)

    @cached_property
    def bundle(self) -> str:
        """The theme's style sheet."""
        parts = [f"@layer {', '.join(LAYERS)};"]
        for layer in LAYERS:
            for name in self._of_layer(layer):
                rules = _moved(self.text(name).strip(), posixpath.dirname(name))
                parts.append(f"@layer {layer} {{\n{rules}\n}}")
        return "\n".join(parts) + "\n"

    @cached_property
    def layered(self) -> frozenset[str]:
        """The style sheets that it is made of."""
        return frozenset(name for layer in LAYERS for name in self._of_layer(layer))

    def _of_layer(self, layer: str) -> Iterator[str]:
        single, folder = f"css/{layer}.css", f"css/{layer}/"
        if single in self.names:
            yield single
        yield from sorted(n for n in self.names if n.startswith(folder) and n.endswith(".css"))

    def _bytes(self, name: str) -> bytes:
        if name == BUNDLE:
            return self.bundle.encode()
        found = self.chain.find(f"{_FOLDER}/{name}")
        if found is None:
            raise KeyError(name)
        return Path(found[1]).read_bytes()


def _moved(rules: str, folder: str) -> str:
    """The rules with relative addresses as they are seen from the bundle."""
    here = posixpath.dirname(BUNDLE)

    def replaced(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match.group(2)))
        return f'url("{posixpath.relpath(target, here)}")'

    return _URL.sub(replaced, rules) if folder != here else rules
