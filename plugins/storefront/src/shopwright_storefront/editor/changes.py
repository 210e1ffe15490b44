"""What each kind of change makes of an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shopwright import Problem

from shopwright_storefront.editor.errors import ChangeRefused, PageUnknown, PartUnknown
from shopwright_storefront.editor.kinds import (
    Add,
    ArrangeSlot,
    Change,
    Remove,
    Reorder,
    SetValues,
    Switch,
)
from shopwright_storefront.revisions.drafts import written
from shopwright_storefront.themes.colors import scheme_problems
from shopwright_storefront.themes.findings import did_you_mean
from shopwright_storefront.themes.overlay import Node, Overlay, PageFile
from shopwright_storefront.themes.schema import Preset, PresetBlock
from shopwright_storefront.themes.setting_values import cleaned, default_value
from shopwright_storefront.themes.settings import Known, Setting
from shopwright_storefront.themes.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The overlay with the change, and the section that it was about; empty for the whole page."""

    overlay: Overlay
    section: str = ""
    added: str = ""


def changed(theme: Theme, overlay: Overlay, page: str, change: Change) -> Changed:
    """Raises `ChangeRefused`, `PageUnknown` and `PartUnknown`."""
    if page not in theme.page_names():
        raise PageUnknown(page, theme.page_names())
    edit = _Edit(theme=theme, overlay=overlay, page=page, data=written(overlay))
    match change:
        case SetValues(at=()):
            edit.set_of_theme(change.values)
        case SetValues():
            edit.set_of_part(change.at, change.values)
        case Add():
            added = edit.add(change)
            return Changed(overlay=edit.finished(), section=(*change.at, added)[0], added=added)
        case Remove():
            edit.remove(change.at)
            return Changed(overlay=edit.finished(), section=change.at[0] if change.at[1:] else "")
        case Reorder():
            edit.reorder(change.at, change.order)
        case Switch():
            edit.change_at(change.at)["disabled"] = not change.shown
        case ArrangeSlot():
            slots = edit.data.setdefault("slots", {})
            slots[change.slot] = {"order": list(change.order), "off": list(change.off)}
            return Changed(overlay=edit.finished())
    return Changed(overlay=edit.finished(), section=change.at[0] if change.at else "")


@dataclass(slots=True, kw_only=True)
class _Edit:
    """One change. `data` is the overlay as plain data, which is changed in place."""

    theme: Theme
    overlay: Overlay
    page: str
    data: dict[str, Any]
    own: PageFile = field(init=False)
    now: PageFile = field(init=False)

    def __post_init__(self) -> None:
        self.own, self.now = self.theme.files(self.page, self.overlay)

    def set_of_theme(self, values: Mapping[str, Any]) -> None:
        known = Known(fonts=self.theme.known.fonts, icons=self.theme.known.icons, defines=True)
        settings = self.theme.manifest.settings
        self._set(self.data.setdefault("settings", {}), values, settings, {}, known)

    def set_of_part(self, at: Sequence[str], values: Mapping[str, Any]) -> None:
        node, own = node_at(self.now, at), node_at(self.own, at, strict=False)
        schema = self.theme.schema("section" if len(at) == 1 else "block", node.type)
        kept = self.change_at(at).setdefault("settings", {})
        defaults = own.settings if own else {}
        self._set(kept, values, schema.settings if schema else (), defaults, self.theme.known)

    def _set(
        self,
        kept: dict[str, Any],
        values: Mapping[str, Any],
        settings: Iterable[Setting],
        own: Mapping[str, Any],
        known: Known,
    ) -> None:
        by_id = {one.id: one for one in settings if not one.is_display}
        problems = [
            problem
            for name, value in values.items()
            for problem in _put(kept, name, value, by_id, own, known)
        ]
        if problems:
            raise ChangeRefused(problems)

    def add(self, change: Add) -> str:
        ids = self._order_at(change.at)
        added = self._new_id(change)
        made = _made(self._preset(change), change.type)
        if change.at:
            parent = self.change_at(change.at)
            parent.setdefault("blocks", {})[added] = made
        else:
            parent = self._page
            parent.setdefault("sections", {})[added] = made
        position = len(ids) if change.position is None else change.position
        order = [*ids[:position], added, *ids[position:]]
        parent["block_order" if change.at else "order"] = order
        return added

    def remove(self, at: Sequence[str]) -> None:
        node = node_at(self.now, at)
        schema = self.theme.schema("section", node.type) if len(at) == 1 else None
        if schema is not None and schema.main:
            raise _refused("main_section", "This page makes no sense without this section.")
        parent = self.change_at(at[:-1]) if len(at) > 1 else self._page
        children = parent.setdefault("blocks" if len(at) > 1 else "sections", {})
        children.pop(at[-1], None)
        order = "block_order" if len(at) > 1 else "order"
        if parent.get(order) is not None:
            parent[order] = [key for key in parent[order] if key != at[-1]]
        if node_at(self.own, at, strict=False) is not None:
            parent["removed"] = sorted({*parent.get("removed", ()), at[-1]})

    def reorder(self, at: Sequence[str], order: Sequence[str]) -> None:
        if sorted(order) != sorted(self._order_at(at)):
            message = "Name every section or block once; the page has changed, read it again."
            raise _refused("order", message)
        if at:
            self.change_at(at)["block_order"] = list(order)
        else:
            self._page["order"] = list(order)

    def change_at(self, at: Sequence[str]) -> dict[str, Any]:
        """What differs of the part there, to be changed in place."""
        node_at(self.now, at)
        found, folder = self._page, "sections"
        for key in at:
            found, folder = found.setdefault(folder, {}).setdefault(key, {}), "blocks"
        return found

    def finished(self) -> Overlay:
        """Raises `ChangeRefused` for what the theme does not allow."""
        overlay = Overlay.model_validate(_without_nothing(self.data))
        before = self.theme.page(self.page, self.overlay)[1]
        new = [said for said in self.theme.page(self.page, overlay)[1] if said not in before]
        if new:
            raise ChangeRefused([Problem(code="not_allowed", message=f"{one}.") for one in new])
        return overlay

    @property
    def _page(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data.setdefault("pages", {}).setdefault(self.page, {})
        return found

    def _order_at(self, at: Sequence[str]) -> list[str]:
        if not at:
            return [*self.now.order]
        node = node_at(self.now, at)
        return [*(node.block_order or node.blocks)]

    def _new_id(self, change: Add) -> str:
        """One that was never there, so that nothing that was changed once comes back with it."""
        used = {*_ids(self.own.sections), *_ids(self.now.sections), *self._page.get("removed", ())}
        stem = change.type.replace("_", "-")[:50]
        return next(name for n in range(1, 10_000) if (name := f"{stem}-{n}") not in used)

    def _preset(self, change: Add) -> Preset | None:
        kind: Literal["section", "block"] = "block" if change.at else "section"
        schema = self.theme.schema(kind, change.type)
        if schema is None:
            known = self.theme.types(kind)
            message = f"There is no {kind} '{change.type}'{did_you_mean(change.type, known)}."
            raise _refused("type", message)
        if change.preset is None:
            return None
        found = next((one for one in schema.presets if one.name == change.preset), None)
        if found is None:
            raise _refused("preset", f"'{change.type}' has no preset '{change.preset}'.")
        return found


def node_at(page: PageFile, at: Sequence[str], *, strict: bool = True) -> Any:
    """The section or block there. Raises `PartUnknown`; or None, if not `strict`."""
    nodes, found = page.sections, None
    for key in at:
        found = nodes.get(key)
        if found is None:
            if strict:
                raise PartUnknown(at)
            return None
        nodes = found.blocks
    return found


def _put(
    kept: dict[str, Any],
    name: str,
    value: Any,
    settings: Mapping[str, Setting],
    own: Mapping[str, Any],
    known: Known,
) -> list[Problem]:
    """Only what differs is kept. Returns what is wrong with the value."""
    setting = settings.get(name)
    if setting is None:
        message = f"There is no setting '{name}'{did_you_mean(name, settings)}."
        return [Problem(code="unknown_setting", message=message, field=name)]
    if value is None:
        kept.pop(name, None)
        return []
    try:
        fitting = cleaned(setting, value, known)
    except ValueError as error:
        return [Problem(code="invalid_value", message=f"{name}: {error}.", field=name)]
    if setting.type == "color_scheme" and known.defines:
        unreadable = [
            f"{look}: {one}" for look in fitting for one in scheme_problems(fitting[look])
        ]
        if unreadable:
            said = f"{name}: {'; '.join(unreadable)}."
            return [Problem(code="contrast", message=said, field=name)]
    if fitting == own.get(name, default_value(setting, known)):
        kept.pop(name, None)
    else:
        kept[name] = fitting
    return []


def _made(preset: Preset | None, type_: str) -> dict[str, Any]:
    if preset is None:
        return {"type": type_}
    return {"type": type_, "settings": dict(preset.settings), **_blocks(preset.blocks)}


def _blocks(blocks: Sequence[PresetBlock]) -> dict[str, Any]:
    made = {
        f"{block.type.replace('_', '-')}-{index}": {
            "type": block.type,
            "settings": dict(block.settings),
            **_blocks(block.blocks),
        }
        for index, block in enumerate(blocks, 1)
    }
    return {"blocks": made, "block_order": list(made)} if made else {}


def _ids(nodes: Mapping[str, Node]) -> set[str]:
    inner = (_ids(node.blocks) for node in nodes.values())
    return {*nodes, *(key for keys in inner for key in keys)}


def _without_nothing(value: Any) -> Any:
    """Empty objects say nothing."""
    if not isinstance(value, dict):
        return value
    inner = {key: _without_nothing(one) for key, one in value.items()}
    return {key: one for key, one in inner.items() if one != {}}


def _refused(field_name: str, message: str) -> ChangeRefused:
    return ChangeRefused([Problem(code="not_allowed", message=message, field=field_name)])
