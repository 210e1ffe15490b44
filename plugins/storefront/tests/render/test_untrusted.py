"""Themes of others, in a process that can do little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.render import untrusted
from shopwright_storefront.render.untrusted import (
    UntrustedFailed,
    compile_untrusted,
    render_untrusted,
)
from shopwright_storefront.themes.files import Chain

MakeChain = Callable[..., Chain]

LIMITED = """
import json, sys
from shopwright_storefront.render import untrusted
untrusted._limit()
"""


def test_a_page_is_rendered_as_ever(make_chain: MakeChain, make: Any) -> None:
    source = "<h1>{{ product.title }}</h1>{{ product.description_html }}{{ nothing }}"
    chain = make_chain({"sections/product.html": source})
    found = render_untrusted(chain, "product", make.everywhere(), {"product": make.product()})
    assert "<h1>Mug 1</h1><p>Made slowly.</p>" in found["html"]
    (failure,) = found["failures"]
    assert failure["place"] == {"theme": "shop", "path": "sections/product.html", "line": 1}


def test_what_cannot_be_compiled_or_read_is_told(make_chain: MakeChain) -> None:
    broken = compile_untrusted(make_chain({"sections/hero.html": "{% if %}"}))
    assert [one["place"]["path"] for one in broken["failures"]] == ["sections/hero.html"]
    unread = compile_untrusted(make_chain({"theme.toml": "[theme]\nname = 3\n"}))
    assert unread["failures"] == []
    assert unread["findings"][0]["rule"] == "ManifestSchema"


def test_it_sees_nothing_of_the_shops_environment(
    make_chain: MakeChain, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def spy(command: Any, **options: Any) -> Any:
        seen.update(options, command=command)
        return run(command, **options)

    monkeypatch.setattr(untrusted.subprocess, "run", spy)
    render_untrusted(make_chain(), "index", make.everywhere(), {})
    assert seen["env"] == {}
    assert "-I" in seen["command"]
    assert seen["cwd"] != os.getcwd()


@pytest.mark.parametrize(
    ("code", "stopped_by"),
    [
        ("x = 'x' * (600 * 2**20)", "MemoryError"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
        ("f = open(sys.argv[1], 'wb')\nfor _ in range(20): f.write(b'x' * 2**20)", "too large"),
    ],
)
def test_memory_files_and_disk_are_limited(tmp_path: Any, code: str, stopped_by: str) -> None:
    command = [sys.executable, "-c", LIMITED + code, str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert stopped_by.lower() in done.stderr.lower()


def test_cpu_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    code = LIMITED.replace("untrusted._limit()", "untrusted.CPU_SECONDS = 1\nuntrusted._limit()")
    command = [sys.executable, "-c", code + "while True: pass"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode < 0


def test_what_takes_too_long_is_ended(
    make_chain: MakeChain, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untrusted, "SECONDS", 0.01)
    with pytest.raises(UntrustedFailed, match=r"longer than 0\.01 seconds"):
        render_untrusted(make_chain(), "index", make.everywhere(), {})


def test_a_process_that_breaks_says_how(make_chain: MakeChain, make: Any) -> None:
    everywhere = json.loads(json.dumps(make.everywhere()))
    with pytest.raises(UntrustedFailed, match=r"there is neither templates/none"):
        render_untrusted(make_chain(), "none", everywhere, {})
