"""Assets, fonts and colors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.markup import NOTHING, hashed, markup, mistaken
from shopwright_storefront.themes.assets import Assets
from shopwright_storefront.themes.colors import alpha, mix
from shopwright_storefront.themes.manifest import Font


def _assets() -> Assets:
    services = current_render().services
    assert services is not None
    return services.assets


def asset_url(path: str) -> str:
    """The address of a file below `assets/`, which changes with its content."""
    assets = _assets()
    if not assets.has(path):
        mistaken(f"there is no file 'assets/{path}'", path, assets.names)
        return ""
    return assets.url(path)


def inline_asset(path: str) -> Markup:
    """A small script or style sheet in the page itself; the page's policy allows just this one."""
    assets = _assets()
    if not assets.has(path):
        return mistaken(f"there is no file 'assets/{path}'", path, assets.names)
    code = assets.text(path).strip()
    if path.endswith(".js"):
        if "</script" in code.lower():
            return mistaken(f"'assets/{path}' contains '</script', so it cannot be inline")
        hashed("script-src", code)
        return markup(f"<script>{code}</script>")
    if path.endswith(".css") and "</style" not in code.lower():
        hashed("style-src", code)
        return markup(f"<style>{code}</style>")
    if path.endswith(".svg"):
        return markup(code)
    return mistaken(f"'assets/{path}' cannot be inline; .js, .css and .svg files can")


def font_face(name: str) -> str:
    """The CSS that loads a font of theme.toml, and its stand-in of the same width."""
    render = current_render()
    assert render.theme is not None
    fonts = render.theme.manifest.fonts
    if name not in fonts:
        mistaken(f"there is no [fonts.{name}] in theme.toml", name, fonts)
        return ""
    return markup(_face(fonts[name]))


def _face(font: Font) -> str:
    adjusted = ""
    if font.size_adjust:
        local = font.fallback.partition(",")[0].strip("\"' ")
        adjusted = (
            f'@font-face{{font-family:"{font.family} fallback";src:local("{local}");'
            f"size-adjust:{font.size_adjust}}}"
        )
    extent = f"unicode-range:{font.unicode_range};" if font.unicode_range else ""
    return (
        f'@font-face{{font-family:"{font.family}";src:url("{asset_url(font.file)}") '
        f'format("woff2");font-weight:{font.weight};font-style:{font.style};{extent}'
        f"font-display:swap}}{adjusted}"
    )


def _stack(font: Font) -> str:
    stand_in = f'"{font.family} fallback", ' if font.size_adjust else ""
    return f'"{font.family}", {stand_in}{font.fallback}'


def tokens(render: Render) -> Markup:
    """A `<style>` with the fonts and all that merchants set of colors: `--bg`, `--font-body`."""
    assert render.theme is not None
    rules = [_face(font) for font in render.theme.manifest.fonts.values()]
    rules += _schemes(render.everywhere["settings"], render.theme)
    rules.append(f":root{{{''.join(_variables(render.everywhere['settings'], render.theme))}}}")
    code = "".join(rule for rule in rules if rule != ":root{}")
    if not code:
        return NOTHING
    hashed("style-src", code)
    return markup(f"<style>{code}</style>")


def _variables(settings: Mapping[str, Any], theme: Any) -> Iterator[str]:
    for setting in theme.manifest.settings:
        name, value = setting.id.replace("_", "-"), settings.get(setting.id)
        if setting.type == "color" and value:
            yield f"--{name}:{value};"
        elif setting.type == "font" and value in theme.manifest.fonts:
            yield f"--font-{name}:{_stack(theme.manifest.fonts[value])};"


def _schemes(settings: Mapping[str, Any], theme: Any) -> Iterator[str]:
    """The first scheme is the page's; the others are for elements of the class `scheme-ID`."""
    for index, name in enumerate(theme.known.schemes):
        scheme = settings.get(name)
        if not scheme:
            continue
        own = f".scheme-{name.replace('_', '-')}"
        yield f"{f':root,{own}' if index == 0 else own}{{{_roles(scheme['light'])}}}"
        if theme.manifest.features.dark and "dark" in scheme:
            roles = _roles(scheme["dark"])
            automatic = _within(':root:not([data-theme="light"])', own, index == 0)
            yield f"@media(prefers-color-scheme:dark){{{automatic}{{{roles}}}}}"
            chosen = _within(':root[data-theme="dark"]', own, index == 0)
            yield f"{chosen}{{{roles}}}"


def _within(root: str, own: str, also_root: bool) -> str:
    return f"{root},{root} {own}" if also_root else f"{root} {own}"


def _roles(roles: Mapping[str, str]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{color};" for name, color in roles.items())


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "asset_url": asset_url,
    "inline_asset": inline_asset,
    "font_face": font_face,
    "color_mix": mix,
    "color_alpha": alpha,
}
