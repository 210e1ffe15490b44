"""`Plugin`: the class that an extension subclasses, and the base of its settings."""

from __future__ import annotations

from typing import Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict

from shopwright.platform.plugins.forms import Shown


class PluginSettings(BaseModel):
    """The base of a plugin's settings: one typed class; defaults must make it usable or valid.

    From it come validation, the command line's prompts, the documentation and the merchant's form,
    for which `Shown` has what pydantic has no word for. What is typed `SecretStr` is sealed at rest
    and never shown.

    Count `settings_version` up when values that were stored before would not do any more, and
    say in `migrate` what becomes of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    settings_version: ClassVar[int] = 1

    @classmethod
    def migrate(cls, values: dict[str, Any], *, version: int) -> dict[str, Any]:
        """Values that were stored by an earlier `version`, as this one takes them.

        It is asked whenever they are read, until somebody saves them anew: so a plugin can go back
        to the version that it was upgraded from. Secrets among them are in plain. What it raises
        quarantines the plugin; the stored values are kept as they were.
        """
        raise NotImplementedError(
            f"{cls.__qualname__} is of version {cls.settings_version}, but has no `migrate` that "
            f"takes values of version {version}"
        )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            conditions = {
                other
                for mark in field.metadata
                if isinstance(mark, Shown)
                for other in mark.visible_if
            }
            unknown = sorted(conditions - (cls.model_fields.keys() - {name}))
            if unknown:
                raise TypeError(
                    f"{cls.__qualname__}.{name}: visible_if names '{unknown[0]}', which is no "
                    "other field of this class"
                )


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
        """The annotated class of `settings`, or None for a plugin without settings.

        Raises TypeError for one that is no `PluginSettings`.
        """
        found = get_type_hints(cls)["settings"]
        if found is Any:
            return None
        if not (isinstance(found, type) and issubclass(found, PluginSettings)):
            raise TypeError(
                f"{cls.__qualname__}.settings is a {getattr(found, '__name__', found)}, which is no "
                "subclass of shopwright.PluginSettings"
            )
        return found


def package_of(plugin: type[Plugin]) -> str:
    """The import name of a plugin's package."""
    return plugin.__module__.partition(".")[0]
