"""What a dashboard or a command line needs to draw a form for settings.

Everything comes from the settings class: a field's `title` is its label, its `description` the help,
its type the kind of input. What pydantic has no word for is said with `Shown`:

    class Settings(PluginSettings):
        security: Literal["tls", "none"] = "tls"
        password: Annotated[SecretStr, Shown(group="Server", visible_if={"security": "tls"})] = ...
        gift: Annotated[UUID | None, Shown(refers_to="product")] = None
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from shopwright.platform.errors import JSON

Reference = Literal["product", "variant", "category", "collection", "channel", "location", "page"]
FieldType = Literal["text", "integer", "number", "boolean", "choice", "list", "map", "group", "any"]
Path: TypeAlias = tuple[str, ...]

_KEY = "x-shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a setting is shown, in its `Annotated[...]`.

    Fields of one `group` stand together under that heading. `visible_if` names fields beside this
    one: it is shown while each has the value (or one of a tuple of values) that is given here; it
    keeps its own value meanwhile. `refers_to`: the value is the id of such a thing, to be picked
    from a list. `choices` are labels of the values of a `Literal` or enumeration.
    """

    group: str = ""
    visible_if: Mapping[str, JSON | tuple[JSON, ...]] = field(default_factory=dict)
    refers_to: Reference | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = get_args(Reference)
        if self.refers_to is not None and self.refers_to not in kinds:
            raise ValueError(f"refers_to='{self.refers_to}': it is one of {', '.join(kinds)}")

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        conditions = {
            name: list(value) if isinstance(value, tuple) else [value]
            for name, value in self.visible_if.items()
        }
        hints = {
            "group": self.group,
            "visible_if": conditions,
            "refers_to": self.refers_to,
            "choices": dict(self.choices),
        }
        return {**handler(core_schema), _KEY: hints}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be picked."""

    value: str | int | float | bool | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One input.

    `type`: a `list` holds `item`s in order, a `map` holds them by a text key, a `group` has
    `groups` of its own, and `any` takes JSON. `visible_if` has a list of values per field beside
    this one. `locked_by` is the environment variable that sets it, '' when it can be changed here.
    A `secret` is shown as a mask, and has no default. `nullable`: it may be left empty (null).
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
    choices: tuple[Choice, ...]
    minimum: float | None
    maximum: float | None
    min_length: int | None
    max_length: int | None
    pattern: str
    visible_if: Mapping[str, list[JSON]]
    refers_to: str
    locked_by: str
    groups: tuple[FormGroup, ...]
    item: FormField | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGroup:
    """Inputs that stand together. `title` is '' for those that belong to no group, which are first."""

    title: str
    fields: tuple[FormField, ...]


def form_of(
    settings_class: type[BaseModel], locked: Mapping[Path, str] | None = None
) -> tuple[FormGroup, ...]:
    """The form of a settings class. `locked` has the variable by the path of each field it sets."""
    schema = settings_class.model_json_schema()
    drawing = _Drawing(schema.get("$defs", {}), locked or {})
    facts, _, inside = drawing.resolved(schema)
    return (inside or drawing).groups(facts, ())


def fields_of(groups: tuple[FormGroup, ...]) -> Iterator[FormField]:
    """All fields of a form or of a part of it, without those inside of others."""
    for group in groups:
        yield from group.fields


def field_at(groups: tuple[FormGroup, ...], path: Path) -> FormField | None:
    """The field at a path through nested models; None when there is none."""
    found = next((item for item in fields_of(groups) if item.name == path[0]), None)
    return field_at(found.groups, path[1:]) if found and len(path) > 1 else found


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Walks a JSON Schema. `parts` are its definitions, `open_parts` those that it is inside of."""

    parts: Mapping[str, Any]
    locked: Mapping[Path, str]
    open_parts: frozenset[str] = frozenset()

    def groups(self, schema: Mapping[str, Any], path: Path) -> tuple[FormGroup, ...]:
        required = schema.get("required", ())
        found: dict[str, list[FormField]] = {"": []}
        for name, shape in schema.get("properties", {}).items():
            hints = shape.get(_KEY, {})
            drawn = self.field(name, shape, (*path, name), required=name in required)
            found.setdefault(hints.get("group", ""), []).append(drawn)
        return tuple(
            FormGroup(title=title, fields=tuple(items)) for title, items in found.items() if items
        )

    def field(
        self, name: str, shape: Mapping[str, Any], path: Path, *, required: bool
    ) -> FormField:
        hints = shape.get(_KEY, {})
        facts, nullable, inside = self.resolved(shape)
        secret = bool(facts.get("writeOnly"))
        kind = _type(facts)
        return FormField(
            name=name,
            label=_label(name, shape),
            help=shape.get("description") or (facts.get("description") if inside else "") or "",
            type=kind,
            format="" if secret else facts.get("format", ""),
            required=required,
            nullable=nullable,
            secret=secret,
            default=None if secret or required else shape.get("default"),
            choices=_choices(facts, hints.get("choices", {})),
            minimum=facts.get("minimum", facts.get("exclusiveMinimum")),
            maximum=facts.get("maximum", facts.get("exclusiveMaximum")),
            min_length=facts.get("minLength", facts.get("minItems")),
            max_length=facts.get("maxLength", facts.get("maxItems")),
            pattern=facts.get("pattern", ""),
            visible_if=hints.get("visible_if", {}),
            refers_to=hints.get("refers_to") or self._items_reference(facts),
            locked_by=self.locked.get(path, ""),
            groups=inside.groups(facts, path) if inside and kind == "group" else (),
            item=(inside or self)._item(facts, path),
        )

    def _item(self, facts: Mapping[str, Any], path: Path) -> FormField | None:
        shape = _items(facts)
        if shape is None or _type(facts) not in ("list", "map"):
            return None
        return self.field("", shape, (*path, "*"), required=True)

    def _items_reference(self, facts: Mapping[str, Any]) -> str:
        hints = (_items(facts) or {}).get(_KEY, {})
        return hints.get("refers_to") or ""

    def resolved(self, shape: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool, _Drawing | None]:
        """What the value is once it is there, whether it may be null, and how to draw its inside.

        A model that holds itself is drawn once; below that, its values are JSON.
        """
        branches = shape.get("anyOf") or shape.get("oneOf") or [shape]
        real = [branch for branch in branches if branch.get("type") != "null"]
        nullable = len(real) < len(branches)
        if [branch.get("type") for branch in real] == ["number", "string"]:  # what a Decimal takes
            real = real[:1]
        if len(real) > 1:
            return {}, nullable, None
        facts = real[0]
        name = facts.get("$ref", "").removeprefix("#/$defs/")
        if not name:
            return facts, nullable, self
        if name in self.open_parts:
            return {}, nullable, None
        inside = _Drawing(self.parts, self.locked, self.open_parts | {name})
        return self.parts[name], nullable, inside


def _type(facts: Mapping[str, Any]) -> FieldType:
    if "enum" in facts or "const" in facts:
        return "choice"
    match facts.get("type"):
        case "string":
            return "text"
        case "integer":
            return "integer"
        case "number":
            return "number"
        case "boolean":
            return "boolean"
        case "array" if _items(facts) is not None:
            return "list"
        case "object" if "properties" in facts:
            return "group"
        case "object" if _items(facts) is not None:
            return "map"
        case _:
            return "any"


def _items(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a list or a map holds, where all of it has one shape."""
    patterns = list(facts.get("patternProperties", {}).values())
    shapes = [facts.get("items"), facts.get("additionalProperties"), *patterns]
    found = [shape for shape in shapes if isinstance(shape, Mapping)]
    return found[0] if len(found) == 1 else None


def _choices(facts: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[Choice, ...]:
    values = facts.get("enum", [facts["const"]] if "const" in facts else [])
    return tuple(
        Choice(value=value, label=labels.get(str(value), _sentence(str(value)))) for value in values
    )


def _label(name: str, shape: Mapping[str, Any]) -> str:
    """The title that was given; pydantic's own of 'from_address' is 'From Address'."""
    made = name.replace("_", " ").title()
    title = str(shape.get("title", made))
    return _sentence(name) if title == made else title


def _sentence(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
