"""The parts of the API's description that all operations share."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from shopwright.http.problems import HTTP_PROBLEMS, MEDIA_TYPE, TYPE_BASE, title

SECURITY_SCHEMES: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The session cookie of a signed-in person. Browsers send it by themselves; "
        "unsafe requests must come from the shop's own origin.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, for programs: `Authorization: Bearer <key>`.",
    },
    "cartToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Cart-Token",
        "description": "The token that came with a guest's new cart; whoever has it has the cart.",
    },
}

PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A unique value of your own. Sending the request again with the same key "
        "answers the same and does nothing twice.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag you have; when it is still good the answer is 304, without body.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag you read; when the thing changed since, the answer is 412.",
        "schema": {"type": "string"},
    },
}

RESPONSE_HEADERS: dict[str, Any] = {
    "RequestID": {
        "description": "The id of this request in the shop's logs.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Names exactly this content; send it back as `If-None-Match`.",
        "schema": {"type": "string"},
    },
    "IdempotentReplayed": {
        "description": "`true` when this is the stored answer of an earlier request.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "RetryAfter": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWWAuthenticate": {
        "description": "How to authenticate.",
        "schema": {"type": "string"},
    },
}

_MEANINGS = {
    400: "The request cannot be understood: malformed JSON, a wrong header, no valid UTF-8.",
    401: "Nobody is signed in, or the credentials are wrong.",
    403: "The caller may not do this, or a browser on another site made the request.",
    404: "There is no such thing, or none that the caller may see.",
    409: "The thing is in another state than the request assumes; `code` says which.",
    412: "The thing changed since it was read.",
    413: "The body is larger than this operation accepts.",
    415: "The body is of a type that this operation does not read.",
    422: "One or more values are wrong; `errors` names each.",
    429: "Too many requests.",
    500: "Something went wrong on the shop's side.",
    503: "The shop cannot answer right now.",
}


def problem_response(status: int) -> dict[str, Any]:
    """The shared description of a failure."""
    headers: dict[str, Any] = {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}}
    if status in (409, 429, 503):
        headers["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    if status == 401:
        headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWWAuthenticate"}
    return {
        "description": _MEANINGS.get(status, f"{HTTPStatus(status).phrase}."),
        "headers": headers,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": _example(status),
            }
        },
    }


def problem_schema() -> dict[str, Any]:
    """The schema of every failure (RFC 9457)."""
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "A failure. Rely on `code`; the sentences are for people and may change.",
        "required": ["type", "title", "status", "code", "detail", "request_id"],
        "properties": {
            "type": {**text, "format": "uri-reference", "description": "Where it is explained."},
            "title": {**text, "description": "The same for every failure of this `code`."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": {**text, "pattern": "^[a-z][a-z0-9_]*$", "description": "Stable."},
            "detail": {**text, "description": "A sentence for the person who has to act on it."},
            "request_id": {**text, "description": "Quote it when you ask the shop about this."},
            "errors": {
                "type": "array",
                "description": "Every wrong value of the request.",
                "items": _error_schema(),
            },
        },
        "additionalProperties": True,
    }


def _error_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "pointer": {**text, "description": "Where in the body: a JSON pointer, as `#/a/0`."},
            "parameter": {**text, "description": "Which query or path parameter."},
            "code": {**text, "description": "Stable."},
            "message": text,
        },
        "additionalProperties": True,
    }


def _example(status: int) -> dict[str, Any]:
    phrase = HTTPStatus(status).phrase
    fallback = (phrase.lower().replace(" ", "_"), _MEANINGS.get(status, f"{phrase}."))
    code, detail = HTTP_PROBLEMS.get(status, fallback)
    errors: dict[str, Any] = {}
    if status == 422:
        code, detail = "invalid", "One value is wrong; see errors."
        item = {"pointer": "#/lines/0/quantity", "code": "out_of_range", "message": "Too large."}
        errors = {"errors": [item]}
    return {
        "type": TYPE_BASE + code,
        "title": title(code),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": "0f6cb2d9a51c4e7790aa31e2",
        **errors,
    }
