"""Errors in the shape in which Stripe answers them.

{"error": {"type": "card_error", "code": "card_declined", "message": ..., "param": ...}}
"""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


class ApiError(Exception):
    """An answer that is an error.

    What the request did so far is undone, unless `keeps`: a declined card leaves a failed charge.
    """

    def __init__(
        self, status: int, kind: str, message: str, *, keeps: bool = False, **fields: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        self.error: Body = {name: value for name, value in fields.items() if value is not None}
        self.error |= {"message": message, "type": kind}
        if code := self.error.get("code"):
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"

    def body(self) -> Body:
        """The whole answer."""
        return {"error": dict(sorted(self.error.items()))}


def invalid(
    message: str, *, param: str | None = None, code: str | None = None, **fields: Any
) -> ApiError:
    """400 `invalid_request_error`."""
    return ApiError(400, "invalid_request_error", message, param=param, code=code, **fields)


def no_such(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> ApiError:
    """There is nothing of that id: 404, or 400 when a parameter named it."""
    return ApiError(
        status,
        "invalid_request_error",
        f"No such {kind}: '{object_id}'",
        param=param,
        code="resource_missing",
    )


def not_modeled(name: str) -> ApiError:
    """Stripe knows it and we do not; saying so is better than to pretend."""
    return invalid(
        f"The fake Stripe does not model '{name}'. Stripe does: extend "
        "shopwright_stripe_payments.fake before you rely on it.",
        param=name,
        code="fake_not_modeled",
    )


def internal_error() -> ApiError:
    """500 `api_error`."""
    return ApiError(
        500, "api_error", "Sorry! There was an error while talking to one of our backends."
    )
