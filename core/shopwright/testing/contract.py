"""`PluginContract`: what every plugin must hold, as tests that a plugin inherits.

    from shopwright.testing import PluginContract

    class TestContract(PluginContract):
        plugin = GiftWrap
        settings = {"paper": "red"}     # only if the plugin needs some to be of use

Each test says in its failure what to do. docs/plugins/testing.md tells why each is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import MetaData, inspect, select

from shopwright.commerce.staff import CORE_PERMISSIONS
from shopwright.commerce.staff.hooks import permissions
from shopwright.platform import clock
from shopwright.platform.db import read, transaction
from shopwright.platform.events.deliver import perform
from shopwright.platform.events.models import OutboxDelivery, OutboxEvent
from shopwright.platform.events.outbox import enqueue_for_plugin
from shopwright.platform.hooks.spec import SPECS, EventHook
from shopwright.platform.jobs.hooks import job_definitions, schedules
from shopwright.platform.jobs.plugin_jobs import declared_jobs
from shopwright.platform.plugins.manifest import Discovered, discover
from shopwright.platform.plugins.migrations import (
    downgrade_plugin,
    pending_plugin,
    schema_differences,
    upgrade_plugin,
)
from shopwright.platform.plugins.plugin import Plugin, package_of
from shopwright.platform.runtime import runtime
from shopwright.testing.databases import DatabaseKind, Databases
from shopwright.testing.guards import failure_of_import, killed_before_the_mark, watch_network
from shopwright.testing.hints import implementations, wrong_hints
from shopwright.testing.opening import open_shop, tell
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.routes import routes_of
from shopwright.testing.samples import sample
from shopwright.testing.schema import declared_metadata, rows_of, structure
from shopwright.testing.shop import Shop
from shopwright.testing.shown import files_in_slots, rights_asked_for
from shopwright.testing.surface import private_imports
from shopwright.testing.trial_settings import settings_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where a contract's shops are made."""

    databases: Databases
    kind: DatabaseKind
    folder: Path


class PluginContract:
    """Inherit it as `class TestContract(PluginContract)`, and say which plugin it is about.

    `settings` are those that the plugin is tried out with.
    """

    plugin: ClassVar[type[Plugin]]
    settings: ClassVar[Mapping[str, Any]] = {}

    def sell(self, shop: Shop) -> None:
        """What happens in the shop while the plugin takes part: a guest's order.

        Override it where your plugin is about something else, or refuses this.
        """
        shop.place_order()

    @pytest.fixture
    def workplace(
        self, shopwright_databases: Databases, shopwright_database: DatabaseKind, tmp_path: Path
    ) -> Workplace:
        """On the database that was asked for; on both, if both were."""
        return Workplace(databases=shopwright_databases, kind=shopwright_database, folder=tmp_path)

    @pytest.fixture
    def running(self, workplace: Workplace) -> Iterator[Shop]:
        """A shop with the plugin in it, on the database that was asked for."""
        with self._open(workplace) as shop:
            yield shop

    @pytest.fixture(scope="class")
    @classmethod
    def quick(
        cls, shopwright_databases: Databases, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Shop]:
        """One shop with the plugin in it, for all that depends on no database."""
        folder = tmp_path_factory.mktemp("quick")
        with cls._open(
            Workplace(databases=shopwright_databases, kind="sqlite", folder=folder)
        ) as shop:
            yield shop

    def test_it_is_installed_and_says_what_it_is(self) -> None:
        found = self._installed()
        assert found.manifest is not None, f"plugin.toml: {found.error}"
        assert found.entry_point.load() is self.plugin, (
            f"the entry point '{found.name}' leads to {found.entry_point.value}, not to "
            f"{self.plugin.__module__}:{self.plugin.__name__}"
        )

    def test_it_imports_only_what_is_public(self) -> None:
        (folder,) = self._package_folder()
        found = list(private_imports(folder))
        assert not found, (
            "these may change in any release; import from shopwright, shopwright.hooks and "
            "shopwright.commerce.<area> only:\n" + "\n".join(found)
        )

    def test_importing_it_starts_nothing(self) -> None:
        failure = failure_of_import(self.plugin.__module__)
        assert not failure, f"do this in a hook or a job, not while being imported:\n{failure}"

    def test_its_hooks_take_what_they_are_given(self) -> None:
        wrong = list(wrong_hints(self.plugin))
        assert not wrong, "\n".join(wrong)

    def test_the_shop_sells_with_it_and_calls_nobody_in_a_transaction(self, running: Shop) -> None:
        with watch_network() as called:
            self.sell(running)
            running.deliver()
        assert not called, "hear of it in an '-ed' hook, or enqueue a job:\n" + "\n".join(called)
        failed = [row for row in self._deliveries() if row.last_error]
        assert not failed, f"a delivery to it failed:\n{failed[0].last_error}"

    def test_its_tables_come_and_go_and_are_as_declared(self, workplace: Workplace) -> None:
        package, name = package_of(self.plugin), self.plugin.id
        with self._core_only(workplace):
            engine = runtime().database.engine
            if not declared_metadata(package) and not pending_plugin(engine, name, package):
                return  # it has no tables
            with engine.connect() as connection:
                before = structure(connection)
            for _ in range(2):
                upgrade_plugin(engine, name, package)
                assert pending_plugin(engine, name, package) == ()
                declared = declared_metadata(package) or [MetaData()]
                found = schema_differences(engine, name, declared)  # type: ignore[arg-type]
                assert not found, f"models and migrations differ; write a revision: {found}"
                downgrade_plugin(engine, name, package)
                with engine.connect() as connection:
                    after = structure(connection)
                left = _changed(before, after)
                assert not left, f"uninstalling it must leave these as they were: {left}"

    def test_its_tables_carry_its_name_and_stand_alone(self, quick: Shop) -> None:
        prefix = f"{self.plugin.id}_"
        declared = [
            table
            for metadata in declared_metadata(package_of(self.plugin))
            for table in metadata.tables.values()
        ]
        wrong = [table.name for table in declared if not table.name.startswith(prefix)]
        assert not wrong, f"begin the names of tables with '{prefix}': {wrong}"
        reaching = [
            f"{table.name} -> {key.target_fullname}"
            for table in declared
            for key in table.foreign_keys
            if not key.target_fullname.startswith(prefix)
        ]
        assert not reaching, f"no foreign keys to others' tables; keep plain ids: {reaching}"
        there = inspect(runtime().database.engine).get_table_names()
        missing = {table.name for table in declared} - set(there)
        assert not missing, f"its migrations do not make {sorted(missing)}"

    def test_its_settings_are_kept_as_they_were_set(self, quick: Shop) -> None:
        kind = self.plugin.settings_class()
        if kind is None:
            return
        problems = list(settings_problems(kind, self.settings))
        assert not problems, "\n".join(problems)

    def test_its_routes_answer_404_while_it_is_disabled(self, quick: Shop) -> None:
        with self._disabled():
            for route in routes_of(quick.app, self.plugin.id):
                answer = quick.client().open(route.url, method=route.method)
                # at the root of a shop without a storefront its API is shown
                wanted = 302 if route.url == "/" else 404
                assert answer.status_code == wanted, f"{route} answers {answer.status_code}"

    def test_what_it_shows_in_slots_is_in_its_package(self, quick: Shop) -> None:
        (folder,) = self._package_folder()
        named = files_in_slots(self.plugin.id, folder)
        missing = [str(path) for path in named if not path.is_file()]
        assert not missing, f"name files below templates/ and static/ of the package: {missing}"

    def test_what_is_owed_to_it_waits_while_it_is_disabled(self, quick: Shop) -> None:
        tell(*(sample(hook.payload) for hook in self._heard()))
        jobs = [job for _, job in runtime().registry.described(job_definitions)]
        with transaction():
            for job in jobs:
                enqueue_for_plugin(self.plugin.id, job.name, {}, queue=job.queue)
        with self._disabled():
            quick.deliver()
        states = {row.state for row in self._deliveries()}
        assert states <= {"parked"}, f"they are {states}"

    def test_its_schedules_name_jobs_that_it_has(self, quick: Shop) -> None:
        known = set(declared_jobs(self.plugin.id))
        named = {
            times.job
            for owner, times in runtime().registry.described(schedules)
            if owner == self.plugin.id
        }
        assert named <= known, f"return them from `job_definitions`: {sorted(named - known)}"

    def test_its_routes_ask_for_rights_that_exist(self, quick: Shop) -> None:
        known = {item.name for item in CORE_PERMISSIONS}
        own = {item.name for _, item in runtime().registry.described(permissions)}
        foreign = [name for name in own if not name.startswith(f"{self.plugin.id}:")]
        assert not foreign, f"its rights are named '{self.plugin.id}:...': {foreign}"
        unknown = [
            f"{what} asks for '{name}'"
            for what, name in rights_asked_for(quick.app, self.plugin.id)
            if name not in known | own
        ]
        assert not unknown, "return them from the hook `permissions`:\n" + "\n".join(unknown)

    def test_what_it_hears_twice_is_done_once(self, running: Shop) -> None:
        with clock.at(clock.now()):
            self.sell(running)
            self._deliver_twice(must_work=True)
            for hook in self._heard():
                tell(sample(hook.payload))
            self._deliver_twice(must_work=False)

    @classmethod
    @contextmanager
    def _open(cls, at: Workplace) -> Iterator[Shop]:
        members = (cls.plugin, trading_plugin(ScriptedProvider()))
        settings = {cls.plugin.id: dict(cls.settings)}
        with (
            at.databases.fresh(at.kind, at.folder, (cls.plugin,)) as url,
            open_shop(
                at.folder, *members, settings=settings, database_url=url, make_tables=False
            ) as shop,
        ):
            yield shop

    @contextmanager
    def _core_only(self, at: Workplace) -> Iterator[Shop]:
        with (
            at.databases.fresh(at.kind, at.folder) as url,
            open_shop(at.folder, database_url=url, make_tables=False) as shop,
        ):
            yield shop

    @contextmanager
    def _disabled(self) -> Iterator[None]:
        enabled = runtime().registry
        runtime().registry = registry_of(trading_plugin(ScriptedProvider()))
        yield
        runtime().registry = enabled

    def _installed(self) -> Discovered:
        for found in discover():
            if found.name == self.plugin.id:
                return found
        raise AssertionError(
            f"no installed plugin is named '{self.plugin.id}'; install it with `pip install -e .`, "
            "and name it in setup.cfg or pyproject.toml under the entry points `shopwright.plugins`"
        )

    def _package_folder(self) -> list[Path]:
        module = __import__(package_of(self.plugin))
        return [Path(place) for place in module.__path__]

    def _heard(self) -> list[EventHook[Any]]:
        hooks = (SPECS[name] for name, _ in implementations(self.plugin))
        return [hook for hook in hooks if isinstance(hook, EventHook)]

    def _deliveries(self) -> list[OutboxDelivery]:
        with read() as db:
            statement = select(OutboxDelivery).order_by(OutboxDelivery.id)
            mine = OutboxDelivery.consumer == f"plugin:{self.plugin.id}"
            return list(db.scalars(statement.where(mine)))

    def _deliver_twice(self, *, must_work: bool) -> None:
        """Work off what is owed to the plugin, each as if the first worker had been killed."""
        handled: set[UUID] = set()
        for _ in range(5):
            owed = [row for row in self._deliveries() if row.state == "due"]
            for row in [row for row in owed if row.id not in handled]:
                handled.add(row.id)
                with killed_before_the_mark():
                    outcome = perform(row.id)
                once = self._rows()
                assert outcome == "done" or not must_work, "a delivery failed; see its log"
                perform(row.id)
                changed = _changed(once, self._rows())
                assert not changed, (
                    f"{_described(row)} was delivered twice, as happens when a worker is killed, "
                    f"and the second time changed {changed}; write in one `with ctx.transaction():`"
                )

    def _rows(self) -> dict[str, Any]:
        with runtime().database.engine.connect() as connection:
            return rows_of(connection, f"{self.plugin.id}_")


def _described(row: OutboxDelivery) -> str:
    if row.event_id is None:
        return f"the job '{row.arguments.get('job')}'"
    with read() as db:
        event = db.get(OutboxEvent, row.event_id)
    return f"the event '{event.name}'" if event else "an event"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of tables that came, went or are different."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
