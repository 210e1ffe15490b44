"""`shopwright x promotions codes`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from shopwright import Context
from shopwright_promotions import cli, queries

Make = Callable[..., UUID]
Run = Callable[..., Any]


@pytest.fixture
def run(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it in the shop."""
    monkeypatch.setattr(cli, "plugin_context", lambda: ctx)
    return lambda *arguments: CliRunner().invoke(cli.codes, list(map(str, arguments)))


def test_codes_are_made_and_printed_one_per_line(run: Run, make: Make, ctx: Context) -> None:
    promotion = make(codes=["SUMMER"])
    printed = run(promotion, "--count", 3, "--prefix", "sun-").output.split()
    assert len(printed) == 3
    assert all(code.startswith("SUN-") and len(code) == 14 for code in printed)
    kept = queries.codes(ctx, promotion, limit=10)
    assert {row.code for row in kept} == {"SUMMER", *printed}


@pytest.mark.parametrize(
    ("wrong", "named"), [(("--count", 0), "--count"), (("--prefix", "a b"), "--prefix")]
)
def test_what_cannot_be_made_is_refused_by_name(
    run: Run, make: Make, wrong: tuple[Any, ...], named: str
) -> None:
    refused = run(make(codes=["SUMMER"]), *wrong)
    assert (refused.exit_code, named in refused.output) == (2, True)
