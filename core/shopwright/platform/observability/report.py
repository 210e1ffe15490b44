"""How the shop does, at a glance: what `shopwright doctor` and the admin's system page show."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shopwright.platform.db import read
from shopwright.platform.jobs import deliveries, health
from shopwright.platform.plugins.switching import plugins
from shopwright.platform.runtime import runtime

Verdict = Literal["ok", "warning", "failed"]
_LOW_DISK = 500 * 1024 * 1024
_MANY_WAITING = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `remedy` is what to do about it, '' when it is well."""

    name: str
    verdict: Verdict
    finding: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """What runs here."""

    shopwright: str
    python: str
    database: str


def software() -> Software:
    """Versions, for a bug report. Raises when the database does not answer."""
    database = runtime().database
    query = "SELECT sqlite_version()" if database.is_sqlite else "SHOW server_version"
    with read() as db:
        server = db.execute(text(query)).scalar_one()
    return Software(
        shopwright=version("shopwright"),
        python=platform.python_version(),
        database=f"{'SQLite' if database.is_sqlite else 'PostgreSQL'} {server}",
    )


def checks() -> list[Check]:
    """Look everything over; what needs the database is left out when that does not answer."""
    first = _database()
    found = [first, _redis(), _disk()]
    if first.verdict == "failed":
        return found
    schema = _schema()
    found.append(schema)
    if schema.verdict == "ok":
        found += [_plugins(), _sweepers(), _schedules(), _backlog(), _dead()]
    return found


def _database() -> Check:
    try:
        facts = software()
    except SQLAlchemyError as error:
        return Check(
            name="database",
            verdict="failed",
            finding=f"does not answer: {getattr(error, 'orig', error)}".strip(),
            remedy="Start it, or correct DATABASE_URL.",
        )
    return Check(name="database", verdict="ok", finding=f"{facts.database} answers")


def _schema() -> Check:
    # Alembic takes long to import, and the web processes can mostly do without.
    from shopwright.platform.db.migrate import SchemaState, status

    found = status(runtime().database.engine)
    if found.state is SchemaState.CURRENT:
        return Check(name="schema", verdict="ok", finding=f"up to date ({found.head})")
    newer = found.state is SchemaState.NEWER
    return Check(
        name="schema",
        verdict="failed",
        finding=f"at revision '{found.revision}', this version needs '{found.head}'",
        remedy="Install the later version again." if newer else "Run `shopwright upgrade`.",
    )


def _redis() -> Check:
    broker = runtime().broker
    if broker.client is None:
        return Check(
            name="redis",
            verdict="warning",
            finding="none is set, and no embedded one runs here",
            remedy="Jobs wait until `shopwright serve` runs, or REDIS_URL is set for a worker.",
        )
    try:
        broker.ask(redis.Redis.ping)
    except redis.RedisError as error:
        return Check(
            name="redis",
            verdict="warning",
            finding=f"does not answer: {error}",
            remedy="Start it, or correct REDIS_URL. The shop sells without it; jobs wait.",
        )
    return Check(name="redis", verdict="ok", finding="answers")


def _disk() -> Check:
    directory = runtime().settings.data_dir
    directory.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(directory).free
    finding = f"{free / 1024**3:.1f} GiB free in {directory}"
    if free < _LOW_DISK:
        remedy = "Make room: a full disk stops orders."
        return Check(name="disk", verdict="failed", finding=finding, remedy=remedy)
    return Check(name="disk", verdict="ok", finding=finding)


def _plugins() -> Check:
    found = plugins()
    well = ("enabled", "disabled", "available", "uninstalled")
    bad = [item.id for item in found if item.state not in well]
    if bad:
        return Check(
            name="plugins",
            verdict="warning",
            finding=f"left out: {', '.join(bad)}",
            remedy=f"`shopwright plugin doctor {bad[0]}` shows why.",
        )
    count = sum(item.state == "enabled" for item in found)
    return Check(name="plugins", verdict="ok", finding=f"{count} enabled")


def _sweepers() -> Check:
    found = health.sweepers()
    late = [item.name for item in found if item.late]
    failed = [item.name for item in found if item.last_error]
    if late:
        return Check(
            name="sweepers",
            verdict="failed",
            finding=f"did not run lately: {', '.join(late)}",
            remedy="Run a worker: `shopwright serve` has one, or start `shopwright worker`.",
        )
    if failed:
        return Check(
            name="sweepers",
            verdict="warning",
            finding=f"failed the last time: {', '.join(failed)}",
            remedy="The worker's log says why.",
        )
    return Check(name="sweepers", verdict="ok", finding=f"all {len(found)} run")


def _schedules() -> Check:
    late = [item.name for item in health.schedules() if item.late]
    if late:
        return Check(
            name="schedules",
            verdict="warning",
            finding=f"late: {', '.join(late)}",
            remedy="Run a worker, or more of them.",
        )
    return Check(name="schedules", verdict="ok", finding="none is late")


def _backlog() -> Check:
    waiting = sum(item.count for item in deliveries.backlog() if item.state in ("due", "sent"))
    if waiting > _MANY_WAITING:
        return Check(
            name="backlog",
            verdict="warning",
            finding=f"{waiting} deliveries wait",
            remedy="Run more workers: `shopwright worker`.",
        )
    return Check(name="backlog", verdict="ok", finding=f"{waiting} deliveries wait")


def _dead() -> Check:
    dead = sum(item.count for item in deliveries.backlog() if item.state == "dead")
    if dead:
        return Check(
            name="dead letters",
            verdict="warning",
            finding=f"{dead} deliveries failed on every attempt",
            remedy="`shopwright deliveries list --state dead` shows them; replay or drop them.",
        )
    return Check(name="dead letters", verdict="ok", finding="none")
