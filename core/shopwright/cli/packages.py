"""pip, for plugins' packages: what would change, doing just that, and remembering it.

`requirements.txt` in the data directory has the version of everything that was installed through
us; `pip install -r` on another machine gives it the same.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shopwright.cli.exits import Failure

PINS = "requirements.txt"
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
_CORE = "shopwright"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A package that would be installed; `before` is the version that is there, '' for none."""

    name: str
    version: str
    before: str

    @property
    def pin(self) -> str:
        """As a requirement."""
        return f"{self.name}=={self.version}"


def planned(requirements: Sequence[str], *, upgrade: bool = False) -> list[Change]:
    """What installing these would change. Changes nothing. Fails when it would replace the core."""
    report = json.loads(
        _pip("--dry-run", "--quiet", "--report", "-", *_wanted(requirements, upgrade))
    )
    changes = [_change(item["metadata"]) for item in report["install"]]
    for change in changes:
        if _normal(change.name) == _CORE:
            raise Failure(
                f"this would replace Shopwright {change.before} by {change.version}; upgrade "
                "Shopwright first, by itself (see docs/operating.md)"
            )
    return changes


def install(
    requirements: Sequence[str], changes: Iterable[Change], pins: Path, *, upgrade: bool = False
) -> None:
    """Install what was planned, in those versions, and write them down in `pins`."""
    changes = list(changes)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as constraints:
        constraints.write("\n".join(change.pin for change in changes))
        constraints.flush()
        _pip("--quiet", "--constraint", constraints.name, *_wanted(requirements, upgrade))
    write_pins(pins, {change.name: change.pin for change in changes})


def uninstall(distribution: str, pins: Path) -> None:
    """Remove one package; what it needed stays."""
    _run("uninstall", "--yes", "--quiet", distribution)
    write_pins(pins, {distribution: None})


def write_pins(path: Path, pins: dict[str, str | None]) -> None:
    """Set or remove lines of a requirements file; all others stay as they are."""
    wanted = {_normal(name): pin for name, pin in pins.items()}
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if _normal(re.split(r"[=<>!~@\[; ]", line)[0]) not in wanted]
    new = sorted(pin for pin in wanted.values() if pin)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in [*kept, *new]), "utf-8")


def _wanted(requirements: Sequence[str], upgrade: bool) -> tuple[str, ...]:
    return (*(("--upgrade",) if upgrade else ()), "--", *requirements)


def _pip(*arguments: str) -> str:
    return _run("install", *arguments)


def _run(*arguments: str) -> str:
    done = subprocess.run((*_PIP, *arguments), capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    if done.returncode == 0:
        return done.stdout
    if "No module named pip" in done.stderr:
        raise Failure(
            f"there is no pip in {sys.prefix}; run `{sys.executable} -m ensurepip`, or install the "
            "package in the way that Shopwright was installed"
        )
    raise Failure(f"pip failed:\n{done.stderr.strip()}")


def _change(metadata: dict[str, str]) -> Change:
    name = metadata["name"]
    try:
        before = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        before = ""
    return Change(name=name, version=metadata["version"], before=before)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()
