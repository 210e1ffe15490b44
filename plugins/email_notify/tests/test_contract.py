"""What every plugin must hold."""

from __future__ import annotations

from shopwright.testing import PluginContract
from shopwright_email_notify.plugin import EmailNotify


class TestContract(PluginContract):
    """Inherited."""

    plugin = EmailNotify
