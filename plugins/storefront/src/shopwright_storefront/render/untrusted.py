"""Compiling and rendering themes that nobody vouches for: in a process that can do little.

The guards of `limits` are for accidents; whoever finds a way around them is still in a process with
an address space of 512 MB, 5 seconds of CPU, no environment, no database and nothing to write to.
What goes in and out is JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shopwright_storefront.themes.files import Chain, Folder
from shopwright_storefront.themes.findings import Finding

Json = dict[str, Any]

MEMORY = 512 * 2**20
CPU_SECONDS = 5
SECONDS = 10
_FILES = 64
_LARGEST_OUTPUT = 16 * 2**20


class UntrustedFailed(RuntimeError):
    """The process took too much, or ended without an answer; the message says which."""


class UntrustedUnsupported(UntrustedFailed):
    """This platform cannot limit processes, so themes of others are refused on it."""


def compile_untrusted(chain: Chain) -> Json:
    """Read and compile a theme: `{"findings": [...], "failures": [...]}`, as plain values.

    Raises `UntrustedFailed`.
    """
    return _run("compile", chain, {})


def check_untrusted(chain: Chain) -> list[Finding]:
    """What `examine` finds in a theme. Raises `UntrustedFailed`."""
    return [Finding(**one) for one in _run("check", chain, {})["findings"]]


def render_untrusted(
    chain: Chain,
    template: str,
    everywhere: Mapping[str, Any],
    objects: Mapping[str, Any],
) -> Json:
    """One page of a theme: `{"html": ..., "failures": [...], "steps": ...}`.

    The dicts are those of `theme_api.v1`. Raises `UntrustedFailed`.
    """
    return _run(
        "render", chain, {"template": template, "everywhere": everywhere, "objects": objects}
    )


def _run(job: str, chain: Chain, arguments: Json) -> Json:
    if find_spec("resource") is None:
        raise UntrustedUnsupported("processes cannot be limited here; use Linux or macOS")
    folders = [{"name": one.name, "root": str(one.root.resolve())} for one in chain.folders]
    told = json.dumps({"job": job, "folders": folders, **arguments})
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", __name__],
                input=told.encode(),
                stdout=output,
                stderr=subprocess.PIPE,
                env={},
                cwd=folder,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UntrustedFailed(f"the theme took longer than {SECONDS} seconds") from error
        output.seek(0)
        return _answer(done.returncode, output.read(), done.stderr)


def _answer(code: int, output: bytes, errors: bytes) -> Json:
    if code == 0:
        found: Json = json.loads(output)
        return found
    last = errors.decode(errors="replace").strip().splitlines()[-1:] or [f"it ended with {code}"]
    raise UntrustedFailed(f"the theme was stopped: {last[0][:500]}")


def _limit() -> None:
    """Before anything of the theme is read."""
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, _LARGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _compile(chain: Chain, told: Json) -> Json:
    from shopwright_storefront.render.engine import Engine
    from shopwright_storefront.render.services import Services
    from shopwright_storefront.themes.assets import Assets
    from shopwright_storefront.themes.findings import ThemeInvalid
    from shopwright_storefront.themes.theme import load_theme

    try:
        theme = load_theme(chain)
        failures = Engine(theme, Services(assets=Assets(chain=chain))).warm()
        findings: Sequence[Any] = theme.findings
    except ThemeInvalid as error:
        failures, findings = [], error.findings
    return {"findings": list(map(asdict, findings)), "failures": list(map(asdict, failures))}


def _render(chain: Chain, told: Json) -> Json:
    from shopwright_storefront.render.engine import Engine
    from shopwright_storefront.render.services import Services
    from shopwright_storefront.render.view import View
    from shopwright_storefront.themes.assets import Assets
    from shopwright_storefront.themes.theme import load_theme

    engine = Engine(load_theme(chain), Services(assets=Assets(chain=chain)))
    page = engine.page(
        View(
            template=told["template"],
            everywhere=told["everywhere"],
            objects=told["objects"],
            preview=True,
        )
    )
    failures = [asdict(failure) for failure in page.failures]
    return {"html": page.html, "failures": failures, "steps": page.steps}


def _check(chain: Chain, told: Json) -> Json:
    from shopwright_storefront.check.examine import examine

    return {"findings": list(map(asdict, examine(chain)))}


_JOBS: Mapping[str, Callable[[Chain, Json], Json]] = {
    "check": _check,
    "compile": _compile,
    "render": _render,
}


def main() -> None:
    """What the process runs."""
    from shopwright_storefront.theme_api.wire import from_json

    _limit()
    answers, sys.stdout = sys.stdout, sys.stderr  # what is logged is no part of the answer
    told = from_json(sys.stdin.read())
    folders = (Folder(name=one["name"], root=Path(one["root"])) for one in told["folders"])
    answer = _JOBS[told["job"]](Chain(folders=tuple(folders)), told)
    answers.write(json.dumps(answer))


if __name__ == "__main__":
    main()
