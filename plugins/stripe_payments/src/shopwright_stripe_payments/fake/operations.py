"""What an endpoint of the API is to the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shopwright_stripe_payments.fake import params
from shopwright_stripe_payments.fake.errors import Body, not_modeled


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method at one path.

    `schema` is the SDK's class for its parameters; `models` are those that the fake honors, and
    any other is refused with an error that says so. `run(world, params, **path)` does it.
    `publishable`: a browser's key will do, together with the object's client secret.
    """

    method: str
    path: str
    schema: str
    models: str
    run: Callable[..., Body]
    publishable: bool = False

    def read(self, form: str) -> Body:
        """The typed parameters of a form; raises `ApiError`."""
        found = params.read(form, self.schema)
        modeled = {*self.models.split(), "expand"}
        for name in found:
            if name not in modeled:
                raise not_modeled(name)
        return found


def listing(path: str, schema: str, run: Callable[..., Body], filters: str = "") -> Operation:
    """GET of a list, with what all lists take."""
    models = f"created limit starting_after ending_before {filters}"
    return Operation(method="GET", path=path, schema=schema, models=models, run=run)


def retrieval(path: str, schema: str, run: Callable[..., Body]) -> Operation:
    """GET of one object."""
    return Operation(method="GET", path=path, schema=schema, models="", run=run)


def change(
    path: str, schema: str, run: Callable[..., Body], models: str, *, publishable: bool = False
) -> Operation:
    """POST."""
    return Operation(
        method="POST", path=path, schema=schema, models=models, run=run, publishable=publishable
    )
