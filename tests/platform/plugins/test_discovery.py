"""Finding plugins: by their entry points and what plugin.toml says, without running their code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shopwright.platform.plugins.manifest import Discovered, discover

Install = Callable[..., Path]


def found(name: str = "gift_wrap") -> Discovered:
    return next(item for item in discover() if item.name == name)


def test_an_installed_plugin_is_found_with_what_it_says_of_itself(install: Install) -> None:
    install()

    item = found()

    assert item.manifest is not None
    assert (item.manifest.name, item.manifest.category) == ("Gift wrap", "test")
    assert (item.distribution, item.version) == ("shopwright-gift_wrap", "1.2.3")
    assert item.package == "shopwright_gift_wrap"


def test_finding_it_runs_none_of_its_code(install: Install) -> None:
    install(code="raise SystemExit('it ran')")

    assert found().error == ""
    assert "shopwright_gift_wrap.plugin" not in sys.modules


def test_the_plugins_that_come_with_shopwright_are_in_order() -> None:
    broken = {item.name: item.error for item in discover() if item.error}

    assert broken == {}


@pytest.mark.parametrize(
    ("manifest", "error"),
    [
        (None, "plugin.toml is missing; every plugin needs one"),
        ("id = 1 2", "cannot be read"),
        ('id = "gift_wrap"', "plugin.toml cannot be used: 'name' is missing; 'summary' is missing"),
        (
            'id = "{name}"\nname = "G"\nsummary = "s"\ncategory = "t"\napi = "1.0"\nlicence = "MIT"',
            "cannot be used: there is no 'licence'; did you mean 'license'?",
        ),
        ('id = "other"\nname = "G"\nsummary = "s"\ncategory = "t"\napi = "1.0"', "says id 'other'"),
        (
            'id = "{name}"\nname = "G"\nsummary = "s"\ncategory = "t"\napi = "2.0"',
            "written for plugin API 2.0; this core has 1.0: upgrade Shopwright",
        ),
        (
            'id = "{name}"\napi = "1.7"\nsparkle = true',
            "written for plugin API 1.7; this core has 1.0: upgrade Shopwright",
        ),
        ('api = "0.9"', "look for a later version of the plugin"),
        ('api = "one"', "'api' is 'one': String should match pattern"),
    ],
    ids=[
        "none",
        "no TOML",
        "incomplete",
        "unknown field",
        "another's id",
        "another API",
        "a later API",
        "an earlier API",
        "no API",
    ],
)
def test_one_that_cannot_be_used_says_why(
    install: Install, manifest: str | None, error: str
) -> None:
    install(manifest=manifest)

    assert found().manifest is None
    assert error in found().error


def test_one_of_another_api_is_told_from_one_that_is_broken(install: Install) -> None:
    install(manifest='api = "1.7"')
    install("tea", manifest="id = 1 2")

    assert not found().compatible
    assert found("tea").compatible


def test_two_packages_with_a_plugin_of_one_name_are_both_named(
    install: Install, tmp_path: Path
) -> None:
    package = install()
    other = package.parent / "other_wrap-2.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-wrap\nVersion: 2.0\n")
    entry = (
        package.parent / "shopwright_gift_wrap-1.2.3.dist-info" / "entry_points.txt"
    ).read_text()
    (other / "entry_points.txt").write_text(entry)

    (item,) = [item for item in discover() if item.name == "gift_wrap"]

    assert item.manifest is None
    assert item.distribution == "other-wrap and shopwright-gift_wrap"
    both = "other-wrap 2.0 and shopwright-gift_wrap 1.2.3"
    assert f"{both} bring a plugin of this name" in item.error
