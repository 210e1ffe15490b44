"""`shopwright deliveries`: list, show, replay, drop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from shopwright.platform.clock import now
from shopwright.platform.events.models import OutboxDelivery
from shopwright.platform.ids import uuid7
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

Run = Callable[..., Result]
RunJson = Callable[..., Any]
_TRACE = "Traceback (most recent call last):\n  ...\nConnectionError: the printer is away"


@pytest.fixture
def letters(shop_dir: Any) -> list[str]:
    """Ids: of a dead and a parked one of gift_wrap, a dead one of ribbons, and a done one."""
    kinds = [
        ("plugin:gift_wrap", "dead"),
        ("plugin:gift_wrap", "parked"),
        ("plugin:ribbons", "dead"),
        ("plugin:ribbons", "done"),
    ]
    made = []
    engine = create_engine(f"sqlite:///{shop_dir / 'shop.db'}")
    with Session(engine) as db, db.begin():
        for consumer, state in kinds:
            letter = OutboxDelivery(
                id=uuid7(),
                consumer=consumer,
                queue="plugins",
                state=state,
                attempts=6,
                run_at=now(),
                arguments={"job": "print"},
                last_error=_TRACE if state == "dead" else None,
            )
            made.append(str(letter.id))
            db.add(letter)
    engine.dispose()
    return made


def states(run_json: RunJson) -> dict[str, str]:
    return {item["id"]: item["state"] for item in run_json("deliveries", "list")}


def test_what_is_owed_is_listed_with_what_went_wrong(
    run: Run, run_json: RunJson, letters: list[str]
) -> None:
    found = run_json("deliveries", "list", "--state", "dead", "--plugin", "gift_wrap")
    assert [item["id"] for item in found] == letters[:1]
    assert [item["id"] for item in run_json("deliveries", "list")] == letters[::-1]
    told = run("deliveries", "list", "--consumer", "plugin:ribbons", "--state", "dead").output
    assert told == (
        f"{letters[2]}  dead     plugin:ribbons  print  6 attempts\n"
        "        ConnectionError: the printer is away\n"
    )
    assert run("deliveries", "list", "--plugin", "nobody").output == "Nothing is owed.\n"


def test_one_is_shown_with_its_traceback(run: Run, run_json: RunJson, letters: list[str]) -> None:
    told = run("deliveries", "show", letters[0]).output
    assert "plugin:gift_wrap" in told
    assert told.endswith(f"{_TRACE}\n")
    assert run_json("deliveries", "show", letters[0])["last_error"] == _TRACE
    assert "There is no delivery" in run("deliveries", "show", str(uuid7()), code=1).output


def test_those_of_a_plugin_or_of_a_time_are_tried_again(
    run: Run, run_json: RunJson, letters: list[str]
) -> None:
    told = run("deliveries", "replay", "--plugin", "gift_wrap").output
    assert told == "2 deliveries will be tried again, as soon as a worker is free.\n"
    assert list(states(run_json).values()) == ["done", "dead", "due", "due"]
    tomorrow = str((now() + timedelta(days=1)).date())
    assert "0 deliveries" in run("deliveries", "replay", "--since", tomorrow).output
    assert "1 delivery will" in run("deliveries", "replay", "--until", tomorrow).output


def test_single_ones_are_tried_again_or_given_up(
    run: Run, run_json: RunJson, letters: list[str]
) -> None:
    dead, parked, other, done = letters
    assert "2 deliveries will be tried again" in run("deliveries", "replay", dead, parked).output
    assert "1 delivery will not be tried" in run("deliveries", "drop", other).output
    assert list(states(run_json).values()) == ["done", "dropped", "due", "due"]
    assert "is 'done'" in run("deliveries", "replay", done, code=1).output


def test_it_has_to_be_said_which(run: Run, letters: list[str]) -> None:
    assert "say which" in run("deliveries", "replay", code=1).output
    assert "say which" in run("deliveries", "drop", code=1).output
    both = ("--plugin", "gift_wrap", "--consumer", "job:print")
    assert "use one of them" in run("deliveries", "list", *both, code=1).output
