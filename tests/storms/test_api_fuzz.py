"""The whole API under fuzzing: nothing breaks, and no answer is undocumented."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
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
from shopwright.commerce.staff import create_api_key, create_owner
from shopwright.commerce.staff.permissions import CORE_PERMISSIONS
from shopwright.http.rest.kit import openapi_document
from shopwright.testing.opening import open_shop
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import trading_plugin
from shopwright.testing.shop import Shop

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


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all operations: what one makes, another finds."""
    folder = tmp_path_factory.mktemp("fuzz")
    with open_shop(folder, trading_plugin(ScriptedProvider())) as shop:
        for number in range(3):
            shop.product(f"Mug {number}", stock=1000)
        shop.place_order()
        create_owner("olga@example.com", "Olga", "correct horse battery")
        yield shop


@pytest.fixture(scope="module")
def key(shop: Shop) -> str:
    """A program's key that may do everything."""
    return create_api_key("fuzz", [item.name for item in CORE_PERMISSIONS]).key


@pytest.mark.parametrize("mode", list(_MODES))
@pytest.mark.parametrize("caller", ["guest", "program"])
def test_no_operation_breaks_or_answers_what_is_not_documented(
    shop: Shop, key: str, mode: str, caller: str
) -> None:
    schema = schemathesis.openapi.from_dict(openapi_document(shop.app))
    schema.app = shop.app
    # plain bytes: schemathesis does not unpack brotli
    headers = {"Accept-Encoding": "identity"}
    if caller == "program":
        headers["Authorization"] = f"Bearer {key}"
    seen: Counter[int] = Counter()
    failures: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        try:
            _fuzz(operation, _MODES[mode], headers, seen)
        except (Exception, BaseExceptionGroup) as error:
            failures.append(f"{operation.label}: {error}"[:1500])
    assert not failures, f"{len(failures)} operations\n" + "\n\n".join(failures[:10])
    print(f"{caller}, {mode}: {dict(sorted(seen.items()))}")


def _fuzz(
    operation: schemathesis.APIOperation,
    mode: GenerationMode,
    headers: dict[str, str],
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
        answer = case.call(headers=headers)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    with contextlib.suppress(Unsatisfiable):  # without input nothing can be asked wrongly
        run()
