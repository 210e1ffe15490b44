"""Expected failures are a sentence and an exit code; a defect stays a traceback."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
import redis
from click.testing import CliRunner
from shopwright.cli.exits import Commands, Failure
from shopwright.platform.config import ConfigError
from shopwright.platform.errors import Invalid, NotFound, Problem
from shopwright.platform.servers import NoServerProgram
from shopwright.platform.supervisor import AlreadyRunning, ChildFailed
from sqlalchemy.exc import OperationalError

TWO = Invalid(
    "It cannot be saved.",
    problems=[
        Problem(code="x", message="Too long.", field="name"),
        Problem(code="y", message="Not now."),
    ],
)


@pytest.mark.parametrize(
    ("error", "code", "output"),
    [
        (Failure("no"), 1, "no"),
        (Failure("no", exit_code=3), 3, "no"),
        (ConfigError("unknown setting"), 78, "unknown setting"),
        (AlreadyRunning(Path("/var/shop/pid"), 7), 75, "process 7 already runs"),
        (ChildFailed("web", "it ended"), 69, "'web' did not start"),
        (NoServerProgram("there is no Valkey"), 69, "there is no Valkey"),
        (NotFound("There is no such thing."), 1, "There is no such thing."),
        (TWO, 1, "It cannot be saved.\n  name: Too long.\nNot now."),
        (OperationalError("SELECT", {}, Exception("refused")), 69, "does not answer: refused"),
        (redis.ConnectionError("refused"), 69, "Redis does not answer: refused"),
        (click.UsageError("no such option"), 2, "no such option"),
        (click.Abort(), 1, "Aborted!"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_an_expected_failure(error: Exception, code: int, output: str) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])

    assert result.exit_code == code
    assert output in result.output
    assert "Traceback" not in result.output


def test_a_defect_is_not_hidden() -> None:
    result = CliRunner().invoke(failing(KeyError("x")), ["fail"])

    assert isinstance(result.exception, KeyError)


def failing(error: Exception) -> Commands:
    group = Commands()

    @group.command()
    def fail() -> None:
        raise error

    return group
