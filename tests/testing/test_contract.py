"""The contract finds what a plugin does wrong: a good one is broken in one place each time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from shopwright.cli.plugin_new import PARTS, files
from shopwright.testing import Databases, PluginContract, Shop
from shopwright.testing.contract import Workplace

Break = Callable[..., PluginContract]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Break]:
    """`broken("plugin.py", old, new)`: the contract of a new plugin that differs there."""

    def make(path: str = "", old: str = "", new: str = "", **settings: Any) -> PluginContract:
        site = tmp_path / "site"
        for place, text in files("gift_wrap", set(PARTS), "Ada").items():
            target = (
                site / place.relative_to("src") if place.parts[0] == "src" else tmp_path / place
            )
            is_broken = path and target.match(f"shopwright_gift_wrap/{path}")
            assert not is_broken or old in text, f"{old!r} is not in {path}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace(old, new) if is_broken else text)
        info = site / "shopwright_gift_wrap-0.1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gift\nVersion: 0.1.0\n")
        (info / "entry_points.txt").write_text(
            "[shopwright.plugins]\ngift_wrap = shopwright_gift_wrap.plugin:GiftWrap\n"
        )
        monkeypatch.syspath_prepend(site)
        monkeypatch.setenv("PYTHONPATH", str(site))
        importlib.invalidate_caches()
        plugin = importlib.import_module("shopwright_gift_wrap.plugin").GiftWrap
        kind = type("Contract", (PluginContract,), {"plugin": plugin, "settings": settings})
        contract: PluginContract = kind()
        return contract

    yield make
    for name in [name for name in sys.modules if name.startswith("shopwright_gift_wrap")]:
        del sys.modules[name]


@pytest.fixture
def workplace(shopwright_databases: Databases, tmp_path: Path) -> Workplace:
    """For shops on SQLite; what the contract finds does not depend on it."""
    return Workplace(databases=shopwright_databases, kind="sqlite", folder=tmp_path)


@contextmanager
def found(contract: PluginContract, workplace: Workplace, *words: str) -> Iterator[Shop]:
    """The block has to fail, and to say `words`."""
    with pytest.raises(AssertionError) as failed, contract._open(workplace) as shop:
        yield shop
    for word in words:
        assert word in str(failed.value)


def test_a_manifest_that_is_wrong(broken: Break) -> None:
    contract = broken("plugin.toml", 'category = "payments"\n', "")
    with pytest.raises(AssertionError, match="category"):
        contract.test_it_is_installed_and_says_what_it_is()


def test_a_plugin_that_is_not_installed(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = broken()
    monkeypatch.setattr(contract.plugin, "id", "gift_rap")
    with pytest.raises(AssertionError, match="pip install -e"):
        contract.test_it_is_installed_and_says_what_it_is()


@pytest.mark.parametrize(
    "line",
    [
        "import shopwright.platform.db",
        "from shopwright.platform.db import transaction",
        "from shopwright import platform",
        "from shopwright.commerce.cart import CartLine",
        "from shopwright.commerce.cart.models import Cart",
        "def later() -> None:\n    from shopwright.app import create_app",
    ],
)
def test_an_import_of_what_is_not_public(broken: Break, line: str) -> None:
    contract = broken()
    package = Path(sys.modules["shopwright_gift_wrap"].__path__[0])
    (package / "later.py").write_text(line)
    with pytest.raises(AssertionError, match=r"later\.py:\d imports"):
        contract.test_it_imports_only_what_is_public()


@pytest.mark.parametrize(
    ("line", "does"),
    [
        ("import threading; threading.Thread(target=print).start()", "starts a thread"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "for an address|network"),
        ("import os; os.fork()", "starts a process"),
    ],
)
def test_an_import_that_does_something(broken: Break, line: str, does: str) -> None:
    contract = broken()
    package = Path(sys.modules["shopwright_gift_wrap"].__path__[0])
    (package / "__init__.py").write_text(line)
    with pytest.raises(AssertionError, match=does):
        contract.test_importing_it_starts_nothing()


def test_a_hook_that_is_handed_something_else(broken: Break) -> None:
    contract = broken("plugin.py", "event: OrderPlaced", "event: CartDraft")
    with pytest.raises(
        AssertionError, match=r"note_order takes .*CartDraft.* 'order_placed' hands"
    ):
        contract.test_its_hooks_take_what_they_are_given()


CALL = """import contextlib, socket
        with socket.socket() as one, contextlib.suppress(Exception):
            one.connect(("127.0.0.1", 9))
        """


def test_a_call_inside_a_transaction_even_if_its_error_is_swallowed(
    broken: Break, workplace: Workplace
) -> None:
    text = "if not draft.lines:"
    contract = broken("plugin.py", text, CALL + text)
    with found(contract, workplace, "cart_adjustments", "gift_wrap", "plugin.py") as shop:
        contract.test_the_shop_sells_with_it_and_calls_nobody_in_a_transaction(shop)


def test_a_call_in_an_event_is_fine_but_an_error_in_it_is_not(
    broken: Break, workplace: Workplace
) -> None:
    text = "with ctx.transaction() as tables:\n            tables.add"
    contract = broken("plugin.py", text, f"{CALL}raise RuntimeError('no paper')\n        {text}")
    with found(contract, workplace, "no paper") as shop:
        contract.test_the_shop_sells_with_it_and_calls_nobody_in_a_transaction(shop)


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("models.py", "text: Mapped[str]", "words: Mapped[str]", "write a revision"),
        ("migrations/versions/0001_notes.py", "op.drop_table", "print", "gift_wrap_notes"),
    ],
)
def test_tables_that_do_not_come_and_go(
    broken: Break, workplace: Workplace, path: str, old: str, new: str, said: str
) -> None:
    contract = broken(path, old, new)
    with pytest.raises(AssertionError, match=said):
        contract.test_its_tables_come_and_go_and_are_as_declared(workplace)


FOREIGN = 'mapped_column(__import__("sqlalchemy").ForeignKey("orders.id"))'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"gift_wrap_notes"', '"notes"', "begin the names"),
        ("text: Mapped[str]", f"text: Mapped[str] = {FOREIGN}", "no foreign keys"),
    ],
)
def test_tables_that_reach_into_others(
    broken: Break, workplace: Workplace, old: str, new: str, said: str
) -> None:
    contract = broken("models.py", old, new)
    with found(contract, workplace, said) as shop:
        contract.test_its_tables_carry_its_name_and_stand_alone(shop)


def test_a_secret_that_can_be_read(broken: Break, workplace: Workplace) -> None:
    new = '__import__("pydantic").SecretStr = ""\n    note: str = ""\n    fee: int'

    contract = broken(
        "settings.py", "    fee: int", f"    key: {new}", key="hunter-two", note="it is hunter-two"
    )
    with found(contract, workplace, "a secret stands in what is stored", "repr()") as shop:
        contract.test_its_settings_are_kept_as_they_were_set(shop)


def test_settings_that_are_others_after_they_were_stored(
    broken: Break, workplace: Workplace
) -> None:
    old, new = "    fee: int", "    seen: object = Field(default_factory=object)\n    fee: int"
    contract = broken("settings.py", old, new, seen=(1, 2))
    with found(contract, workplace, "after being stored") as shop:
        contract.test_its_settings_are_kept_as_they_were_set(shop)


def test_a_schedule_of_a_job_that_is_not_there(broken: Break, workplace: Workplace) -> None:
    contract = broken("plugin.py", 'Schedule(job="tidy"', 'Schedule(job="tidi"')
    with found(contract, workplace, "return them from `job_definitions`: ['tidi']") as shop:
        contract.test_its_schedules_name_jobs_that_it_has(shop)


def test_a_right_that_nobody_can_be_given(broken: Break, workplace: Workplace) -> None:
    contract = broken("api.py", 'staff("gift_wrap:read")', 'staff("gift_wrap:see")')
    with found(contract, workplace, "GET /api/v1/plugins/gift_wrap/notes", ":see'") as shop:
        contract.test_its_routes_ask_for_rights_that_exist(shop)


def test_a_right_in_somebody_elses_name(broken: Break, workplace: Workplace) -> None:
    contract = broken("plugin.py", 'name="gift_wrap:read"', 'name="orders:wrap"')
    with found(contract, workplace, "gift_wrap:...", "orders:wrap") as shop:
        contract.test_its_routes_ask_for_rights_that_exist(shop)


def test_a_panel_for_a_right_that_nobody_has(broken: Break, workplace: Workplace) -> None:
    contract = broken("plugin.py", 'permission="orders:read"', 'permission="orders:wrap"')
    with found(contract, workplace, "admin_panels 'order' asks for 'orders:wrap'") as shop:
        contract.test_its_routes_ask_for_rights_that_exist(shop)


@pytest.mark.parametrize("named", ['template="hint.html"', 'function=self.hint, assets=("a.css",)'])
def test_a_file_for_a_slot_that_is_not_there(
    broken: Break, workplace: Workplace, named: str
) -> None:
    contract = broken("plugin.py", "function=self.hint", named)
    with found(contract, workplace, "name files below templates/ and static/") as shop:
        contract.test_what_it_shows_in_slots_is_in_its_package(shop)


def test_what_is_done_twice_when_it_is_heard_twice(broken: Break, workplace: Workplace) -> None:
    contract = broken(
        "plugin.py", "with ctx.transaction() as", "with ctx.transaction(settles=False) as"
    )
    with found(contract, workplace, "the event 'order_placed'", "gift_wrap_notes") as shop:
        contract.test_what_it_hears_twice_is_done_once(shop)


def test_a_plugin_that_does_nothing_wrong(broken: Break, workplace: Workplace) -> None:
    contract = broken()
    with contract._open(workplace) as shop:
        contract.test_its_routes_answer_404_while_it_is_disabled(shop)
        contract.test_what_is_owed_to_it_waits_while_it_is_disabled(shop)
        contract.test_its_settings_are_kept_as_they_were_set(shop)
        contract.test_its_tables_carry_its_name_and_stand_alone(shop)
