"""The documentation's pages, from the API's description: an overview, one page per tag, the codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from shopwright.http.rest.docs.codes import VALUE_CODES, problem_codes
from shopwright.http.rest.docs.examples import example
from shopwright.http.rest.docs.fields import Field, Fields
from shopwright.http.rest.kit.declaration import ADMIN

_HERE = Path(__file__).parent
_ACCESS = {"public": "Public", "customer": "Customer", "staff": "Staff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body or an answer: its fields, an example, and what is not JSON."""

    title: str
    media_type: str | None
    kind: str
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as a page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    access: str
    permissions: tuple[str, ...]
    marks: tuple[str, ...]
    parameters: tuple[tuple[str, tuple[Field, ...]], ...]
    body: Content | None
    answers: tuple[Content, ...]
    failures: tuple[int, ...]
    curl: str
    deprecated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one tag."""

    name: str
    slug: str
    description: str
    operations: tuple[Operation, ...]

    @property
    def area(self) -> str:
        """Whose operations they are: the heading in the contents."""
        paths = [operation.path for operation in self.operations]
        return "Staff" if all(path.startswith(ADMIN + "/") for path in paths) else "Store"


class Pages:
    """Renders the pages of one OpenAPI document."""

    def __init__(
        self, document: Mapping[str, Any], *, base: str, assets: Mapping[str, str]
    ) -> None:
        self._document = document
        self._fields = Fields(document["components"]["schemas"])
        self.groups = tuple(self._groups())
        markdown = MarkdownIt("commonmark", {"html": False})
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["markdown"] = lambda text: Markup(markdown.render(text))  # noqa: S704
        self._shared = {
            "info": document["info"],
            "groups": self.groups,
            "base": base,
            "assets": assets,
        }

    def overview(self) -> str:
        """How the API works, and a list of everything it can do."""
        return self._render("overview.html", current=None)

    def group(self, slug: str) -> str | None:
        """The operations of one tag, or None when there is no such tag."""
        for group in self.groups:
            if group.slug == slug:
                return self._render("group.html", current=slug, group=group)
        return None

    def problems(self) -> str:
        """Every code of a failure."""
        codes = problem_codes()
        return self._render("problems.html", current="problems", codes=codes, values=VALUE_CODES)

    def _render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(**self._shared, **values)

    def _groups(self) -> Iterator[Group]:
        found: dict[str, list[Operation]] = {}
        for path, operations in self._document["paths"].items():
            for method, operation in operations.items():
                found.setdefault(operation["tags"][0], []).append(
                    self._operation(method.upper(), path, operation)
                )
        for tag in self._document["tags"]:
            yield Group(
                name=tag["name"],
                slug=_slug(tag["name"]),
                description=tag["description"],
                operations=tuple(found.get(tag["name"], ())),
            )

    def _operation(self, method: str, path: str, operation: Mapping[str, Any]) -> Operation:
        parameters = [self._shared_parameter(p) for p in operation["parameters"]]
        responses = operation["responses"]
        body = self._body(operation.get("requestBody"))
        return Operation(
            id=operation["operationId"],
            method=method,
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            access=_ACCESS[operation["x-access"]],
            permissions=tuple(operation.get("x-permissions", ())),
            marks=tuple(_marks(parameters, responses)),
            parameters=tuple(self._parameters(parameters)),
            body=body,
            answers=tuple(self._answers(responses)),
            failures=tuple(int(status) for status in responses if int(status) >= 400),
            curl=_curl(method, path, parameters, operation, body),
            deprecated=operation.get("deprecated", False),
        )

    def _shared_parameter(self, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in parameter:
            return parameter
        shared = self._document["components"]["parameters"]
        found: Mapping[str, Any] = shared[parameter["$ref"].rpartition("/")[2]]
        return found

    def _parameters(
        self, parameters: list[Mapping[str, Any]]
    ) -> Iterator[tuple[str, tuple[Field, ...]]]:
        for place in ("path", "query", "header"):
            rows = tuple(
                self._fields.field(
                    p["name"],
                    {"description": p.get("description", ""), **p["schema"]},
                    required=p["required"],
                )
                for p in parameters
                if p["in"] == place
            )
            if rows:
                yield place, rows

    def _body(self, body: Mapping[str, Any] | None) -> Content | None:
        if body is None:
            return None
        return self._content("Body" if body["required"] else "Body (optional)", body["content"])

    def _answers(self, responses: Mapping[str, Any]) -> Iterator[Content]:
        for status, response in responses.items():
            if int(status) < 300:
                title = f"{status} {response['description'].rstrip('.')}"
                yield self._content(title, response.get("content", {}))

    def _content(self, title: str, content: Mapping[str, Any]) -> Content:
        media_types = ", ".join(content)
        first: Mapping[str, Any] = next(iter(content.values()), {})
        schema = first.get("schema")
        if schema is None or schema.get("format") == "binary":
            return Content(
                title=title, media_type=media_types or None, kind="", fields=(), example=""
            )
        given = first.get("example")
        value = example(schema, self._fields) if given is None else given
        return Content(
            title=title,
            media_type=None,
            kind=self._fields.kind(schema),
            fields=self._fields.of(schema),
            example=json.dumps(value, indent=2, ensure_ascii=False),
        )


def _marks(parameters: list[Mapping[str, Any]], responses: Mapping[str, Any]) -> Iterator[str]:
    names = {parameter["name"] for parameter in parameters}
    if "Idempotency-Key" in names:
        yield "Idempotency-Key"
    if "304" in responses:
        yield "ETag"
    if "cursor" in names:
        yield "Pages"


def _curl(
    method: str,
    path: str,
    parameters: list[Mapping[str, Any]],
    operation: Mapping[str, Any],
    body: Content | None,
) -> str:
    required = [p["name"] for p in parameters if p["in"] == "query" and p["required"]]
    query = "?" + "&".join(f"{name}=..." for name in required) if required else ""
    lines = [f'curl {"" if method == "GET" else f"-X {method} "}"$SHOP{path}{query}"']
    if operation["x-access"] != "public":
        lines.append('-H "Authorization: Bearer $API_KEY"')
    elif any("cartToken" in option for option in operation["security"]):
        lines.append('-H "X-Cart-Token: $CART_TOKEN"')
    if any(parameter["name"] == "Idempotency-Key" for parameter in parameters):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body is not None and body.media_type:
        lines += [f'-H "Content-Type: {body.media_type.partition(",")[0]}"', "--data-binary @file"]
    elif body is not None:
        quoted = body.example.replace("'", "'\\''")
        lines += ['-H "Content-Type: application/json"', f"-d '{quoted}'"]
    return " \\\n  ".join(lines)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
