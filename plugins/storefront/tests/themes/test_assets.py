"""Assets: one fingerprint, one style sheet in layers, ready to be served."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.files import Chain

MakeChain = Callable[..., Chain]


def test_an_address_changes_with_any_file(make_chain: MakeChain) -> None:
    first = Assets(chain=make_chain({"assets/js/theme.js": "1"}))
    url = first.url("js/theme.js")
    assert url == f"/assets/theme/{first.fingerprint}/js/theme.js"
    assert Assets(chain=make_chain()).url("js/theme.js") == url
    changed = Assets(chain=make_chain({"assets/css/base.css": "a{}"}))
    assert changed.url("js/theme.js") != url


def test_all_processes_find_the_same_address(make_chain: MakeChain) -> None:
    chain = make_chain({"assets/js/theme.js": "1", "assets/js/more.js": "2", "assets/a.txt": "3"})
    one, other = Assets(chain=chain), Assets(chain=chain)
    names = sorted(one.names)  # a set's order is each process's own
    one.__dict__["names"], other.__dict__["names"] = names, names[::-1]
    assert other.fingerprint == one.fingerprint


def test_layers_come_in_their_order_each_in_its_own(make_chain: MakeChain) -> None:
    chain = make_chain(
        {"assets/css/theme/mine.css": "i{}", "assets/css/tokens.css": ":root{--a:1}"},
        base={
            "assets/css/components/b.css": "b{}",
            "assets/css/components/a.css": "a{}",
            "assets/css/tokens.css": ":root{--a:0}",
            "assets/css/other.css": "never{}",
        },
    )
    assert Assets(chain=chain).bundle == (
        "@layer reset, tokens, base, components, theme, plugins;\n"
        "@layer tokens {\n:root{--a:1}\n}\n"
        "@layer components {\na{}\n}\n"
        "@layer components {\nb{}\n}\n"
        "@layer theme {\ni{}\n}\n"
    )


def test_relative_addresses_are_right_from_the_bundle(make_chain: MakeChain) -> None:
    css = "a{background:url(../../img/a.png),url('data:x'),url(/b.png),url(\"x.svg#y\")}"
    bundle = Assets(chain=make_chain({"assets/css/components/a.css": css})).bundle
    assert 'url("../img/a.png"),url(\'data:x\'),url(/b.png),url("components/x.svg#y")' in bundle


def test_what_is_served_is_typed_and_compressed_if_that_helps(make_chain: MakeChain) -> None:
    files = {
        "assets/js/theme.js": "const a = 1;\n" * 200,
        "assets/js/tiny.js": "1",
        "assets/fonts/a.woff2": "font",
    }
    assets = Assets(chain=make_chain(files))
    assets.prepare()
    script = assets.serve("js/theme.js")
    assert script is not None
    assert script.media_type == "text/javascript"
    assert len(script.small["br"]) < 60
    assert brotli.decompress(script.small["br"]) == script.body
    assert gzip.decompress(script.small["gzip"]) == script.body
    tiny, font = assets.serve("js/tiny.js"), assets.serve("fonts/a.woff2")
    assert tiny is not None
    assert tiny.small == {}
    assert font is not None
    assert (font.media_type, font.small) == ("font/woff2", {})


def test_compressed_files_are_kept_and_made_again_when_they_are_damaged(
    make_chain: MakeChain, tmp_path: Path
) -> None:
    chain, kept = make_chain({"assets/js/theme.js": "const a = 1;\n" * 200}), tmp_path / "kept"
    made = Assets(chain=chain, kept=kept).serve("js/theme.js")
    assert made is not None
    files = sorted(kept.iterdir())
    assert [file.suffix for file in files] == [".br", ".gzip"]
    assert [file.read_bytes() for file in files] == [made.small["br"], made.small["gzip"]]
    for file in files:
        file.write_bytes(file.read_bytes()[:-4])
    assert Assets(chain=chain, kept=kept).serve("js/theme.js") == made
    assert [file.read_bytes() for file in sorted(kept.iterdir())] == list(made.small.values())


def test_files_are_served_where_nothing_can_be_kept(make_chain: MakeChain, tmp_path: Path) -> None:
    chain = make_chain({"assets/js/theme.js": "const a = 1;\n" * 200})
    served = Assets(chain=chain, kept=tmp_path / "missing" / "kept").serve("js/theme.js")
    assert served is not None
    assert set(served.small) == {"br", "gzip"}


@pytest.mark.parametrize("path", ["js/none.js", "../theme.toml", "vendor.toml", "js"])
def test_nothing_else_is_served(make_chain: MakeChain, path: str) -> None:
    files = {"assets/js/theme.js": "1", "assets/vendor.toml": "x = 1"}
    assets = Assets(chain=make_chain(files))
    assert assets.serve(path) is None
    with pytest.raises(KeyError):
        assets.url(path)


def test_changed_files_are_seen_after_a_refresh(make_chain: MakeChain) -> None:
    assets = Assets(chain=make_chain({"assets/css/base.css": "a{}"}))
    before = assets.fingerprint
    make_chain({"assets/css/base.css": "b{}"})
    assert assets.fingerprint == before
    assets.refresh()
    assert assets.fingerprint != before
    assert "b{}" in assets.bundle
