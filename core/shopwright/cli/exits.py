"""Exit codes, and how expected failures become a sentence and one of them.

     0  done
     1  failed: the message says why
     2  wrong usage
     3  not up to date (`upgrade --check`, or a command on a database that needs an upgrade)
    69  something that is needed does not answer: the database, Redis, a port
    70  a defect in Shopwright
    75  already running; try again later
    78  the settings cannot be used

From 69 on they are those of `sysexits.h`.
"""

from __future__ import annotations

import sys
from typing import Any, Final, NoReturn

import click

FAILED: Final = 1
NOT_UP_TO_DATE: Final = 3
UNAVAILABLE: Final = 69
BAD_SETTINGS: Final = 78


class Failure(click.ClickException):
    """An expected failure: a message for people, and an exit code for scripts."""

    def __init__(self, message: str, *, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance


class Commands(click.Group):
    """The group of all commands; turns the shop's own errors into `Failure`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            _translate(error)


def _translate(error: Exception) -> NoReturn:
    """Raise a `Failure` for what a person can mend, and the error itself for a defect.

    Modules that nobody imported cannot have raised, so they are looked up and not imported.
    """
    if _is(error, "shopwright.platform.config", "ConfigError"):
        raise Failure(str(error), exit_code=BAD_SETTINGS) from error
    if _is(error, "shopwright.platform.supervisor", "SupervisorError"):
        raise Failure(str(error), exit_code=getattr(error, "exit_code", FAILED)) from error
    if _is(error, "shopwright.platform.servers", "ServerError"):
        raise Failure(str(error), exit_code=UNAVAILABLE) from error
    if _is(error, "shopwright.platform.db.migrate", "NewerSchema"):
        raise Failure(str(error)) from error
    if _is(error, "shopwright.platform.errors", "ShopError"):
        raise Failure(_sentences(error)) from error
    if _is(error, "sqlalchemy.exc", "OperationalError"):
        reason = str(getattr(error, "orig", error)).strip()
        raise Failure(f"the database does not answer: {reason}", exit_code=UNAVAILABLE) from error
    if _is(error, "redis", "RedisError"):
        raise Failure(f"Redis does not answer: {error}", exit_code=UNAVAILABLE) from error
    raise error


def _is(error: Exception, module: str, name: str) -> bool:
    found = sys.modules.get(module)
    return found is not None and isinstance(error, getattr(found, name))


def _sentences(error: Any) -> str:
    lines = [error.message]
    for problem in error.problems:
        lines.append(f"  {problem.field}: {problem.message}" if problem.field else problem.message)
    return "\n".join(dict.fromkeys(lines))
