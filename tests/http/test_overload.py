"""A database that is away, full or too slow: nothing is wrong with the request, so try again."""

from __future__ import annotations

import pytest
from shopwright.http.problems import from_database_error
from shopwright.platform.db import is_overload
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout


def cause(sqlstate: str = "", sqlite: str = "") -> Exception:
    """What a driver raised."""
    error = Exception("no")
    if sqlite:
        error.sqlite_errorname = sqlite  # type: ignore[attr-defined]
    else:
        error.sqlstate = sqlstate or None  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(PoolTimeout(), id="no connection became free"),
        pytest.param(OperationalError("", {}, cause("57014")), id="the statement took too long"),
        pytest.param(OperationalError("", {}, cause("53300")), id="too many connections"),
        pytest.param(OperationalError("", {}, cause("08006")), id="the connection broke"),
        pytest.param(OperationalError("", {}, cause("55P03")), id="a lock was not free in time"),
        pytest.param(OperationalError("", {}, cause()), id="nobody listens there"),
        pytest.param(OperationalError("", {}, cause(sqlite="SQLITE_BUSY")), id="another writes"),
        pytest.param(
            DBAPIError("", {}, cause(), connection_invalidated=True), id="the server was restarted"
        ),
    ],
)
def test_these_pass_by_themselves(error: Exception) -> None:
    assert is_overload(error)


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("", {}, cause("23505")),
        ProgrammingError("", {}, cause("42703")),
        OperationalError("", {}, cause(sqlite="SQLITE_ERROR")),
        ValueError(),
    ],
)
def test_these_are_our_mistakes(error: Exception) -> None:
    assert not is_overload(error)


def test_a_read_that_waits_too_long_is_asked_to_come_again(shop: Shop) -> None:
    if runtime().database.is_sqlite:
        pytest.skip("readers of SQLite never wait")
    shop.product("Mug")
    with runtime().database.engine.connect() as blocking:
        blocking.execute(text("LOCK TABLE product_documents IN ACCESS EXCLUSIVE MODE"))
        answer = shop.client().get("/api/v1/products")

    assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert shop.client().get("/api/v1/products").status_code == 200


def test_a_mistake_of_ours_is_not_excused() -> None:
    error = ProgrammingError("SELECT", {}, cause("42703"))

    with pytest.raises(ProgrammingError):
        from_database_error(error)
