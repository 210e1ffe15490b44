"""`shopwright theme ...`, as a designer uses it."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from shopwright_storefront.render import untrusted
from shopwright_storefront.themes.discovery import discover

Run = Callable[..., Result]
PARENT = '[theme]\nname = "parent"\ntitle = "Parent"\nversion = "1.0.0"\napi = "1"\n'
TITLE = (
    "<section {{ section.attrs }}>{% block title %}\n<h1>{{ product.title }}</h1>\n{% endblock %}"
    "{% block rest %}rest{% endblock %}</section>\n"
)


@pytest.fixture
def parent(themes: Path) -> Path:
    """A theme to make a child of, with a product section."""
    root = themes / "parent"
    (root / "sections").mkdir(parents=True)
    (root / "theme.toml").write_text(PARENT)
    (root / "sections/product.html").write_text(TITLE)
    return root


@pytest.mark.parametrize("options", [(), ("--css-only",)])
def test_a_new_theme_passes_the_check(run: Run, themes: Path, options: tuple[str, ...]) -> None:
    run("new", "moss", *options)
    assert run("check", "moss").output == "The theme moss has no faults.\n"
    assert (themes / "moss/sections").exists() == (not options)


def test_a_new_theme_can_be_a_child(run: Run, parent: Path, themes: Path) -> None:
    run("new", "moss", "--child-of", "parent")
    names = [one.name for one in discover([themes]).chain("moss").folders]
    assert names == ["moss", "parent", "base"]
    assert "did you mean 'parent'" in run("new", "fern", "--child-of", "parnet", code=1).output


def test_a_name_that_is_taken_or_impossible_is_refused(run: Run, parent: Path) -> None:
    assert "already" in run("new", "parent", code=1).output
    assert "no name for a theme" in run("new", "Moss!", code=2).output


def test_the_theme_is_named_by_name_by_path_or_by_the_folder_one_is_in(
    run: Run, themes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("new", "moss")
    assert "moss" in run("check").output
    assert "moss" in run("check", "themes/moss").output
    run("new", "fern")
    assert "say which theme: fern, moss" in run("check", code=2).output
    monkeypatch.chdir(themes / "moss")
    assert "moss" in run("check").output
    assert "did you mean 'moss'" in run("check", "mosss", code=1).output


def test_errors_end_with_1_warnings_with_0_each_in_every_format(run: Run, themes: Path) -> None:
    run("new", "moss")
    css = themes / "moss/assets/css/theme.css"
    css.write_text("p { margin-left: 1rem; }\n")
    assert "assets/css/theme.css:1: warning: " in run("check", "moss").output
    (themes / "moss/sections/promise.html").write_text("\n{{ shop.nmae }}\n")
    output = run("check", "moss", code=1).output
    assert "sections/promise.html:2: error: a Shop has no 'nmae'; did you mean 'name'?" in output
    assert "[UndefinedAttribute]" in output
    found = json.loads(run("check", "moss", "--format", "json", code=1).output)
    rules = {(one["rule"], one["line"], one["suggestion"]) for one in found["findings"]}
    assert ("UndefinedAttribute", 2, "name") in rules
    sarif = json.loads(run("check", "moss", "--format", "sarif", code=1).output)
    [told] = sarif["runs"]
    assert (sarif["version"], len(told["tool"]["driver"]["rules"])) == ("2.1.0", 40)
    assert {one["ruleId"] for one in told["results"]} == {rule for rule, _, _ in rules}
    places = [one["locations"][0]["physicalLocation"] for one in told["results"]]
    files = {one["artifactLocation"]["uri"] for one in places}
    assert "themes/moss/sections/promise.html" in files
    assert all(one["region"]["startLine"] > 0 for one in places)


def test_fix_mends_what_is_safe_and_tells_of_the_rest(run: Run, themes: Path) -> None:
    run("new", "moss")
    css, html = themes / "moss/assets/css/theme.css", themes / "moss/sections/promise.html"
    css.write_text("p { margin-left: 1rem; float: right; border-top-left-radius: 2px; }\n")
    html.write_text(html.read_text() + '<a href="/cart">{{ shop.nmae }}</a>\n')
    output = run("check", "moss", "--fix", code=1).output
    assert css.read_text() == (
        "p { margin-inline-start: 1rem; float: inline-end; border-start-start-radius: 2px; }\n"
    )
    assert html.read_text().endswith('<a href="{{ routes.cart }}">{{ shop.nmae }}</a>\n')
    assert "The theme moss has 1 error." in output


def test_a_folder_from_elsewhere_is_checked_too(
    run: Run, tmp_path: Path, themes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untrusted, "SECONDS", 120)  # a busy machine is no fault of the theme
    run("new", "moss")
    (themes / "moss").rename(tmp_path / "moss")
    assert "no faults" in run("check", str(tmp_path / "moss")).output


def test_a_package_is_the_same_whenever_it_is_made(run: Run, themes: Path) -> None:
    run("new", "moss")
    first = Path(run("package", "moss").output.strip()).read_bytes()
    (themes / "moss/theme.toml").touch()
    assert Path(run("package", "moss", "--into", "again").output.strip()).read_bytes() == first
    with zipfile.ZipFile("dist/moss-0.1.0.zip") as archive:
        assert "theme.toml" in archive.namelist()


def test_a_theme_with_errors_is_not_packaged(run: Run, themes: Path) -> None:
    run("new", "moss")
    (themes / "moss/sections/promise.html").write_text("{{ shop.nmae }}")
    assert "is not packaged" in run("package", "moss", code=1).output
    assert not Path("dist").exists()


def test_a_wheel_installs_as_a_theme(
    run: Run, themes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("new", "moss-green")
    wheel = run("package", "moss-green", "--wheel").output.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    found = discover().get("moss-green")
    assert (found.root.name, found.origin) == (
        "shopwright_theme_moss_green",
        "shopwright-theme-moss-green",
    )
    assert "shopwright_theme_moss_green" not in sys.modules


def test_an_ejected_block_is_stale_when_the_parent_changes_it(
    run: Run, parent: Path, themes: Path
) -> None:
    run("new", "moss", "--child-of", "parent")
    run("eject", "sections/product.html", "--block", "title", "--theme", "moss")
    own = themes / "moss/sections/product.html"
    assert own.read_text().startswith('{% extends "parent:sections/product.html" %}')
    own.write_text(own.read_text().replace("<h1>", '<h1 class="moss">'))
    assert "no faults" in run("check", "moss").output
    assert "up to date" in run("diff", "moss").output

    product = parent / "sections/product.html"
    product.write_text(TITLE.replace("rest{%", "other rest{%"))
    assert "up to date" in run("diff", "moss").output

    product.write_text(TITLE.replace("<h1>", '<h1 id="title">'))
    output = run("diff", "moss", code=1).output
    assert "parent has changed the block 'title' of sections/product.html" in output
    assert "\n-<h1>{{ product.title }}</h1>\n" in output
    assert '\n+<h1 id="title">{{ product.title }}</h1>\n' in output
    [row] = json.loads(run("diff", "moss", "--json", code=1).output)
    assert (row["file"], row["block"], row["theme"]) == ("sections/product.html", "title", "parent")
    assert "[StaleOverride]" in run("check", "moss").output

    run("eject", "--renew", "sections/product.html", "--theme", "moss")
    assert "up to date" in run("diff", "moss").output
    assert '<h1 class="moss">' in own.read_text()


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("sections/tip.toml", 'name = "Tip"\n', 'name = "Tips"\n'),
        ("assets/css/tokens.css", "a { color: red; }\n", "a { color: blue; }\n"),
        ("snippets/logo.html", "<b>{{ shop.name }}</b>\n", "<i>{{ shop.name }}</i>\n"),
        ("presets/dark.json", '{"name": "Dark"}\n', '{"name": "Night"}\n'),
    ],
)
def test_whole_files_of_every_kind_can_be_ejected(
    run: Run, parent: Path, themes: Path, file: str, before: str, after: str
) -> None:
    (parent / file).parent.mkdir(parents=True, exist_ok=True)
    (parent / file).write_text(before)
    run("new", "moss", "--child-of", "parent", "--css-only")
    run("eject", file, "--theme", "moss")
    assert (themes / "moss" / file).read_text().endswith(before)
    assert "up to date" in run("diff", "moss").output
    (parent / file).write_text(after)
    output = run("diff", "moss", code=1).output
    assert f"\n-{before}" in output
    assert f"\n+{after}" in output
    run("eject", "--renew", file, "--theme", "moss")
    assert "up to date" in run("diff", "moss").output


def test_what_cannot_be_ejected_says_why(run: Run, parent: Path) -> None:
    run("new", "moss", "--child-of", "parent")

    def refused(*arguments: str) -> str:
        return run("eject", *arguments, "--theme", "moss", code=1).output

    assert "did you mean 'sections/product.html'" in refused("sections/prodct.html")
    assert "there are: title, rest" in refused("sections/product.html", "--block", "top")
    assert "does not say what it was made from" in refused("--renew", "theme.toml")
    run("eject", "sections/product.html", "--block", "title", "--theme", "moss")
    assert "already" in refused("sections/product.html", "--block", "title")
    assert "remove it first" in refused("sections/product.html")
    run("eject", "sections/product.html", "--block", "rest", "--theme", "moss")
    assert "no faults" in run("check", "moss").output
