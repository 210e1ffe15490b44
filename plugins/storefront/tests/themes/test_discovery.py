"""Finding themes, without importing any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from shopwright_storefront.themes.discovery import discover
from shopwright_storefront.themes.findings import ThemeInvalid


def theme(folder: Path, name: str, parent: str = "base") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    about = f'name = "{name}"\ntitle = "T"\nversion = "1.0.0"\napi = "1"\nparent = "{parent}"\n'
    (folder / "theme.toml").write_text(f"[theme]\n{about}")
    return folder


def installed(site: Path, package: str, name: str) -> Path:
    """A distribution with an entry point, whose code must not run."""
    folder = theme(site / package, name)
    (folder / "__init__.py").write_text("raise RuntimeError('imported')")
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[shopwright.themes]\n{name} = {package}\n")
    return folder


def test_base_is_always_there() -> None:
    catalog = discover()
    assert "base" in catalog.names()
    assert [folder.name for folder in catalog.chain("base").folders] == ["base"]


def test_themes_are_found_in_folders_plain_or_as_distributions(tmp_path: Path) -> None:
    theme(tmp_path / "mine", "mine")
    theme(tmp_path / "other/src/shopwright_theme_other", "other", parent="mine")
    (tmp_path / "no_theme").mkdir()
    catalog = discover([tmp_path, tmp_path / "nowhere"])
    assert {"mine", "other"} <= set(catalog.names())
    assert [folder.name for folder in catalog.chain("other").folders] == ["other", "mine", "base"]


def test_an_installed_theme_is_found_and_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installed(tmp_path, "shopwright_theme_quiet", "quiet")
    monkeypatch.syspath_prepend(tmp_path)
    found = discover().get("quiet")
    assert (found.root, found.origin) == (folder, "shopwright_theme_quiet")
    assert "shopwright_theme_quiet" not in sys.modules


def test_two_of_a_name_are_an_error_that_names_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = installed(tmp_path / "site", "shopwright_theme_quiet", "quiet")
    monkeypatch.syspath_prepend(tmp_path / "site")
    second = theme(tmp_path / "themes/quiet", "quiet")
    with pytest.raises(ThemeInvalid) as refused:
        discover([tmp_path / "themes"])
    assert str(first) in str(refused.value)
    assert str(second) in str(refused.value)


def test_the_same_place_found_twice_is_one_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, "shopwright_theme_quiet", "quiet")
    monkeypatch.syspath_prepend(tmp_path)
    assert "quiet" in discover([tmp_path]).names()


def test_an_unknown_theme_or_parent_names_the_nearest(tmp_path: Path) -> None:
    theme(tmp_path / "mine", "mine", parent="bsae")
    catalog = discover([tmp_path])
    with pytest.raises(ThemeInvalid, match="did you mean 'base'"):
        catalog.chain("mine")
    with pytest.raises(ThemeInvalid, match="did you mean 'mine'"):
        catalog.get("mien")


def test_inheritance_ends(tmp_path: Path) -> None:
    theme(tmp_path / "a", "a", parent="b")
    theme(tmp_path / "b", "b", parent="a")
    with pytest.raises(ThemeInvalid, match="a -> b -> a"):
        discover([tmp_path]).chain("a")
    theme(tmp_path / "c1", "c1")
    for number in (2, 3, 4):
        theme(tmp_path / f"c{number}", f"c{number}", parent=f"c{number - 1}")
    with pytest.raises(ThemeInvalid, match="c4 -> c3 -> c2 -> c1 -> base are 5 themes; at most 4"):
        discover([tmp_path]).chain("c4")
    assert len(discover([tmp_path]).chain("c3").folders) == 4
