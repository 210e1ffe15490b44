"""What a plugin may do to the database: its own tables, in the places meant for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from shopwright.platform.audit import entries
from shopwright.platform.db import current_transaction, read, transaction
from shopwright.platform.errors import Problem
from shopwright.platform.events.models import Schedule
from shopwright.platform.hooks import (
    Context,
    Hook,
    PluginFailed,
    compute_hook,
    gather,
    join_hook,
    veto_hook,
)
from shopwright.platform.hooks.facade import ForeignTable, WriteRefused
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.tables import Key, column_types, plugin_metadata
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import delete, insert, literal_column, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped

Work = Callable[[Context], object]


class TeaBase(DeclarativeBase):
    """As a plugin declares it."""

    metadata = plugin_metadata()
    type_annotation_map = column_types


class Leaf(TeaBase):
    """A table of the plugin `tea`."""

    __tablename__ = "tea_leaves"

    id: Mapped[Key]
    name: Mapped[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payload that carries what the plugin is to do."""

    work: Work


@pytest.fixture
def ask(shop: Shop, own_hooks: None) -> Iterator[Callable[..., Any]]:
    """Has the plugin `tea` do something in a hook of some phase."""
    TeaBase.metadata.create_all(runtime().database.engine)

    @join_hook
    def kettle_saving(draft: Draft, ctx: Context) -> None:
        """Joins."""

    @veto_hook
    def kettle_validate(draft: Draft, ctx: Context) -> Iterable[Problem]:
        """Refuses."""
        raise NotImplementedError

    @compute_hook(money=True)
    def kettle_fees(draft: Draft, ctx: Context) -> Any:
        """Computes."""

    class Tea(Plugin):
        @kettle_saving
        def save(self, draft: Draft, ctx: Context) -> None:
            draft.work(ctx)

        @kettle_validate
        def check(self, draft: Draft, ctx: Context) -> Iterable[Problem]:
            draft.work(ctx)
            return []

        @kettle_fees
        def fee(self, draft: Draft, ctx: Context) -> Any:
            return draft.work(ctx)

    runtime().registry = registry_of(Tea)
    hooks: dict[str, Hook[Draft, Any]] = {
        "join": kettle_saving,
        "veto": kettle_validate,
        "compute": kettle_fees,
    }

    def run(phase: str, work: Work) -> Any:
        with transaction():
            return gather(hooks[phase], Draft(work=work))

    yield run
    TeaBase.metadata.drop_all(runtime().database.engine)


def leaves() -> list[str]:
    with read() as db:
        return list(db.scalars(select(Leaf.name).order_by(Leaf.name)))


def refused(ask: Callable[..., Any], phase: str, work: Work) -> BaseException | None:
    """What the plugin got for its attempt."""
    with pytest.raises(PluginFailed) as error:
        ask(phase, work)
    return error.value.__cause__


def test_a_plugin_writes_its_own_rows_in_the_cores_transaction(ask: Callable[..., Any]) -> None:
    def work(ctx: Context) -> None:
        ctx.db.add(Leaf(name="green"))
        ctx.db.flush()
        ctx.db.execute(insert(Leaf).values(name="black"))
        ctx.db.execute(update(Leaf).where(Leaf.name == "green").values(name="white"))

    ask("join", work)

    assert leaves() == ["black", "white"]


def test_its_rows_go_when_the_transaction_does(ask: Callable[..., Any]) -> None:
    def work(ctx: Context) -> None:
        ctx.db.add(Leaf(name="green"))
        ctx.db.flush()
        raise RuntimeError

    refused(ask, "join", work)

    assert leaves() == []


def test_it_reads_its_own_rows(ask: Callable[..., Any]) -> None:
    row = Leaf(name="green")
    found: list[Any] = []

    def work(ctx: Context) -> None:
        ctx.db.add(row)
        ctx.db.flush()
        found.append(ctx.db.get(Leaf, row.id))
        found.extend(ctx.db.scalars(select(Leaf.name)))

    ask("join", work)

    assert found == [row, "green"]


@pytest.mark.parametrize(
    "statement",
    [
        update(Schedule).values(job="mine"),
        delete(Schedule),
        insert(Schedule).values(name="mine"),
        select(Leaf.name).add_cte(delete(Schedule).cte("hidden")),
    ],
    ids=["update", "delete", "insert", "hidden in a select"],
)
def test_it_cannot_write_other_tables(ask: Callable[..., Any], statement: Any) -> None:
    error = refused(ask, "join", lambda ctx: ctx.db.execute(statement))

    assert isinstance(error, ForeignTable)
    assert "'tea_...'" in str(error)
    assert "not 'schedules'" in str(error)


def test_it_cannot_add_or_get_rows_of_the_core(ask: Callable[..., Any]) -> None:
    for work in (
        lambda ctx: ctx.db.add(Schedule(name="x")),
        lambda ctx: ctx.db.get(Schedule, "x"),
    ):
        assert isinstance(refused(ask, "join", work), ForeignTable)


def test_text_is_refused_because_its_table_cannot_be_seen(ask: Callable[..., Any]) -> None:
    error = refused(ask, "join", lambda ctx: ctx.db.execute(text("DELETE FROM schedules")))

    assert "not of text: 'DELETE FROM schedules'" in str(error)


def test_there_is_no_way_to_commit_or_roll_back(ask: Callable[..., Any]) -> None:
    names: list[str] = []
    ask("join", lambda ctx: names.extend(dir(ctx.db)))

    assert {name for name in names if not name.startswith("_")} == {
        "add",
        "execute",
        "flush",
        "get",
        "scalars",
    }


@pytest.mark.parametrize("phase", ["veto", "compute"])
def test_hooks_that_compute_or_refuse_cannot_write(ask: Callable[..., Any], phase: str) -> None:
    for work in (
        lambda ctx: ctx.db.add(Leaf(name="green")),
        lambda ctx: ctx.db.execute(insert(Leaf).values(name="green")),
    ):
        error = refused(ask, phase, work)
        assert isinstance(error, WriteRefused)
        assert "of the plugin 'tea' only computes or refuses" in str(error)

    ask(phase, lambda ctx: ctx.db.scalars(select(Leaf.name)).all())
    assert leaves() == []


def test_outside_of_a_transaction_the_error_says_what_to_use(shop: Shop) -> None:
    ctx = Context("tea", None)

    with pytest.raises(RuntimeError, match=r"use ctx.read\(\) and ctx.transaction\(\)"):
        ctx.db  # noqa: B018


def test_a_plugin_opens_transactions_of_its_own_where_no_core_one_runs(
    ask: Callable[..., Any],
) -> None:
    ctx = Context("tea", None)

    with ctx.transaction() as tables:
        tables.add(Leaf(name="green"))
        assert current_transaction().session
    with ctx.read() as tables:
        assert list(tables.scalars(select(Leaf.name))) == ["green"]


def test_a_delivery_is_there_in_hearing_hooks_only(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="'-ed' hooks and jobs only"):
        Context("tea", None).delivery  # noqa: B018


def audited() -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.action, row.subject, dict(row.data)) for row in entries(limit=10)]


def test_what_a_plugin_changed_stands_in_the_audit_log_under_its_name(
    ask: Callable[..., Any],
) -> None:
    ask("join", lambda ctx: ctx.audit("pick", "leaf-1", name="green"))

    assert audited() == [("tea.pick", "tea:leaf-1", {"name": "green"})]


@pytest.mark.parametrize("phase", ["veto", "compute"])
def test_hooks_that_compute_or_refuse_have_nothing_to_audit(
    ask: Callable[..., Any], phase: str
) -> None:
    assert isinstance(refused(ask, phase, lambda ctx: ctx.audit("pick", "leaf-1")), WriteRefused)


def test_auditing_belongs_to_a_transaction(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match=r"inside ctx\.transaction"):
        Context("tea", None).audit("pick", "leaf-1")


def test_a_statement_that_fails_undoes_this_call_and_lets_the_transaction_go_on(
    ask: Callable[..., Any],
) -> None:
    def work(ctx: Context) -> None:
        leaf = Leaf(name="green")
        ctx.db.add(leaf)
        ctx.db.flush()
        with suppress(IntegrityError):
            ctx.db.execute(insert(Leaf).values(id=leaf.id, name="twice"))
        ctx.db.execute(insert(Leaf).values(name="black"))

    ask("join", work)

    assert leaves() == ["black"]


def test_what_a_plugin_breaks_where_no_money_depends_on_it_is_its_own_loss(
    ask: Callable[..., Any], own_hooks: None
) -> None:
    @compute_hook(money=False)
    def kettle_extras(draft: Draft, ctx: Context) -> Any:
        """Extras."""

    class Clumsy(Plugin):
        @kettle_extras
        def extra(self, draft: Draft, ctx: Context) -> Any:
            return ctx.db.execute(select(literal_column("nonsense")))

    runtime().registry = registry_of(Clumsy)

    with transaction() as db:
        db.add(Leaf(name="ours"))
        assert gather(kettle_extras, Draft(work=lambda ctx: None)) == []

    assert leaves() == ["ours"]


def test_a_call_that_touches_no_table_costs_no_savepoint(ask: Callable[..., Any]) -> None:
    with count_queries() as queries:
        ask("join", lambda ctx: None)

    assert not [query for query in queries if "SAVEPOINT" in query]
