"""`plugin.toml`: what a plugin says of itself, read without importing its code."""

from __future__ import annotations

import difflib
import importlib.util
import tomllib
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

ENTRY_POINTS = "shopwright.plugins"
API_VERSION = "1.0"


class StandIn(BaseModel):
    """A program that plays the plugin's outside service in a demo; see `shopwright.cli.stand_ins`.

    `module` is run by `python -m`; `webhook` names the plugin's webhook endpoint that it tells.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    module: str = Field(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$")
    webhook: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


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
    stand_in: StandIn | None = None
    mount: Literal["", "/", "/admin"] = Field("", description="What this plugin alone owns.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """An installed distribution with a plugin in it; `manifest` is None when `error` says why.

    `compatible` is False for one that was made for another plugin API.
    """

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint
    manifest: Manifest | None
    error: str = ""
    compatible: bool = True

    @property
    def package(self) -> str:
        """The import name of its package."""
        return self.entry_point.module.partition(".")[0]


class _Unreadable(Exception):
    """The package cannot be used; the message is for people."""


class _Incompatible(_Unreadable):
    """It was made for another plugin API."""


def discover() -> Iterator[Discovered]:
    """Every installed plugin, by name. Imports none of their code."""
    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    for _, same in groupby(points, key=lambda point: point.name):
        yield _discovered(list(same))


def _discovered(points: list[EntryPoint]) -> Discovered:
    """The one plugin of a name; an error when there are several."""
    manifest, error, compatible = None, "", True
    owners = sorted({_distribution(point) for point in points})
    try:
        if len(points) > 1:
            raise _Unreadable(
                f"{_releases(points)} bring a plugin of this name, once each; uninstall one"
                if len(owners) > 1
                else f"{owners[0]} brings a plugin of this name {len(points)} times"
            )
        manifest = _read(points[0])
    except _Unreadable as failed:
        error, compatible = str(failed), not isinstance(failed, _Incompatible)
    except Exception:
        error = traceback.format_exc()
    dist = points[0].dist
    return Discovered(
        name=points[0].name,
        distribution=" and ".join(owners),
        version=dist.version if dist else "?",
        entry_point=points[0],
        manifest=manifest,
        error=error,
        compatible=compatible,
    )


def named(plugin_id: str) -> str:
    """A plugin, and what brings it: "'gift_wrap' (shopwright-gift-wrap 1.2.3)"."""
    releases = _releases(entry_points(group=ENTRY_POINTS, name=plugin_id))
    return f"'{plugin_id}' ({releases})" if releases else f"'{plugin_id}'"


def _releases(points: Iterable[EntryPoint]) -> str:
    found = {f"{point.dist.name} {point.dist.version}" for point in points if point.dist}
    return " and ".join(sorted(found))


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "?"


def _read(entry_point: EntryPoint) -> Manifest:
    package = entry_point.module.partition(".")[0]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise _Unreadable(f"the package '{package}' cannot be found")
    path = Path(next(iter(spec.submodule_search_locations))) / "plugin.toml"
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        _check_api(values.get("api"))
        manifest = Manifest.model_validate(values)
    except FileNotFoundError as error:
        raise _Unreadable(f"{path} is missing; every plugin needs one") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _Unreadable(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(map(_fault, error.errors()))
        raise _Unreadable(f"{path} cannot be used: {faults}") from error
    if manifest.id != entry_point.name:
        raise _Unreadable(f"{path} says id '{manifest.id}', its entry point '{entry_point.name}'")
    return manifest


def _fault(detail: ErrorDetails) -> str:
    """What is wrong with one of its lines."""
    name = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return f"'{name}' is missing"
    if detail["type"] == "extra_forbidden":
        close = difflib.get_close_matches(name, Manifest.model_fields, n=1)
        return f"there is no '{name}'" + (f"; did you mean '{close[0]}'?" if close else "")
    return f"'{name}' is {detail['input']!r:.100}: {detail['msg']}"


def _check_api(wanted: object) -> None:
    """First of all: what a later API adds to plugin.toml is no fault of its author.

    A core takes what was written for its own API or an earlier minor of it.
    """
    try:
        major, minor = (int(part) for part in str(wanted).split("."))
    except ValueError:
        return
    own_major, own_minor = (int(part) for part in API_VERSION.split("."))
    if major != own_major or minor > own_minor:
        newer = (major, minor) > (own_major, own_minor)
        remedy = "upgrade Shopwright" if newer else "look for a later version of the plugin"
        raise _Incompatible(
            f"it was written for plugin API {wanted}; this core has {API_VERSION}: {remedy}"
        )
