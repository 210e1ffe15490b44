"""What can go wrong with switching and configuring plugins.

ShopError
├── PluginNotFound          404
├── PluginUnusable          409
├── PluginNotKnown          409
├── PluginSettingsStale     409
└── PluginSettingsInvalid   422
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib.metadata import entry_points

from shopwright.platform.errors import Conflict, Invalid, NotFound, Problem
from shopwright.platform.plugins.manifest import ENTRY_POINTS


class PluginNotFound(NotFound):
    """No plugin of this name is installed, or was ever."""

    code = "plugin_not_found"

    def __init__(self, name: str) -> None:
        installed = entry_points(group=ENTRY_POINTS).names
        close = difflib.get_close_matches(name, installed, n=1)
        hint = f"did you mean '{close[0]}'?" if close else "is its package installed?"
        super().__init__(f"There is no plugin '{name}'; {hint}")


class PluginUnusable(Conflict):
    """It cannot be enabled as it is: broken, incompatible, not installed, or wrongly set up."""

    code = "plugin_unusable"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The plugin '{name}' cannot be used: {reason}")


class PluginNotKnown(Conflict):
    """It was never enabled: its code runs for the first time only when an operator says so."""

    code = "plugin_not_known"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The plugin '{name}' was never enabled in this shop. Enable it the first time with "
            f"`shopwright plugin enable {name}`."
        )


class PluginSettingsStale(Conflict):
    """Somebody else set the plugin up while these settings were being checked."""

    code = "plugin_settings_stale"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The settings of '{name}' were changed by somebody else meanwhile. Look at them again."
        )


class PluginSettingsInvalid(Invalid):
    """Values that the plugin's settings do not take; `problems` names each."""

    code = "plugin_settings_invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("The settings cannot be saved.", problems=problems)
