"""Page templates in JSON, and the merchant's changes over them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from shopwright_storefront.themes.findings import Finding, ThemeInvalid
from shopwright_storefront.themes.overlay import (
    Overlay,
    PageChange,
    PageFile,
    lay_over,
)
from shopwright_storefront.themes.theme import PageMissing, Theme

MakeTheme = Callable[..., Theme]


def findings(
    make_theme: MakeTheme, page: str | dict[str, Any], name: str = "index"
) -> list[Finding]:
    text = page if isinstance(page, str) else json.dumps(page, indent=1)
    theme = make_theme({f"templates/{name}.json": text})
    try:
        theme.page(name, Overlay())
    except ThemeInvalid as error:
        return list(error.findings)
    return theme.findings


def page(section: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"order": ["a"], "sections": {"a": section}, **more}


TEXT = {"type": "text"}


@pytest.mark.parametrize(
    ("given", "rule", "line", "message", "suggestion"),
    [
        (page({"type": "heroo"}), "PageTemplateSchema", 7, "no section 'heroo'", "hero"),
        (page({"type": "hero", "settings": {"haeding": "x"}}), "UnknownSetting", 9, "no setting 'haeding'", "heading"),
        (page({"type": "hero", "settings": {"size": 9}}), "PageTemplateSchema", 9, "9 is not within 1 to 5", ""),
        (page({"type": "hero", "blocks": {"b": {"type": "txt"}}}), "PageTemplateSchema", 10, "not allowed here", ""),
        (page({"type": "hero"}, order=["a", "b"]), "PageTemplateSchema", 2, "'b' is ordered, but", ""),
        (page({"type": "hero"}, order=[]), "PageTemplateSchema", 2, "not in the order", ""),
        (page({"type": "hero"}, order=["a", "a"]), "PageTemplateSchema", 2, "ordered twice", ""),
        (page({"type": "hero"}, laoyut="x"), "PageTemplateSchema", 10, "'laoyut' is unknown", "layout"),
        (page({"type": "hero", "setings": {}}), "PageTemplateSchema", 8, "'setings' is unknown", "settings"),
        ("[]", "PageTemplateSchema", 1, "has to be an object", ""),
        ('{"order": [],\n "sections": {}', "PageTemplateSchema", 2, "cannot be read", ""),
        ('{"order": [], "sections": {}, "order": []}', "PageTemplateSchema", 1, "'order' occurs twice", ""),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(
    make_theme: MakeTheme, given: Any, rule: str, line: int, message: str, suggestion: str
) -> None:
    (found,) = findings(make_theme, given)
    assert found.file == "templates/index.json"
    assert (found.rule, found.suggestion) == (rule, suggestion)
    assert message in found.message
    assert found.line == line


def test_limits_are_told_and_nothing_is_dropped_silently(make_theme: MakeTheme) -> None:
    many = {f"s{number}": {"type": "hero"} for number in range(51)}
    (found,) = findings(make_theme, {"order": list(many), "sections": many})
    assert found.rule == "TemplateLimits"
    assert "51 sections are too many" in found.message
    blocks = {f"b{number}": TEXT for number in range(101)}
    (found,) = findings(make_theme, page({"type": "hero", "blocks": blocks}))
    assert "more than 100 blocks" in found.message
    deep: dict[str, Any] = {"type": "text"}
    for _ in range(6):
        deep = {"type": "text", "blocks": {"b": deep}}
    (found,) = findings(make_theme, page({"type": "hero", "blocks": {"b": deep}}))
    assert "nested 6 deep" in found.message


def test_a_section_stays_where_it_belongs(make_theme: MakeTheme) -> None:
    schema = 'name = "n"\nallowed_in = ["product"]\nmax_per_page = 1\n'
    two = {"order": ["a", "b"], "sections": {"a": {"type": "x"}, "b": {"type": "x"}}}
    files = {
        "sections/x.toml": schema,
        "templates/index.json": json.dumps(page({"type": "x"})),
        "templates/product.gift.json": json.dumps(two),
    }
    theme = make_theme(files)
    tree, _ = theme.page("index", Overlay())
    assert tree.sections == ()
    assert "belongs to product, not to index" in theme.findings[0].message
    theme.page("product.gift", Overlay())
    assert "2 sections 'x'; at most 1" in theme.findings[1].message


def test_a_page_that_is_not_there_names_one_that_is(make_theme: MakeTheme) -> None:
    with pytest.raises(PageMissing, match=r"did you mean 'product\.json'"):
        make_theme().page("prodct", Overlay())


FILE = PageFile.model_validate(
    {
        "order": ["a", "b", "c"],
        "sections": {
            "a": {"type": "hero", "settings": {"size": 1, "heading": "A"}},
            "b": {"type": "hero", "blocks": {"x": TEXT, "y": TEXT}, "block_order": ["x", "y"]},
            "c": {"type": "hero"},
        },
    }
)


def laid(change: dict[str, Any]) -> Any:
    return lay_over(FILE, PageChange.model_validate(change))


def test_without_changes_the_default_holds() -> None:
    assert lay_over(FILE, None).page == FILE
    assert laid({}).page == FILE


def test_a_value_that_was_changed_leaves_the_others() -> None:
    found = laid({"sections": {"a": {"settings": {"heading": "Mine"}}}})
    assert found.page.sections["a"].settings == {"size": 1, "heading": "Mine"}


def test_sections_are_added_removed_hidden_and_ordered() -> None:
    change = {
        "sections": {"new": {"type": "hero", "blocks": {"z": TEXT}}, "b": {"disabled": True}},
        "removed": ["c"],
        "order": ["new", "a", "b"],
    }
    found = laid(change).page
    assert found.order == ("new", "a", "b")
    assert set(found.sections) == {"new", "a", "b"}
    assert found.sections["b"].disabled
    assert found.sections["new"].block_order == ("z",)


def test_blocks_are_changed_within_their_section() -> None:
    change = {
        "blocks": {"x": {"settings": {"text": "X"}}, "n": TEXT},
        "block_order": ["y", "n", "x"],
    }
    found = laid({"sections": {"b": change}}).page.sections["b"]
    assert found.block_order == ("y", "n", "x")
    assert found.blocks["x"].settings == {"text": "X"}


def test_what_a_new_version_no_longer_has_is_listed_and_not_rendered() -> None:
    change = {
        "sections": {
            "old": {"settings": {"heading": "Lost"}},
            "b": {"blocks": {"old": {"settings": {"text": "Lost"}}}},
        },
        "order": ["old", "b", "a"],
    }
    found = laid(change)
    assert found.lost == (("sections", "old"), ("sections", "b", "blocks", "old"))
    assert "old" not in found.page.sections


def test_what_a_new_version_brings_stands_behind_what_it_followed() -> None:
    assert laid({"order": ["c", "a"]}).page.order == ("c", "a", "b")
    assert laid({"order": ["b", "c"]}).page.order == ("a", "b", "c")


def test_a_value_that_no_longer_fits_gives_way_to_the_default(make_theme: MakeTheme) -> None:
    overlay = Overlay.model_validate(
        {"pages": {"index": {"sections": {"hero": {"settings": {"size": 99, "gone": 1}}}}}}
    )
    theme = make_theme()
    tree, lost = theme.page("index", overlay)
    assert tree.sections[0].settings["size"] == 3
    assert len(lost) == 2
    assert theme.findings == []


def test_a_preset_is_an_overlay_with_a_name(make_theme: MakeTheme) -> None:
    look = {"name": "Night", "pages": {"index": {"sections": {"hero": {"settings": {"size": 5}}}}}}
    theme = make_theme({"presets/night.json": json.dumps(look)})
    assert theme.presets() == ["night"]
    tree, _ = theme.page("index", theme.preset("night"))
    assert tree.sections[0].settings["size"] == 5
    with pytest.raises(ThemeInvalid, match="did you mean 'night'"):
        theme.preset("nigth")


def test_files_that_are_too_large_or_lead_away_are_refused(
    make_theme: MakeTheme, tmp_path: Any
) -> None:
    with pytest.raises(ThemeInvalid, match="at most 256000"):
        make_theme({"templates/index.json": " " * 256_001}).page("index", Overlay())
    (tmp_path / "secret.json").write_text("{}")
    theme = make_theme({"templates/other.json": "{}"})
    path = tmp_path / "shop/templates/index.json"
    path.unlink()
    path.symlink_to(tmp_path / "secret.json")
    with pytest.raises(ThemeInvalid, match="link to a file outside"):
        theme.page("index", Overlay())
    with pytest.raises(ThemeInvalid, match="leads out of the theme"):
        theme.chain.read("../secret.json")
