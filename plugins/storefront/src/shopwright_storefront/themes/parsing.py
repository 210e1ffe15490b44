"""Reading TOML and JSON files of a theme into pydantic models, with findings that name the line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from shopwright_storefront.themes.files import Folder
from shopwright_storefront.themes.findings import Finding, ThemeInvalid, did_you_mean, nearest
from shopwright_storefront.themes.positions import Lines, Path, json_lines, line_of, toml_lines

M = TypeVar("M", bound=BaseModel)
_QUOTED = re.compile(r"'([^']*)'")


class Described(BaseModel):
    """The base of what theme files say: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A parsed file, which still knows where its values stand."""

    folder: Folder
    path: str
    data: dict[str, Any]
    lines: Lines = field(default_factory=dict)

    def finding(self, rule: str, message: str, at: Path = (), *, suggestion: str = "") -> Finding:
        """A finding about the value at `at`."""
        return Finding(
            rule=rule,
            message=message,
            file=self.path,
            theme=self.folder.name,
            line=line_of(self.lines, at),
            suggestion=suggestion,
        )


def written(pattern: str, meant: str) -> AfterValidator:
    """A text of this form; `meant` says which, to people."""

    def checked(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"'{value}' is no such value; write {meant}")
        return value

    return AfterValidator(checked)


def read_toml(folder: Folder, path: str, rule: str, findings: list[Finding]) -> Source | None:
    """The file at `path`; None when there is none, or when it cannot be parsed (a finding)."""
    text = _text(folder, path, findings)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        findings.append(_unparsable(folder, path, rule, str(error), _toml_line(str(error))))
        return None
    return Source(folder=folder, path=path, data=data, lines=toml_lines(text))


def read_json(folder: Folder, path: str, rule: str, findings: list[Finding]) -> Source | None:
    """The same for JSON; what is no object is a finding."""
    text = _text(folder, path, findings)
    if text is None:
        return None
    twice: list[tuple[str, int]] = []
    try:
        data, lines = json.loads(text), json_lines(text, twice)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        message = (
            _json_fault(error, text) if isinstance(error, json.JSONDecodeError) else str(error)
        )
        findings.append(_unparsable(folder, path, rule, message, line))
        return None
    for key, line in twice[:1]:
        message = f"the key '{key}' occurs twice in one object"
        findings.append(_unparsable(folder, path, rule, message, line))
        return None
    if not isinstance(data, dict):
        findings.append(_unparsable(folder, path, rule, "it has to be an object: {...}", 1))
        return None
    return Source(folder=folder, path=path, data=data, lines=lines)


def _text(folder: Folder, path: str, findings: list[Finding]) -> str | None:
    """The file's text; None when there is none, or none that can be used (a finding)."""
    try:
        return folder.read(path)
    except ThemeInvalid as invalid:
        findings += invalid.findings
        return None


def validated(
    model: type[M], source: Source, rule: str, findings: list[Finding], at: Path = ()
) -> M | None:
    """The value at `at` as a model; None when it does not fit, which is told in `findings`."""
    value: Any = source.data
    for key in at:
        value = value[key]
    try:
        return model.model_validate(value)
    except ValidationError as failed:
        findings.extend(_findings(failed, model, source, rule, at))
        return None


def _findings(
    failed: ValidationError, model: type[BaseModel], source: Source, rule: str, at: Path
) -> list[Finding]:
    found = []
    for error in failed.errors(include_url=False, include_context=False):
        where = (*at, *error["loc"])
        if error["type"] == "extra_forbidden":
            name = str(error["loc"][-1])
            known = _names(model, error["loc"][:-1])
            message = f"'{name}' is unknown here{did_you_mean(name, known)}"
            found.append(source.finding(rule, message, where, suggestion=nearest(name, known)))
        else:
            message, near = _said(error)
            text = f"{_dotted(where)}: {message}"
            found.append(source.finding(rule, text, where, suggestion=near))
    return found


def _names(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the object at `path` may have."""
    current: Any = model
    for key in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            named = current.model_fields.get(str(key))
            current = named.annotation if named else None
        else:
            current = _inner(current)
    while current is not None and not isinstance(current, type):
        current = _inner(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [info.alias or name for name, info in current.model_fields.items()]
    return []


def _inner(annotation: Any) -> Any:
    """What a container of this annotation holds: the model of `tuple[Model, ...]`."""
    arguments = [
        part for part in getattr(annotation, "__args__", ()) if part not in (..., type(None))
    ]
    return arguments[-1] if arguments else None


def _said(error: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and the value that was probably meant."""
    if error["type"] != "literal_error":
        return error["msg"].removeprefix("Value error, "), ""
    given, known = error["input"], _QUOTED.findall(error["msg"])
    if not isinstance(given, str):
        return f"a text in quotes is expected, not {given}", ""
    message = f"'{given}' is none of: {', '.join(known)}{did_you_mean(given, known)}"
    return message, nearest(given, known)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path) or "the file"


def _toml_line(message: str) -> int:
    """tomllib writes "... (at line 3, column 5)"."""
    _, _, after = message.partition("at line ")
    digits = after.partition(",")[0]
    return int(digits) if digits.isdigit() else 0


def _unparsable(folder: Folder, path: str, rule: str, message: str, line: int) -> Finding:
    return Finding(
        rule=rule,
        message=f"cannot be read: {message}",
        file=path,
        theme=folder.name,
        line=line,
    )


def _json_fault(error: json.JSONDecodeError, text: str) -> str:
    """In words of those who write JSON by hand."""
    if not text.strip():
        return "the file is empty; remove it, or write {}"
    before = text[: error.pos].rstrip()
    if before.endswith(",") and text[error.pos : error.pos + 1] in ("}", "]"):
        return "a comma before the closing bracket; remove it"
    if error.msg == "Expecting ',' delimiter":
        return "a comma is missing before this"
    return error.msg


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, deeply: where both have a value, and not both a table, that of `above`."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    return result
