"""The test kit of extension authors. What they may use of it is exported here, and loaded when used.

A test module asks for pytest's fixtures by name (`shop`, `as_staff`, `place_order`: see
docs/plugins/testing.md), and inherits what every plugin must hold:

    from shopwright.testing import PluginContract

    class TestContract(PluginContract):
        plugin = GiftWrap
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopwright.testing.contract import PluginContract
    from shopwright.testing.databases import DatabaseKind, Databases
    from shopwright.testing.invariants import Violation, assert_books
    from shopwright.testing.mail import Inbox, mail_server
    from shopwright.testing.opening import open_shop, tell
    from shopwright.testing.outbox import Outbox, Owed
    from shopwright.testing.payment_contract import PaymentContract
    from shopwright.testing.payment_trial import PaymentTrial
    from shopwright.testing.payments import Account, ScriptedProvider
    from shopwright.testing.people import SignIn
    from shopwright.testing.plugins import TestPost, trading_plugin
    from shopwright.testing.provider_books import ProviderBooks, TakenMoney
    from shopwright.testing.queries import count_queries
    from shopwright.testing.receiving import Received, Receiver, Reply, receiver
    from shopwright.testing.samples import sample
    from shopwright.testing.shop import ADDRESS, Shop
    from shopwright.testing.till import Till

_HOME = {
    "ADDRESS": "shop",
    "Account": "payments",
    "DatabaseKind": "databases",
    "Databases": "databases",
    "Inbox": "mail",
    "Outbox": "outbox",
    "Owed": "outbox",
    "PaymentContract": "payment_contract",
    "PaymentTrial": "payment_trial",
    "PluginContract": "contract",
    "ProviderBooks": "provider_books",
    "Received": "receiving",
    "Receiver": "receiving",
    "Reply": "receiving",
    "ScriptedProvider": "payments",
    "Shop": "shop",
    "SignIn": "people",
    "TakenMoney": "provider_books",
    "TestPost": "plugins",
    "Till": "till",
    "Violation": "invariants",
    "assert_books": "invariants",
    "count_queries": "queries",
    "mail_server": "mail",
    "open_shop": "opening",
    "receiver": "receiving",
    "sample": "samples",
    "tell": "opening",
    "trading_plugin": "plugins",
}

__all__ = [
    "ADDRESS",
    "Account",
    "DatabaseKind",
    "Databases",
    "Inbox",
    "Outbox",
    "Owed",
    "PaymentContract",
    "PaymentTrial",
    "PluginContract",
    "ProviderBooks",
    "Received",
    "Receiver",
    "Reply",
    "ScriptedProvider",
    "Shop",
    "SignIn",
    "TakenMoney",
    "TestPost",
    "Till",
    "Violation",
    "assert_books",
    "count_queries",
    "mail_server",
    "open_shop",
    "receiver",
    "sample",
    "tell",
    "trading_plugin",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"shopwright.testing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'shopwright.testing' has no attribute '{name}'")
