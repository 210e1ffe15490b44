"""What can be wrong with settings themselves: ids, attributes, conditions, defaults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopwright_storefront.themes.colors import scheme_problems
from shopwright_storefront.themes.conditions import Condition, ConditionInvalid
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.parsing import Source
from shopwright_storefront.themes.positions import Path
from shopwright_storefront.themes.setting_values import cleaned
from shopwright_storefront.themes.settings import Known, Setting


def check_settings(
    settings: Sequence[Setting], source: Source, at: Path, known: Known
) -> list[Finding]:
    """What is wrong with these settings themselves: ids, attributes, conditions, defaults."""
    found: list[Finding] = []
    seen: set[str] = set()
    ids = {setting.id for setting in settings}
    for index, setting in enumerate(settings):
        here = (*at, index)
        if setting.id in seen:
            found.append(source.finding("DuplicateSettingId", _twice(setting.id), (*here, "id")))
        if setting.id:
            seen.add(setting.id)
        for attribute, message in _misfits(setting):
            found.append(source.finding("ManifestSchema", message, (*here, attribute)))
        found += _bad_condition(setting, ids, source, (*here, "visible_if"))
        found += _bad_default(setting, known, source, (*here, "default"))
    return found


def _twice(name: str) -> str:
    return f"the id '{name}' is there twice; settings are told apart by it"


def _misfits(setting: Setting) -> Iterable[tuple[str, str]]:
    """Attributes that this type does not have, or lacks."""
    numeric = setting.type in ("number", "range")
    choosing = setting.type in ("select", "radio", "segmented")
    if not setting.is_display and not setting.id:
        yield "id", f"a setting of the type '{setting.type}' needs an id"
    for name in ("min", "max", "step"):
        if getattr(setting, name) is not None and not numeric:
            yield name, f"'{name}' is for number and range, not for '{setting.type}'"
    if setting.type == "range" and (setting.min is None or setting.max is None):
        yield "type", "a range needs 'min' and 'max'"
    if choosing != bool(setting.options):
        verb = "needs" if choosing else "has no"
        yield "options", f"a setting of the type '{setting.type}' {verb} 'options'"
    if setting.translatable and setting.type not in ("text", "textarea", "richtext", "url"):
        yield "translatable", f"'translatable' is for texts, not for '{setting.type}'"


def _bad_condition(setting: Setting, ids: set[str], source: Source, at: Path) -> Iterable[Finding]:
    if not setting.visible_if:
        return
    try:
        names = Condition(setting.visible_if).names
    except ConditionInvalid as error:
        yield source.finding("InvalidVisibleIf", str(error), at)
        return
    for name in sorted(names - ids):
        message = f"there is no setting '{name}' here{did_you_mean(name, ids)}"
        yield source.finding("InvalidVisibleIf", message, at, suggestion=nearest(name, ids))


def _bad_default(setting: Setting, known: Known, source: Source, at: Path) -> Iterable[Finding]:
    if setting.default is None or setting.is_display:
        return
    try:
        value = cleaned(setting, setting.default, known)
    except ValueError as error:
        yield source.finding("InvalidSettingDefault", f"{setting.id}: {error}", at)
        return
    if setting.type == "color_scheme" and known.defines:
        for look, scheme in value.items():
            for problem in scheme_problems(scheme):
                message = f"{setting.id}, {look}: {problem}"
                yield source.finding("ContrastBelowAA", message, (*at, look))
