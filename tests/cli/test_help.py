"""`--help` teaches, and is there at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import Result
from shopwright.cli import exits, shopwright

Run = Callable[..., Result]


def commands(
    group: click.Group = shopwright, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands())


def test_the_commands_of_the_specification_are_there(run: Run) -> None:
    output = run("--help").output

    for name in (
        "serve",
        "worker",
        "upgrade",
        "demo",
        "import",
        "export",
        "user",
        "plugin",
        "doctor",
    ):
        assert f"\n  {name} " in output
    assert "shopwright serve --demo" in output
    assert "Exit codes: 0 done" in " ".join(output.split())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_says_what_it_does_and_every_option_what_it_is_for(
    run: Run, path: tuple[str, ...]
) -> None:
    output = run(*path, "--help").output

    assert "Usage: shopwright " + " ".join(path) in output
    assert ALL[path].help
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option) and not ALL[path].hidden:
            assert parameter.help, f"{' '.join(path)} {parameter.name}"


def test_everything_that_lists_can_print_json() -> None:
    names = ("list", "info", "doctor", "books")
    listing = [("upgrade",), *(path for path in ALL if path[-1] in names)]

    for path in listing:
        assert any(option.name == "as_json" for option in ALL[path].params), path
    assert len(listing) >= 6


def test_help_imports_neither_the_shop_nor_a_database_library() -> None:
    program = (
        "import sys; from shopwright.cli import shopwright\n"
        "try: shopwright(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('flask', 'sqlalchemy', 'pydantic', 'rich', 'redis', 'structlog')"
        " if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "[]"


def test_help_costs_less_than_a_third_of_a_second() -> None:
    before = os.times().children_user

    subprocess.run(
        [sys.executable, "-m", "shopwright.cli", "--help"], capture_output=True, check=True
    )

    assert os.times().children_user - before < 0.3


def test_an_unknown_command_is_wrong_usage_and_names_the_right_one(run: Run) -> None:
    assert "serve" in run("serv", code=2).output


def test_the_exit_codes_are_documented_where_they_are_defined() -> None:
    assert exits.__doc__
    for code in (exits.FAILED, exits.NOT_UP_TO_DATE, exits.UNAVAILABLE, exits.BAD_SETTINGS, 75):
        assert f"\n    {code:>2}  " in exits.__doc__
