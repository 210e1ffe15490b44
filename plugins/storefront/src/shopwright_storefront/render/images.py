"""Pictures and icons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.markup import attributes, markup, mistaken
from shopwright_storefront.themes.icons import SPRITE

Image = Mapping[str, Any]
_USUAL_WIDTH = 720
_DRAWINGS: Mapping[str, str] = {
    "product": '<rect x="24" y="32" width="72" height="56" rx="4"/><circle cx="46" cy="52" r="7"/>'
    '<path d="m28 84 24-22 14 12 14-14 14 16"/>',
    "search": '<circle cx="54" cy="54" r="28"/><path d="m75 75 24 24"/>',
    "cart": '<path d="M28 44h64l4 56H24z"/><path d="M44 56V40a16 16 0 0 1 32 0v16"/>',
    "orders": '<path d="M60 22 94 40v40L60 98 26 80V40zM26 40l34 18 34-18M60 58v40"/>',
    "filtered": '<path d="M24 44h40M88 44h8M24 76h8M56 76h40"/><circle cx="76" cy="44" r="12"/>'
    '<circle cx="44" cy="76" r="12"/>',
}


def image(
    img: Image | None,
    sizes: str = "100vw",
    widths: Sequence[int] = (),
    loading: str = "lazy",
    priority: bool = False,
    alt: str | None = None,
    **attrs: Any,
) -> Markup:
    """A whole `<picture>`; a drawing in its place where there is no picture.

    `sizes` says how wide it is shown; `priority` marks the largest one on the first screen, which
    is loaded before all else. Other arguments become attributes of the `<img>`.
    """
    if not img:
        return placeholder()
    render = current_render()
    render.meter.tick(2)
    offered = _offered(img, widths)
    if priority:
        loading = "eager"
        _preload(render, img, offered[0][1], sizes)
    values = {
        "src": image_url(img, _USUAL_WIDTH),
        "srcset": offered[-1][1] or None,
        "sizes": sizes,
        "width": img["width"],
        "height": img["height"],
        "alt": img["alt"] if alt is None else alt,
        "loading": loading,
        "decoding": "async",
        "fetchpriority": "high" if priority else None,
        "style": _focus(img),
        **attrs,
    }
    sources = "".join(
        f"<source{attributes({'type': kind, 'srcset': written, 'sizes': sizes})}>"
        for kind, written in offered[:-1]
    )
    tint = f' style="--tint: {escape(img["dominant_color"])}"' if img["dominant_color"] else ""
    return markup(f'<picture class="picture"{tint}>{sources}<img{attributes(values)}></picture>')


def image_url(img: Image | None, width: int = _USUAL_WIDTH) -> str:
    """The address of the picture in the next width that there is."""
    if not img:
        return ""
    wide = [one for one in img["renditions"] if one["width"] >= width]
    return str(wide[0]["url"] if wide else img["url"])


def srcset(img: Image | None, widths: Sequence[int] = ()) -> str:
    """The attribute `srcset`, of all widths or of some."""
    return _offered(img, widths)[-1][1] if img else ""


def placeholder(kind: str = "product") -> Markup:
    """A quiet drawing where a picture would be; others are what `empty_state` shows."""
    return markup(
        f'<span class="placeholder placeholder-{escape(kind)}" aria-hidden="true">'
        '<svg viewBox="0 0 120 120" fill="none" stroke="currentColor" stroke-width="2">'
        f"{_DRAWINGS.get(kind, _DRAWINGS['product'])}</svg></span>"
    )


def icon(name: str, label: str = "", size: int = 24) -> Markup:
    """An icon of the theme. With a `label` it is read aloud, without it is decoration."""
    render = current_render()
    assert render.theme is not None
    assert render.services is not None
    known = render.theme.known.icons
    if name not in known:
        return mistaken(f"there is no icon '{name}' in {SPRITE}", name, known)
    values = {
        "class": f"icon icon-{name}",
        "width": size,
        "height": size,
        "role": "img" if label else None,
        "aria-label": label or None,
        "aria-hidden": None if label else "true",
    }
    address = render.services.assets.url(SPRITE.removeprefix("assets/"))
    return markup(f'<svg{attributes(values)}><use href="{escape(address)}#{name}"/></svg>')


def _offered(img: Image, widths: Sequence[int]) -> list[tuple[str, str]]:
    """Formats, each with its `srcset`; the last one is for browsers that know no other."""
    renditions = img["renditions"]
    kinds = {str(one["type"]) for one in renditions}
    if len(kinds) <= 1 and not widths and img["srcset"]:
        return [(next(iter(kinds), ""), str(img["srcset"]))]
    chosen = [one for one in renditions if not widths or one["width"] in widths] or renditions
    order = sorted(kinds, key=lambda kind: (kind == "image/jpeg", kind))
    return [(kind, _written(one for one in chosen if one["type"] == kind)) for kind in order] or [
        ("", "")
    ]


def _written(items: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(f"{one['url']} {one['width']}w" for one in items)


def _focus(img: Image) -> str | None:
    focal = img["focal"]
    if not focal:
        return None
    return f"object-position: {focal['x'] * 100:.0f}% {focal['y'] * 100:.0f}%"


def _preload(render: Render, img: Image, written: str, sizes: str) -> None:
    values = {
        "rel": "preload",
        "as": "image",
        "href": image_url(img),
        "imagesrcset": written or None,
        "imagesizes": sizes,
        "fetchpriority": "high",
    }
    render.effects.preloads.append(f"<link{attributes(values)}>")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "image": image,
    "image_url": image_url,
    "srcset": srcset,
    "placeholder": placeholder,
    "icon": icon,
}
