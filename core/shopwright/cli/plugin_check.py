"""`shopwright plugin check`: whether a plugin keeps its contract, and is fit to be published."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from shopwright.cli.exits import FAILED, UNAVAILABLE

Verdict = Literal["ok", "failed", "missing"]
_MARKS = {"ok": ("ok", "green"), "failed": ("FAILED", "red"), "missing": ("missing", "yellow")}
_CONTRACT = """no test inherits PluginContract; write tests/test_contract.py:

    from shopwright.testing import PluginContract
    from your_package.plugin import YourPlugin

    class TestContract(PluginContract):
        plugin = YourPlugin"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one part of the check went. `said` is what to do, or what the tool printed."""

    name: str
    verdict: Verdict
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tool:
    name: str
    module: str
    arguments: tuple[str, ...]


_TOOLS = (
    _Tool(name="tests", module="pytest", arguments=("-q", "--tb=short", "--no-header")),
    _Tool(name="types", module="mypy", arguments=("--strict",)),
    _Tool(name="style", module="ruff", arguments=("check",)),
    _Tool(name="format", module="ruff", arguments=("format", "--check", "--diff")),
)


@click.command("check")
@click.argument(
    "folder",
    metavar="PATH",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(folder: Path) -> None:
    """Run a plugin's tests with its contract, the type checker and the linter on PATH.

    Exits with 1 when something failed, and with 69 when a tool is not installed.
    """
    found: list[Step] = []
    for step in steps(folder.resolve()):
        found.append(step)
        mark, color = _MARKS[step.verdict]
        click.echo(f"{click.style(f'{mark:<8}', fg=color)}{step.name}")
        if step.said:
            click.echo("\n".join(f"        {line}" for line in step.said.splitlines()))
    verdicts = {step.verdict for step in found}
    if "failed" in verdicts:
        raise click.exceptions.Exit(FAILED)
    if "missing" in verdicts:
        raise click.exceptions.Exit(UNAVAILABLE)


def steps(folder: Path) -> Iterator[Step]:
    """Each part of the check, as soon as it is done."""
    yield _manifest(folder)
    yield _contract(folder)
    for tool in _TOOLS:
        yield _run(tool, folder)


def _manifest(folder: Path) -> Step:
    from shopwright.platform.plugins.manifest import discover

    ours = [path.parent.name for path in _files(folder, "plugin.toml")]
    if not ours:
        return Step(name="plugin.toml", verdict="failed", said=f"there is none below {folder}")
    for plugin in discover():
        if plugin.package in ours:
            verdict: Verdict = "failed" if plugin.error else "ok"
            return Step(name="plugin.toml", verdict=verdict, said=plugin.error)
    return Step(
        name="plugin.toml",
        verdict="failed",
        said=f"{ours[0]} is not installed as a plugin: run `pip install -e {folder}`, and see that "
        "it has an entry point in the group 'shopwright.plugins'",
    )


def _contract(folder: Path) -> Step:
    tests = _files(folder, "*test*.py")
    if any("(PluginContract)" in path.read_text("utf-8") for path in tests):
        return Step(name="contract", verdict="ok")
    return Step(name="contract", verdict="failed", said=_CONTRACT)


def _files(folder: Path, pattern: str) -> list[Path]:
    hidden_or_built = ("build", "dist", "node_modules")
    return [
        path
        for path in sorted(folder.rglob(pattern))
        if not any(
            part.startswith(".") or part in hidden_or_built
            for part in path.relative_to(folder).parts
        )
    ]


def _run(tool: _Tool, folder: Path) -> Step:
    if importlib.util.find_spec(tool.module) is None:
        remedy = f"{tool.module} is not installed: run `pip install 'shopwright[dev,test]'`"
        return Step(name=tool.name, verdict="missing", said=remedy)
    command = [sys.executable, "-m", tool.module, *tool.arguments, *_targets(tool, folder)]
    environment = {**os.environ, "MYPYPATH": "src"} if (folder / "src").is_dir() else None
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return Step(name=tool.name, verdict="ok")
    return Step(name=tool.name, verdict="failed", said=(done.stdout + done.stderr).strip())


def _targets(tool: _Tool, folder: Path) -> Sequence[str]:
    """What a tool looks at: all; but mypy, where nobody told it what, at the code without tests."""
    if tool.module != "mypy":
        return ["."]
    pyproject = folder / "pyproject.toml"
    if pyproject.is_file() and "[tool.mypy]" in pyproject.read_text("utf-8"):
        return []
    return ["--explicit-package-bases", "src" if (folder / "src").is_dir() else "."]
