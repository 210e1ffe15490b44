"""Another `secret_key`: what was sealed with the one before is read, and sealed anew by and by."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping

import pytest
from shopwright.platform import audit
from shopwright.platform.clock import now
from shopwright.platform.db import read, transaction
from shopwright.platform.plugins.models import PluginState
from shopwright.platform.runtime import runtime
from shopwright.platform.secrets import CannotUnseal, is_current, seal, unseal
from shopwright.platform.secrets.rotation import Rotated, rotate
from shopwright.testing.shop import Shop
from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.dialects.postgresql import JSONB

OLD, NEW = "a key for tests", "another key"
META = MetaData()
CARDS = Table(
    "gift_wrap_cards",
    META,
    Column("id", Integer, primary_key=True),
    Column("secret", Text),
    Column("keys", JSON().with_variant(JSONB(), "postgresql")),
)
VERSIONS = Table("alembic_version_gift_wrap", META, Column("version_num", Text))

# A process of its own, which is killed before it has sealed the fourth secret anew.
KILLED = """
import os, signal, sys, json
from shopwright.app import create_app
from shopwright.platform.config import Settings
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.secrets import rotation

done = 0
def seal(plain, seal=rotation.seal):
    global done
    done += 1
    if done == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return seal(plain)

rotation.seal = seal
app = create_app(Settings(**json.loads(sys.argv[1])), registry=Registry(), doors=False)
with app.app_context():
    rotation.rotate()
"""


def use(key: str, *old: str) -> None:
    shop = runtime()
    shop.settings = shop.settings.model_copy(update={"secret_key": key, "old_secret_keys": old})


@pytest.fixture
def sealed(shop: Shop) -> list[str]:
    """Secrets in a plugin's settings, and in three rows of a table of its own, twice in each."""
    META.create_all(runtime().database.engine)
    settings = {"$version": 1, "api_key": {"$sealed": seal("key-0")}, "note": "gAAAAA, no secret"}
    with transaction() as db:
        db.add(
            PluginState(
                id="gift_wrap", enabled=False, version="1", settings=settings, changed_at=now()
            )
        )
        for number in range(3):
            row = {"secret": seal(f"key-{number}"), "keys": [{"sealed": seal("é"), "until": None}]}
            db.execute(insert(CARDS).values(id=number, **row))
    return stored()


def stored() -> list[str]:
    """All that is sealed."""
    with read() as db:
        row = db.get(PluginState, "gift_wrap")
        assert row is not None
        cards = list(db.execute(select(CARDS).order_by(CARDS.c.id)))
    found = [row.settings["api_key"]["$sealed"]]
    for card in cards:
        found += [card.secret, card.keys[0]["sealed"]]
    return found


PLAIN = ["key-0", "key-0", "é", "key-1", "é", "key-2", "é"]


def test_what_an_old_key_sealed_is_still_read(sealed: list[str]) -> None:
    use(NEW, "an older one", OLD)

    assert [unseal(item) for item in sealed] == PLAIN
    assert not any(map(is_current, sealed))


def test_afterwards_the_old_key_may_go(sealed: list[str]) -> None:
    use(NEW, OLD)

    assert rotate() == Rotated(rows=7, unreadable=())

    use(NEW)
    assert [unseal(item) for item in stored()] == PLAIN
    with pytest.raises(CannotUnseal, match="old_secret_keys"):
        unseal(sealed[0])


def test_the_second_time_there_is_nothing_to_do(sealed: list[str]) -> None:
    use(NEW, OLD)
    rotate()
    before = stored()

    assert rotate() == Rotated(rows=0, unreadable=())
    assert stored() == before


def test_killed_half_way_it_loses_nothing_and_goes_on(sealed: list[str]) -> None:
    settings = runtime().settings
    values: Mapping[str, object] = {
        "database_url": settings.database_url,
        "data_dir": str(settings.data_dir),
        "environment": "test",
        "secret_key": NEW,
        "old_secret_keys": [OLD],
    }
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, json.dumps(values)], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    use(NEW, OLD)
    half = stored()
    assert sum(map(is_current, half)) == 3
    assert [unseal(item) for item in half] == PLAIN
    assert rotate().rows == 4
    use(NEW)
    assert [unseal(item) for item in stored()] == PLAIN


def test_what_no_key_opens_is_named_and_left_alone(sealed: list[str]) -> None:
    use(NEW)

    done = rotate()

    assert done.rows == 0
    assert done.unreadable == (
        "gift_wrap_cards.keys",
        "gift_wrap_cards.secret",
        "plugin_states.settings",
    )
    assert stored() == sealed


def test_it_is_in_the_audit_log(sealed: list[str]) -> None:
    use(NEW, OLD)
    rotate()

    (entry,) = audit.entries()
    assert (entry.action, entry.data) == ("secrets.rotate", {"rows": 7})
