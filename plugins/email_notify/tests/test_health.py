"""Whether mails would leave the shop now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from shopwright import HealthResult
from shopwright.platform.runtime import runtime
from shopwright.testing import Shop

OpenShop = Callable[..., AbstractContextManager[Shop]]


def answer(open_mail_shop: OpenShop, settings: Mapping[str, object]) -> HealthResult:
    with open_mail_shop(dict(settings)):
        plugin = next(item for item in runtime().registry.plugins if item.id == "email_notify")
        (check,) = plugin.plugin.checks(plugin.context)  # type: ignore[attr-defined]
        found: HealthResult = check.check(plugin.context)
        return found


def test_a_server_that_takes_us_is_fine(
    open_mail_shop: OpenShop, smtp_settings: dict[str, object]
) -> None:
    assert answer(open_mail_shop, smtp_settings) == HealthResult(ok=True)


def test_a_server_that_does_not_answer_is_told(
    open_mail_shop: OpenShop, smtp_settings: dict[str, object]
) -> None:
    found = answer(open_mail_shop, smtp_settings | {"port": 1})
    assert not found.ok
    assert "127.0.0.1:1 does not answer" in found.message


def test_without_a_server_nothing_is_wrong(open_mail_shop: OpenShop) -> None:
    found = answer(open_mail_shop, {})
    assert found.ok
    assert "not sent" in found.message
