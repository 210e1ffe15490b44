"""`shopwright user`: staff and API keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

pytestmark = pytest.mark.usefixtures("shop_dir")
Run = Callable[..., Result]
PASSWORD = "correct horse battery\n"


def test_the_first_owner_is_made_with_a_password_from_standard_input(
    run: Run, run_json: Callable[..., Any]
) -> None:
    run("user", "create", "Ann@Example.com", "--name", "Ann", input=PASSWORD)

    (ann,) = run_json("user", "list")
    assert (ann["email"], ann["name"], ann["roles"]) == ("ann@example.com", "Ann", ["owner"])
    assert ann["state"] == "active"


def test_without_anybody_the_list_says_what_to_do(run: Run) -> None:
    assert "shopwright user create" in run("user", "list").output


def test_a_password_can_be_made_and_is_shown_once(run: Run, shop_dir: Path) -> None:
    output = run("user", "create", "ann@example.com", "--generate").output

    made = output.rpartition(": ")[2].strip()
    assert len(made) == 19
    assert made.encode() not in (shop_dir / "shop.db").read_bytes()


def test_what_is_wrong_is_said_in_a_sentence(run: Run) -> None:
    assert "address" in run("user", "create", "nobody", code=1, input=PASSWORD).output
    assert (
        "password" in run("user", "create", "a@b.example", code=1, input="short\n").output.lower()
    )
    run("user", "create", "ann@example.com", input=PASSWORD)
    taken = run("user", "create", "ann@example.com", code=1, input=PASSWORD)
    assert taken.output.startswith("Error: ")
    unknown = run("user", "create", "b@b.example", "--role", "boss", code=1, input=PASSWORD)
    assert "there is no role 'boss'; there are owner" in unknown.output


def test_a_password_is_set_anew(run: Run) -> None:
    run("user", "create", "ann@example.com", input=PASSWORD)

    assert "is set" in run("user", "password", "ann@example.com", "--generate").output
    run("user", "password", "bob@example.com", "--generate", code=1)


def test_a_key_for_a_program(run: Run, run_json: Callable[..., Any]) -> None:
    made = run_json("user", "api-key", "Scanner", "--scope", "inventory:read", "--days", "30")
    assert made["key"].startswith("sw_")
    assert made["expires_at"]

    assert "sw_" in run("user", "api-key", "Other", "--scope", "orders:read").output


def test_a_key_without_scopes_lists_those_there_are(run: Run) -> None:
    output = run("user", "api-key", "Scanner", code=1).output

    assert "orders:refund" in output
    assert "--scope" in output


def test_a_misspelt_scope_names_the_right_one(run: Run) -> None:
    output = run("user", "api-key", "Scanner", "--scope", "order:read", code=1).output

    assert "Did you mean 'orders:read'" in output
