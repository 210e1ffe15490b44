"""Names of pages: in file names, and in what schemas say of where a section belongs."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright_storefront.check.subject import Subject
from shopwright_storefront.theme_api import v1
from shopwright_storefront.themes.findings import Finding, did_you_mean, nearest
from shopwright_storefront.themes.parsing import read_toml
from shopwright_storefront.themes.schema import FOLDERS
from shopwright_storefront.themes.theme import GROUPS

_FOLDERS = (
    "assets", "blocks", "emails", "fixtures", "layouts", "locales", "migrations", "presets",
    "print", "screenshots", "sections", "snippets", "templates",
)  # fmt: skip
_OF_PLUGINS = "templates/plugins/"


def unknown_folders(theme: Subject) -> Iterator[Finding]:
    """Folders at the theme's top whose name is a slip."""
    first = {path.partition("/")[0]: path for path in reversed(theme.files()) if "/" in path}
    for folder, path in sorted(first.items()):
        near = nearest(folder, _FOLDERS)
        if near and folder not in _FOLDERS:
            message = f"nothing is looked for in '{folder}/'; did you mean '{near}/'?"
            yield theme.fault(path, 1, message, near)


def unknown_pages(theme: Subject) -> Iterator[Finding]:
    """Files in `templates/` that no page of a shop is drawn by."""
    for path in theme.files("templates"):
        name, _, ending = path.removeprefix("templates/").rpartition(".")
        is_template = ending in ("json", "html") and not path.startswith(_OF_PLUGINS)
        if is_template and _plain(name) not in v1.TEMPLATES:
            message = f"no page of a shop is called '{name}'{did_you_mean(name, v1.TEMPLATES)}"
            yield theme.fault(path, 1, message, nearest(name, v1.TEMPLATES))


def unknown_places(theme: Subject) -> Iterator[Finding]:
    """Places in `allowed_in` that are no page and no group."""
    groups = theme.chain.names(f"sections/{GROUPS}", ".json")
    known = [*v1.TEMPLATES, *(one.removeprefix("sections/")[:-5] for one in groups)]
    for path in theme.files(FOLDERS["section"], ".toml"):
        source = read_toml(theme.own, path, "", [])
        places = source.data.get("allowed_in", []) if source else []
        for index, place in enumerate(places if isinstance(places, list) else ()):
            if source and _plain(str(place)) not in known:
                message = f"there is no page or group '{place}'{did_you_mean(str(place), known)}"
                near = nearest(str(place), known)
                yield source.finding("", message, ("allowed_in", index), suggestion=near)


def _plain(name: str) -> str:
    """Without the alternate's name: `product.gift` is a product's page."""
    return name if name in v1.TEMPLATES else name.partition(".")[0]
