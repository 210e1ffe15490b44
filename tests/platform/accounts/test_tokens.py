"""One-time tokens."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import current_app
from shopwright.platform.accounts import (
    Browser,
    InvalidToken,
    Throttle,
    issue_token,
    open_session,
    redeem_token,
    revoke_tokens,
)
from shopwright.platform.accounts.models import AccountThrottle, AccountToken, LoginSession
from shopwright.platform.accounts.purge import purge_accounts
from shopwright.platform.db import read
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

ADA = UUID(int=1)
HOUR = timedelta(hours=1)


def issue(kind: str = "customer", purpose: str = "reset_password", account: UUID = ADA) -> str:
    return issue_token(kind, account, purpose, email="ada@example.com", lifetime=HOUR)


def test_a_token_tells_whose_it_is_and_where_it_went(shop: Shop) -> None:
    redeemed = redeem_token("customer", "reset_password", issue())
    assert (redeemed.account_id, redeemed.email) == (ADA, "ada@example.com")


def test_only_its_hash_is_stored(shop: Shop) -> None:
    token = issue()
    with read() as db:
        assert token not in str(db.execute(select(AccountToken.__table__)).all())


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [("staff", "reset_password"), ("customer", "verify_email"), ("staff", "invite"), ("", "")],
)
def test_a_token_opens_one_door_only(shop: Shop, kind: str, purpose: str) -> None:
    token = issue()
    with pytest.raises(InvalidToken):
        redeem_token(kind, purpose, token)
    assert redeem_token("customer", "reset_password", token)


def test_of_many_who_use_it_at_once_one_succeeds(shop: Shop) -> None:
    token, app = issue(), current_app._get_current_object()  # type: ignore[attr-defined]
    barrier, outcomes = threading.Barrier(4), []

    def redeem() -> None:
        with app.app_context():
            barrier.wait()
            try:
                redeem_token("customer", "reset_password", token)
            except InvalidToken:
                outcomes.append("refused")
            else:
                outcomes.append("redeemed")

    threads = [threading.Thread(target=redeem) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["redeemed", "refused", "refused", "refused"]


def test_tokens_are_revoked_by_purpose_or_altogether(shop: Shop) -> None:
    resetting, verifying = issue(), issue(purpose="verify_email")
    others = issue(account=UUID(int=2))
    revoke_tokens("customer", ADA, "reset_password")
    with pytest.raises(InvalidToken):
        redeem_token("customer", "reset_password", resetting)
    assert redeem_token("customer", "verify_email", verifying)
    revoke_tokens("customer", ADA)
    assert redeem_token("customer", "reset_password", others)


def test_what_has_expired_is_purged_and_the_rest_stays(shop: Shop) -> None:
    throttle = Throttle(name="test", limit=1, window=HOUR)
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        issue()
        open_session("staff", ADA, Browser())
        throttle.count("ada")
        clock.shift(24 * 3600)
        issue()
        open_session("staff", ADA, Browser())
        throttle.count("bea")
        purge_accounts()
        with read() as db:
            for table in (AccountToken, LoginSession, AccountThrottle):
                assert db.scalar(select(func.count()).select_from(table)) == 1
