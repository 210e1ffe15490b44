"""The whole API under fuzzing: nothing breaks, no answer is undocumented, every refusal occurs."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import pytest
import schemathesis
from flask import Flask, Response, request, request_finished
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from shopwright import Context, ForgedWebhook, Plugin, VerifiedEvent, WebhookEndpoint, hooks
from shopwright.commerce.catalog import (
    CategoryInput,
    CollectionInput,
    create_category,
    create_collection,
)
from shopwright.commerce.staff import create_api_key
from shopwright.commerce.staff.permissions import CORE_PERMISSIONS
from shopwright.http.rest.kit import (
    CUSTOMER,
    Endpoint,
    declared,
    endpoint_of,
    openapi_document,
    staff,
)
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.shop import Shop

from tests.storms.conflicts import CONFLICTS, Scene, open_scene
from tests.storms.provocations import (
    PLAIN,
    PROVOCATIONS,
    Cast,
    Occasion,
    example_case,
    provoked,
)

pytestmark = pytest.mark.storm

EXAMPLES = int(os.environ.get("EXAMPLES", "4"))
SEED = int(os.environ.get("SEED", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_MODES = {"valid": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}


class Doubting(Plugin):
    """Believes no webhook."""

    @hooks.webhook_endpoints
    def endpoints(self, ctx: Context) -> Iterable[WebhookEndpoint]:
        return [WebhookEndpoint(name="events", verify=self.doubt, handle=print)]

    def doubt(self, headers: Mapping[str, str], body: bytes, ctx: Context) -> VerifiedEvent:
        raise ForgedWebhook("It is not signed.")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One shop for all operations: what one makes, another finds."""
    folder = tmp_path_factory.mktemp("fuzz")
    with open_shop(folder, trading_plugin(ScriptedProvider())) as shop:
        for number in range(3):
            shop.product(f"Mug {number}", stock=1000)
        shop.place_order()
        yield open_scene(shop)


@pytest.fixture(scope="module")
def callers(scene: Scene) -> dict[str, dict[str, Any]]:
    """What each caller sends along; the program has a key that may do everything."""
    key = create_api_key("fuzz", [item.name for item in CORE_PERMISSIONS]).key
    return {
        "guest": {"headers": PLAIN},
        "program": {"headers": {"Authorization": f"Bearer {key}", **PLAIN}},
        "person": {"headers": PLAIN, "cookies": scene.cookies},
    }


@pytest.mark.parametrize("mode", list(_MODES))
@pytest.mark.parametrize("caller", ["guest", "program", "person"])
def test_no_operation_breaks_or_answers_what_is_not_documented(
    scene: Scene, callers: Mapping[str, Any], mode: str, caller: str
) -> None:
    seen: Counter[int] = Counter()
    failures: list[str] = []
    for operation, endpoint in operations(scene.shop):
        if caller == "person" and endpoint.access not in (CUSTOMER, staff()):
            continue  # a program has been there
        try:
            _fuzz(operation, _MODES[mode], callers[caller], seen)
        except (Exception, BaseExceptionGroup) as error:
            failures.append(f"{operation.label}: {error}"[:1500])
    assert not failures, f"{len(failures)} operations\n" + "\n\n".join(failures[:10])
    print(f"{caller}, {mode}: {dict(sorted(seen.items()))}")


def test_every_documented_refusal_occurs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Provoked one by one, so that none is left to the luck of the examples above."""
    plugin = trading_plugin(ScriptedProvider())
    folder = tmp_path_factory.mktemp("refusing")
    with recording() as seen, open_shop(folder, plugin, Doubting) as shop:
        scene = open_scene(shop)
        provoke(shop, cast_of(scene), PROVOCATIONS.keys() - {429})
        for operation_id, play in CONFLICTS.items():
            tell(operation_id, 409, play(scene))
        forged = shop.client().post("/api/v1/plugins/doubting/webhooks/events")
        tell("webhooks_receive_webhook", 401, forged)
        with open_shop(tmp_path_factory.mktemp("limited"), plugin, rate_limits=True) as limited:
            provoke(limited, Cast(), {429})
        missing = set(refusals_in(openapi_document(shop.app))) - seen
    assert not missing, f"documented, but never answered: {sorted(missing)}"


def provoke(shop: Shop, cast: Cast, statuses: Set[int]) -> None:
    """Provoke the refusals with these statuses; each answer must be as it is documented."""
    for operation, endpoint in operations(shop):
        for status in sorted(provoked(endpoint) & statuses):
            case = example_case(operation)
            answer = PROVOCATIONS[status](Occasion(endpoint=endpoint, case=case, cast=cast))
            case.validate_response(answer, checks=CHECKS)
            tell(endpoint.operation_id, status, answer)


def cast_of(scene: Scene) -> Cast:
    nothing = create_api_key("may do nothing", []).key
    return Cast(
        person=scene.cookies,
        powerless={"Authorization": f"Bearer {nothing}"},
        existing={
            "product_id": scene.product().id,
            "category_id": create_category(CategoryInput(title="Mugs")).id,
            "collection_id": create_collection(CollectionInput(title="New")).id,
        },
    )


def tell(operation_id: str, wanted: int, answer: Any) -> None:
    """Print what was answered instead; pytest shows it when the test fails."""
    if answer.status_code != wanted:
        print(f"{operation_id}: {answer.status_code} in place of {wanted}: {answer.text[:300]}")


@contextlib.contextmanager
def recording() -> Iterator[set[tuple[str, int]]]:
    """Collects (operation, status) of every answer that any shop gives meanwhile."""
    seen: set[tuple[str, int]] = set()

    def record(app: Flask, response: Response, **_others: object) -> None:
        endpoint = endpoint_of(app.view_functions.get(request.endpoint or ""))
        if endpoint is not None:
            seen.add((endpoint.operation_id, response.status_code))

    with request_finished.connected_to(record):
        yield seen


def operations(shop: Shop) -> Iterator[tuple[schemathesis.APIOperation, Endpoint]]:
    """Every operation of the document, with the declaration that it was made from."""
    endpoints = {endpoint.operation_id: endpoint for endpoint in declared(shop.app)}
    schema = schemathesis.openapi.from_dict(openapi_document(shop.app))
    schema.app = shop.app
    for result in schema.get_all_operations():
        operation = result.ok()
        yield operation, endpoints[operation.definition.raw["operationId"]]


def refusals_in(document: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """(operation, status) of each documented 4xx."""
    for path in document["paths"].values():
        for operation in path.values():
            for status in map(int, operation["responses"]):
                if 400 <= status < 500:
                    yield operation["operationId"], status


def _fuzz(
    operation: schemathesis.APIOperation,
    mode: GenerationMode,
    caller: Mapping[str, Any],
    seen: Counter[int],
) -> None:
    @seed(SEED)
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: schemathesis.Case) -> None:
        answer = case.call(**caller)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    with contextlib.suppress(Unsatisfiable):  # without input nothing can be asked wrongly
        run()
