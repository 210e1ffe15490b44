"""A theme as one file: a zip to upload, or a wheel to install. The same files, the same bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

from shopwright_storefront.themes.discovery import ENTRY_POINTS
from shopwright_storefront.themes.files import Folder
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.manifest import Manifest

MAX_FILES = 2_000
MAX_BYTES = 50_000_000
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_LEFT_OUT = ("__pycache__",)


def zip_of(folder: Folder, manifest: Manifest) -> tuple[str, bytes]:
    """The file's name and content: the theme's files, `theme.toml` at the top."""
    name = f"{manifest.theme.name}-{manifest.theme.version}.zip"
    return name, _zipped(_contents(folder))


def wheel_of(folder: Folder, manifest: Manifest) -> tuple[str, bytes]:
    """The same as a distribution `shopwright-theme-NAME` with its entry point."""
    about = manifest.theme
    package = f"shopwright_theme_{about.name.replace('-', '_')}"
    version = about.version.replace("-", "+", 1)
    info = f"{package}-{version}.dist-info"
    files = {f"{package}/{path}": content for path, content in _contents(folder).items()}
    files.setdefault(f"{package}/__init__.py", b"")
    files[f"{info}/METADATA"] = _metadata(manifest, version).encode()
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: shopwright\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{info}/entry_points.txt"] = f"[{ENTRY_POINTS}]\n{about.name} = {package}\n".encode()
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"{package}-{version}-py3-none-any.whl", _zipped(files)


def _contents(folder: Folder) -> dict[str, bytes]:
    """Files by path, without hidden ones. Raises `ThemeInvalid`."""
    found = {}
    for path in folder.names("", ""):
        if any(part.startswith(".") or part in _LEFT_OUT for part in path.split("/")):
            continue
        file = folder.find(path)
        if file is not None:
            found[path] = file.read_bytes()
    size = sum(map(len, found.values()))
    if len(found) > MAX_FILES or size > MAX_BYTES:
        message = (
            f"{len(found)} files of {size / 1e6:.1f} MB are too many; at most {MAX_FILES:,} files "
            f"of {MAX_BYTES / 1e6:.0f} MB together are taken"
        )
        raise ThemeInvalid(
            [Finding(rule="TemplateLimits", message=message, file="", theme=folder.name)]
        )
    return found


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files, key=lambda path: (".dist-info/" in path, path)):
            entry = zipfile.ZipInfo(path, _DATE)
            entry.external_attr = _MODE
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return made.getvalue()


def _metadata(manifest: Manifest, version: str) -> str:
    about = manifest.theme
    lines = [
        "Metadata-Version: 2.1",
        f"Name: shopwright-theme-{about.name.replace('_', '-')}",
        f"Version: {version}",
        f"Summary: The theme {about.title} for Shopwright shops.",
        *([f"License: {about.license}"] if about.license else []),
        *([f"Author: {', '.join(about.authors)}"] if about.authors else []),
        "Requires-Dist: shopwright-storefront",
    ]
    return "\n".join(lines) + "\n"


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    rows = []
    for path, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(content)}")
    return ("\n".join([*rows, f"{own},,"]) + "\n").encode()
