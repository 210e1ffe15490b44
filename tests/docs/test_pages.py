"""The documentation names only what there is: files, commands, options, settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from shopwright.cli import shopwright

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("plugins/*/README.md"),
        *ROOT.glob("themes/*/README.md"),
    ],
    key=str,
)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
_COMMAND = re.compile(
    r"(?:^|`|\|\| |&& )((?:[A-Z_]+=\S+ )*shopwright(?: [^`\n#|&]+)?)", re.MULTILINE
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(text_of(page)):
        assert (page.parent / target).exists(), target


def commands(page: Path) -> Iterator[list[str]]:
    for found in _COMMAND.findall(text_of(page)):
        words = shlex.split(found.replace("...", ""))
        yield words[words.index("shopwright") + 1 :]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_and_options_exist(page: Path) -> None:
    for words in commands(page):
        if words[:1] == ["x"]:  # what follows is a plugin's own
            continue
        command: click.Command = shopwright
        asked = click.Context(command)
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("-"):
                found = command.get_command(asked, word)
                assert found is not None, f"shopwright {' '.join(words)}"
                command = found
            elif word.startswith("--") and word != "--help":
                options = {name for option in command.params for name in option.opts}
                assert word.partition("=")[0] in options, f"shopwright {' '.join(words)}"


def test_the_targets_that_are_named_are_in_the_makefile() -> None:
    makefile = text_of(ROOT / "Makefile")
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", text_of(page), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{named(page)}: {target}"


def test_decisions_are_numbered_once_and_titled_alike() -> None:
    numbers = []
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        number = path.name.partition("-")[0].lstrip("0")
        assert text_of(path).startswith(f"# {number}. "), path.name
        numbers.append(number)
    assert len(set(numbers)) == len(numbers)
