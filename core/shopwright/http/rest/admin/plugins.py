"""Plugins: which there are, whether they take part, and how they are set up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from shopwright.http.rest.kit import ADMIN, Api, Model, OutModel, Page, Result, staff
from shopwright.platform.errors import Problem, ShopError
from shopwright.platform.plugins import configuring, switching
from shopwright.platform.plugins.errors import PluginSettingsInvalid
from shopwright.platform.plugins.forms import FieldType
from shopwright.platform.plugins.switching import Effect, State

api = Api(
    "admin_plugins",
    tag="Plugins",
    description="What extends the shop.",
    prefix=ADMIN,
)

READ, WRITE = staff("plugins:read"), staff("plugins:write")


class PluginOut(OutModel):
    """A plugin.

    `available`: installed, but never enabled in this shop. `quarantined`: enabled, but left out
    because it failed. `broken`: its package cannot be read. `incompatible`: it was made for another
    plugin API. `missing`: enabled, but its package is not installed any more. `uninstalled`: the same
    after it was disabled; its data is kept. `error` says why.
    """

    id: str
    name: str
    summary: str
    category: str
    version: str
    distribution: str
    docs: str
    state: State
    error: str


class SwitchedOut(OutModel):
    """The plugin after a change.

    `takes_effect`: `now`, in every process within a second. Code that is new to the shop needs new
    processes: they are `rolling` over, which takes seconds and drops no request; or, where
    `shopwright serve` does not supervise them, somebody has to `restart` them.
    """

    plugin: PluginOut
    takes_effect: Effect


class FindingOut(OutModel):
    """One thing that is wrong with a plugin. `trace` is the traceback, where there is one."""

    what: str
    remedy: str
    trace: str


class DiagnosisOut(OutModel):
    """A plugin looked over; without findings it is well. `notices` tell what will go one day."""

    id: str
    state: State
    findings: list[FindingOut]
    notices: list[str]


class SettingsIn(Model):
    """All settings of a plugin: what is left out gets its default, a masked secret stays."""

    values: dict[str, Any]


class ChoiceOut(OutModel):
    """A value that can be picked."""

    value: str | int | float | bool | None
    label: str


class FieldOut(OutModel):
    """One input of a form.

    `type`: a `list` holds `item`s in order, a `map` holds them by a text key, a `group` has `groups`
    of its own, and `any` takes JSON. It is shown while each field beside it that `visible_if` names
    has one of the values listed there. A `secret` is shown as `********` and has no default.
    `refers_to`: the value is the id of such a thing. `locked_by`: the environment variable that
    sets it, so that it cannot be changed here.
    """

    name: str
    label: str
    help: str
    type: FieldType
    format: str
    required: bool
    nullable: bool
    secret: bool
    default: Any
    choices: list[ChoiceOut]
    minimum: float | None
    maximum: float | None
    min_length: int | None
    max_length: int | None
    pattern: str
    visible_if: dict[str, list[Any]]
    refers_to: str
    locked_by: str
    groups: list[GroupOut]
    item: FieldOut | None


class GroupOut(OutModel):
    """Inputs that stand together. `title` is empty for those that belong to no group."""

    title: str
    fields: list[FieldOut]


class SettingsOut(OutModel):
    """A plugin's settings. A secret is never shown: `********` stands for one that is set.

    `json_schema` is the JSON Schema that `values` have to follow, `form` what a form for them shows.
    """

    values: dict[str, Any]
    json_schema: dict[str, Any]
    form: list[GroupOut]


@api.get("/plugins", returns=Page[PluginOut], access=READ, summary="List plugins")
def list_plugins() -> Result:
    """All that are installed, and those that were enabled once, by id."""
    items = [PluginOut.model_validate(item) for item in switching.plugins()]
    return Page[PluginOut](items=items)


@api.get("/plugins/<plugin_id>", returns=PluginOut, access=READ, summary="Read a plugin")
def read_plugin(plugin_id: str) -> Result:
    return PluginOut.model_validate(switching.plugin(plugin_id))


@api.get(
    "/plugins/<plugin_id>/diagnosis",
    returns=DiagnosisOut,
    access=READ,
    summary="Look a plugin over",
)
def read_diagnosis(plugin_id: str) -> Result:
    """What is wrong with it and what to do: its code, tables, settings, deliveries and hooks."""
    # Alembic takes long to import, and the web processes can mostly do without.
    from shopwright.platform.plugins.diagnosis import diagnose

    return DiagnosisOut.model_validate(diagnose(plugin_id))


@api.post(
    "/plugins/<plugin_id>/enable",
    returns=SwitchedOut,
    access=WRITE,
    errors=(409,),
    summary="Enable a plugin",
)
def enable(plugin_id: str) -> Result:
    """For plugins that were enabled before; the first time is an operator's decision."""
    return _switched(plugin_id, switching.enable_plugin(plugin_id))


@api.post(
    "/plugins/<plugin_id>/disable",
    returns=SwitchedOut,
    access=WRITE,
    summary="Disable a plugin",
)
def disable(plugin_id: str) -> Result:
    """Its settings and data are kept, and what is owed to it waits."""
    switching.disable_plugin(plugin_id)
    return _switched(plugin_id, "now")


@api.get(
    "/plugins/<plugin_id>/settings",
    returns=SettingsOut,
    access=READ,
    errors=(409,),
    summary="Read a plugin's settings",
)
def read_settings(plugin_id: str) -> Result:
    view = configuring.plugin_settings(plugin_id)
    form = [GroupOut.model_validate(asdict(group)) for group in view.form]
    return SettingsOut(values=dict(view.values), json_schema=dict(view.schema), form=form)


@api.put(
    "/plugins/<plugin_id>/settings",
    body=SettingsIn,
    returns=SettingsOut,
    access=WRITE,
    errors=(409,),
    summary="Replace a plugin's settings",
)
def replace_settings(plugin_id: str, body: SettingsIn) -> Result:
    """Every wrong value is named at once; then the plugin may try them out, for up to 10 seconds."""
    try:
        configuring.save_plugin_settings(plugin_id, body.values)
    except PluginSettingsInvalid as error:
        raise _below_values(error) from error
    return read_settings(plugin_id)


def _below_values(error: PluginSettingsInvalid) -> ShopError:
    """The plugin's fields are below `values` in the body that was sent."""
    problems = [
        Problem(
            code=item.code,
            message=item.message,
            field=f"values.{item.field}" if item.field else "values",
        )
        for item in error.problems
    ]
    return PluginSettingsInvalid(problems)


def _switched(plugin_id: str, effect: Effect) -> SwitchedOut:
    plugin = PluginOut.model_validate(switching.plugin(plugin_id))
    return SwitchedOut(plugin=plugin, takes_effect=effect)
