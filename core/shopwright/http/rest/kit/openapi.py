"""The API's description, OpenAPI 3.1, made from the declarations and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask

from shopwright.http.problems import HTTP_PROBLEMS
from shopwright.http.rest.kit.components import (
    PARAMETERS,
    RESPONSE_HEADERS,
    SECURITY_SCHEMES,
    problem_response,
    problem_schema,
)
from shopwright.http.rest.kit.endpoint import MAX_PATH_INTEGER, MAX_PATH_TEXT, Endpoint
from shopwright.http.rest.kit.install import declared
from shopwright.http.rest.kit.replies import JSON_TYPE, Media, Upload
from shopwright.http.rest.kit.schemas import Schemas

_VARIABLE = re.compile(r"<(?:[a-z_]+(?:\([^)]*\))?:)?(\w+)>")
_PATH_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0, "maximum": MAX_PATH_INTEGER},
    "string": {"type": "string", "minLength": 1, "maxLength": MAX_PATH_TEXT},
    "path": {"type": "string", "minLength": 1, "maxLength": MAX_PATH_TEXT},
}


def openapi_document(
    app: Flask,
    *,
    title: str = "Shopwright",
    version: str = "1",
    description: str = "",
    plugins: Collection[str] = (),
) -> dict[str, Any]:
    """Describe the declared endpoints of `app`: the core's and those of these `plugins`."""
    endpoints = [e for e in declared(app) if e.api.plugin_id in ("", *plugins)]
    _refuse_duplicates(endpoints)
    schemas = Schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        path = _VARIABLE.sub(r"{\1}", endpoint.rule)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    failures = sorted({s for e in endpoints for s in e.statuses if s >= 400})
    tags = {e.api.tag: e.api.description for e in reversed(endpoints)}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "servers": [{"url": "/"}],
        "tags": [
            {"name": name, "description": tags[name]}
            for name in dict.fromkeys(e.api.tag for e in endpoints)
        ],
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem_schema(), **schemas.components},
            "parameters": PARAMETERS,
            "headers": RESPONSE_HEADERS,
            "responses": {_failure_name(s): problem_response(s) for s in failures},
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.operation_id,
        "summary": endpoint.summary,
        "tags": [endpoint.api.tag],
        "x-access": endpoint.access.kind,
        "security": _security(endpoint),
        "parameters": [*_path_parameters(endpoint), *schemas.query(endpoint), *_headers(endpoint)],
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.access.permissions:
        operation["x-permissions"] = list(endpoint.access.permissions)
        needs = ", ".join(f"`{name}`" for name in endpoint.access.permissions)
        operation["description"] = f"{endpoint.description}\n\nNeeds {needs}.".strip()
    if endpoint.deprecated:
        operation["deprecated"] = True
    if endpoint.body is not None:
        operation["requestBody"] = _request_body(endpoint, schemas)
    return operation


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if endpoint.access.kind != "public":
        return [{"session": []}, {"apiKey": []}]
    return [{}, {"cartToken": []}, {"session": []}] if endpoint.cart_token else []


def _path_parameters(endpoint: Endpoint) -> Iterable[dict[str, Any]]:
    for name, converter in endpoint.path_parameters:
        schema = dict(_PATH_SCHEMAS.get(converter, _PATH_SCHEMAS["string"]))
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _headers(endpoint: Endpoint) -> Iterable[dict[str, Any]]:
    wanted = {
        "IdempotencyKey": endpoint.idempotent,
        "IfNoneMatch": endpoint.conditional and not endpoint.unsafe,
        "IfMatch": endpoint.if_match is not None,
    }
    for name, used in wanted.items():
        if used:
            yield {"$ref": f"#/components/parameters/{name}"}
    for name, purpose in endpoint.headers.items():
        schema = {"type": "string"}
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": purpose,
            "schema": schema,
        }


def _request_body(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    if isinstance(endpoint.body, Upload):
        schema = {
            "type": "string",
            "format": "binary",
            "minLength": 1,
            "maxLength": endpoint.body.max_bytes,
        }
        content: dict[str, Any] = {name: {"schema": schema} for name in endpoint.body.media_types}
    else:
        content = {JSON_TYPE: {"schema": schemas.body(endpoint)}}
        if endpoint.example is not None:
            content[JSON_TYPE]["example"] = endpoint.example
    return {"required": endpoint.body_required, "content": content}


def _responses(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status in sorted(endpoint.statuses):
        if status == 304:
            headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
            responses["304"] = {"description": "Not modified.", "headers": headers}
        elif status < 400:
            responses[str(status)] = _success(endpoint, status, schemas)
        else:
            responses[str(status)] = {"$ref": f"#/components/responses/{_failure_name(status)}"}
    return responses


def _success(endpoint: Endpoint, status: int, schemas: Schemas) -> dict[str, Any]:
    content = endpoint.returns[status]
    description = getattr(content, "description", "") or f"{HTTPStatus(status).phrase}."
    response: dict[str, Any] = {"description": description}
    headers = {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}}
    if endpoint.conditional:
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    if endpoint.idempotent:
        headers["Idempotent-Replayed"] = {"$ref": "#/components/headers/IdempotentReplayed"}
    response["headers"] = headers
    if isinstance(content, Media):
        response["content"] = {content.media_type: {}}
    elif content is not None:
        response["content"] = {JSON_TYPE: {"schema": schemas.answer(content)}}
    return response


def _failure_name(status: int) -> str:
    code = HTTP_PROBLEMS.get(status, (HTTPStatus(status).phrase.lower().replace(" ", "_"), ""))[0]
    return "".join(word.capitalize() for word in code.split("_"))


def _refuse_duplicates(endpoints: Iterable[Endpoint]) -> None:
    seen: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        other = seen.setdefault(endpoint.operation_id, endpoint)
        if other is not endpoint:
            raise ValueError(
                f"{endpoint.method} {endpoint.rule} and {other.method} {other.rule} are both "
                f"called {endpoint.operation_id!r}; give one an operation_id="
            )
