"""Files and blocks that a theme has made its own, and what their origin has become since.

A copy says what it was made from: `{#- @overrides base sections/cart.html sha=ab12cd34 -#}`, with
`block=title` for a single block. What it was then is kept in `.theme/origins/`.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.findings import ThemeInvalid

ORIGINS = ".theme/origins"
_MARK = re.compile(
    r"@overrides\s+(?P<theme>[a-z][\w-]*)\s+(?P<path>[\w./-]+)"
    r"(?:\s+block=(?P<block>\w+))?\s+sha=(?P<sha>[0-9a-f]{8})"
)
_TAG = re.compile(r"\{%-?\s*(?:block\s+(\w+)|(endblock))[^%]*-?%\}")
_MARKED = (".html", ".txt", ".toml", ".css", ".js", ".svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An own file, or a block in it, that replaces one of `theme`."""

    file: str
    line: int
    theme: str
    path: str
    block: str
    sha: str

    @property
    def what(self) -> str:
        """In words."""
        return f"the block '{self.block}' of {self.path}" if self.block else self.path

    @property
    def origin(self) -> str:
        """Where the text that it was made from is kept, within the theme."""
        return f"{ORIGINS}/{self.theme}/{self.path}" + (f".{self.block}" if self.block else "")


def overrides_of(chain: Chain) -> Iterator[Override]:
    """All that the theme itself has noted."""
    own = chain.folders[0]
    for path in own.names("", ""):
        if path.startswith(".") or not path.endswith(_MARKED):
            continue
        for number, line in enumerate(_readable(own, path).splitlines(), 1):
            for found in _MARK.finditer(line):
                values = {name: value or "" for name, value in found.groupdict().items()}
                yield Override(file=path, line=number, **values)
    yield from _unmarked(own)


def _readable(folder: Folder, path: str) -> str:
    """The text; nothing for a file that is too large or no text, which has no mark."""
    try:
        return folder.read(path) or ""
    except ThemeInvalid:
        return ""


def _unmarked(own: Folder) -> Iterator[Override]:
    """JSON has no comments: there, what it was made from is all there is to go by."""
    for kept in own.names(ORIGINS, ".json"):
        theme, _, path = kept.removeprefix(f"{ORIGINS}/").partition("/")
        text = own.read(kept)
        if own.find(path) is not None and text is not None:
            yield Override(file=path, line=1, theme=theme, path=path, block="", sha=sha_of(text))


def stale(chain: Chain, override: Override) -> str | None:
    """What has changed, as a diff; empty if nobody kept what it was; None when nothing has."""
    now = text_of(chain.folder(override.theme), override.path, override.block)
    if now is not None and sha_of(now) == override.sha:
        return None
    before = chain.folders[0].read(override.origin)
    if before is None:
        return ""
    name = override.path
    lines = difflib.unified_diff(
        before.splitlines(),
        (now or "").splitlines(),
        f"{name} (then)",
        f"{name} (now)",
        lineterm="",
    )
    return "\n".join(lines)


def text_of(folder: Folder | None, path: str, block: str) -> str | None:
    """A file's text, or that within a block; None when there is none."""
    text = folder.read(path) if folder else None
    return text if text is None or not block else block_text(text, block)


def block_text(text: str, name: str) -> str | None:
    """What stands between `{% block name %}` and its end."""
    open_blocks: list[tuple[str, int]] = []
    for tag in _TAG.finditer(text):
        if tag.group(1):
            open_blocks.append((tag.group(1), tag.end()))
        elif open_blocks:
            opened, start = open_blocks.pop()
            if opened == name:
                return text[start : tag.start()]
    return None


def block_names(text: str) -> list[str]:
    """The blocks of a template."""
    return [found.group(1) for found in _TAG.finditer(text) if found.group(1)]


def sha_of(text: str) -> str:
    """By which a version is known."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def keep_origin(root: Path, override: Override, text: str) -> None:
    """Write down what an override was made from."""
    kept = root / override.origin
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(text, "utf-8")


def mark(override: Override) -> str:
    """The comment that says it, in the language of the file."""
    block = f" block={override.block}" if override.block else ""
    told = f"@overrides {override.theme} {override.path}{block} sha={override.sha}"
    suffix = Path(override.file).suffix
    if suffix in (".css", ".js"):
        return f"/* {told} */\n"
    if suffix == ".toml":
        return f"# {told}\n"
    return f"<!-- {told} -->\n" if suffix == ".svg" else f"{{#- {told} -#}}\n"


def renewed(text: str, override: Override, sha: str) -> str:
    """The file with the new version noted in it."""
    lines = text.splitlines(keepends=True)
    index = override.line - 1
    lines[index] = lines[index].replace(f"sha={override.sha}", f"sha={sha}")
    return "".join(lines)
