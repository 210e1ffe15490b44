"""`plugin.toml`: what a plugin says of itself, read without importing its code."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ENTRY_POINTS = "shopwright.plugins"
API_VERSION = "1.0"


class Manifest(BaseModel):
    """The content of `plugin.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    name: str = Field(min_length=1, max_length=80)
    summary: str = Field(min_length=1, max_length=200)
    category: str
    api: str = Field(pattern=r"^\d+\.\d+$", description="The plugin API it was written for.")
    license: str = ""
    docs: str = ""
    support: str = ""
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """An installed distribution with a plugin in it; `manifest` is None when `error` says why."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint
    manifest: Manifest | None
    error: str = ""

    @property
    def package(self) -> str:
        """The import name of its package."""
        return self.entry_point.module.partition(".")[0]


def discover() -> Iterator[Discovered]:
    """Every installed plugin, by name. Imports none of their code."""
    for entry_point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        manifest, error = _read(entry_point)
        dist = entry_point.dist
        yield Discovered(
            name=entry_point.name,
            distribution=dist.name if dist else "?",
            version=dist.version if dist else "?",
            entry_point=entry_point,
            manifest=manifest,
            error=error,
        )


def _read(entry_point: EntryPoint) -> tuple[Manifest | None, str]:
    package = entry_point.module.partition(".")[0]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None, f"the package '{package}' cannot be found"
    path = Path(next(iter(spec.submodule_search_locations))) / "plugin.toml"
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None, f"{path} is missing; every plugin needs one"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        return None, f"{path} cannot be used: {error}"
    if manifest.id != entry_point.name:
        return None, f"{path} says id '{manifest.id}', its entry point '{entry_point.name}'"
    if manifest.api.partition(".")[0] != API_VERSION.partition(".")[0]:
        return None, f"it was written for plugin API {manifest.api}; this core has {API_VERSION}"
    return manifest, ""
