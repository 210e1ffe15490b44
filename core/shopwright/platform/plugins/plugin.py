"""`Plugin`: the class that an extension subclasses, and the base of its settings."""

from __future__ import annotations

from typing import Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict


class PluginSettings(BaseModel):
    """The base of a plugin's settings: one typed class; defaults must make it usable or valid.

    From it come validation, the command line's prompts, the documentation and the merchant's form.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plugin:
    """A plugin: hooks are methods decorated with the hook objects of `shopwright.hooks`.

    Annotate `settings` with a `PluginSettings` subclass to have them; they are validated before
    the plugin is made, and the instance is replaced when they change.
    """

    settings: Any = None
    id: ClassVar[str] = ""

    def __init__(self, settings: PluginSettings | None = None) -> None:
        self.settings = settings

    @classmethod
    def settings_class(cls) -> type[PluginSettings] | None:
        """The annotated class of `settings`, or None for a plugin without settings."""
        found = get_type_hints(cls).get("settings")
        is_settings = isinstance(found, type) and issubclass(found, PluginSettings)
        return found if is_settings else None
