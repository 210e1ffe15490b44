"""Endpoints: what can be saved, secrets, and what the audit log says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from shopwright import Context
from shopwright.platform import audit
from shopwright.platform.audit import AuditFilter
from shopwright.platform.db import read
from shopwright.platform.runtime import runtime
from shopwright.testing import Receiver, Shop
from shopwright_webhooks import endpoints as area
from shopwright_webhooks.errors import (
    EndpointDisabled,
    EndpointInvalid,
    EndpointNotFound,
    TooManyEndpoints,
    TooManySecrets,
)
from shopwright_webhooks.models import Endpoint
from shopwright_webhooks.types import NewSecret
from sqlalchemy import select

Later = Callable[..., Any]
NOBODY = UUID(int=0)


def row(endpoint_id: UUID) -> Endpoint:
    with read() as db:
        return db.scalars(select(Endpoint).where(Endpoint.id == endpoint_id)).one()


def told() -> list[str]:
    return [entry.action for entry in audit.entries(AuditFilter(), limit=50)]


def test_an_endpoint_is_added_with_a_secret_that_is_told_once(ctx: Context, web: Receiver) -> None:
    made = area.add_endpoint(
        ctx, url=f"{web.url}/secret-path", events=["order.paid", "order.placed", "order.paid"]
    )
    assert made.secret.startswith("whsec_")
    view = area.endpoint(ctx, made.endpoint.id)
    assert area.endpoints(ctx) == [view]
    assert (view.events, view.enabled, view.secrets) == (("order.paid", "order.placed"), True, 1)
    stored = json.dumps(row(view.id).secrets)
    assert made.secret.removeprefix("whsec_") not in stored
    (entry,) = audit.entries(AuditFilter(), limit=1)
    assert entry.action == "webhooks.endpoint.create"
    assert "secret-path" not in repr(entry)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://10.0.0.1/hooks", "not a public address"),
        ("https://169.254.169.254/latest", "not a public address"),
        ("https://[::1]/hooks", "not a public address"),
        ("http://93.184.216.34/hooks", "https"),
        ("https://me:hunter2@93.184.216.34/", "password"),
        ("https://no-such-host.invalid/", "cannot be found"),
        ("mailto:a@b.example", "http"),
    ],
)
def test_addresses_that_lead_inside_cannot_be_saved(
    ctx: Context, made: NewSecret, url: str, reason: str
) -> None:
    for save in (
        lambda: area.add_endpoint(ctx, url=url, events=["*"]),
        lambda: area.change_endpoint(ctx, made.endpoint.id, url=url),
    ):
        with pytest.raises(EndpointInvalid) as refused:
            save()
        (problem,) = refused.value.problems
        assert problem.field == "url"
        assert reason in problem.message
        assert "hunter2" not in problem.message


def test_events_that_do_not_exist_are_refused_with_the_one_that_was_meant(
    ctx: Context, web: Receiver
) -> None:
    with pytest.raises(EndpointInvalid) as refused:
        area.add_endpoint(ctx, url=web.url, events=["order.paid", "order.plcaed"])
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("events.1", "unknown_event")
    assert "did you mean 'order.placed'" in problem.message


def test_only_what_is_given_changes(ctx: Context, made: NewSecret) -> None:
    before = made.endpoint
    changed = area.change_endpoint(ctx, before.id, events=["order.paid"])
    assert (changed.url, changed.events) == (before.url, ("order.paid",))
    area.change_endpoint(ctx, before.id, description="ERP")
    assert area.endpoint(ctx, before.id).description == "ERP"
    assert told().count("webhooks.endpoint.change") == 2
    area.change_endpoint(ctx, before.id, description="ERP")
    assert told().count("webhooks.endpoint.change") == 2


def test_an_endpoint_is_removed(ctx: Context, made: NewSecret) -> None:
    area.remove_endpoint(ctx, made.endpoint.id)
    assert area.endpoints(ctx) == []
    for use in (
        lambda: area.endpoint(ctx, made.endpoint.id),
        lambda: area.remove_endpoint(ctx, NOBODY),
        lambda: area.change_endpoint(ctx, NOBODY, description=""),
        lambda: area.rotate_secret(ctx, NOBODY, overlap_hours=1),
        lambda: area.send_test(ctx, NOBODY),
    ):
        with pytest.raises(EndpointNotFound):
            use()


def test_there_are_not_too_many(
    ctx: Context, made: NewSecret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "MOST_ENDPOINTS", 1)
    with pytest.raises(TooManyEndpoints):
        area.add_endpoint(ctx, url=made.endpoint.url, events=["*"])


def test_old_secrets_run_out_after_the_overlap(ctx: Context, made: NewSecret, later: Later) -> None:
    new = area.rotate_secret(ctx, made.endpoint.id, overlap_hours=24)
    assert new.secret != made.secret
    assert new.endpoint.secrets == 2
    with later(hours=23):
        assert area.endpoint(ctx, made.endpoint.id).secrets == 2
    with later(hours=25):
        assert area.endpoint(ctx, made.endpoint.id).secrets == 1
    assert area.rotate_secret(ctx, made.endpoint.id, overlap_hours=0).endpoint.secrets == 1
    assert told().count("webhooks.endpoint.rotate_secret") == 2


def test_a_second_rotation_makes_no_old_secret_live_longer(
    ctx: Context, made: NewSecret, later: Later
) -> None:
    area.rotate_secret(ctx, made.endpoint.id, overlap_hours=1)
    area.rotate_secret(ctx, made.endpoint.id, overlap_hours=100)
    assert area.endpoint(ctx, made.endpoint.id).secrets == 3
    with later(hours=2):
        assert area.endpoint(ctx, made.endpoint.id).secrets == 2


def test_there_are_not_too_many_secrets_at_a_time(ctx: Context, made: NewSecret) -> None:
    for _ in range(area.MOST_SECRETS - 1):
        area.rotate_secret(ctx, made.endpoint.id, overlap_hours=24)
    with pytest.raises(TooManySecrets):
        area.rotate_secret(ctx, made.endpoint.id, overlap_hours=24)
    assert area.rotate_secret(ctx, made.endpoint.id, overlap_hours=0).endpoint.secrets == 1


def test_a_disabled_endpoint_gets_no_test(ctx: Context, made: NewSecret) -> None:
    view = area.change_endpoint(ctx, made.endpoint.id, enabled=False)
    assert (view.enabled, view.disabled_reason) == (False, "by staff")
    with pytest.raises(EndpointDisabled):
        area.send_test(ctx, made.endpoint.id)


def test_settings_have_defaults(shop: Shop) -> None:
    assert runtime().registry.plugins[0].context.settings.keep_days == 30
